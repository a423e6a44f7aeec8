"""How hard is hard enough? What a class learns at every challenge, and two pupils at the ends of it."""

import numpy as np
import traitlets as t

from vicious_cycle import words
from vicious_cycle.simulation import PARAMETERS, Scenario, simulate
from vicious_cycle.simulation.challenge import TARGETS, coasting, fitted, learned, middle, solved, top
from vicious_cycle.views.base import FULL_SCALE, Number, page_code, quantised, style
from vicious_cycle.views.explorable import Choice, Explorable, Lever, Picture, pupil_name, simulate_each
from vicious_cycle.views.prediction import Prediction
from vicious_cycle.views.year import ATTEMPTS, FULL_LEARNING, MONTHS, diary

PUPILS = 60
KEPT = ("success", "skill", "effort", "expected", "gave_up")
DIARY = (*KEPT, "attribution", "p_success")
ENDS = (0.2, TARGETS[-1])  # shares aimed at for the two pupils at the ends: too hard, too easy
THEORY = (
    1 - 0.1587
)  # share right at which a gradient learner of a yes-or-no task is fastest (Wilson et al. 2019)

LEVERS = (
    Lever("target_success", TARGETS[0], TARGETS[-1], 0.05),
    Lever("failure_style", -1.0, 1.0, 0.1),
    Lever("success_style", -1.0, 1.0, 0.1),
    Choice("retakes", (False, True)),
)


class JustRightChallenge(Explorable):
    """A class whose every task is fitted to its pupil, lived once for each of `TARGETS`: shares to be solved.

    The rows of its picture, a row a target and a value a month: `solved` (share found to be solved so far),
    `low`, `learned`, `high` (10th percentile, mean and 90th percentile of what pupils have learned,
    10,000 is `FULL_LEARNING` logits), `effort` (mean of the month), `gave_up` and `coasting` (shares of
    pupils at its end); and of the null model, in which pupils only differ, `null_solved` and `null_learned`.

    Attributes:
        target_success: what the teacher aims at.
        failure_style, success_style, retakes, seed: as in `Scenario`.
        diaries: the years of two pupils who begin alike, one at tasks too hard, one at tasks too easy, and
            of a third at the teacher's choice between them.
    """

    _esm = page_code("drawing.js", "explorable.js", "sweep.js", "just_right_challenge.js")
    _css = style("challenge.css")
    LEVERS = LEVERS
    KEYS = ("target_success", "failure_style", "success_style", "retakes", "seed")
    SECTION = "just_right_challenge"
    NOTEBOOK = "04_just_right_challenge"

    target_success = Number(0.5, min=TARGETS[0], max=TARGETS[-1]).tag(sync=True)
    failure_style = Number(0.0, min=-1, max=1).tag(sync=True)
    success_style = Number(0.0, min=-1, max=1).tag(sync=True)
    retakes = t.Bool(False).tag(sync=True)
    seed = t.Int(4, min=0, max=PARAMETERS["seed"].high).tag(sync=True)

    targets = t.List(list(TARGETS)).tag(sync=True)
    ends = t.List(list(ENDS)).tag(sync=True)
    theory = t.Float(THEORY).tag(sync=True)
    full_learning = t.Float(FULL_LEARNING).tag(sync=True)
    diaries = t.List().tag(sync=True)

    def ask(self):
        """Where is most learned? A number of tasks solved out of 100, as a `Prediction` to commit first."""
        return Prediction(
            name="just_right_challenge",
            kind="number",
            high=100,
            guess=50,
            question=words.text("just_right_challenge.question"),
            unit=words.text("just_right_challenge.unit"),
        )

    def pictures(self, settings):
        """Run the class at every target for each setting, and the null model beside it."""
        rooms = [_room(s) for s in settings]
        # The null model knows no stories: one run serves every position of their levers.
        nulls = [
            Scenario(pupils=PUPILS, model="null", seed=s["seed"], retakes=s["retakes"]) for s in settings
        ]
        groups = [tuple(fitted(room) + fitted(null)) for room, null in zip(rooms, nulls, strict=True)]
        runs = dict(zip(groups, simulate_each(groups, KEPT), strict=True))
        drawn = {group: _rows(years[: len(TARGETS)], years[len(TARGETS) :]) for group, years in runs.items()}
        return [_picture(drawn[group], s, runs[group]) for group, s in zip(groups, settings, strict=True)]

    def at_rest(self, picture):
        """The three diaries."""
        aims = (ENDS[0], self.target_success, ENDS[1])
        rooms = fitted(_room(self._settings() | {"pupils": 1}), aims)
        return {"diaries": [_told(run, self.seed) for run in simulate(rooms, keep=DIARY)]}

    def table(self):
        """One row a target, at the end of the year: shares 0..1, learning in logits."""
        import pandas as pd

        rows = {name: row[:, -1] / FULL_SCALE for name, row in self._picture.rows.items()}
        for name in ("low", "learned", "high", "null_learned"):
            rows[name] = rows[name] * FULL_LEARNING
        return pd.DataFrame({"target": TARGETS} | rows)


