"""The loop, the map and the classes, without a browser."""

import asyncio
import re

import numpy as np
import pytest
import traitlets as t
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vicious_cycle.simulation import ARROWS, Scenario, simulate
from vicious_cycle.simulation.flow import FLOWS, flows
from vicious_cycle.simulation.tipping import LUCKS, tipping_map
from vicious_cycle.views import ViciousCycle
from vicious_cycle.views.vicious_cycle import (
    ATTEMPTS,
    BELIEFS,
    FULL_FLOW,
    GONE,
    MAP_EVERY,
    PUPILS,
    SKILLS,
    STREAK_START,
    _ending,
)

quickly = settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
styles = st.sampled_from([-1.0, -0.6, -0.35, 0.0, 0.5, 1.0])


def model_run(view, **changes):
    names = ("failure_style", "success_style", "pace", "streak_length", "skill_sd", "seed", "cut")
    levers = {name: getattr(view, name) for name in names} | changes
    return simulate(Scenario(pupils=PUPILS, attempts=ATTEMPTS, streak_start=STREAK_START, **levers))


def numbers(sentence):
    return [int(number) for number in re.findall(r"\d+", sentence)]


@quickly
@given(style=styles, cut=st.sets(st.sampled_from(ARROWS)), seed=st.integers(0, 99))
def test_the_headline_counts_who_gave_up_with_and_without_the_cuts(style, cut, seed):
    view = ViciousCycle(failure_style=style, success_style=style, cut=cut, seed=seed)
    gone = int(model_run(view).gave_up[-1].sum())
    uncut = int(model_run(view, cut=()).gave_up[-1].sum())
    said = numbers(view.headline)
    assert said[-3:] == [gone, PUPILS, uncut] if cut else said == [PUPILS, gone]


@quickly
@given(style=styles, cut=st.sets(st.sampled_from(ARROWS)))
def test_what_is_drawn_is_what_the_model_ran(style, cut):
    view = ViciousCycle(failure_style=style, cut=cut)
    rows, run = view._picture.rows, model_run(view)
    assert ((rows["loop"] >= GONE) == run.gave_up.T).all()
    np.testing.assert_allclose(rows["loop"] % GONE / 10_000, run.effort.T, atol=1e-4)
    for name, model in (("off", "attribution_off"), ("null", "null")):
        assert ((rows[name] >= GONE) == model_run(view, model=model, cut=()).gave_up.T).all()
    drawn = (rows["flows"].astype(float) / 5000 - 1) * np.array(FULL_FLOW)[:, None]
    limits = np.array(FULL_FLOW)[:, None]
    np.testing.assert_allclose(drawn, np.clip(flows(run), -limits, limits), atol=2e-4)


def test_the_class_as_shipped_splits_and_neither_reference_model_does():
    view = ViciousCycle()
    table = view.table().iloc[-1]
    assert view.facts["ending"] == "split"
    assert table["gave_up_loop"] >= 6
    assert table["gave_up_attribution_off"] == table["gave_up_null"] == 0


@pytest.mark.parametrize("seed", range(20, 28))
def test_other_classes_split_more_in_the_loop_than_beside_it(seed):
    table = ViciousCycle(seed=seed).table().iloc[-1]
    assert table["gave_up_loop"] > table["gave_up_attribution_off"] + 5
    assert table["gave_up_loop"] > table["gave_up_null"] + 5


@pytest.mark.parametrize(
    ("efforts", "ending"),
    [
        ([0.1] * 12 + [0.8] * 18, "split"),
        ([0.1] * 27 + [0.8] * 3, "all"),
        ([0.75] * 30, "together"),
        (list(np.linspace(0.05, 0.95, 30)), "spread"),
    ],
)
def test_an_ending_is_named_for_what_it_is(efforts, ending):
    assert _ending(np.array(efforts)) == ending


@pytest.mark.parametrize("cut", [["nothing"], "everything", 7, [3], None])
def test_only_arrows_of_the_loop_can_be_cut(cut):
    view = ViciousCycle()
    before = view.frame
    with pytest.raises(t.TraitError):
        view.cut = cut
    assert (view.cut, view.frame) == ([], before)


