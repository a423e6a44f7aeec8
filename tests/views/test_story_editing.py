"""A new story for a class, without a browser: set the levers, read what is said, drawn and tabled."""

import re
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vicious_cycle import datasets
from vicious_cycle.simulation import STUDIED_DOSE, Scenario, simulate
from vicious_cycle.views import StoryEditing
from vicious_cycle.views.story_editing import CLEAR, LEVERS, MONTH, MONTHS, OF, PUPILS, SCALE, THIRDS, in_sd

settings.register_profile("stories", deadline=None, max_examples=10, suppress_health_check=list(HealthCheck))
settings.load_profile("stories")

FINE = (SCALE[1] - SCALE[0]) / 10_000  # SD: what a drawn gain can be off
anywhere = st.fixed_dictionaries(
    {lever.name: st.sampled_from(lever.positions()) for lever in LEVERS} | {"seed": st.integers(0, 1000)}
)


@pytest.fixture(scope="module")
def view():
    return StoryEditing()


def put(view, levers):
    """Set all levers at once, as a link does; trait by trait the class would be run seven times."""
    view.query = "?" + urlencode(levers)
    assert view.note == ""


def class_of(view, **changes):
    names = [lever.name for lever in LEVERS] + ["seed"]
    levers = {name: getattr(view, name) for name in names} | changes
    return simulate(Scenario(pupils=PUPILS, attempts=MONTH * MONTHS, **levers))


def model_gains(view, **changes):
    """What each pupil gains by June, in SD, in the order of skill in September; each year run by itself."""
    told, plain = class_of(view, **changes), class_of(view, story_dose=0.0)
    gain = (told.end.skill - plain.end.skill) / plain.end.skill.std()
    return np.clip(gain[np.argsort(plain.skill[0], kind="stable")], *SCALE)


def signed(sentence):
    return [float(number.replace("−", "-")) for number in re.findall(r"[+−]?\d+\.\d\d", sentence)]


@given(levers=anywhere)
def test_every_number_in_headline_and_subline_is_the_models_own(view, levers):
    put(view, levers)
    gains = model_gains(view)
    ahead, behind = ((gains > CLEAR).mean(), (gains < -CLEAR).mean())
    said = [int(number) for number in re.findall(r"\d+", view.headline)]
    np.testing.assert_allclose(said[:2], [OF * ahead, OF], atol=1)
    if len(said) > 2:
        assert said[2] == pytest.approx(OF * behind, abs=1)
    thirds = gains.reshape(len(THIRDS), -1).mean(axis=1)
    np.testing.assert_allclose(
        signed(view.subline), [gains.mean(), thirds[0], thirds[-1]], atol=0.0051 + FINE
    )
    assert view.facts["outcome"] == view.facts["ahead"] == said[0]


@given(levers=anywhere)
def test_the_table_is_what_the_model_ran(view, levers):
    put(view, levers)
    table = view.table()
    assert list(table["third"].value_counts()[list(THIRDS)]) == [PUPILS // 3] * 3
    np.testing.assert_allclose(table[f"gain_{MONTHS}"], model_gains(view), atol=FINE)


@given(levers=anywhere, month=st.integers(0, MONTHS - 1))
def test_the_chart_of_other_months_is_what_each_month_gives_by_itself(view, levers, month):
    put(view, levers)
    gains = model_gains(view, story_start=month * MONTH)
    np.testing.assert_allclose(view.later[month], [gains.mean(), gains[: PUPILS // 3].mean()], atol=0.002)


@given(levers=anywhere)
def test_without_a_story_nobody_gains_and_it_is_said_to_be_none(view, levers):
    put(view, levers | {"story_dose": 0.0})
    assert (view.table().iloc[:, 1:].abs() <= FINE).all(axis=None)
    assert view.headline.startswith("No story is told")


@given(levers=anywhere)
def test_before_the_story_is_told_there_is_nothing_to_gain(view, levers):
    put(view, levers)
    months_before = view.story_start // MONTH
    assert (view.table().iloc[:, 1 : 1 + months_before].abs() <= FINE).all(axis=None)


@given(dose=st.sampled_from(LEVERS[0].positions()))
def test_beyond_the_studied_dose_it_is_said_to_be_beyond_the_evidence(view, dose):
    view.story_dose = dose
    beyond = dose > STUDIED_DOSE.high
    assert view.facts["beyond"] == beyond
    assert view.subline.startswith("Beyond the evidence") == beyond


def test_the_lever_is_marked_where_the_parameters_say_that_it_was_studied():
    dose = StoryEditing().levers[0]
    assert dose["name"] == "story_dose"
    assert dose["studied"] == (STUDIED_DOSE.low, STUDIED_DOSE.default, STUDIED_DOSE.high)


def test_as_it_opens_few_gain_most_of_them_low_achievers_and_the_average_is_the_published_one():
    view = StoryEditing()
    gains = model_gains(view)
    assert 5 <= view.facts["ahead"] <= 25
    clearly = np.flatnonzero(gains > CLEAR)
    assert (clearly < PUPILS // 3).mean() > 0.8
    estimates = [row["estimate"] for row in view.published]
    assert min(estimates) <= gains.mean() <= max(estimates)


def test_five_times_the_dose_puts_able_pupils_clearly_behind_and_hardly_more_ahead():
    once, five = StoryEditing(), StoryEditing(story_dose=1.0)
    assert five.facts["behind"] >= 10 > once.facts["behind"]
    assert five.facts["ahead"] - once.facts["ahead"] <= 5


def test_later_is_worse_month_by_month_as_it_opens():
    average, lowest = zip(*StoryEditing().later, strict=True)
    assert list(average) == sorted(average, reverse=True)
    assert list(lowest) == sorted(lowest, reverse=True)


def test_gains_stand_beside_the_published_ones_of_the_data_set():
    rows = {(row["estimate"], row["low"], row["high"]) for row in datasets.published_effects()}
    published = StoryEditing().published
    assert len(published) >= 3
    assert all((row["estimate"], row["low"], row["high"]) in rows for row in published)
    assert {min(row["estimate"] for row in published), max(row["estimate"] for row in published)} == {
        0.05,
        0.14,
    }


def test_the_question_asks_for_a_number_of_a_hundred():
    question = StoryEditing().ask()
    assert (question.kind, question.high, question.name) == ("number", OF, "story_editing")


def test_what_is_drawn_is_within_the_scale():
    view = StoryEditing(story_dose=1.0, failure_style=-1.0, success_style=-1.0)
    gains = in_sd(view._picture.rows["gain"])
    assert SCALE[0] <= gains.min() <= gains.max() <= SCALE[1]
