"""The fits of the kit's own study: what is fitted, and that the stored fits can be simulated again."""

import pytest

from vicious_cycle.datasets import observed_streaks, table
from vicious_cycle.study.definition import read
from vicious_cycle.study.fit import ATTEMPTS_A_FIT, SEARCHED, streak_curve
from vicious_cycle.study.fits import compute, observed_curves

CURVES = observed_curves()
STUDY = read("fit", CURVES)
STORED = {(row["curve"], row["model"], row["quantity"]): row for row in table("fit")}


def test_every_streak_curve_of_the_data_is_there_as_it_was_observed():
    for name, curve in CURVES.items():
        rows = [row for row in observed_streaks() if (row["source"], row["curve"]) == (name, "observed")]
        assert curve.share == tuple(row["value"] for row in rows)
        assert curve.count in ((), tuple(row["count"] for row in rows))
        assert curve.weight.sum() == pytest.approx(1)


def test_the_kit_fits_every_model_to_every_curve_and_stores_each_estimate_with_its_interval():
    assert {(curve, model) for curve, model, _ in STORED} == {(c, m) for c in CURVES for m in SEARCHED}
    for curve in CURVES:
        for model, searched in SEARCHED.items():
            for name, (least, most) in searched.items():
                row = STORED[curve, model, name]
                assert least <= row["low"] <= row["high"] <= most
                assert row["verdict"]
                assert (row["n"], row["date"]) == (STUDY.fit["replicates"], STUDY.date)


@pytest.mark.parametrize("curve", CURVES)
def test_the_stored_estimates_give_the_stored_curve_when_they_are_simulated_again(curve):
    observed = CURVES[curve]
    for model in SEARCHED:
        simulated = streak_curve(
            model,
            {name: STORED[curve, model, name]["value"] for name in SEARCHED[model]},
            longest=observed.longest,
            pupils=ATTEMPTS_A_FIT // observed.attempts,
            attempts=observed.attempts,
            counted_from=observed.counted_from,
            seed=STUDY.seed,
        )
        for place in range(observed.first, observed.longest + 1):
            stored = STORED[curve, model, f"after_{place}"]["value"]
            assert simulated.share[place] == pytest.approx(stored, abs=0.005)


def test_a_test_simulated_from_a_fit_is_fitted_by_about_the_same_numbers():
    truth = {"skill_mean": 0.4, "skill_sd": 1.0}
    refitted = compute(STUDY, ["again", "maths_2019", "static", truth, 0, {"static": [truth]}])["static"]
    assert refitted["parameters"] == pytest.approx(truth, abs=0.15)
    assert refitted["error"] < 0.02
