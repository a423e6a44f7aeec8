"""A prediction stands once it is committed."""

import pytest
import traitlets as t

from vicious_cycle.views import Prediction

KINDS = {
    "number": ({"kind": "number", "high": 15}, 4, 5),
    "choice": (
        {"kind": "choice", "options": [("same", "The same"), ("split", "Two groups")]},
        "split",
        "same",
    ),
    "curve": ({"kind": "curve", "points": ["September", "March", "June"]}, [80, 40, 10], [80, 40, 11]),
}


@pytest.fixture(params=KINDS)
def asked(request):
    """A prediction of each kind, a guess that fits it, and another one."""
    traits, guess, other = KINDS[request.param]
    return Prediction(question="How?", **traits), guess, other


def test_a_committed_prediction_cannot_be_altered(asked):
    prediction, guess, other = asked
    prediction.guess = guess
    prediction.sure = 2
    prediction.committed = True
    with pytest.raises(t.TraitError):
        prediction.guess = other
    with pytest.raises(t.TraitError):
        prediction.guess = None
    with pytest.raises(t.TraitError):
        prediction.sure = 0
    assert (prediction.guess, prediction.sure) == (guess, 2)


def test_a_committed_prediction_cannot_be_altered_by_the_page_either(asked):
    prediction, guess, other = asked
    prediction.set_state({"guess": guess, "sure": 2})
    prediction.set_state({"committed": True})
    for state in (
        {"guess": other},
        {"sure": 0},
        {"guess": other, "sure": 0},
        {"guess": other, "committed": True},
    ):
        with pytest.raises(t.TraitError):
            prediction.set_state(state)
        assert (prediction.guess, prediction.sure, prediction.committed) == (guess, 2, True)


def test_predicting_again_frees_it(asked):
    prediction, guess, other = asked
    prediction.guess = guess
    prediction.sure = 1
    prediction.committed = True
    prediction.committed = False
    prediction.guess = other
    assert prediction.guess == other


def test_a_prediction_needs_a_confidence(asked):
    prediction, guess, _ = asked
    prediction.guess = guess
    with pytest.raises(t.TraitError):
        prediction.committed = True
    assert not prediction.committed


def test_a_choice_needs_to_be_made_before_it_is_committed():
    prediction = Prediction(sure=1, **KINDS["choice"][0])
    with pytest.raises(t.TraitError):
        prediction.committed = True


@pytest.mark.parametrize(
    ("kind", "guess"),
    [
        *(("number", guess) for guess in (-1, 16, "many", 3.5, True, [3])),
        *(("choice", guess) for guess in ("neither", 0, ["same"])),
        *(
            ("curve", guess)
            for guess in ([1, 2], [1, 2, 101], [1, 2, -1], [1, 2, "x"], [1, 2, 3, 4], 50, "123")
        ),
    ],
)
def test_a_guess_that_does_not_fit_the_question_is_refused(kind, guess):
    traits, fits, _ = KINDS[kind]
    prediction = Prediction(guess=fits, **traits)
    with pytest.raises(t.TraitError):
        prediction.guess = guess
    assert prediction.guess == fits
