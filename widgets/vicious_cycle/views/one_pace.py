"""Who pays for one pace? A class at grade level, and the same class with every task fitted to its pupil."""

from dataclasses import replace

import numpy as np
import traitlets as t

from vicious_cycle import words
from vicious_cycle.simulation import PARAMETERS, Scenario
from vicious_cycle.simulation.challenge import by_start, coasting, learned
from vicious_cycle.views.base import Number, page_code, quantised, style
from vicious_cycle.views.explorable import Choice, Explorable, Lever, Picture, simulate_each
from vicious_cycle.views.prediction import Prediction
from vicious_cycle.views.year import ATTEMPTS, FULL_LEARNING, MONTHS

PUPILS = 30
KEPT = ("skill", "effort", "expected", "gave_up")
GROUPS = ("lowest", "middle", "highest")
ALIKE = 0.2  # logits: groups whose losses differ less are said to pay alike
GONE, COASTS = 1 << 14, 1 << 15  # added to what a pupil has learned, in a month at whose end it hardly tries

LEVERS = (
    Lever("pace", 0.0, 0.1, 0.0025),
    Lever("just_right", 0.0, 1.0, 0.05),
    Lever("skill_sd", 0.0, 1.5, 0.05),
    Lever("failure_style", -1.0, 1.0, 0.05),
    Lever("success_style", -1.0, 1.0, 0.05),
    Choice("retakes", (False, True)),
)


class OnePace(Explorable):
    """A class of 30 at one pace for all, beside itself with fitted tasks: who learns how much less.

    The rows of its picture, a row a pupil from the lowest skill in September to the highest, a value a month:
    `one` and `fitted` (what the pupil has learned, 10,000 is `FULL_LEARNING` logits, plus `GONE` or `COASTS`
    where it hardly tries), `effort` at one pace (mean of the month), and `start` (its skill in September, 0
    and 10,000 are 4 logits below and above 0).

    Attributes:
        pace, just_right, skill_sd, failure_style, success_style, retakes, seed: as in `Scenario`; with
            `just_right` the class leaves one pace for fitted tasks, and at 1 it is the class beside it.
    """

    _esm = page_code("drawing.js", "explorable.js", "sweep.js", "one_pace.js")
    _css = style("challenge.css")
    LEVERS = LEVERS
    KEYS = (*(lever.name for lever in LEVERS), "seed")
    SECTION = "one_pace"
    NOTEBOOK = "04_one_pace"
    PREFIX = "pace"

    pace = Number(0.04, min=0, max=0.1).tag(sync=True)
    just_right = Number(0.0, min=0, max=1).tag(sync=True)
    skill_sd = Number(0.8, min=0, max=1.5).tag(sync=True)
    failure_style = Number(0.0, min=-1, max=1).tag(sync=True)
    success_style = Number(0.0, min=-1, max=1).tag(sync=True)
    retakes = t.Bool(False).tag(sync=True)
    seed = t.Int(4, min=0, max=PARAMETERS["seed"].high).tag(sync=True)

    sides = t.Dict({"learning": FULL_LEARNING, "gone": GONE, "coasts": COASTS}).tag(sync=True)

    def ask(self):
        """Who loses most? A choice among the thirds of the class, as a `Prediction` to commit first."""
        options = [(key, words.text(f"one_pace.pays_{key}")) for key in (*GROUPS, "alike", "nobody")]
        question = words.text("one_pace.question", pupils=PUPILS)
        return Prediction(name="one_pace", kind="choice", question=question, options=options)

    def pictures(self, settings):
        """Run every setting, the same with fitted tasks, and the same with the other rule for misses."""
        rooms = [Scenario(pupils=PUPILS, attempts=ATTEMPTS, **s) for s in settings]
        groups = [_beside(room) for room in rooms]
        return [_picture(runs) for runs in simulate_each(groups, KEPT)]

    def table(self):
        """One row a pupil at the end of the year, lowest start first; skill and learning in logits."""
        import pandas as pd

        one, fitted, _ = self._picture.runs
        order = np.concatenate(by_start(one))
        columns = {"group": np.repeat(GROUPS, [len(group) for group in by_start(one)])}
        columns["start"] = one.skill[0, order]
        for name, run in (("one_pace", one), ("fitted", fitted)):
            columns[f"learned_{name}"] = learned(run, [ATTEMPTS])[0, order]
            columns[f"gave_up_{name}"] = run.gave_up[-1, order]
            columns[f"coasts_{name}"] = coasting(run)[-1, order]
        return pd.DataFrame(columns)


def _beside(room):
    return room, replace(room, just_right=1.0), replace(room, retakes=not room.retakes)


def _row(run, order):
    """What each pupil has learned month by month, with who hardly tries and why."""
    last = np.array(MONTHS) - 1
    gained = quantised(np.clip(learned(run, MONTHS) / FULL_LEARNING, 0, 1))
    hardly = GONE * run.gave_up[last] + COASTS * coasting(run)[last]
    return (gained + hardly.astype("<u2")).T[order]


def _picture(runs):
    one, fitted, _ = runs
    groups = by_start(one)
    order = np.concatenate(groups)
    start = np.repeat(one.skill[0][order, None], len(MONTHS), axis=1)
    rows = {
        "one": _row(one, order),
        "fitted": _row(fitted, order),
        "effort": quantised(one.effort.reshape(len(MONTHS), -1, PUPILS).mean(axis=1).T[order]),
        "start": quantised(np.clip((start + 4) / 8, 0, 1)),
    }
    gains, best, retaken = (learned(run, [ATTEMPTS])[0] for run in runs)
    lost = [round(float((best - gains)[group].mean()), 2) for group in groups]
    more = [round(float((retaken - gains)[group].mean()), 2) for group in groups]
    gone = [int(one.gave_up[-1, group].sum()) for group in groups]
    ending = _ending(lost)
    facts = {
        "outcome": ending,
        "lost": lost,
        "gone": gone,
        "retaken": more,
        "fitted_gone": int(fitted.gave_up[-1].sum()),
    }
    return Picture(rows, *_say(ending, facts, one.scenario), facts, runs)


def _ending(lost):
    """Who pays: one of the thirds, all alike, or nobody."""
    if max(lost) < ALIKE / 2:
        return "nobody"
    return GROUPS[int(np.argmax(lost))] if max(lost) - min(lost) >= ALIKE else "alike"


def _say(ending, facts, scenario):
    teaching = words.section("one_pace")["teachings"][
        int(np.ceil(scenario.just_right)) + int(scenario.just_right)
    ]
    headline = words.text(
        f"one_pace.headline_{ending}", teaching=teaching, steps=words.number(max(facts["lost"]), 1)
    )
    low, _, high = (words.signed(more, 1) for more in facts["retaken"])
    rule = "without" if scenario.retakes else "with"
    return headline, words.text(f"one_pace.subline_{rule}", low=low, high=high)