def _room(settings):
    own = {name: value for name, value in settings.items() if name != "target_success"}
    return Scenario(**{"pupils": PUPILS, "attempts": ATTEMPTS} | own)


def _rows(years, nulls):
    low, mean, high = middle([learned(year, MONTHS) for year in years])
    last = np.array(MONTHS) - 1
    return {
        "solved": quantised([solved(year, MONTHS).mean(axis=1) for year in years]),
        **{
            name: quantised(values / FULL_LEARNING)
            for name, values in (("low", low), ("learned", mean), ("high", high))
        },
        "effort": quantised([year.effort.reshape(len(MONTHS), -1).mean(axis=1) for year in years]),
        "gave_up": quantised([year.gave_up[last].mean(axis=1) for year in years]),
        "coasting": quantised([coasting(year)[last].mean(axis=1) for year in years]),
        "null_solved": quantised([solved(year, MONTHS).mean(axis=1) for year in nulls]),
        "null_learned": quantised([learned(year, MONTHS).mean(axis=1) / FULL_LEARNING for year in nulls]),
    }


def _picture(rows, settings, runs):
    found, gain = (rows[name][:, -1] / FULL_SCALE for name in ("solved", "learned"))
    best, first, last = top(gain)
    chosen = TARGETS.index(round(settings["target_success"], 2))
    null = int(rows["null_learned"][:, -1].argmax())
    places = {
        "solved": words.percent(found[best]),
        "steps": words.number(gain[best] * FULL_LEARNING, 1),
        "from_": words.percent(found[first]),
        "to": words.percent(found[last]),
        "target": words.percent(TARGETS[chosen]),
        "found": words.percent(found[chosen]),
        "yours": words.number(gain[chosen] * FULL_LEARNING, 1),
        "share": words.percent(gain[chosen] / gain[best]),
    }
    ending = "here" if first <= chosen <= last else "harder" if chosen < first else "easier"
    facts = {
        "outcome": round(100 * float(found[best])),
        "top": best, "first": first, "last": last, "chosen": chosen,
        "null_top": null, "null_outcome": round(rows["null_solved"][null, -1] / FULL_SCALE * 100),
    }  # fmt: skip
    return Picture(
        rows,
        words.text("just_right_challenge.headline", **places),
        words.text(f"just_right_challenge.subline_{ending}", **places),
        facts,
        runs,
    )


def _told(run, seed):
    """The diary of one pupil, with when it began to coast and what the year taught."""
    name = pupil_name(seed)
    bored = coasting(run)[:, 0]
    further = []
    if bored.any():
        first = int(bored.argmax())
        further.append((first, words.text("just_right_challenge.diary_coasts", name=name, t=first + 1)))
    places = {
        "n": int(run.success.sum()),
        "of": ATTEMPTS,
        "steps": words.number(learned(run, [ATTEMPTS])[0, 0], 1),
    }
    further.append((ATTEMPTS, words.text("just_right_challenge.diary_learns", name=name, **places)))
    return [sentence for _, sentence in diary(run, name, further=further)]
