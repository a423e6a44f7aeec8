"""A class in its seats and in a calm room, without a browser."""

import re

import numpy as np
import pytest

from vicious_cycle import words
from vicious_cycle.simulation import CAUSES, Scenario, simulate
from vicious_cycle.views import PressureAndGrading
from vicious_cycle.views.pressure_and_grading import NO_MISS, PUPILS, STYLE_SD

LEVERS = ("pressure", "competition", "grading", "failure_style", "success_style", "seed")
ROOMS = {
    "as shipped": {},
    "calm": {"pressure": 0.0, "competition": 0.0, "grading": "none"},
    "exam": {"pressure": 0.75, "competition": 0.0},
    "league": {"pressure": 0.0, "competition": 0.75},
    "comments": {"grading": "comments"},
    "helpless": {"failure_style": -0.5, "success_style": -0.5, "grading": "both"},
}
EVERY_ROOM = pytest.mark.parametrize("levers", ROOMS.values(), ids=ROOMS)


def run_of(view, **changes):
    levers = {name: getattr(view, name) for name in LEVERS} | changes
    return simulate(Scenario(pupils=PUPILS, style_sd=STYLE_SD, **levers))


def both(view):
    return run_of(view), run_of(view, pressure=0.0, competition=0.0, grading="none")


def numbers(sentence):
    return [int(number) for number in re.findall(r"\d+", sentence.replace("middle 80 %", ""))]


def last_said(run, pupil):
    """The cause of the pupil's last miss, or None."""
    misses = np.flatnonzero(~run.success[:, pupil])
    return CAUSES[run.attribution[misses[-1], pupil].argmax()] if misses.size else None


@EVERY_ROOM
def test_every_number_that_is_said_is_that_of_the_two_years(levers):
    view = PressureAndGrading(**levers)
    room, calm = both(view)
    trying, calm_trying = ((~run.gave_up[-1]).sum() for run in (room, calm))
    told = [trying, PUPILS] if room.scenario == calm.scenario else [trying, PUPILS, calm_trying]
    assert numbers(view.headline) == told
    figures = []
    for run in (room, calm):
        low, high = np.percentile(run.p_success[-1], [10, 90])
        figures += [run.p_success[-1].mean(), low, high]
    np.testing.assert_allclose(np.array(numbers(view.subline)) / 100, figures, atol=0.0052)
    blame = [sum(last_said(run, pupil) == "ability" for pupil in range(PUPILS)) for run in (room, calm)]
    assert [view.facts["ability"], view.facts["calm_ability"]] == blame
    assert view.facts["outcome"] == trying


@EVERY_ROOM
def test_each_seat_holds_whether_its_pupil_tries_and_what_it_says_of_its_last_miss(levers):
    view = PressureAndGrading(**levers)
    for before, run in zip(("", "calm_"), both(view), strict=True):
        rows = {name: view._picture.rows[before + name] for name in ("seat", "chance", "effort")}
        assert (rows["seat"] % 2 == run.gave_up.T).all()
        np.testing.assert_allclose(rows["chance"] / 10_000, run.p_success.T, atol=1e-4)
        np.testing.assert_allclose(rows["effort"] / 10_000, run.effort.T, atol=1e-4)
        for pupil in range(PUPILS):
            said = rows["seat"][pupil, -1] // 2
            assert (None if said == NO_MISS else CAUSES[said]) == last_said(run, pupil)


def test_the_table_names_every_pupil_once_and_says_what_the_seats_say():
    view = PressureAndGrading()
    table = view.table()
    assert len(table) == table["pupil"].nunique() == PUPILS
    assert (~table["gave_up"]).sum() == view.facts["trying"]
    assert (table["last_miss"] == words.section("common")["causes"]["ability"]).sum() == view.facts["ability"]


@pytest.mark.parametrize("seed", range(6))
def test_stakes_ranks_and_grades_make_more_pupils_give_up_and_speak_of_ability(seed):
    facts = PressureAndGrading(seed=seed).facts
    assert facts["trying"] < facts["calm_trying"] - 5
    assert facts["ability"] > facts["calm_ability"] + 3


def test_a_comment_holds_pupils_whom_a_grade_loses_and_beside_a_grade_it_holds_few():
    grades, both_, comments = (
        np.mean([PressureAndGrading(grading=g, seed=seed).facts["trying"] for seed in range(8)])
        for g in ("grades", "both", "comments")
    )
    assert 0 < both_ - grades < 2
    assert comments - both_ > 4


def test_the_question_says_what_its_room_is_and_how_the_calm_one_ends():
    view = PressureAndGrading()
    question = view.ask().question
    assert words.percent(view.competition) in question
    assert f"{view.facts['calm_trying']} of them are still trying" in question
