"""Who pays for one pace, without a browser."""

import re

import numpy as np
import pytest

from vicious_cycle.simulation import Scenario, simulate
from vicious_cycle.views import OnePace
from vicious_cycle.views.one_pace import ALIKE, COASTS, GONE, PUPILS, _ending

LEVERS = ("pace", "just_right", "skill_sd", "failure_style", "success_style", "retakes", "seed")
ROOMS = {
    "as shipped": {},
    "rigor": {"pace": 0.06, "skill_sd": 1.0},
    "gentle": {"pace": 0.02},
    "helpless": {"failure_style": -0.35, "success_style": -0.35, "pace": 0.06},
    "retakes": {"retakes": True, "pace": 0.06},
    "half": {"just_right": 0.5},
}
EVERY_ROOM = pytest.mark.parametrize("levers", ROOMS.values(), ids=ROOMS)


def run_of(view, **changes):
    return simulate(Scenario(pupils=PUPILS, **{name: getattr(view, name) for name in LEVERS} | changes))


def thirds(run, values):
    """Means of the three thirds by starting skill, lowest first."""
    return values[np.argsort(run.skill[0])].reshape(3, -1).mean(axis=1)


def learning(run):
    return run.end.skill - run.skill[0]


@EVERY_ROOM
def test_what_each_third_loses_is_the_difference_of_two_years_of_the_same_pupils(levers):
    view = OnePace(**levers)
    one, fitted = run_of(view), run_of(view, just_right=1.0)
    lost = thirds(one, learning(fitted) - learning(one))
    np.testing.assert_allclose(view.facts["lost"], lost, atol=0.006)
    other = run_of(view, retakes=not view.retakes)
    np.testing.assert_allclose(
        view.facts["retaken"], thirds(one, learning(other) - learning(one)), atol=0.006
    )
    steps = float(re.search(r"([\d.]+) steps", view.headline)[1])
    assert steps == pytest.approx(max(lost), abs=0.056)
    said = [float(n.replace("−", "-")) for n in re.findall(r"by ([+−]?[\d.]+)", view.subline)]
    np.testing.assert_allclose(said, np.array(view.facts["retaken"])[[0, 2]], atol=0.056)
    assert ("Without retakes" in view.subline) == view.retakes


@EVERY_ROOM
def test_marks_and_table_stand_in_the_order_of_september_and_show_the_same_pupils(levers):
    view = OnePace(**levers)
    one = run_of(view)
    order = np.argsort(one.skill[0])
    table = view.table()
    np.testing.assert_allclose(table["start"], one.skill[0][order])
    np.testing.assert_allclose(table["learned_one_pace"], learning(one)[order])
    drawn = view._picture.rows["one"][:, -1]
    np.testing.assert_allclose(drawn % GONE * 8 / 10_000, learning(one)[order], atol=1e-3)
    assert ((drawn & GONE) > 0).tolist() == table["gave_up_one_pace"].tolist()
    assert ((drawn & COASTS) > 0).tolist() == table["coasts_one_pace"].tolist()
    effort = one.effort[-6:].mean(axis=0)[order]
    np.testing.assert_allclose(view._picture.rows["effort"][:, -1] / 10_000, effort, atol=1e-4)


@pytest.mark.parametrize("seed", range(4, 12))
def test_at_an_ordinary_pace_those_who_start_highest_lose_most_and_those_who_give_up_start_low(seed):
    view = OnePace(seed=seed)
    assert view.facts["outcome"] == "highest"
    assert view.facts["gone"][1:] == [0, 0]


def test_a_quicker_pace_moves_the_loss_to_those_who_start_lowest():
    lost = [OnePace(pace=pace, skill_sd=1.0).facts["lost"] for pace in (0.02, 0.04, 0.06)]
    highest, lowest = [each[2] for each in lost], [each[0] for each in lost]
    assert highest == sorted(highest, reverse=True)
    assert lowest == sorted(lowest)


def test_retakes_help_where_tasks_are_too_hard_and_not_where_they_are_too_easy():
    changes = np.array([OnePace(pace=0.06, skill_sd=1.0, seed=seed).facts["retaken"] for seed in range(8)])
    assert changes[:, 0].mean() > 0.1
    assert changes[:, 2].mean() < 0


def test_fully_fitted_tasks_cost_nobody_anything():
    view = OnePace(just_right=1.0)
    assert view.facts["lost"] == [0, 0, 0]
    assert view.facts["outcome"] == "nobody"


@pytest.mark.parametrize(
    ("lost", "ending"),
    [
        ([1.0, 0.2, 0.1], "lowest"), ([0.1, 1.0, 0.2], "middle"), ([0.5, 0.2, 0.9], "highest"),
        ([0.9, 0.9 - ALIKE / 2, 0.9], "alike"), ([0.0, -0.4, 0.05], "nobody"),
    ],
)  # fmt: skip
def test_who_pays_is_named_for_what_is_lost(lost, ending):
    assert _ending(lost) == ending


def test_the_question_offers_every_ending_that_can_come_out():
    view = OnePace()
    offered = [key for key, _ in view.ask().options]
    for levers in ROOMS.values():
        assert OnePace(**levers).facts["outcome"] in offered
