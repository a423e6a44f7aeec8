"""What a class gets out of its year, and what it says of its misses, against runs counted by hand."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vicious_cycle.simulation import CAUSES, Scenario, simulate
from vicious_cycle.simulation.challenge import (
    NEARLY,
    TARGETS,
    by_start,
    coasting,
    fitted,
    learned,
    middle,
    solved,
    top,
)
from vicious_cycle.simulation.misses import NO_MISS, last_miss

quickly = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
ROOM = Scenario(pupils=20, attempts=30, failure_style=-0.4, pace=0.06, seed=5)


@pytest.fixture(scope="module")
def run():
    return simulate(ROOM)


def test_what_was_learned_is_the_skill_after_so_many_attempts_less_that_of_september(run):
    gained = learned(run, [1, 12, 30])
    np.testing.assert_allclose(gained[0], run.skill[1] - run.skill[0])
    np.testing.assert_allclose(gained[1], run.skill[12] - run.skill[0])
    np.testing.assert_allclose(gained[2], run.end.skill - run.skill[0])


def test_what_was_solved_is_the_share_of_the_attempts_so_far(run):
    shares = solved(run, [1, 12, 30])
    for share, attempts in zip(shares, (1, 12, 30), strict=True):
        np.testing.assert_allclose(share, run.success[:attempts].mean(axis=0))


@quickly
@given(seed=st.integers(0, 50), pressure=st.sampled_from([0.0, 1.0]), start=st.floats(-4, 3))
def test_nobody_coasts_and_has_given_up_at_once(seed, pressure, start):
    run = simulate(Scenario(pupils=8, attempts=10, seed=seed, pressure=pressure, start_difficulty=start))
    assert not (coasting(run) & run.gave_up).any()
    np.testing.assert_array_equal(coasting(run) | run.gave_up, run.effort < 0.2)


def test_easy_work_bores_and_hard_work_beats():
    easy, hard = simulate([Scenario(start_difficulty=d, pace=0.0) for d in (-4.0, 3.0)])
    assert coasting(easy)[-1].mean() > 0.9
    assert not easy.gave_up.any()
    assert hard.gave_up[-1].mean() > 0.9
    assert not coasting(hard).any()


def test_a_room_is_fitted_to_every_target_and_else_stays_as_it_is():
    rooms = fitted(ROOM)
    assert [room.target_success for room in rooms] == list(TARGETS)
    assert {room.just_right for room in rooms} == {1.0}
    assert {(room.seed, room.pace, room.failure_style) for room in rooms} == {(5, 0.06, -0.4)}


def test_the_higher_the_target_the_more_is_solved():
    shares = [run.success.mean() for run in simulate(fitted(Scenario(pupils=200)), keep=("success",))]
    assert (np.diff(shares) > 0).all()


@quickly
@given(st.lists(st.floats(0, 10), min_size=1, max_size=25))
def test_the_top_is_the_most_and_all_around_it_is_nearly_as_much(learning):
    best, first, last = top(learning)
    assert learning[best] == max(learning)
    assert first <= best <= last
    assert all(value >= NEARLY * learning[best] for value in learning[first : last + 1])
    for beyond in (first - 1, last + 1):
        if 0 <= beyond < len(learning):
            assert learning[beyond] < NEARLY * learning[best]


@quickly
@given(st.lists(st.floats(-5, 5), min_size=10, max_size=60))
def test_the_middle_holds_four_in_five(values):
    low, mean, high = middle(values)
    assert min(values) <= low <= high <= max(values)
    assert mean == pytest.approx(np.mean(values))
    outside = [sum(value < low for value in values), sum(value > high for value in values)]
    assert max(outside) <= 0.1 * (len(values) - 1) + 1


@pytest.mark.parametrize("pupils", [3, 20, 30, 31])
def test_every_pupil_is_in_one_third_and_nobody_starts_below_a_lower_third(pupils):
    run = simulate(Scenario(pupils=pupils, attempts=2))
    thirds = by_start(run)
    assert sorted(np.concatenate(thirds)) == list(range(pupils))
    assert max(map(len, thirds)) - min(map(len, thirds)) <= 1
    for lower, higher in pairwise(thirds):
        assert run.skill[0][lower].max() <= run.skill[0][higher].min()


def test_a_pupil_goes_on_saying_what_it_said_of_its_last_miss(run):
    said = last_miss(run)
    for pupil in range(ROOM.pupils):
        now = NO_MISS
        for attempt in range(ROOM.attempts):
            if not run.success[attempt, pupil]:
                now = int(run.attribution[attempt, pupil].argmax())
            assert said[attempt, pupil] == now
    assert len(CAUSES) == NO_MISS
