"""What every view with levers keeps to: ranges, links, presets, the prediction that reveals it."""

import json

import pytest
import traitlets as t
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vicious_cycle import datasets, views, words
from vicious_cycle.views.explorable import Lever

VIEWS = [view for view in vars(views).values() if getattr(view, "SECTION", "")]
EVERY_VIEW = pytest.mark.parametrize("view_class", VIEWS, ids=lambda view: view.__name__)


def sliders(view_class):
    return [lever for lever in view_class.LEVERS if isinstance(lever, Lever)]


def anywhere(view_class):
    """Settings of the levers, each at a position of its own."""
    return st.fixed_dictionaries(
        {lever.name: st.sampled_from(lever.positions()) for lever in sliders(view_class)}
        | ({"seed": st.integers(0, 1000)} if "seed" in view_class.KEYS else {})
    )


def query_of(view, levers):
    prefix = f"{view.PREFIX}." if view.PREFIX else ""
    return "?" + "&".join(f"{prefix}{name}={value}" for name, value in levers.items())


@EVERY_VIEW
def test_what_a_moving_lever_shows_is_what_the_kernel_confirms_at_rest(view_class):
    view, sent = view_class(), []
    view.send = lambda content, buffers=None: sent.append((content, buffers))
    for lever in view_class.LEVERS:
        view._answer(view, {"levers": [lever.name], "stamp": 3}, [])
        content, (buffer,) = sent.pop()
        assert (content["lever"], content["stamp"]) == (lever.name, 3)
        positions = lever.along(view._settings())
        assert len(positions) == len(content["said"]) <= 41
        size = len(buffer) // len(positions)
        before = getattr(view, lever.name)
        for index in (0, len(positions) // 2, len(positions) - 1):
            setattr(view, lever.name, positions[index][lever.name])
            assert view.frame == buffer[index * size : (index + 1) * size]
            said = {"headline": view.headline, "subline": view.subline, **view.facts}
            assert content["said"][index] == said
            assert json.loads(json.dumps(said)) == said
        setattr(view, lever.name, before)


@EVERY_VIEW
@pytest.mark.parametrize("content", [{"levers": ["__class__", 7, None]}, {"levers": 7}, {"levers": []}, {}])
def test_asking_for_the_range_of_something_that_is_no_lever_is_ignored(view_class, content):
    view = view_class()
    view.send = lambda *_: pytest.fail("something was sent")
    view._answer(view, content, [])


@EVERY_VIEW
def test_a_lever_refuses_what_lies_outside_its_range_and_changes_nothing(view_class):
    view = view_class()
    before = view.frame, view.headline, view.drawn
    for lever in sliders(view_class):
        for value in (lever.low - 1, lever.high + 1, float("nan"), "fast", None):
            with pytest.raises(t.TraitError):
                setattr(view, lever.name, value)
    assert (view.frame, view.headline, view.drawn) == before


@EVERY_VIEW
@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_link_restores_every_lever(view_class, data):
    levers = data.draw(anywhere(view_class))
    view = view_class(free=True)
    view.query = query_of(view, levers)
    assert view.note == ""
    assert {name: view.drawn[name] for name in levers} == levers


@EVERY_VIEW
@pytest.mark.parametrize(
    "query",
    [
        {"seed": "-1"},
        {"failure_style": "99"},
        {"failure_style": "nan"},
        {"failure_style": ""},
        {"a": "x" * 5000},
    ],
    ids=["seed", "beyond", "nan", "empty", "long"],
)
def test_a_bad_link_is_explained_and_changes_nothing(view_class, query):
    view = view_class(free=True)
    before = view.drawn
    view.query = query_of(view, query)
    assert view.note.startswith("Part of this link could not be used")
    assert view.drawn == before


@EVERY_VIEW
def test_a_key_given_twice_is_refused(view_class):
    view = view_class(free=True)
    before = view.drawn
    view.query = query_of(view, {"seed": 1}) + query_of(view, {"seed": 2}).replace("?", "&")
    assert view.note
    assert view.drawn == before


@pytest.mark.parametrize("view_class", [view for view in VIEWS if view.KEYS])
def test_an_unknown_part_of_a_link_is_named_and_the_rest_is_used(view_class):
    view = view_class(free=True)
    lever = view_class.KEYS[0]
    kept = getattr(view, lever)
    view.query = query_of(view, {lever: kept, "colour": "red", "pupils": 9})
    assert getattr(view, lever) == kept
    assert view.revealed
    assert "colour" in view.note
    assert "pupils" in view.note


@EVERY_VIEW
def test_levers_of_another_view_in_the_same_address_are_left_to_it(view_class):
    view = view_class(free=True)
    before = view.drawn
    view.query = "?another.seed=8&another.failure_style=7"
    assert view.note == ""
    assert view.drawn == before


@pytest.mark.parametrize("view_class", [view for view in VIEWS if hasattr(view, "ask")])
def test_nothing_is_shown_before_a_prediction_and_predicting_again_hides_it(view_class):
    prediction = view_class().ask()
    view = view_class(prediction)
    assert not view.revealed
    if prediction.kind == "choice":
        prediction.guess = prediction.options[0][0]
    prediction.sure = 1
    prediction.committed = True
    assert view.revealed
    assert view.guess == prediction.guess
    prediction.committed = False
    assert not view.revealed
    assert view.guess is None


@pytest.mark.parametrize("view_class", [view for view in VIEWS if datasets.presets(view.NOTEBOOK)])
def test_every_preset_can_be_set_and_has_a_name(view_class):
    view = view_class(free=True)
    assert len(view.presets) >= 3
    for preset in view.presets:
        assert words.section(f"{view.SECTION}_presets")[preset["id"]]
        keys = preset["query"].split("&")
        view.query = "?" + "&".join(f"{view.PREFIX}.{key}".removeprefix(".") for key in keys)
        assert view.note == ""


@EVERY_VIEW
def test_two_kernels_draw_the_same_picture(view_class):
    assert view_class().frame == view_class().frame