def test_a_link_restores_the_cuts_and_the_ring():
    view = ViciousCycle(free=True)
    view.query = "?cut=effort_to_learning,attribution_to_belief&start_belief=-2.5&start_skill=1.0"
    assert view.cut == ["attribution_to_belief", "effort_to_learning"]
    assert (view.start_belief, view.start_skill) == (-2.5, 1.0)
    assert "2 arrows" in view.headline
    view.query = "?cut="
    assert view.cut == []


def test_every_switch_of_the_diagram_is_an_arrow_of_the_model():
    assert {arrow["cut"] for arrow in ViciousCycle().arrows} - {""} == set(ARROWS)
    assert len(FULL_FLOW) == len(FLOWS)


async def maps_come(view):
    """Wait until no more maps are to come."""
    await asyncio.wait([view._mapping])


def test_the_maps_that_are_sent_are_the_models_own_in_the_order_they_were_asked_for():
    view, sent = ViciousCycle(cut=["effort_to_learning"]), []
    view.send = lambda content, buffers: sent.append((content, buffers))

    async def ask():
        view._answer_map(view, {"maps": [30, 0, 55, 30], "stamp": "now"}, [])
        await maps_come(view)

    asyncio.run(ask())
    assert [content for content, _ in sent] == [{"map": each, "stamp": "now"} for each in (30, 0, 55)]
    for content, (buffer,) in sent:
        gone = np.frombuffer(buffer, np.uint8).reshape(len(SKILLS), len(BELIEFS))
        assert (gone == tipping_map(model_run(view), content["map"], BELIEFS, SKILLS)).all()


@pytest.mark.parametrize("lever_moves", [True, False])
def test_maps_that_are_out_of_date_are_not_computed_any_more(lever_moves):
    view, sent = ViciousCycle(), []
    view.send = lambda content, buffers: sent.append((content["stamp"], content["map"]))

    async def ask():
        view._answer_map(view, {"maps": [0, 5, 10], "stamp": "old"}, [])
        while not sent:
            await asyncio.sleep(0)
        if lever_moves:
            view.seed += 1
        else:
            view._answer_map(view, {"maps": [20], "stamp": "new"}, [])
        await maps_come(view)

    asyncio.run(ask())
    assert sent == [("old", 0)] + ([] if lever_moves else [("new", 20)])


def test_the_ring_counts_the_same_pupils_as_the_map_beneath_it():
    view = ViciousCycle(start_belief=-1.5, start_skill=0.5)
    run = view._picture.runs[0]
    gone = tipping_map(run, 0, [-1.5], [0.5])
    assert view._picture.rows["start_gone"][0, -1] == gone[0, 0]
    assert 0 <= gone[0, 0] <= LUCKS


def test_dragging_the_ring_shows_what_dropping_it_there_will():
    view, sent = ViciousCycle(), []
    view.send = lambda content, buffers: sent.append((content, buffers))
    view._answer_map(view, {"start": [-2.0, 0.75]}, [])
    ((content, (buffer,)),) = sent
    view.start_belief, view.start_skill = -2.0, 0.75
    rows = view._picture.rows
    dropped = b"".join(rows[name].tobytes() for name in ("start_believes", "start_able", "start_gone"))
    assert (content, buffer) == ({"start": [-2.0, 0.75]}, dropped)


@pytest.mark.parametrize(
    "content",
    [
        {"maps": [MAP_EVERY + 1]}, {"maps": [0, ATTEMPTS]}, {"maps": [-5]}, {"maps": "0"}, {"maps": [True]},
        {"maps": 0}, {"maps": [[0]]},
        {"start": [0.1, 0.0]}, {"start": [99.0, 0.0]}, {"start": "00"}, {"start": [0.0]},
        {"start": [None, []]}, {"start": {"0": 0.0}}, {},
    ],
    ids=str,
)  # fmt: skip
def test_a_map_or_start_that_does_not_exist_is_not_answered(content):
    view = ViciousCycle()
    view.send = lambda *_: pytest.fail("something was sent")
    view._answer_map(view, content, [])
