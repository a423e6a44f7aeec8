"""The widgets, one a file, named as the notebooks name them."""

from vicious_cycle.views.failure_streaks import FailureStreaks
from vicious_cycle.views.prediction import Prediction

__all__ = ["FailureStreaks", "Prediction"]
