"""What follows failures: how often the next attempt is right after so many wrong in a row."""

from typing import NamedTuple

import numpy as np

from vicious_cycle.simulation.pupil import logistic


class StreakCurve(NamedTuple):
    """Share right, 0..1, and number of attempts, after 0, 1, .. wrong in a row; the last: or more."""

    share: np.ndarray
    count: np.ndarray


def after_wrong(success, longest=4, chance=None, counted_from=0):
    """The streak curve of outcomes, real or simulated; each pupil begins with none wrong.

    Args:
        success: true or false (or 1 and 0), shape (attempts, pupils), in the order in which they were lived;
            NaN where a pupil has no attempt.
        longest: from this many wrong in a row on, attempts are counted together.
        chance: where it is known, the chance of each success, same shape: the share right is then its mean,
            which is the same on average and less noisy.
        counted_from: how many attempts a pupil must have made before one is counted; those only tell how many
            were wrong.

    Returns:
        A `StreakCurve` of `longest` + 1 places; the share of a place that nobody reached is 0.
    """
    right, count = np.zeros(longest + 1), np.zeros(longest + 1)
    wrong, before = np.zeros((2, success.shape[1]), dtype=int)
    for outcome, hope in zip(success, success if chance is None else chance, strict=True):
        made = ~np.isnan(outcome)
        counted = made & (before >= counted_from)
        right += np.bincount(wrong[counted], hope[counted], longest + 1)
        count += np.bincount(wrong[counted], minlength=longest + 1)
        wrong = np.where(made, np.where(outcome == 1, 0, np.minimum(wrong + 1, longest)), wrong)
        before += made
    return StreakCurve(right / np.maximum(count, 1), count)


def rasch_chances(success, rounds=40):
    """Chances under a Rasch model fitted to outcomes: pupils differ, attempts differ, and nothing else does.

    Args:
        success: as in `after_wrong`, shape (attempts, pupils).
        rounds: Newton steps; ability has a normal prior of one logit, so that a pupil who is always right
            or always wrong has a finite one.

    Returns:
        Array of the same shape, 0..1.
    """
    ability, difficulty = np.zeros(success.shape[1]), np.zeros((success.shape[0], 1))
    made = ~np.isnan(success)
    outcome = np.where(made, success, 0)
    for _ in range(rounds):
        chance = logistic(ability - difficulty)
        misfit, weight = made * (outcome - chance), made * chance * (1 - chance)
        difficulty -= misfit.sum(axis=1, keepdims=True) / (weight.sum(axis=1, keepdims=True) + 1)
        chance = logistic(ability - difficulty)
        misfit, weight = made * (outcome - chance), made * chance * (1 - chance)
        ability += (misfit.sum(axis=0) - ability) / (weight.sum(axis=0) + 1)
    return logistic(ability - difficulty)


def marks_after_failures(success, terms=4, longest=3, passed=0.5):
    """The last mark of pupils by how many of the terms before they failed.

    A school year is cut into terms; a term is failed with less than `passed` of its tasks solved. The mark is
    the share solved in the last term.

    Args:
        success: shape (attempts, pupils), true or false. terms: into how many the attempts are cut.
        longest: from so many failed terms on, pupils are counted together.

    Returns:
        A `StreakCurve`: mean mark 0..1, and number of pupils, after 0, 1, .. `longest` or more failed terms.
    """
    shares = np.array([term.mean(axis=0) for term in np.array_split(success, terms)])
    failed = np.minimum((shares[:-1] < passed).sum(axis=0), longest)
    count = np.bincount(failed, minlength=longest + 1)
    return StreakCurve(np.bincount(failed, shares[-1], longest + 1) / np.maximum(count, 1), count)
