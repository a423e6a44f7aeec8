"""Four rooms for the same pupils, without a browser: set the levers, read what is said and tabled."""

import re
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vicious_cycle import words
from vicious_cycle.simulation import Scenario, simulate
from vicious_cycle.views import KidAndSchool
from vicious_cycle.views.explorable import Lever
from vicious_cycle.views.kid_and_school import ANSWERS, ATTEMPTS, CHANGES, LEVERS, PUPILS, ROOMS, SEATS, SURE
from vicious_cycle.views.year import GONE

settings.register_profile("rooms", deadline=None, max_examples=10, suppress_health_check=list(HealthCheck))
settings.load_profile("rooms")

SLIDERS = [lever for lever in LEVERS if isinstance(lever, Lever)]
anywhere = st.fixed_dictionaries(
    {lever.name: st.sampled_from(lever.positions()) for lever in SLIDERS}
    | {"changes": st.sets(st.sampled_from(list(CHANGES))), "seed": st.integers(0, 1000)}
)


@pytest.fixture(scope="module")
def view():
    return KidAndSchool()


def put(view, levers):
    """Set all levers at once, as a link does."""
    view.query = "?" + urlencode(levers | {"changes": ",".join(levers["changes"])})
    assert view.note == ""


def four_years(view):
    """The four rooms, each run by itself."""
    as_it_is = {
        "pace": view.pace,
        "pressure": view.pressure,
        "competition": view.competition,
        "grading": "grades",
    }
    changed = dict(as_it_is)
    for change in view.changes:
        changed |= CHANGES[change]
    story = {"story_dose": view.story_dose}
    styles = {"failure_style": view.failure_style, "success_style": view.success_style, "seed": view.seed}
    rooms = (as_it_is, as_it_is | story, changed, changed | story)
    return [simulate(Scenario(pupils=PUPILS, attempts=ATTEMPTS, **styles, **room)) for room in rooms]


def gains_of(years):
    return [year.end.skill - year.skill[0] for year in years]


def signed(sentence):
    return [float(number.replace("−", "-")) for number in re.findall(r"[+−]?\d+\.\d\d", sentence)]


@given(levers=anywhere)
def test_every_number_in_a_sentence_is_the_models_own(view, levers):
    put(view, levers)
    years = four_years(view)
    neither, kid, school, both = (gain.mean() for gain in gains_of(years))
    said = signed(view.headline)
    first = [kid - neither, school - neither]
    if view.facts["outcome"] == "school":
        first.reverse()
    np.testing.assert_allclose(said, [*first, both - neither], atol=0.007)
    trying = [round(100 * (1 - year.gave_up[-1].mean())) for year in years]
    assert [int(number) for number in re.findall(r"(\d+)%", view.subline)] == pytest.approx(trying, abs=1)


@given(levers=anywhere)
def test_the_interaction_and_what_luck_could_do_to_it_are_recomputed(view, levers):
    put(view, levers)
    neither, kid, school, both = gains_of(four_years(view))
    by_pupil = both - school - kid + neither
    luck = SURE * by_pupil.std() / np.sqrt(PUPILS)
    together, extra, total, moved = signed(view.facts["extra"])
    np.testing.assert_allclose(
        [together, extra, total, moved],
        [(both - neither).mean(), by_pupil.mean(), (kid + school - 2 * neither).mean(), luck],
        atol=0.008,
    )
    if abs(by_pupil.mean()) > luck + 0.005:
        assert ("more than the sum" in view.facts["extra"]) == (by_pupil.mean() > 0)


@given(levers=anywhere)
def test_the_table_is_what_the_model_ran(view, levers):
    put(view, levers)
    table = view.table()
    assert list(table["attempt"]) == list(range(1, ATTEMPTS + 1))
    for room, year in zip(ROOMS, four_years(view), strict=True):
        np.testing.assert_allclose(table[f"trying_{room}"], 1 - year.gave_up.mean(axis=1), atol=1e-4)
        assert table[f"learning_{room}"].iloc[-1] == pytest.approx(
            (year.end.skill - year.skill[0]).mean(), abs=1e-3
        )


@given(levers=anywhere)
def test_the_classes_drawn_are_the_first_thirty_pupils_of_the_run(view, levers):
    put(view, levers)
    for room, year in zip(ROOMS, four_years(view), strict=True):
        drawn = view._picture.rows[room]
        assert drawn.shape == (SEATS, ATTEMPTS)
        assert ((drawn >= GONE) == year.gave_up.T[:SEATS]).all()


@given(levers=anywhere)
def test_a_school_that_changes_nothing_is_the_school_as_it_is(view, levers):
    put(view, levers | {"changes": set()})
    table = view.table()
    assert (table["learning_school"] == table["learning_neither"]).all()
    assert (table["learning_both"] == table["learning_kid"]).all()


@given(levers=anywhere)
def test_without_a_dose_the_kid_adds_nothing(view, levers):
    put(view, levers | {"story_dose": 0.0})
    table = view.table()
    assert (table["learning_kid"] == table["learning_neither"]).all()
    assert (table["learning_both"] == table["learning_school"]).all()


@pytest.mark.parametrize(
    ("gains", "outcome"),
    [
        ({"kid": 0.2, "school": 2.0, "both": 2.2}, "school"),
        ({"kid": 1.0, "school": 0.2, "both": 1.2}, "kid"),
        ({"kid": 0.5, "school": 0.7, "both": 1.2}, "alike"),
        ({"kid": 0.1, "school": 0.1, "both": 1.0}, "together"),
    ],
)
def test_who_does_more_is_who_does_at_least_twice_as_much(gains, outcome):
    from vicious_cycle.views.kid_and_school import _outcome

    assert _outcome(**gains) == outcome


def test_the_two_do_more_than_add_up_for_pupils_who_lean_and_less_for_pupils_who_do_not():
    leaning = KidAndSchool()
    neutral = KidAndSchool(failure_style=0.0, success_style=0.0)
    assert leaning.facts["outcome"] == "school"
    assert "more than the sum" in leaning.facts["extra"]
    assert "the story does less" in neutral.facts["extra"]


def test_fitting_the_tasks_alone_does_little_in_a_school_that_goes_on_pressing_and_ranking():
    def school(changes):
        table = KidAndSchool(changes=changes).table().iloc[-1]
        return table["learning_school"] - table["learning_neither"]

    assert school(["tasks"]) < 0.25 * school(list(CHANGES))
    assert school(["comments", "competition", "pressure"]) > 0.7 * school(list(CHANGES))


def test_the_question_offers_the_four_answers_and_the_outcome_is_one_of_them():
    view = KidAndSchool()
    question = view.ask()
    assert [key for key, _ in question.options] == list(ANSWERS)
    assert view.facts["outcome"] in ANSWERS
    assert all(words.text(f"kid_and_school.answer_{answer}") for answer in ANSWERS)


def test_a_change_that_is_none_is_refused(view):
    before = view.drawn
    view.query = "?changes=tasks,roof"
    assert view.note.startswith("Part of this link could not be used")
    assert view.drawn == before
