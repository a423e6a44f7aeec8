"""The answers that teachers hear, each as one number of a few simulated classes that share their luck."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from vicious_cycle.simulation import STUDIED_DOSE, Scenario, simulate

_TOLD = {"story_dose": STUDIED_DOSE.default}
_MASTERY = {"failure_style": 0.7, "success_style": 0.7}
_RIGOR = {"pressure": 1.0, "competition": 0.5}
_KIND = {"just_right": 1.0}
_TARGETS = tuple(np.arange(40, 96, 5) / 100)


@dataclass(frozen=True)
class Outcome:
    """One answer of the model.

    Attributes:
        classes: for each class that is needed, the levers in which it differs from the study's own class.
        keep: records that are needed of them.
        measure: what is computed from the runs, in the order of `classes`; a float.
        unit: of that number.
        signed: whether it is a difference, so that its sign is an answer by itself.
    """

    classes: tuple[dict, ...]
    keep: tuple[str, ...]
    measure: Callable
    unit: str
    signed: bool = True

    def of(self, levers, constants):
        """The number for a class with these levers (a dict) and these `Constants`."""
        years = [Scenario(**levers | different) for different in self.classes]
        return float(self.measure(*simulate(years, keep=self.keep, constants=constants)))


def _gave_up(run):
    return run.gave_up[-1].mean()


def _learning(run):
    return (run.end.skill - run.skill[0]).mean()


def _more_gave_up(without, with_it):
    return _gave_up(with_it) - _gave_up(without)


def _gain(without, with_it):
    """More skill at the end, in standard deviations of the class without."""
    spread = without.end.skill.std()
    return (with_it.end.skill - without.end.skill).mean() / spread if spread else 0.0


def _beyond_the_sum(neither, kid, school, both):
    neither, kid, school, both = map(_learning, (neither, kid, school, both))
    return both - school - kid + neither


def _solved_at_the_top(*runs):
    """Share solved where most is learned: top of a parabola through the best target and its neighbours."""
    learning, solved = (
        np.array([of(run) for run in runs]) for of in (_learning, lambda run: run.success.mean())
    )
    best = int(learning.argmax())
    if best in (0, len(runs) - 1):
        return solved[best]
    before, top, after = learning[best - 1 : best + 2]
    bend = before - 2 * top + after
    aside = 0.5 * (before - after) / bend if bend else 0.0  # in steps between targets, -.5 .. .5
    return np.interp(best + aside, np.arange(len(runs)), solved)


OUTCOMES = MappingProxyType(
    {
        "given_up": Outcome(({},), ("gave_up",), _gave_up, "share of pupils", signed=False),
        "streak_effect": Outcome(
            ({}, {"streak_start": 10, "streak_length": 6}), ("gave_up",), _more_gave_up, "share of pupils"
        ),
        "pressure_effect": Outcome(({}, {"pressure": 0.5}), ("gave_up",), _more_gave_up, "share of pupils"),
        "story_gain": Outcome(({}, _TOLD), (), _gain, "standard deviations of skill"),
        "failure_teaches": Outcome(
            (_MASTERY, {**_MASTERY, "streak_length": 3}), (), _gain, "standard deviations of skill"
        ),
        "kid_and_school": Outcome(
            (_RIGOR, _RIGOR | _TOLD, _KIND, _KIND | _TOLD), ("skill",), _beyond_the_sum, "logits of learning"
        ),
        "best_success_rate": Outcome(
            tuple(_KIND | {"target_success": target} for target in _TARGETS),
            ("skill", "success"),
            _solved_at_the_top,
            "share of tasks solved",
            signed=False,
        ),
    }
)
