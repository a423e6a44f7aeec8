"""What every notebook of the workshop keeps to; that each one runs is nbval's part of the suite."""

import re

import nbformat
import pytest

from vicious_cycle.datasets import NOTEBOOKS
from vicious_cycle.server.notebooks import is_notes, steps

HEADINGS = [
    "Predict",
    "Run and compare",
    "Play",
    "Talk",
    "Take away",
    "What is it?",
    "How it works",
    "Things to notice",
    "Things to try",
    "Limits",
    "Sources",
]
# The first notebook runs nothing of its own: it asks, and shows the way.
START_HEADINGS = [
    "Two sides",
    "Predict",
    "The way through",
    "How to use it",
    "What is it?",
    "Talk",
    "Take away",
    "Limits",
    "Sources",
]
# The last is for whoever leads the workshop; it is read beforehand, and not shown.
FACILITATOR_HEADINGS = [
    "Agendas",
    "Before the day",
    "The room",
    "Presenting",
    "Script",
    "Expected answers",
    "Objections and replies",
    "When you run late",
    "Materials",
    "On paper",
    "Limits",
]
# What is shown to a room, step by step; the other sections are background.
FLOW = ["Two sides", "Predict", "The way through", "Run and compare", "Play", "Talk", "Take away"]
FILES = sorted(NOTEBOOKS.glob("*.ipynb"))
FACILITATOR = "90_facilitator"


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def file(request):
    return request.param


@pytest.fixture
def notebook(file):
    return nbformat.read(file, as_version=4)


@pytest.fixture
def parts(file):
    """The headings that this notebook must have."""
    return {"00_start_here": START_HEADINGS, FACILITATOR: FACILITATOR_HEADINGS}.get(file.stem, HEADINGS)


def headings(notebook):
    """(level, text) of each heading, in order."""
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    prose = re.sub(r"^```.*?^```", "", prose, flags=re.MULTILINE | re.DOTALL)
    return [(len(signs), text) for signs, text in re.findall(r"^(#+) +(.+?) *$", prose, re.MULTILINE)]


def test_there_are_notebooks():
    assert FILES


def test_it_is_a_valid_notebook(notebook):
    nbformat.validate(notebook)


def test_it_begins_with_its_question(notebook):
    first = notebook.cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# .*\?\n", first.source + "\n")
    assert [level for level, _ in headings(notebook)].count(1) == 1


def test_it_has_every_part_of_the_workshop_once(notebook, parts):
    found = [text for level, text in headings(notebook) if level == 2]
    assert sorted(text for text in found if text in parts) == sorted(parts)


def test_one_predicts_before_one_runs_and_talks_before_one_takes_away(notebook, parts):
    order = ["Predict", "Run and compare", "Play", "Talk", "Take away"]
    assert [text for _, text in headings(notebook) if text in order] == [
        text for text in order if text in parts
    ]


def test_it_says_how_long_it_takes(notebook):
    least, most = notebook.metadata["vicious_cycle"]["minutes"]
    assert 0 < least <= most


def test_every_step_has_speaker_notes_of_substance_and_together_they_take_the_time_it_says(file, notebook):
    title, *after = steps(file)
    if file.stem == FACILITATOR:
        assert not after
        return
    assert notebook.cells[0].source.startswith("# " + title.title[:10])
    noted = [step.title for step in after]
    assert [text for _, text in headings(notebook) if text in FLOW and text not in noted] == []
    for step in after:
        assert 0 < step.minutes[0] <= step.minutes[1], step.title
        assert len(re.sub("<.*?>", "", step.notes)) > 100, step.title
    assert [sum(step.minutes[end] for step in after) for end in (0, 1)] == notebook.metadata["vicious_cycle"][
        "minutes"
    ]


def test_speaker_notes_bring_no_headings_of_their_own(notebook):
    for cell in filter(is_notes, notebook.cells):
        assert cell.cell_type == "markdown"
        assert "#" not in cell.source


def test_no_heading_level_is_skipped(notebook):
    before = 0
    for level, text in headings(notebook):
        assert level <= before + 1, text
        before = level


def test_code_cells_are_calls_of_at_most_five_lines(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 5, cell.source


def test_nothing_that_a_run_leaves_behind_is_committed(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
            assert "execution" not in cell.metadata
    assert "widgets" not in notebook.metadata
