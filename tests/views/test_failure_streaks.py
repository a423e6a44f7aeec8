"""The failure streak view, without a browser: set its traits, read what it says."""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vicious_cycle import datasets
from vicious_cycle.simulation import Scenario, simulate
from vicious_cycle.views import FailureStreaks
from vicious_cycle.views.base import FULL_SCALE
from vicious_cycle.views.failure_streaks import ATTEMPTS, CROWDS, LAST, LEVERS

settings.register_profile("views", deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
settings.load_profile("views")

anywhere = st.fixed_dictionaries(
    {lever.name: st.sampled_from(lever.positions()) for lever in LEVERS} | {"seed": st.integers(0, 1000)}
)


@pytest.fixture(scope="module")
def view():
    return FailureStreaks()


def put(view, levers):
    for name, value in levers.items():
        setattr(view, name, value)


def model_run(view, **changes):
    scenario = {lever.name: getattr(view, lever.name) for lever in LEVERS} | changes
    return simulate(
        Scenario(pupils=CROWDS[view.crowd], attempts=ATTEMPTS, skill_sd=0.3, seed=view.seed, **scenario)
    )


def numbers(sentence):
    return [int(number) for number in re.findall(r"\d+", sentence)]


@given(levers=anywhere)
def test_every_number_in_the_headline_is_the_models_own(view, levers):
    view.crowd = "pupil"
    put(view, levers)
    solved = int(model_run(view).success[-LAST:, 0].sum())
    ghost = int(model_run(view, streak_length=0).success[-LAST:, 0].sum())
    expected = {solved, LAST} if view.streak_length == 0 or solved == ghost else {solved, ghost, LAST}
    assert set(numbers(view.headline)) == expected


@given(levers=anywhere, crowd=st.sampled_from(["class", "band"]))
def test_a_crowds_headline_counts_those_who_gave_up(view, levers, crowd):
    view.crowd = crowd
    put(view, levers)
    gone = int(model_run(view).gave_up[-1].sum())
    assert numbers(view.headline)[:2] == [gone, CROWDS[crowd]]


@given(levers=anywhere)
def test_the_table_is_what_the_model_ran(view, levers):
    view.crowd = "pupil"
    put(view, levers)
    run, table = model_run(view), view.table()
    assert len(table) == ATTEMPTS
    for name in ("p_success", "expected", "effort"):
        np.testing.assert_allclose(table[name], getattr(run, name)[:, 0], atol=0.5 / FULL_SCALE)


def test_without_a_streak_the_year_and_its_ghost_are_the_same(view):
    view.crowd = "pupil"
    view.streak_length = 0
    table = view.table()
    for name in ("p_success", "expected", "effort"):
        assert (table[name] == table[f"ghost_{name}"]).all()


def test_the_question_counts_what_was_solved_before_the_streak():
    year = FailureStreaks()
    question = year.ask().question
    solved = int(model_run(year).success[: year.streak_start, 0].sum())
    assert numbers(question) == [solved, year.streak_start, year.streak_length, LAST]


@given(levers=anywhere)
def test_the_diary_tells_only_what_happened(view, levers):
    view.crowd = "pupil"
    put(view, levers)
    run = model_run(view)
    attempts = [attempt for attempt, _ in view.diary]
    assert attempts == sorted(attempts)
    for attempt, sentence in view.diary:
        happened = attempt - 1
        if "down to ability" in sentence:
            assert not run.success[happened, 0]
            assert run.attribution[happened, 0].argmax() == 0
        if "calls it luck" in sentence:
            assert run.success[happened, 0]
            assert run.attribution[happened, 0].argmax() == 4
        if "has given up" in sentence:
            assert run.gave_up[happened, 0]


def test_a_broken_preset_is_refused_with_file_row_and_column(tmp_path, monkeypatch):
    (tmp_path / "presets.csv").write_text("notebook,id,query\n01,one,seed=1\n01,two,pace=99\n")
    monkeypatch.setattr(datasets, "DATASETS", tmp_path)
    with pytest.raises(ValueError, match=r"presets\.csv, row 3, column query: pace is 99"):
        datasets.presets("01")
