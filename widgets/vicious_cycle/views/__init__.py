"""The widgets, one a file, named as the notebooks name them."""

from vicious_cycle.views.failure_streaks import FailureStreaks
from vicious_cycle.views.prediction import Prediction
from vicious_cycle.views.there_and_back import ThereAndBack
from vicious_cycle.views.vicious_cycle import ViciousCycle

__all__ = ["FailureStreaks", "Prediction", "ThereAndBack", "ViciousCycle"]
