"""What flows through the arrows of the loop: what would be otherwise now, were an arrow cut."""

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from vicious_cycle.simulation import classroom, pupil
from vicious_cycle.simulation.attribution import EFFORT, STRATEGY
from vicious_cycle.simulation.run import SHIPPED

KEPT = ("effort", "control", "self_belief", "skill", "difficulty", "p_success", "attribution")
_EQUAL_SHARES = 0.4  # of effort and strategy together, were each of the five causes equally likely
_NEVER_SURE = 1e-9


class Arrow(NamedTuple):
    """One arrow of the loop: its two ends, the switch that cuts it ("" where none does), the flow's unit."""

    source: str
    target: str
    cut: str
    unit: str


FLOWS = (
    Arrow("outcome", "attribution", "", "share of own doing"),
    Arrow("attribution", "self_belief", "attribution_to_belief", "logits an attempt"),
    Arrow("attribution", "control", "attribution_to_control", "share an attempt"),
    Arrow("self_belief", "effort", "belief_to_effort", "effort"),
    Arrow("control", "effort", "belief_to_effort", "effort"),
    Arrow("effort", "learning", "effort_to_learning", "logits an attempt"),
    Arrow("effort", "outcome", "", "chance"),
    Arrow("learning", "gap", "learning_to_gap", "logits"),
    Arrow("gap", "outcome", "", "chance"),
)


def flows(run, window=5, k=SHIPPED):
    """Flow through each of `FLOWS`, the mean of the class over the last `window` attempts.

    A flow is signed: below 0 it drags the class down, above 0 it lifts it. An arrow that is cut has none.
    What the arrows carry, each against the run's first attempt unless said otherwise:

    - outcome -> attribution: weight of effort and strategy, against causes all equally likely.
    - attribution -> self-belief, attribution -> control: the change at this attempt.
    - self-belief -> effort, control -> effort: the change in effort that comes of self-belief (against the
      task) and of control; the two add up to the whole change.
    - effort -> learning: skill gained at this attempt because effort has changed.
    - effort -> outcome, gap -> outcome: chance of success because effort, or the gap, has changed.
    - learning -> gap: how far skill has moved against the task.

    Args:
        run: a `Run` that kept `KEPT`.
        window: attempts.
        k: the constants the run was made with.

    Returns:
        Array of shape (len(FLOWS), attempts), in the units of `FLOWS`.
    """
    gap, believed = run.skill - run.difficulty, run.self_belief - run.difficulty
    control_part = _effort(run, believed[0], run.control, k) - run.effort[0]
    learned = _changes(run.skill, run.end.skill)
    logit = _logit(run.p_success)
    effort_gained = run.effort - run.effort[0]
    carried = {
        ("outcome", "attribution"): run.attribution[:, :, [EFFORT, STRATEGY]].sum(axis=2) - _EQUAL_SHARES,
        ("attribution", "self_belief"): _changes(run.self_belief, run.end.self_belief),
        ("attribution", "control"): _changes(run.control, run.end.control),
        ("self_belief", "effort"): effort_gained - control_part,
        ("control", "effort"): control_part,
        ("effort", "learning"): learned * (1 - run.effort[0] / run.effort),
        ("effort", "outcome"): run.p_success - pupil.logistic(logit - k.effort_payoff * effort_gained),
        ("learning", "gap"): gap - gap[0],
        ("gap", "outcome"): run.p_success - pupil.logistic(logit - gap + gap[0]),
    }
    return np.array(
        [
            np.zeros(len(run.effort))
            if arrow.cut in run.scenario.cut
            else _trailing_mean(carried[arrow.source, arrow.target].mean(axis=1), window)
            for arrow in FLOWS
        ]
    )


def _effort(run, believed, control, k):
    """The effort of pupils who stand so against the task, shape as `control`."""
    scenario = run.scenario
    room = SimpleNamespace(pressure=scenario.pressure, grades=scenario.grading in ("grades", "both"))
    without, with_effort = pupil.expectations(believed, control, 0.0, k)
    return pupil.effort(without, with_effort, pupil.fear(without, classroom.stakes(room, k)), k)


def _changes(values, end):
    """What each attempt changed, shape (attempts, pupils)."""
    return np.diff(values, axis=0, append=end[None])


def _logit(chances):
    kept = np.clip(chances, _NEVER_SURE, 1 - _NEVER_SURE)
    return np.log(kept / (1 - kept))


def _trailing_mean(values, window):
    """Mean of each value and of those before it, `window` at most."""
    sums = np.cumsum(np.concatenate([[0.0], values]))
    last = np.arange(1, len(values) + 1)
    first = np.maximum(last - window, 0)
    return (sums[last] - sums[first]) / (last - first)
