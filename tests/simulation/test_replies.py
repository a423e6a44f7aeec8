"""What a reply does to a pupil's story, and over a year."""

import re
from pathlib import Path

import numpy as np
import pytest

from vicious_cycle import simulation
from vicious_cycle.simulation import CAUSES, PARAMETERS, Constants, Scenario, simulate
from vicious_cycle.simulation.attribution import ABILITY, EFFORT
from vicious_cycle.simulation.parameters import EVIDENCE
from vicious_cycle.simulation.replies import REPLIES, heard, pulls

README = (Path(simulation.__file__).parent / "README.md").read_text(encoding="utf-8")
NAMES = [reply.name for reply in REPLIES]


@pytest.fixture(scope="module")
def years():
    """A leaning class, answered in every way; the same luck each time."""
    rooms = [
        Scenario(pupils=1000, seed=2, failure_style=-0.4, success_style=-0.4, reply=name) for name in NAMES
    ]
    return dict(zip(NAMES, simulate(rooms), strict=True))


def test_the_lever_offers_the_replies_of_the_table_and_each_names_evidence_and_source():
    assert PARAMETERS["reply"].choices == tuple(NAMES)
    for reply in REPLIES:
        assert {reply.failure, reply.success} <= {"", *CAUSES}
        assert reply.evidence in EVIDENCE
        assert reply.source


def test_a_reply_weighs_on_the_cause_that_it_names_and_on_no_other():
    of_failure, of_success = pulls(np.array(NAMES)[:, None], Constants(reply_pull=2.0))
    for row, reply in enumerate(REPLIES):
        for cause, name in enumerate(CAUSES):
            assert of_failure[cause, row, 0] == 2.0 * (name == reply.failure)
            assert of_success[cause, row, 0] == 2.0 * (name == reply.success)


@pytest.mark.parametrize("tried", [0.0, 0.3, 1.0])
def test_a_call_for_effort_speaks_of_ability_as_far_as_the_pupil_has_tried(tried):
    pull = np.zeros((len(CAUSES), 1, 1))
    pull[EFFORT] = 1.0
    story = heard(np.zeros((len(CAUSES), 1, 1)), pull, np.full((1, 4), tried))
    np.testing.assert_allclose(story[EFFORT], 1 - tried)
    np.testing.assert_allclose(story[ABILITY], tried)
    np.testing.assert_allclose(story.sum(axis=0), 1)


def test_a_year_in_which_nobody_answers_is_the_year_as_it_was(years):
    plain = simulate(Scenario(pupils=1000, seed=2, failure_style=-0.4, success_style=-0.4))
    assert (years["none"].effort == plain.effort).all()


def test_a_reply_is_heard_after_the_outcome_so_the_first_attempt_is_as_without(years):
    for year in years.values():
        assert (year.effort[0] == years["none"].effort[0]).all()
        assert (year.success[0] == years["none"].success[0]).all()


def test_replies_run_together_are_as_each_run_alone(years):
    for name in ("comfort", "effort"):
        alone = simulate(years[name].scenario, keep=("skill",))
        assert (alone.skill == years[name].skill).all()


def test_asking_for_the_way_of_working_keeps_more_pupils_trying_and_comfort_fewer(years):
    trying = {name: year.summary()["still_trying"] for name, year in years.items()}
    assert trying["strategy"] > trying["none"] + 0.02
    assert trying["comfort"] < trying["none"] - 0.1


def test_a_call_for_effort_is_obeyed_at_first_and_leaves_more_who_have_given_up(years):
    effort, none = years["effort"], years["none"]
    assert effort.effort[20].mean() > none.effort[20].mean() + 0.03
    assert effort.summary()["still_trying"] < none.summary()["still_trying"] - 0.05


def test_praise_for_ability_raises_self_belief_and_lowers_effort(years):
    praise, none = years["praise"].summary(), years["none"].summary()
    assert praise["self_belief"] > none["self_belief"] + 0.5
    assert praise["effort_at_end"] < none["effort_at_end"] - 0.05


def test_the_readme_has_these_years(years):
    rows = re.findall(r"^\| `(\w+)` \| .* \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", README, re.MULTILINE)
    told = {name: tuple(map(float, figures)) for name, *figures in rows}
    for name, year in years.items():
        summary = year.summary()
        measured = (year.effort[20].mean(), summary["still_trying"], summary["learning"])
        np.testing.assert_allclose(told[name], measured, atol=0.0051)
