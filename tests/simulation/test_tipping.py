"""The map is computed from the model: every point of it is pupils who live on from there."""

import numpy as np
import pytest

from vicious_cycle.simulation import Scenario, State, simulate
from vicious_cycle.simulation.tipping import LUCKS, standing, tipping_map

BELIEFS, SKILLS = np.arange(-4, 2.1, 1.0), np.arange(-3, 2.1, 1.0)


def class_of(**levers):
    settings = {"failure_style": -0.35, "success_style": -0.35, "pace": 0.055, "skill_sd": 0.2, "seed": 2}
    return simulate(Scenario(**settings | levers))


def test_a_point_of_the_map_counts_pupils_who_really_live_on_from_there():
    run = class_of()
    attempt, believed, able = 20, -1.0, 0.0
    gone = tipping_map(run, attempt, [believed], [able])
    task, control = run.difficulty[attempt, 0], run.control[attempt].mean()
    start = State(able + task, believed + task, control, estimate=0.0, attempts=attempt)
    levers = {"failure_style": -0.35, "success_style": -0.35, "pace": 0.055, "seed": 2}
    lives = simulate(Scenario(pupils=LUCKS, attempts=40, **levers), start=start)
    assert gone.tolist() == [[lives.gave_up[-1].sum()]]


@pytest.mark.parametrize("seed", [2, 11])
def test_more_self_belief_never_makes_more_pupils_give_up_within_what_luck_allows(seed):
    gone = tipping_map(class_of(seed=seed), 10, BELIEFS, SKILLS)
    assert gone.shape == (len(SKILLS), len(BELIEFS))
    assert (np.diff(gone, axis=1) <= 2).all()
    assert (np.diff(gone, axis=0) <= 2).all()
    assert gone[0, 0] == LUCKS
    assert gone[-1, -1] < LUCKS / 2


def test_a_mastery_story_moves_the_line():
    helpless = tipping_map(class_of(), 10, BELIEFS, SKILLS)
    mastery = tipping_map(class_of(failure_style=0.6, success_style=0.6), 10, BELIEFS, SKILLS)
    assert (mastery <= helpless).all()
    assert mastery.sum() < helpless.sum()


def test_the_map_is_the_same_each_time():
    run = class_of()
    assert (tipping_map(run, 30, BELIEFS, SKILLS) == tipping_map(run, 30, BELIEFS, SKILLS)).all()


def test_pupils_who_stand_somewhere_have_only_the_rest_of_the_year_before_them():
    rest, (state,) = standing(class_of(), 45, [(0.5, -0.5)])
    assert (rest.attempts, rest.pupils, state.attempts) == (15, LUCKS, 45)
    assert state.skill - state.self_belief == pytest.approx(-1.0)
