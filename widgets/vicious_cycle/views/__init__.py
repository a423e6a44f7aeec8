"""The widgets, one a file, named as the notebooks name them."""

from vicious_cycle.views.agenda import Agenda
from vicious_cycle.views.classroom_designs import ClassroomDesigns
from vicious_cycle.views.failure_streaks import FailureStreaks
from vicious_cycle.views.just_right_challenge import JustRightChallenge
from vicious_cycle.views.kid_and_school import KidAndSchool
from vicious_cycle.views.mean_and_spread import MeanAndSpread
from vicious_cycle.views.model_patterns import ModelPatterns
from vicious_cycle.views.observed_streaks import ObservedStreaks
from vicious_cycle.views.one_pace import OnePace
from vicious_cycle.views.prediction import Prediction
from vicious_cycle.views.pressure_and_grading import PressureAndGrading
from vicious_cycle.views.published_effects import PublishedEffects
from vicious_cycle.views.redo_figures import RedoFigures
from vicious_cycle.views.rival_rule import RivalRule
from vicious_cycle.views.room_question import RoomQuestion
from vicious_cycle.views.sensitivity import Sensitivity
from vicious_cycle.views.signal_board import SignalBoard
from vicious_cycle.views.stance import Stance
from vicious_cycle.views.story_editing import StoryEditing
from vicious_cycle.views.there_and_back import ThereAndBack
from vicious_cycle.views.two_stories import TwoStories
from vicious_cycle.views.utterance_board import UtteranceBoard
from vicious_cycle.views.vicious_cycle import ViciousCycle
from vicious_cycle.views.workshop_map import WorkshopMap

__all__ = [
    "Agenda",
    "ClassroomDesigns",
    "FailureStreaks",
    "JustRightChallenge",
    "KidAndSchool",
    "MeanAndSpread",
    "ModelPatterns",
    "ObservedStreaks",
    "OnePace",
    "Prediction",
    "PressureAndGrading",
    "PublishedEffects",
    "RedoFigures",
    "RivalRule",
    "RoomQuestion",
    "Sensitivity",
    "SignalBoard",
    "Stance",
    "StoryEditing",
    "ThereAndBack",
    "TwoStories",
    "UtteranceBoard",
    "ViciousCycle",
    "WorkshopMap",
]
