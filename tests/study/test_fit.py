"""Streak curves, and what can be estimated from them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from vicious_cycle.simulation.streaks import after_wrong
from vicious_cycle.study.fit import SEARCHED, Observed, fit, streak_curve

SIZE = {"pupils": 3000, "attempts": 40}


@given(arrays.arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 6))), st.integers(1, 5))
@settings(deadline=None)
def test_a_streak_curve_counts_each_attempt_under_the_failures_before_it(success, longest):
    right, count = np.zeros(longest + 1), np.zeros(longest + 1)
    for pupil in success.T.tolist():
        for attempt, outcome in enumerate(pupil):
            before = pupil[:attempt][::-1]
            wrong = before.index(True) if True in before else attempt
            right[min(wrong, longest)] += outcome
            count[min(wrong, longest)] += 1
    curve = after_wrong(success, longest)
    assert curve.count.tolist() == count.tolist()
    assert curve.share == pytest.approx(right / np.maximum(count, 1))


@pytest.mark.parametrize("model", SEARCHED)
def test_the_mean_chance_and_what_was_lived_tell_the_same_curve(model):
    pupils = {"skill_sd": 1.0, "guess": 0.2} if model == "rasch" else {"skill_sd": 1.0}
    expected, lived = (streak_curve(model, pupils, longest=3, lived=lived, **SIZE) for lived in (False, True))
    assert expected.share == pytest.approx(lived.share, abs=0.02)
    assert expected.share[0] > expected.share[-1]


def observed(model, truth, seed=20):
    curve = streak_curve(model, truth, longest=5, seed=seed, lived=True, **SIZE)
    return Observed(tuple(curve.share.tolist()), SIZE["attempts"], SIZE["pupils"])


@settings(max_examples=4, deadline=None, derandomize=True)
@given(st.floats(-1, 1), st.floats(0.5, 1.5))
def test_a_fit_recovers_how_much_simulated_pupils_differ(mean, sd):
    found = fit(observed("static", {"skill_mean": mean, "skill_sd": sd}), "static")
    assert found.parameters["skill_mean"] == pytest.approx(mean, abs=0.15)
    assert found.parameters["skill_sd"] == pytest.approx(sd, abs=0.2)
    assert found.error < 0.01


def test_places_left_out_of_a_fit_are_predicted_and_the_error_is_told():
    curve = observed("static", {"skill_mean": 0.3, "skill_sd": 1.0})
    found = fit(curve, "static", places=4)
    missed = found.share[4:] - np.array(curve.share[4:])
    assert found.held_out == pytest.approx(np.sqrt(np.average(missed**2, weights=curve.weight[4:])))
    assert found.held_out < 0.05
    assert fit(curve, "static").held_out is None


def test_the_answers_behind_each_share_follow_from_the_curve_itself():
    curve = streak_curve("rasch", {"skill_sd": 1.0}, longest=5, pupils=2000, attempts=400)
    derived = Observed(tuple(curve.share.tolist()), 400, 2000).weight
    assert derived == pytest.approx(curve.count / curve.count.sum(), abs=0.005)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("counted_from", -1),
        ("share", (0.5, 0.4)),
        ("share", (0.5, 0.4, 0.0)),
        ("count", (9, 9)),
        ("attempts", 1),
        ("first", 0.5),
    ],
)
def test_an_impossible_curve_is_refused_with_its_field(field, wrong):
    sound = {"share": (0.6, 0.5, 0.4), "attempts": 10, "pupils": 10, "first": 0, "count": (9, 5, 2)}
    with pytest.raises(ValueError, match=f"^{field} is .*; it must be"):
        Observed(**sound | {field: wrong})


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"model": "magic"}, "model is 'magic'"),
        ({"places": 1}, "places is 1"),
        ({"places": 9}, "places is 9"),
    ],
)
def test_an_impossible_fit_is_refused_with_its_field(wrong, named):
    with pytest.raises(ValueError, match=f"^{named}; it must be"):
        fit(Observed((0.6, 0.5, 0.4), 10, 10), **{"model": "null", **wrong})


@pytest.mark.parametrize(
    ("model", "name", "value"),
    [("null", "guess", 0.2), ("null", "charm", 1.0), ("static", "skill_sd", 9.0), ("loop", "value", -1.0)],
)
def test_a_value_that_the_model_does_not_allow_is_refused_by_name(model, name, value):
    with pytest.raises(ValueError, match=name):
        streak_curve(model, {name: value})
