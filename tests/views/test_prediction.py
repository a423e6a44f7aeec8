"""A prediction stands once it is committed."""

import pytest
import traitlets as t

from vicious_cycle.views import Prediction


def test_a_committed_prediction_cannot_be_altered():
    prediction = Prediction(question="How many?", guess=4)
    prediction.sure = 2
    prediction.committed = True
    with pytest.raises(t.TraitError):
        prediction.guess = 5
    with pytest.raises(t.TraitError):
        prediction.sure = 0
    assert (prediction.guess, prediction.sure) == (4, 2)


def test_predicting_again_frees_it():
    prediction = Prediction(question="How many?", guess=4, sure=1, committed=False)
    prediction.committed = True
    prediction.committed = False
    prediction.guess = 9
    assert prediction.guess == 9


def test_a_prediction_needs_a_confidence():
    prediction = Prediction(question="How many?")
    with pytest.raises(t.TraitError):
        prediction.committed = True
    assert not prediction.committed


@pytest.mark.parametrize("guess", [-1, 16, "many", None])
def test_a_guess_outside_the_range_is_refused(guess):
    prediction = Prediction(question="How many?", high=15, guess=4)
    with pytest.raises(t.TraitError):
        prediction.guess = guess
    assert prediction.guess == 4
