import runpy
import warnings
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vicious_cycle.simulation import LEVERS, PARAMETERS, Scenario

scenarios = runpy.run_path(str(Path(__file__).with_name("strategies.py")))["scenarios"]

NUMBERS = [lever for lever in LEVERS if lever.low is not None]
WHOLE = [lever for lever in NUMBERS if isinstance(lever.default, int)]


def names(levers):
    return [lever.name for lever in levers]


@given(scenarios())
def test_a_link_brings_back_the_scenario_it_was_made_of(scenario):
    assert Scenario.from_query(scenario.to_query()) == scenario
    assert Scenario.from_query("?" + scenario.to_query()) == scenario


def test_a_link_names_only_what_differs_from_the_defaults():
    assert Scenario().to_query() == ""
    assert Scenario(streak_length=4, retakes=True).to_query() == "retakes=true&streak_length=4"


def test_a_key_from_another_version_is_left_out_and_named():
    with pytest.warns(UserWarning, match="moon_phase"):
        assert Scenario.from_query("moon_phase=3&streak_length=4") == Scenario(streak_length=4)


keys = st.sampled_from(names(LEVERS)) | st.text(max_size=20)
texts = st.text(max_size=30) | st.sampled_from(
    ["nan", "inf", "-inf", "1e999", "", "true", "9" * 3000, "1_0", "٣"]
)


@given(
    st.text(max_size=200)
    | st.lists(st.tuples(keys, texts), max_size=5).map(urlencode)
    | st.sampled_from(["%", "&&&", "=", "a=" * 3000, "cut=" + "x," * 900])
)
def test_no_link_whatever_it_holds_fails_with_anything_but_a_value_error(query):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            scenario = Scenario.from_query(query)
        except ValueError:
            return
    assert Scenario.from_query(scenario.to_query()) == scenario


@pytest.mark.parametrize(
    "query", ["streak_length=3&streak_length=4", "pupils=many", "retakes=perhaps", 7, None]
)
def test_a_link_that_cannot_be_read_is_refused(query):
    with pytest.raises(ValueError, match=r"link|must be"):
        Scenario.from_query(query)


@pytest.mark.parametrize("lever", NUMBERS, ids=names(NUMBERS))
@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        -float("inf"),
        "5",
        None,
        True,
        np.bool_(True),
        [1],
        [1.0, 2.0],
        {},
        1e300,
        -1e300,
        1j,
        pytest.param(10**5000, id="huge"),
        pytest.param(-(10**400), id="huge below 0"),
    ],
    ids=repr,
)
def test_a_bad_number_is_refused_with_field_and_range(lever, value):
    with pytest.raises(ValueError, match=f"^{lever.name} is .*; it must be a .*number from ") as refusal:
        Scenario(**{lever.name: value})
    low, high = str(refusal.value).split(" from ")[1].split(" to ")
    assert (float(low), float(high)) == (lever.low, lever.high)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize("lever", NUMBERS, ids=names(NUMBERS))
def test_a_number_just_outside_its_range_is_refused_and_the_ends_are_allowed(lever):
    step = 1 if lever in WHOLE else 1e-6
    others = {"pupils": 1} if lever.name == "attempts" else {"attempts": 1}
    for end, outside in ((lever.low, lever.low - step), (lever.high, lever.high + step)):
        assert getattr(Scenario(**others | {lever.name: end}), lever.name) == end
        with pytest.raises(ValueError, match=lever.name):
            Scenario(**others | {lever.name: outside})


@pytest.mark.parametrize("lever", WHOLE, ids=names(WHOLE))
def test_a_fraction_is_refused_where_things_are_counted(lever):
    with pytest.raises(ValueError, match=lever.name):
        Scenario(**{lever.name: 2.5})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("grading", "stars"),
        ("grading", None),
        ("model", 1),
        ("retakes", 1),
        ("retakes", "true"),
        ("cut", "belief_to_effort"),
        ("cut", ["no_arrow"]),
        ("cut", [["belief_to_effort"]]),
        ("cut", None),
    ],
)
def test_a_word_that_is_no_choice_is_refused_with_field_and_choices(name, value):
    allowed = PARAMETERS[name].choices or ("true", "false")
    with pytest.raises(ValueError, match=f"^{name} is ") as refusal:
        Scenario(**{name: value})
    assert all(word in str(refusal.value) for word in allowed)


def test_a_class_too_large_to_be_kept_in_memory_is_refused():
    with pytest.raises(ValueError, match="pupils x attempts is 1000000 x 10000"):
        Scenario(pupils=1_000_000, attempts=10_000)


def test_numbers_of_numpy_are_as_good_as_those_of_python():
    assert Scenario(pupils=np.int64(5), pace=np.float32(0.25)) == Scenario(pupils=5, pace=0.25)
