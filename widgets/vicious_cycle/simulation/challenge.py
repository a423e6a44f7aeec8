"""What a class gets out of its year: along a range of challenges, and by where its pupils started."""

from dataclasses import replace

import numpy as np

from vicious_cycle.simulation.run import SHIPPED

TARGETS = tuple(round(0.05 * step, 2) for step in range(1, 20))  # shares solved that tasks can be fitted to
NEARLY = 0.95  # of the most that is learned anywhere: so much counts as nearly as much


def fitted(room, targets=TARGETS):
    """The same room with every task fitted to its pupil, once for each share that is to be solved."""
    return [replace(room, just_right=1.0, target_success=target) for target in targets]


def learned(run, after):
    """Skill gained since September, logits, once so many attempts are over.

    Args:
        run: a `Run` that kept `skill`.
        after: numbers of attempts, 1 to all of them.

    Returns:
        Shape (len(after), pupils).
    """
    skill = np.concatenate([run.skill, run.end.skill[None]])
    return skill[np.asarray(after)] - run.skill[0]


def solved(run, after):
    """Share of attempts solved so far, 0..1, of shape (len(after), pupils); `run` kept `success`."""
    after = np.asarray(after)
    return run.success.cumsum(axis=0)[after - 1] / after[:, None]


def coasting(run, k=SHIPPED):
    """Who hardly tries at work that it expects to solve: bored, not beaten. Bool, shape (attempts, pupils).

    With `gave_up` it is all hardly trying: one at work too easy, the other at work too hard.
    """
    return (run.effort < k.gave_up_effort) & (run.expected >= 0.5)


def middle(values):
    """Mean and middle 80 % of pupils: (10th percentile, mean, 90th percentile) over the last axis."""
    values = np.asarray(values, dtype=float)
    low, high = np.percentile(values, [10, 90], axis=-1)
    return low, values.mean(axis=-1), high


def top(learning):
    """Where along a range most is learned.

    Args:
        learning: mean learning at each challenge, in order.

    Returns:
        (top, first, last): places in the range; from `first` to `last`, without a gap, at least `NEARLY` as
        much is learned as at the top.
    """
    learning = np.asarray(learning)
    best = int(learning.argmax())
    less = np.flatnonzero(learning < NEARLY * learning[best])
    before, behind = less[less < best], less[less > best]
    first = int(before[-1]) + 1 if before.size else 0
    last = int(behind[0]) - 1 if behind.size else len(learning) - 1
    return best, first, last


def by_start(run):
    """Places of the pupils by their skill in September, lowest first, in three groups as even as can be."""
    return np.array_split(np.argsort(run.skill[0], kind="stable"), 3)
