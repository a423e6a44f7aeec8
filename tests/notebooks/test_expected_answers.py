"""What the facilitator is told to expect is what the notebooks' own runs show, row by row of that table."""

import re

import nbformat
import pytest

from vicious_cycle import datasets
from vicious_cycle.views import (
    FailureStreaks,
    JustRightChallenge,
    KidAndSchool,
    MeanAndSpread,
    OnePace,
    PressureAndGrading,
    StoryEditing,
    ThereAndBack,
    TwoStories,
    ViciousCycle,
)


def started_from(view, preset):
    """What a view says of itself after one of its presets."""
    query = next(each["query"] for each in datasets.presets(view.NOTEBOOK) if each["id"] == preset)
    played = view(free=True)
    played.query = f"?{query}"
    assert not played.note
    return played.facts


def bad_fortnight():
    seen = FailureStreaks().facts
    assert seen["solved"] <= seen["ghost_solved"] / 2
    for preset in ("mastery", "gentle"):
        spared = started_from(FailureStreaks, preset)
        assert abs(spared["solved"] - spared["ghost_solved"]) <= 1


def two_stories():
    effort = TwoStories().facts["outcome"]
    assert effort[-1] < effort[0] / 4


def way_back():
    way = ThereAndBack()
    up, back = way.ask().given, way.facts["outcome"]
    assert max(after - before for before, after in zip(up, back, strict=True)) > 25
    assert back[0] < 5


def hard_enough():
    assert 60 <= JustRightChallenge().facts["outcome"] <= 90
    assert started_from(JustRightChallenge, "helpless")["outcome"] > JustRightChallenge().facts["outcome"]


def one_pace():
    facts = OnePace().facts
    assert facts["outcome"] == "highest"
    assert facts["gone"][0] > max(facts["gone"][1:])


def stakes():
    facts = PressureAndGrading().facts
    assert facts["calm_trying"] - facts["trying"] >= 5


def new_story():
    assert 5 <= StoryEditing().facts["outcome"] <= 30


ROWS = {
    "stance": None,  # has no answer
    "one bad fortnight": bad_fortnight,
    "sorting what pupils say": None,  # readers differ, see tests/test_datasets.py
    "two stories": two_stories,
    "thirty alike": lambda: ViciousCycle().facts["outcome"] == "split" or pytest.fail("no two groups"),
    "the way back": way_back,
    "how hard is hard enough": hard_enough,
    "one pace for all": one_pace,
    "grades, stakes and ranks": stakes,
    "competition": lambda: MeanAndSpread().facts["outcome"] == "apart" or pytest.fail("not further apart"),
    "a new story for a class": new_story,
    "the kid or the school": lambda: (
        KidAndSchool().facts["outcome"] == "school" or pytest.fail("not the school")
    ),
}


def test_every_row_of_expected_answers_is_checked_here():
    cells = nbformat.read(datasets.NOTEBOOKS / "90_facilitator.ipynb", as_version=4).cells
    (table,) = [cell.source for cell in cells if cell.source.startswith("## Expected answers")]
    assert re.findall(r"^\| ([a-z][^|]*?) \|", table, re.MULTILINE)[1:] == list(ROWS)


@pytest.mark.parametrize("row", [row for row, check in ROWS.items() if check])
def test_what_is_said_to_come_out_does(row):
    ROWS[row]()
