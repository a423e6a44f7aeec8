"""Mean and spread along competition and pressure, without a browser."""

import re

import numpy as np
import pytest

from vicious_cycle.simulation import Scenario, simulate
from vicious_cycle.views import MeanAndSpread
from vicious_cycle.views.mean_and_spread import POSITIONS, PUPILS, SAME, STORIES

LEVERS = ("competition", "pressure", "grading", "failure_style", "success_style", "seed")
ROOMS = {
    "as shipped": {},
    "all by rank": {"competition": 1.0},
    "none": {"competition": 0.0},
    "hopeful": {"failure_style": 0.5, "success_style": 0.5},
    "helpless": {"failure_style": -0.5, "success_style": -0.5, "grading": "grades"},
    "pressure": {"along": "pressure", "competition": 0.2, "pressure": 0.5},
}
EVERY_ROOM = pytest.mark.parametrize("levers", ROOMS.values(), ids=ROOMS)


def run_of(view, **changes):
    return simulate(Scenario(pupils=PUPILS, **{name: getattr(view, name) for name in LEVERS} | changes))


def june(run):
    """The mean chance of each pupil at the last six tasks."""
    return run.p_success[-6:].mean(axis=0)


def spread(run):
    low, high = np.percentile(june(run), [10, 90])
    return high - low


def learning(run):
    return run.end.skill - run.skill[0]


@EVERY_ROOM
def test_every_number_that_is_said_is_that_of_the_room_and_of_the_same_room_without(levers):
    view = MeanAndSpread(**levers)
    here, without = run_of(view), run_of(view, **{view.along: 0.0})
    position = getattr(view, view.along)
    said = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", f"{view.headline} {view.subline}")]
    if position:
        assert said.pop(0) == pytest.approx(100 * position)
        expected = [
            100 * june(without).mean(),
            100 * june(here).mean(),
            100 * spread(without),
            100 * spread(here),
        ]
        expected += [learning(here).mean(), learning(without).mean()]
        expected += [100 * here.gave_up[-1].mean(), 100 * without.gave_up[-1].mean()]
        tolerance = [0.52] * 4 + [0.052] * 2 + [0.52] * 2
    else:
        expected = [
            100 * june(here).mean(),
            100 * spread(here),
            learning(here).mean(),
            100 * here.gave_up[-1].mean(),
        ]
        tolerance = [0.52, 0.52, 0.052, 0.52]
    assert len(said) == len(expected)
    assert (np.abs(np.array(said) - expected) <= tolerance).all(), (said, expected)
    moved, wider = june(here).mean() - june(without).mean(), spread(here) - spread(without)
    ending = (
        ("higher" if moved > 0 else "lower") if abs(moved) >= SAME else "apart" if wider >= SAME else "close"
    )
    assert view.facts["outcome"] == ending


@EVERY_ROOM
def test_every_position_is_a_run_of_its_own(levers):
    view = MeanAndSpread(**levers)
    table = view.table().set_index(view.along)
    for position in (POSITIONS[0], POSITIONS[4], POSITIONS[-1]):
        run, row = run_of(view, **{view.along: position}), table.loc[position]
        assert row["chance"] == pytest.approx(june(run).mean(), abs=1e-4)
        assert row["high"] - row["low"] == pytest.approx(spread(run), abs=2e-4)
        assert row["learned"] == pytest.approx(learning(run).mean(), abs=1e-3)
        assert row["gave_up"] == pytest.approx(run.gave_up[-1].mean(), abs=1e-4)
        for name, style in STORIES.items():
            other = run_of(view, **{view.along: position}, failure_style=style, success_style=style)
            assert row[name] == pytest.approx(june(other).mean(), abs=1e-4)
            assert row[f"{name}_learned"] == pytest.approx(learning(other).mean(), abs=1e-3)


def test_half_by_rank_hardly_moves_the_mean_opens_the_spread_and_all_by_rank_lowers_it():
    """As pattern M6 finds it with a thousand pupils: here over twenty groups of sixty."""
    halves = [MeanAndSpread(seed=seed).table().set_index("competition") for seed in range(20)]
    mean = np.mean([each["chance"] for each in halves], axis=0)
    width = np.mean([each["high"] - each["low"] for each in halves], axis=0)
    learned = np.mean([each["learned"] for each in halves], axis=0)
    half, all_ = POSITIONS.index(0.5), POSITIONS.index(1.0)
    assert abs(mean[half] - mean[0]) < 0.02
    assert width[half] > 3 * width[0]
    assert learned[half] < learned[0]
    assert mean[all_] < mean[0] - 0.1
    assert learned[all_] < 0.8 * learned[0]


@pytest.mark.parametrize("seed", range(4))
def test_the_quiet_mean_is_made_of_two_opposites(seed):
    june_ = MeanAndSpread(seed=seed).table().set_index("competition")
    change = june_.loc[0.5] - june_.loc[0.0]
    assert change["hopeful"] > 0
    assert change["helpless"] < -0.1


def test_the_mark_stands_on_the_lever_that_is_looked_along():
    view = MeanAndSpread(competition=0.3, pressure=0.8)
    assert view.facts["here"] == POSITIONS.index(0.3)
    view.along = "pressure"
    assert view.facts["here"] == POSITIONS.index(0.8)


def test_the_question_offers_every_ending_that_can_come_out():
    offered = [key for key, _ in MeanAndSpread().ask().options]
    for levers in ROOMS.values():
        assert MeanAndSpread(**levers).facts["outcome"] in offered
