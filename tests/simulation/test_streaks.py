"""Streak curves count as one would by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vicious_cycle.simulation.streaks import after_wrong, rasch_chances

OUTCOMES = st.lists(st.sampled_from([0.0, 1.0, float("nan")]), min_size=1, max_size=12)


def by_hand(pupil, longest, counted_from):
    """(wrong in a row before, outcome) of every attempt that counts."""
    found, wrong = [], 0
    made = [outcome for outcome in pupil if outcome == outcome]
    for number, outcome in enumerate(made):
        if number >= counted_from:
            found.append((min(wrong, longest), outcome))
        wrong = 0 if outcome else wrong + 1
    return found


@given(st.lists(OUTCOMES, min_size=1, max_size=4), st.integers(1, 4), st.integers(0, 2))
def test_every_attempt_is_counted_once_where_its_streak_stands(pupils, longest, counted_from):
    attempts = max(map(len, pupils))
    grid = np.array([pupil + [np.nan] * (attempts - len(pupil)) for pupil in pupils]).T
    curve = after_wrong(grid, longest, counted_from=counted_from)
    expected = [pair for pupil in pupils for pair in by_hand(pupil, longest, counted_from)]
    for place in range(longest + 1):
        here = [outcome for wrong, outcome in expected if wrong == place]
        assert curve.count[place] == len(here)
        assert curve.share[place] == pytest.approx(np.mean(here) if here else 0)


def test_a_rasch_model_finds_back_who_is_able_and_what_is_hard():
    random = np.random.default_rng(1)
    ability, difficulty = random.normal(size=2000), np.linspace(-1.5, 1.5, 40)[:, None]
    chance = 1 / (1 + np.exp(difficulty - ability))
    outcomes = (random.random(chance.shape) < chance).astype(float)
    outcomes[random.random(chance.shape) < 0.1] = np.nan
    fitted = rasch_chances(outcomes)
    assert np.abs(fitted.mean(axis=1) - chance.mean(axis=1)).max() < 0.05
    assert np.corrcoef(fitted.ravel(), chance.ravel())[0, 1] > 0.95
