"""What the room does: which task comes next, how outcomes are judged, what grades and stories add."""

import numpy as np

from vicious_cycle.simulation.attribution import ABILITY, STRATEGY, failure_story, success_story
from vicious_cycle.simulation.pupil import logistic

_NEVER_SURE = 1e-3  # a target of 0 or 1 would ask for a task infinitely hard or easy


def grade_level(levers, attempts, first=0):
    """Difficulty of the curriculum, shape (attempts, scenarios, 1): it marches for all alike."""
    return levers.start_difficulty + levers.pace * np.arange(first, first + attempts)[:, None, None]


def just_right_task(grade, estimate, levers):
    """The next task, between grade level (share 0) and what the teacher thinks is just right (share 1)."""
    target = np.clip(levers.target_success, _NEVER_SURE, 1 - _NEVER_SURE)
    fitted = estimate - np.log(target / (1 - target))
    return (1 - levers.just_right) * grade + levers.just_right * fitted


def next_estimate(estimate, success, difficulty, k):
    """The teacher's Elo estimate of a pupil, from outcomes alone: the hidden skill is never looked up."""
    return estimate + k.teacher_rate * (success - logistic(estimate - difficulty))


def judged_by_rank(solved, margin, by_rank):
    """Replace some outcomes by the pupil's rank: success is to stand above the class median.

    Args:
        solved: bool, shape (scenarios, pupils), the outcome of the task itself.
        margin: by how much chance exceeded luck, same shape.
        by_rank: bool, same shape, whose attempt is judged by rank.

    A class of one has nobody to be ranked against: its outcome stands.
    """
    if solved.shape[1] == 1:
        return solved
    return np.where(by_rank, margin > np.median(margin, axis=1, keepdims=True), solved)


def stakes(levers, k):
    """Pressure felt: the room's own, and what grades add."""
    return levers.pressure + k.grade_stakes * levers.grades


def edited(style, attempt, levers):
    """A style -1..1 after story editing: shifted by the dose, which fades unless the room's norms keep it up.

    Where the norms fight the new story nothing is left of it; where they support it fully it stays.
    """
    since = np.maximum(attempt - levers.story_start, 0)
    kept = levers.norms + (1 - levers.norms) * 0.5 ** (since / levers.story_half_life)
    shift = levers.story_dose * levers.norms * kept * (attempt >= levers.story_start)
    return np.minimum(style + shift, np.maximum(style, 1.0))


def stories(failure_style, success_style, levers, k):
    """What the pupil and the room together say of a failure and of a success.

    Stakes make a failure speak of ability. Comments make it speak of strategy, less so beside a grade.

    Returns:
        Logits after a failure and after a success, each (causes, scenarios, pupils or 1).
    """
    of_failure = failure_story(failure_style)
    of_failure[ABILITY] += k.pressure_blame * (stakes(levers, k) + levers.competition)
    of_failure[STRATEGY] += k.comment_lesson * levers.comments * (1 - k.grade_crowding * levers.grades)
    return of_failure, success_story(success_style)
