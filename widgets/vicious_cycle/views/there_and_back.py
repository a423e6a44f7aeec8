"""Difficulty slowly up, then slowly down: the way back is not the way in."""

import numpy as np
import traitlets as t

from vicious_cycle import words
from vicious_cycle.simulation import PARAMETERS, Constants, Scenario, simulate
from vicious_cycle.views.base import FULL_SCALE, Number, page_code, quantised, style
from vicious_cycle.views.explorable import Choice, Explorable, Lever, Picture
from vicious_cycle.views.prediction import Prediction

PUPILS = 100
LEVELS = np.arange(-2.0, 2.01, 0.5)  # difficulty, logits; a class's mean skill is 0
WAY = (*LEVELS, *LEVELS[-2::-1])
DWELLS = (5, 20, 60, 400)  # tasks at each level
LAST = 10  # tasks at each level over which those who have given up are counted
STILL = Constants(learning_rate=0.0)  # skill stands still: what is left behind is left behind by beliefs

LEVERS = (
    Lever("failure_style", -1.0, 1.0, 0.05),
    Lever("success_style", -1.0, 1.0, 0.05),
    Choice("dwell", DWELLS),
)


class ThereAndBack(Explorable):
    """A class of 100 at tasks that get harder level by level, and easier again.

    The rows of its picture, one value a level of `WAY`: `gone` (share that has given up) and `effort`.

    Attributes:
        failure_style, success_style, seed: as in `Scenario`.
        dwell: tasks at each level, one of `DWELLS`.
    """

    _esm = page_code("drawing.js", "explorable.js", "there_and_back.js")
    _css = style()
    LEVERS = LEVERS
    KEYS = ("failure_style", "success_style", "dwell", "seed")
    SECTION = "there_and_back"
    NOTEBOOK = "03_there_and_back"
    PREFIX = "back"

    failure_style = Number(-0.35, min=-1, max=1).tag(sync=True)
    success_style = Number(-0.35, min=-1, max=1).tag(sync=True)
    dwell = t.Enum(DWELLS, 20).tag(sync=True)
    seed = t.Int(2, min=0, max=PARAMETERS["seed"].high).tag(sync=True)

    def ask(self):
        """The question that the way back answers, with the way in given, as a `Prediction`."""
        shares = self._picture.rows["gone"][0, : len(LEVELS)].tolist()
        there = _percent(shares)
        return Prediction(
            name="there_and_back",
            kind="curve",
            question=words.text("there_and_back.question", n=self.dwell, pupils=PUPILS),
            points=list(words.section("there_and_back")["levels"]),
            ends=("0%", "100%"),
            guess=[50] * (len(there) - 1) + there[-1:],
            given=there,
            given_label=words.text("there_and_back.there"),
        )

    def pictures(self, settings):
        """Run every setting level by level; settings that stay as long at each level in one pass."""
        pictures = {}
        for dwell in {s["dwell"] for s in settings}:
            alike = [place for place, s in enumerate(settings) if s["dwell"] == dwell]
            rows = _there_and_back([settings[place] for place in alike])
            pictures |= dict(zip(alike, rows, strict=True))
        return [_picture(pictures[place], s["dwell"]) for place, s in enumerate(settings)]

    def table(self):
        """One row a level in the order of the way: difficulty in logits, shares 0..1."""
        import pandas as pd

        rows = {name: row[0] / FULL_SCALE for name, row in self._picture.rows.items()}
        return pd.DataFrame({"difficulty": WAY} | rows)


def _there_and_back(settings):
    """Shares given up and efforts along the way, one dict of rows (1, levels) a setting."""
    ends, gone, effort = None, [], []
    for level in WAY:
        rooms = [
            Scenario(
                pupils=PUPILS, attempts=s["dwell"], start_difficulty=level, pace=0.0, seed=s["seed"],
                failure_style=s["failure_style"], success_style=s["success_style"],
            )
            for s in settings
        ]  # fmt: skip
        runs = simulate(rooms, keep=("gave_up", "effort"), constants=STILL, start=ends)
        ends = [run.end for run in runs]
        gone.append([run.gave_up[-LAST:].mean() for run in runs])
        effort.append([run.effort[-LAST:].mean() for run in runs])
    gone, effort = quantised(gone).T, quantised(effort).T
    return [{"gone": gone[row][None], "effort": effort[row][None]} for row in range(len(settings))]


def _percent(shares):
    return [round(100 * int(share) / FULL_SCALE) for share in shares]


def _picture(rows, dwell):
    there = rows["gone"][0, : len(LEVELS)].astype(int)
    back = rows["gone"][0, len(LEVELS) - 1 :][::-1].astype(int)
    widest = int(np.abs(back - there).argmax())
    more = round(100 * int(back[widest] - there[widest]) / FULL_SCALE)
    places = {
        "there": words.percent(there[widest] / FULL_SCALE),
        "back": words.percent(back[widest] / FULL_SCALE),
    }
    headline = "headline_same" if abs(more) < 5 else "headline_more" if more > 0 else "headline_less"
    subline = words.text("there_and_back.subline", n=dwell)
    return Picture(
        rows,
        words.text(f"there_and_back.{headline}", **places),
        subline,
        {"outcome": _percent(back), "widest": widest},
    )
