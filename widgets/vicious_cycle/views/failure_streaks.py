"""One pupil, one bad fortnight: a streak of failures, and the same luck without it."""

import numpy as np
import traitlets as t

from vicious_cycle import words
from vicious_cycle.simulation import PARAMETERS, Scenario
from vicious_cycle.views.base import FULL_SCALE, Number, page_code, quantised, style
from vicious_cycle.views.explorable import Explorable, Lever, Picture, pupil_name, simulate_each
from vicious_cycle.views.prediction import Prediction
from vicious_cycle.views.year import ATTEMPTS, LAST, diary, outcomes

CROWDS = {"pupil": 1, "class": 30, "band": 200}
LINES = ("p_success", "expected", "effort")
KEPT = ("success", "attribution", "gave_up", *LINES)
BAND = (10, 50, 90)  # percentiles (nearest rank): the middle 80 % of pupils, and the one in the middle


LEVERS = (
    Lever("streak_length", 0, 12, 1),
    Lever("streak_start", 0, 40, 1, shown_from=1),
    Lever("failure_style", -1.0, 1.0, 0.05),
    Lever("success_style", -1.0, 1.0, 0.05),
    Lever("pace", 0.0, 0.1, 0.0025),
)


class FailureStreaks(Explorable):
    """A year of attempts with a streak of imposed misses, beside the same year without it.

    The rows of its picture: a line (`LINES`) has one row for a single pupil, three (10th, 50th and 90th
    percentile) for a crowd. `outcome` has a row a pupil, see `outcomes`; it is empty for the band. Crowds
    have shares `solved` and `gone`. `ghost_` before a name is the same without the streak.

    Attributes:
        streak_length, streak_start, failure_style, success_style, pace, seed: as in `Scenario`.
        crowd: "pupil", "class" (30) or "band" (200).
        diary: the year of one pupil in sentences. name: what the pupil is called.
    """

    _esm = page_code("drawing.js", "explorable.js", "year.js", "failure_streaks.js")
    _css = style()
    LEVERS = LEVERS
    KEYS = (*(lever.name for lever in LEVERS), "seed", "crowd")
    SECTION = "failure_streaks"
    NOTEBOOK = "01_failure_streaks"

    streak_length = t.Int(4, min=0, max=12).tag(sync=True)
    streak_start = t.Int(10, min=0, max=40).tag(sync=True)
    failure_style = Number(-0.35, min=-1, max=1).tag(sync=True)
    success_style = Number(-0.35, min=-1, max=1).tag(sync=True)
    pace = Number(0.05, min=0, max=0.1).tag(sync=True)
    seed = t.Int(39, min=0, max=PARAMETERS["seed"].high).tag(sync=True)
    crowd = t.Enum(list(CROWDS), "pupil").tag(sync=True)

    name = t.Unicode().tag(sync=True)
    diary = t.List().tag(sync=True)

    def ask(self):
        """The question that this year answers, as a `Prediction` to be committed first."""
        before = self.streak_start
        question = words.text(
            "failure_streaks.question", name=self.name, before=before, n=self.streak_length, last=LAST,
            solved=int((self._picture.rows["outcome"][0, :before] & 1).sum()),
        )  # fmt: skip
        unit = words.text("failure_streaks.guess_unit", last=LAST)
        return Prediction(question=question, unit=unit, high=LAST, guess=LAST // 2)

    def pictures(self, settings):
        """Run every setting and its ghost (the same luck without the streak)."""
        pairs = [(_scenario(s), _scenario(s | {"streak_length": 0})) for s in settings]
        runs = simulate_each(pairs, KEPT)
        return [
            _picture(*pair, s["crowd"], s["streak_length"]) for s, pair in zip(settings, runs, strict=True)
        ]

    def at_rest(self, picture):
        """The pupil's name and diary."""
        name = pupil_name(self.seed)
        return {"name": name, "diary": _diary(picture.runs[0], name) if self.crowd == "pupil" else []}

    def table(self):
        """What is drawn, one row an attempt; shares 0..1, for a crowd by percentile (p10, p50, p90)."""
        import pandas as pd

        columns = {"attempt": np.arange(1, ATTEMPTS + 1)}
        for name, rows in self._picture.rows.items():
            if name.endswith("outcome"):
                continue
            labels = [name] if len(rows) == 1 else [f"{name}_p{share}" for share in BAND]
            columns |= dict(zip(labels, rows / FULL_SCALE, strict=True))
        return pd.DataFrame(columns)


def _scenario(settings):
    levers = {name: value for name, value in settings.items() if name != "crowd"}
    return Scenario(pupils=CROWDS[settings["crowd"]], attempts=ATTEMPTS, skill_sd=0.3, **levers)


def _picture(run, ghost, crowd, misses):
    rows = {}
    for prefix, year in (("", run), ("ghost_", ghost)):
        outcome = outcomes(year)
        rows[prefix + "outcome"] = outcome if crowd != "band" else outcome[:0]
        for line in LINES:
            values = getattr(year, line)
            values = values if crowd == "pupil" else _percentiles(values)
            rows[prefix + line] = quantised(values.T)
        if crowd != "pupil":
            rows[prefix + "solved"] = quantised(year.success.mean(axis=1))[None]
            rows[prefix + "gone"] = quantised(year.gave_up.mean(axis=1))[None]
    solved, ghost_solved = int(run.success[-LAST:, 0].sum()), int(ghost.success[-LAST:, 0].sum())
    if crowd == "pupil":
        headline, subline = _say_pupil(rows, pupil_name(run.scenario.seed), solved, ghost_solved, misses)
    else:
        headline, subline = _say_crowd(run, ghost, misses)
    facts = {"outcome": solved, "solved": solved, "ghost_solved": ghost_solved}
    return Picture(rows, headline, subline, facts, (run, ghost))


def _percentiles(values):
    """The percentiles of `BAND` over pupils, shape (attempts, 3)."""
    ranks = [round(share / 100 * (values.shape[1] - 1)) for share in BAND]
    return np.partition(values, ranks, axis=1)[:, ranks]


def _say_pupil(rows, name, solved, ghost_solved, misses):
    effort, ghost_effort = (
        words.percent(rows[line][0, -LAST:].mean() / FULL_SCALE) for line in ("effort", "ghost_effort")
    )
    places = {"name": name, "solved": solved, "ghost": ghost_solved, "last": LAST}
    ending = "none" if not misses else _compared(solved, ghost_solved)
    headline = words.text(f"failure_streaks.headline_{ending}", **places)
    subline = "subline_none" if not misses else "subline"
    return headline, words.text(f"failure_streaks.{subline}", effort=effort, ghost=ghost_effort)


def _say_crowd(run, ghost, misses):
    gone, ghost_gone = int(run.gave_up[-1].sum()), int(ghost.gave_up[-1].sum())
    ending = "none" if not misses else _compared(gone, ghost_gone)
    headline = words.text(
        f"failure_streaks.crowd_{ending}", gone=gone, ghost=ghost_gone, pupils=run.scenario.pupils
    )
    return headline, words.text("failure_streaks.crowd_subline")


def _compared(this, ghost):
    return "same" if this == ghost else "less" if this < ghost else "more"


def _diary(run, name):
    """The pupil's year in sentences, from the streak on (without one from September on)."""
    first, length = run.scenario.streak_start, run.scenario.streak_length
    if not length:
        return diary(run, name)
    streak = words.text("failure_streaks.diary_streak", t=first + 1, n=length)
    return diary(run, name, first, [(first, streak)])
