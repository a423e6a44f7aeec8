"""Where one stands, at the beginning and at the end, without a browser."""

import re

import pytest
import traitlets as t
from hypothesis import given
from hypothesis import strategies as st

from vicious_cycle.views import Stance

stances = st.fixed_dictionaries({"guess": st.integers(0, 100), "sure": st.integers(0, 2)})


def committed(first, second, again=True):
    stance = Stance(again=again)
    stance.first = first
    stance.guess, stance.sure = second["guess"], second["sure"]
    stance.committed = True
    return stance


@given(first=stances, second=stances)
def test_the_move_from_first_to_second_stance_is_said_with_its_size_and_direction(first, second):
    said = committed(first, second).compared
    by = second["guess"] - first["guess"]
    if abs(by) < 5:
        assert "about where you stood" in said
    else:
        assert re.findall(r"\d+", said)[0] == str(abs(by))
        assert ("failure teaches" in said) == (by > 0)
    assert ("surer than" in said) == (second["sure"] > first["sure"])
    assert ("less sure" in said) == (second["sure"] < first["sure"])


def test_nothing_is_compared_before_the_second_stance_is_kept_or_when_there_was_no_first():
    stance = Stance(again=True, first={"guess": 3, "sure": 1})
    assert stance.compared == ""
    assert "nothing to compare" in committed({}, {"guess": 40, "sure": 1}).compared
    assert committed({"guess": 3, "sure": 1}, {"guess": 40, "sure": 1}, again=False).compared == ""


def test_a_stance_that_is_kept_stands_until_it_is_said_anew():
    stance = committed({}, {"guess": 40, "sure": 1})
    with pytest.raises(t.TraitError):
        stance.guess = 60
    stance.committed = False
    stance.guess = 60
    assert stance.compared == ""


@pytest.mark.parametrize(
    "first", [{"guess": 101, "sure": 1}, {"guess": 3}, {"guess": "3", "sure": 1}, {"guess": True, "sure": 0}]
)
def test_a_first_stance_that_cannot_have_been_said_is_refused(first):
    stance = Stance(again=True)
    with pytest.raises(t.TraitError):
        stance.first = first
    assert stance.first == {}
