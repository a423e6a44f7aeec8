"""Difficulty up and down again, without a browser."""

import re
from pathlib import Path

import pytest

from vicious_cycle import simulation
from vicious_cycle.simulation import Scenario, simulate
from vicious_cycle.views import ThereAndBack
from vicious_cycle.views.base import FULL_SCALE
from vicious_cycle.views.there_and_back import DWELLS, LAST, LEVELS, PUPILS, STILL, WAY


def gap(view):
    """How many more have given up on the way back, at the level where that differs most."""
    gone = view.table()["gone"].to_numpy()
    there, back = gone[: len(LEVELS)], gone[len(LEVELS) - 1 :][::-1]
    return max(back - there, key=abs)


@pytest.mark.parametrize("dwell", DWELLS)
def test_every_level_is_lived_by_the_pupils_who_come_from_the_level_before(dwell):
    view, end = ThereAndBack(dwell=dwell), None
    for level, drawn in zip(WAY, view.table()["gone"], strict=True):
        room = Scenario(
            pupils=PUPILS, attempts=dwell, start_difficulty=level, pace=0.0, seed=view.seed,
            failure_style=view.failure_style, success_style=view.success_style,
        )  # fmt: skip
        run = simulate(room, constants=STILL, start=end)
        end = run.end
        assert drawn == pytest.approx(run.gave_up[-LAST:].mean(), abs=0.5 / FULL_SCALE)


@pytest.mark.parametrize("seed", range(4))
def test_the_way_back_is_not_the_way_in_and_is_nearer_to_it_the_longer_the_class_stays(seed):
    short, long = (abs(gap(ThereAndBack(dwell=dwell, seed=seed))) for dwell in (20, 400))
    assert short > 0.2
    assert long < short / 2


@pytest.mark.parametrize("dwell", DWELLS)
@pytest.mark.parametrize("style", [-0.8, -0.35, 0.6])
def test_the_headline_names_the_level_at_which_the_two_ways_differ_most(dwell, style):
    view = ThereAndBack(dwell=dwell, failure_style=style, success_style=style)
    said = [int(number) / 100 for number in re.findall(r"(\d+)%", view.headline)]
    widest = gap(view)
    if abs(widest) < 0.045:
        assert not said
    else:
        assert said[1] - said[0] == pytest.approx(widest, abs=0.011)
    assert "more" not in view.headline or widest > 0


def test_the_question_gives_away_the_way_in_and_not_the_way_back():
    view = ThereAndBack()
    prediction = view.ask()
    gone = view.table()["gone"].to_numpy()
    assert prediction.given == [round(100 * share) for share in gone[: len(LEVELS)]]
    assert len(prediction.points) == len(LEVELS)
    assert prediction.guess[-1] == prediction.given[-1]
    assert len(set(prediction.guess[:-1])) == 1


def test_the_figures_in_the_models_readme_are_those_of_the_view():
    readme = (Path(simulation.__file__).parent / "README.md").read_text("utf-8")
    sentence = re.search(r"on the way back,\s+by\s+(.*?), all with the story", readme, re.DOTALL)[1]
    numbers = [int(number) for number in re.findall(r"\d+", sentence.replace("points of 100", "points"))]
    for points, dwell in zip(numbers[::2], numbers[1::2], strict=True):
        assert round(100 * gap(ThereAndBack(dwell=dwell))) == points
