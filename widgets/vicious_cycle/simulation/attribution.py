"""Why did it happen? The causes a pupil names, and how a story of failure or success weighs them.

Weiner (1979) sorts the causes people name by three questions: does it lie in me or outside (locus),
will it still be there next time (stability), can anyone do something about it (controllability)?
"""

from typing import NamedTuple

import numpy as np


class Cause(NamedTuple):
    """One of Weiner's causes, with what the two extreme stories add to its logit.

    Attributes:
        name: the cause.
        locus: +1 inside the pupil, -1 outside.
        stability: +1 the same next time, -1 may change.
        controllability: +1 somebody can change it by acting, -1 nobody can.
        helpless_failure: logit after a failure in the helpless story (style -1).
        helpless_success: the same after a success.
        mastery_failure: logit after a failure in the mastery story (style +1).
        mastery_success: the same after a success.
    """

    name: str
    locus: int
    stability: int
    controllability: int
    helpless_failure: float
    helpless_success: float
    mastery_failure: float
    mastery_success: float


#                   locus stab. contr.   helpless: fail  success   mastery: fail success
WEINER = (
    Cause("ability", +1, +1, -1, 1.2, -1.2, -1.2, 0.3),
    Cause("effort", +1, -1, +1, -0.5, 0.0, 0.8, 0.8),
    Cause("strategy", +1, -1, +1, -1.0, -0.5, 1.2, 0.8),
    Cause("task", -1, +1, -1, 0.0, 0.8, 0.0, -0.5),
    Cause("luck", -1, -1, -1, 0.0, 1.2, -0.3, -0.8),
)
CAUSES = tuple(cause.name for cause in WEINER)
ABILITY, EFFORT, STRATEGY, TASK, LUCK = range(len(CAUSES))


def _column(values):
    """Turn one number a cause into shape (causes, 1, 1), to meet (scenarios, pupils)."""
    return np.array(values, dtype=float)[:, None, None]


STABILITY = _column([cause.stability for cause in WEINER])
_HELPLESS_FAILURE = _column([cause.helpless_failure for cause in WEINER])
_HELPLESS_SUCCESS = _column([cause.helpless_success for cause in WEINER])
_MASTERY_FAILURE = _column([cause.mastery_failure for cause in WEINER])
_MASTERY_SUCCESS = _column([cause.mastery_success for cause in WEINER])


def failure_story(style):
    """Logits of the causes after a failure, shape (causes, scenarios, pupils), for styles -1..1."""
    return np.maximum(style, 0) * _MASTERY_FAILURE + np.maximum(-style, 0) * _HELPLESS_FAILURE


def success_story(style):
    """Logits of the causes after a success, shape (causes, scenarios, pupils), for styles -1..1."""
    return np.maximum(style, 0) * _MASTERY_SUCCESS + np.maximum(-style, 0) * _HELPLESS_SUCCESS


def attribute(success, surprise, story_of_failure, story_of_success, expectancy_principle):
    """Weights of the five causes for what just happened.

    The expectancy principle (Weiner 1979): what was expected is put down to stable causes, a surprise to
    unstable ones. It is why a history of failure changes the story told about the next success.

    Args:
        success: bool, shape (scenarios, pupils).
        surprise: how far the outcome lay from the chance the pupil gave itself, 0..1, same shape.
        story_of_failure: logits, shape (causes, scenarios, pupils or 1).
        story_of_success: the same for a success.
        expectancy_principle: kappa, logits.

    Returns:
        Weights that sum to 1 over the first axis, shape (causes, scenarios, pupils).
    """
    logits = np.where(success, story_of_success, story_of_failure)
    weights = np.exp(logits + STABILITY * (expectancy_principle * (1 - 2 * surprise)))
    return weights / weights.sum(axis=0)
