"""Every prediction of the notebooks can be asked of a room."""

import json

import nbformat
import pytest

from vicious_cycle.datasets import NOTEBOOKS
from vicious_cycle.room import results
from vicious_cycle.room.questions import checked
from vicious_cycle.views.room_question import RoomQuestion


@pytest.mark.parametrize("file", sorted(NOTEBOOKS.glob("0*.ipynb")), ids=lambda file: file.stem)
def test_a_room_takes_each_prediction_of_the_notebook_as_a_question(file, monkeypatch):
    questions = {}
    tell = RoomQuestion._tell_room

    def told(question, change=None):
        tell(question, change)
        questions[question.model_id] = question

    monkeypatch.setattr(RoomQuestion, "_tell_room", told)
    cells = nbformat.read(file, as_version=4).cells
    exec("\n".join(cell.source for cell in cells if cell.cell_type == "code"), {})
    assert questions
    for question in questions.values():
        sent = json.dumps({"key": f"{file.stem}#{question.name}", "title": "a title", **question.asked})
        spec = checked(json.loads(sent))
        assert spec["kind"] == "scale" or "outcome" in spec, question.question


def test_what_the_room_chose_is_told_in_sentences_that_end_once():
    options = [["a", "They stayed close."], ["b", "They parted into two groups."]]
    spec = {"key": "03#x", "kind": "choice", "question": "?", "options": options, "outcome": "b"}
    answers = {1: [("a", 1, 0)] * 5}
    told = results.revealed(results.Asked(1, spec, "revealed", 1, {1: 5}, answers, []))
    assert told["headline"] == (
        "5 of 5 chose “They stayed close”. In the simulation it is “They parted into two groups”."
    )
