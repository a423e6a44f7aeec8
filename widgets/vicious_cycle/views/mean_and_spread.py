"""What competition or pressure does to mean and spread, and to classes with other stories."""

from dataclasses import replace

import numpy as np
import traitlets as t

from vicious_cycle import words
from vicious_cycle.simulation import PARAMETERS, Scenario
from vicious_cycle.simulation.challenge import learned, middle
from vicious_cycle.simulation.parameters import GRADINGS
from vicious_cycle.views.base import FULL_SCALE, Number, page_code, quantised, style
from vicious_cycle.views.explorable import Choice, Explorable, Lever, Picture, simulate_each
from vicious_cycle.views.prediction import Prediction
from vicious_cycle.views.year import ATTEMPTS, FULL_LEARNING, MONTHS

PUPILS = 60
POSITIONS = tuple(round(0.1 * step, 1) for step in range(11))  # of the lever that is looked along
KEPT = ("p_success", "skill", "gave_up")
ALONG = ("competition", "pressure")
STORIES = {"hopeful": 0.5, "helpless": -0.5}  # the styles of the two classes drawn beside
SAME = 0.05  # by less the mean has not moved (criterion of pattern M6), nor the middle 80 % grown wider
ENDINGS = ("higher", "close", "apart", "lower")

LEVERS = (
    Lever("competition", 0.0, 1.0, 0.1),
    Lever("pressure", 0.0, 1.0, 0.1),
    Lever("failure_style", -1.0, 1.0, 0.1),
    Lever("success_style", -1.0, 1.0, 0.1),
    Choice("grading", GRADINGS),
    Choice("along", ALONG),
)


class MeanAndSpread(Explorable):
    """A year group of 60, lived once for each of `POSITIONS` of competition or of pressure.

    The rows of its picture, a row a position and a value a month: `low`, `chance`, `high` (10th percentile,
    mean and 90th percentile of the real chance of solving a task in that month), `learned_low`, `learned`,
    `learned_high` (of what was learned so far, 10,000 is `FULL_LEARNING` logits), `gave_up` (share at the
    month's end), and the means of two groups with stories of their own, `hopeful` and `helpless` (chance),
    `hopeful_learned` and `helpless_learned`.

    Attributes:
        along: the lever that is looked along; the present room stands at its position of it.
        competition, pressure, grading, failure_style, success_style, seed: as in `Scenario`.
    """

    _esm = page_code("drawing.js", "explorable.js", "sweep.js", "mean_and_spread.js")
    _css = style("challenge.css")
    LEVERS = LEVERS
    KEYS = (*(lever.name for lever in LEVERS), "seed")
    SECTION = "mean_and_spread"
    NOTEBOOK = "05_mean_and_spread"
    PREFIX = "spread"

    along = t.Enum(ALONG, "competition").tag(sync=True)
    competition = Number(0.5, min=0, max=1).tag(sync=True)
    pressure = Number(0.0, min=0, max=1).tag(sync=True)
    failure_style = Number(0.0, min=-1, max=1).tag(sync=True)
    success_style = Number(0.0, min=-1, max=1).tag(sync=True)
    grading = t.Enum(GRADINGS, "none").tag(sync=True)
    seed = t.Int(1, min=0, max=PARAMETERS["seed"].high).tag(sync=True)

    positions = t.List(list(POSITIONS)).tag(sync=True)
    full_learning = t.Float(FULL_LEARNING).tag(sync=True)

    def ask(self):
        """What becomes of mean and spread? A choice, as a `Prediction` to commit first."""
        options = [(ending, words.text(f"mean_and_spread.ending_{ending}")) for ending in ENDINGS]
        share = words.percent(self.competition)
        question = words.text("mean_and_spread.question", pupils=PUPILS, competition=share)
        return Prediction(name="mean_and_spread", kind="choice", question=question, options=options)

    def pictures(self, settings):
        """Run the class at every position of each setting's lever, and the two classes beside it."""
        groups = [tuple(_rooms(s)) for s in settings]
        runs = dict(zip(groups, simulate_each(groups, KEPT), strict=True))
        drawn = {group: _rows(years) for group, years in runs.items()}
        return [_picture(drawn[group], s, runs[group]) for group, s in zip(groups, settings, strict=True)]

    def table(self):
        """One row a position at the end of the year: shares 0..1, learning in logits."""
        import pandas as pd

        rows = {name: row[:, -1] / FULL_SCALE for name, row in self._picture.rows.items()}
        rows = {name: row * (FULL_LEARNING if "learned" in name else 1) for name, row in rows.items()}
        return pd.DataFrame({self.along: POSITIONS} | rows)


def _rooms(settings):
    """The class at every position, then each of the two others."""
    levers = {name: value for name, value in settings.items() if name != "along"}
    room = Scenario(pupils=PUPILS, attempts=ATTEMPTS, **levers)
    others = [replace(room, failure_style=story, success_style=story) for story in STORIES.values()]
    return [
        replace(each, **{settings["along"]: position}) for each in (room, *others) for position in POSITIONS
    ]


def _months(run):
    """The mean chance of each pupil in each month, shape (months, pupils)."""
    return run.p_success.reshape(len(MONTHS), -1, run.scenario.pupils).mean(axis=1)


def _rows(years):
    count = len(POSITIONS)
    own, *others = (years[first : first + count] for first in range(0, len(years), count))
    low, mean, high = middle([_months(year) for year in own])
    learned_low, learned_mean, learned_high = middle([learned(year, MONTHS) for year in own])
    last = np.array(MONTHS) - 1
    shares = {
        "low": low,
        "chance": mean,
        "high": high,
        "learned_low": learned_low / FULL_LEARNING,
        "learned": learned_mean / FULL_LEARNING,
        "learned_high": learned_high / FULL_LEARNING,
        "gave_up": [year.gave_up[last].mean(axis=1) for year in own],
    }
    for story, other in zip(STORIES, others, strict=True):
        shares[story] = [_months(year).mean(axis=1) for year in other]
        shares[f"{story}_learned"] = [learned(year, MONTHS).mean(axis=1) / FULL_LEARNING for year in other]
    return {name: quantised(np.clip(values, 0, 1)) for name, values in shares.items()}


def _picture(rows, settings, runs):
    june = {name: row[:, -1] / FULL_SCALE for name, row in rows.items()}
    here = POSITIONS.index(round(settings[settings["along"]], 1))
    width = june["high"] - june["low"]
    moved, widened = june["chance"][here] - june["chance"][0], width[here] - width[0]
    if abs(moved) >= SAME:
        ending = "higher" if moved > 0 else "lower"
    else:
        ending = "apart" if widened >= SAME else "close"
    places = {
        "position": words.percent(POSITIONS[here]),
        "mean": words.percent(june["chance"][here]),
        "mean_without": words.percent(june["chance"][0]),
        "width": round(100 * float(width[here])),
        "width_without": round(100 * float(width[0])),
        "steps": words.number(june["learned"][here] * FULL_LEARNING, 1),
        "steps_without": words.number(june["learned"][0] * FULL_LEARNING, 1),
        "gone": words.percent(june["gave_up"][here]),
        "gone_without": words.percent(june["gave_up"][0]),
    }
    which = settings["along"] if here else "none"
    return Picture(
        rows,
        words.text(f"mean_and_spread.headline_{which}", **places),
        words.text(f"mean_and_spread.subline{'' if here else '_none'}", **places),
        {"outcome": ending, "here": here},
        runs,
    )
