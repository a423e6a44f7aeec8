"""What the arrows of the diagram show is what the loop does."""

import numpy as np
import pytest

from vicious_cycle.simulation import ARROWS, Scenario, simulate
from vicious_cycle.simulation.flow import FLOWS, KEPT, flows

HELPLESS = {"failure_style": -0.8, "success_style": -0.8, "pace": 0.055, "skill_sd": 0.2}


def flows_of(window=1, **levers):
    run = simulate(Scenario(**levers), keep=KEPT)
    rows = flows(run, window=window)
    return run, {(arrow.source, arrow.target): row for arrow, row in zip(FLOWS, rows, strict=True)}


@pytest.mark.parametrize("pressure", [0.0, 1.0])
def test_the_two_arrows_into_effort_add_up_to_the_change_in_effort(pressure):
    run, flow = flows_of(**HELPLESS, pressure=pressure, grading="grades")
    change = run.effort.mean(axis=1) - run.effort[0].mean()
    np.testing.assert_allclose(flow["self_belief", "effort"] + flow["control", "effort"], change, atol=1e-9)


def test_the_arrows_out_of_attribution_add_up_to_what_a_year_changed():
    run, flow = flows_of(**HELPLESS)
    moved = (run.end.self_belief - run.self_belief[0]).mean(), (run.end.control - run.control[0]).mean()
    summed = flow["attribution", "self_belief"].sum(), flow["attribution", "control"].sum()
    np.testing.assert_allclose(summed, moved)


@pytest.mark.parametrize("cut", ARROWS)
def test_a_cut_arrow_carries_nothing_that_it_carried_before(cut):
    _, before = flows_of(**HELPLESS)
    _, after = flows_of(**HELPLESS, cut={cut})
    arrows = [(arrow.source, arrow.target) for arrow in FLOWS if arrow.cut == cut]
    assert arrows
    for arrow in arrows:
        assert np.abs(before[arrow]).max() > 0
        assert (after[arrow] == 0).all()


@pytest.mark.parametrize(
    ("arrow", "record", "cut"),
    [
        (("attribution", "self_belief"), "self_belief", "attribution_to_belief"),
        (("attribution", "control"), "control", "attribution_to_control"),
        (("effort", "learning"), "skill", "effort_to_learning"),
    ],
)
def test_an_arrow_is_as_wide_as_what_cutting_it_for_one_attempt_would_change(arrow, record, cut):
    run, flow = flows_of(**HELPLESS)
    attempt = 20
    begun = simulate(Scenario(**HELPLESS, attempts=attempt))
    # Go on for one attempt from where the class stood, with the arrow and without.
    levers = HELPLESS | {"attempts": 1}
    whole, without = (
        getattr(simulate(Scenario(**levers, cut=cuts), start=begun.end).end, record) for cuts in ((), {cut})
    )
    if arrow == ("effort", "learning"):
        # A continuation takes the effort at this attempt for the first one; the year's first was another.
        gained = whole - begun.end.skill
        expected = (gained * (1 - run.effort[0] / run.effort[attempt])).mean()
    else:
        expected = (whole - without).mean()
    assert flow[arrow][attempt] == pytest.approx(expected, abs=1e-12)


def test_a_helpless_class_is_dragged_down_by_its_stories_and_a_mastery_class_is_lifted():
    _, down = flows_of(**HELPLESS)
    _, up = flows_of(**HELPLESS | {"failure_style": 0.8, "success_style": 0.8})
    for arrow in (("outcome", "attribution"), ("control", "effort")):
        assert down[arrow][-1] < 0 < up[arrow][-1]


def test_the_null_model_feeds_nothing_back():
    _, flow = flows_of(**HELPLESS, model="null")
    for arrow in (("attribution", "self_belief"), ("attribution", "control"), ("effort", "learning")):
        np.testing.assert_allclose(flow[arrow], 0, atol=1e-12)


def test_flows_are_averaged_over_the_attempts_before():
    _, each = flows_of(**HELPLESS)
    _, smooth = flows_of(window=5, **HELPLESS)
    for arrow, row in each.items():
        assert smooth[arrow][0] == pytest.approx(row[0])
        assert smooth[arrow][2] == pytest.approx(row[:3].mean())
        assert smooth[arrow][30] == pytest.approx(row[26:31].mean())
