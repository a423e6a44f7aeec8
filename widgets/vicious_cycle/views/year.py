"""A year of attempts, as views draw it and tell it; what `year.js` is to the page."""

import numpy as np

from vicious_cycle import words
from vicious_cycle.simulation.attribution import ABILITY, LUCK, STRATEGY
from vicious_cycle.views.base import quantised

ATTEMPTS = 60
LAST = 15  # tasks before summer, by which years are compared
GONE = 1 << 14  # added to a pupil's effort (0..10,000) at an attempt at which it has given up
MONTHS = tuple(
    range(6, ATTEMPTS + 1, 6)
)  # attempts that are over at the end of each month, September to June
FULL_LEARNING = 8.0  # logits of learning that are drawn as 10,000: more than any class has learned in a year


def outcomes(run):
    """What happened, packed: 1 if solved + 2 if given up + 4 x the number of the likeliest cause.

    Returns uint16 of shape (pupils, attempts).
    """
    cause = run.attribution.argmax(axis=2)
    return (run.success + 2 * run.gave_up + 4 * cause).T.astype("<u2")


def efforts(run):
    """Effort 0..10,000, with `GONE` added where a pupil has given up; uint16 of shape (pupils, attempts)."""
    return quantised(run.effort.T) + (GONE * run.gave_up.T).astype("<u2")


def diary(run, name, first=0, further=()):
    """The year of a run's first pupil in a few plain sentences; also the text alternative of its charts.

    Args:
        run: a `Run` that kept success, effort, gave_up, attribution, expected and p_success.
        first: the attempt, counted from 0, from which on events are told.
        further: what a view has to add, as (attempt counted from 0, sentence).

    Returns:
        A list of [attempt counted from 1, sentence], in order.
    """
    success, effort, gone = run.success[:, 0], run.effort[:, 0], run.gave_up[:, 0]
    cause = run.attribution[:, 0].argmax(axis=1)
    attempts = np.arange(len(success))
    after = attempts >= first

    def earliest(holds):
        return int(holds.argmax()) if holds.any() else None

    went = earliest(gone & after)
    events = {
        "ability": earliest(after & ~success & (cause == ABILITY)),
        "luck": earliest(after & success & (cause == LUCK)),
        "strategy": earliest(after & ~success & (cause == STRATEGY)),
        "half": earliest(after & (effort < effort[0] / 2)),
        "gone": went,
        "back": None if went is None else earliest(~gone & (attempts > went)),
    }

    def tell(event, attempt, **places):
        return attempt, words.text(f"diary.{event}", name=name, t=attempt + 1, **places)

    seen, real = (words.percent(chances[-1, 0]) for chances in (run.expected, run.p_success))
    told = [tell("start", 0, expected=words.percent(run.expected[0, 0]), effort=words.percent(effort[0]))]
    told += further
    told += [tell(event, attempt) for event, attempt in events.items() if attempt is not None]
    told += [tell("end", len(attempts) - 1, expected=seen, chance=real)]
    return [[attempt + 1, sentence] for attempt, sentence in sorted(told, key=lambda item: item[0])]
