"""A class in its seats: who still tries under stakes, ranks and grades, and what they say of themselves."""

from dataclasses import replace

import numpy as np
import traitlets as t

from vicious_cycle import words
from vicious_cycle.simulation import PARAMETERS, Scenario
from vicious_cycle.simulation.attribution import ABILITY
from vicious_cycle.simulation.challenge import middle
from vicious_cycle.simulation.misses import NO_MISS, last_miss
from vicious_cycle.simulation.parameters import GRADINGS
from vicious_cycle.views.base import FULL_SCALE, Number, page_code, quantised, style
from vicious_cycle.views.explorable import Choice, Explorable, Lever, Picture, simulate_each
from vicious_cycle.views.prediction import Prediction
from vicious_cycle.views.year import ATTEMPTS

PUPILS = 30
STYLE_SD = 0.3  # pupils of one class do not all tell the same story
KEPT = ("success", "p_success", "effort", "gave_up", "attribution")
CALM = {"pressure": 0.0, "competition": 0.0, "grading": "none"}

LEVERS = (
    Lever("pressure", 0.0, 1.0, 0.05),
    Lever("competition", 0.0, 1.0, 0.05),
    Lever("failure_style", -1.0, 1.0, 0.1),
    Lever("success_style", -1.0, 1.0, 0.1),
    Choice("grading", GRADINGS),
)


class PressureAndGrading(Explorable):
    """A class in its seats, and the same class with the same luck in a calm room: no stakes, ranks or grades.

    The rows of its picture, a row a pupil, those of the calm room with `calm_` before the name: `seat` (1 if
    given up + 2 x the place in `CAUSES` of what its last miss was put down to, `NO_MISS` before the first),
    `chance` (the real one of solving the present task) and `effort`.

    Attributes:
        pressure, competition, grading, seed: as in `Scenario`.
        failure_style, success_style: the leaning of the class, around which pupils differ by `STYLE_SD`.
    """

    _esm = page_code("drawing.js", "explorable.js", "year.js", "seats.js", "pressure_and_grading.js")
    _css = style("pressure_and_grading.css")
    LEVERS = LEVERS
    KEYS = (*(lever.name for lever in LEVERS), "seed")
    SECTION = "pressure_and_grading"
    NOTEBOOK = "05_pressure_and_grading"

    pressure = Number(0.25, min=0, max=1).tag(sync=True)
    competition = Number(0.25, min=0, max=1).tag(sync=True)
    failure_style = Number(0.0, min=-1, max=1).tag(sync=True)
    success_style = Number(0.0, min=-1, max=1).tag(sync=True)
    grading = t.Enum(GRADINGS, "grades").tag(sync=True)
    seed = t.Int(3, min=0, max=PARAMETERS["seed"].high).tag(sync=True)

    names = t.List().tag(sync=True)
    sayings = t.Dict().tag(sync=True)

    def __init__(self, prediction=None, **traits):
        names = [*words.section("common")["names"], *words.section("pressure_and_grading")["more_names"]]
        super().__init__(
            prediction, names=names, sayings=dict(words.section("two_stories")["sayings"]), **traits
        )

    def ask(self):
        """How many still try in June? A number of pupils, as a `Prediction` to commit first."""
        return Prediction(
            name="pressure_and_grading",
            kind="number",
            high=PUPILS,
            guess=PUPILS // 2,
            question=words.text(
                "pressure_and_grading.question",
                pupils=PUPILS,
                competition=words.percent(self.competition),
                calm=self._picture.facts["calm_trying"],
            ),
            unit=words.text("pressure_and_grading.unit", pupils=PUPILS),
        )

    def pictures(self, settings):
        """Run every setting, and the same class in a calm room."""
        rooms = [Scenario(pupils=PUPILS, attempts=ATTEMPTS, style_sd=STYLE_SD, **s) for s in settings]
        groups = [(room, replace(room, **CALM)) for room in rooms]
        return [_picture(runs) for runs in simulate_each(groups, KEPT)]

    def table(self):
        """One row a pupil at the last attempt, shares 0..1; the same for the calm room."""
        import pandas as pd

        rows = {name: row[:, -1] for name, row in self._picture.rows.items()}
        causes = np.array([*words.section("common")["causes"].values(), ""])
        columns = {"pupil": self.names[:PUPILS]}
        for before in ("", "calm_"):
            columns[f"{before}gave_up"] = rows[f"{before}seat"] % 2 == 1
            columns[f"{before}last_miss"] = causes[rows[f"{before}seat"] // 2]
            columns |= {before + name: rows[before + name] / FULL_SCALE for name in ("chance", "effort")}
        return pd.DataFrame(columns)


def _rows(run, before):
    return {
        f"{before}seat": (run.gave_up + 2 * last_miss(run)).T.astype("<u2"),
        f"{before}chance": quantised(run.p_success.T),
        f"{before}effort": quantised(run.effort.T),
    }


def _picture(runs):
    room, calm = runs
    rows = _rows(room, "") | _rows(calm, "calm_")
    facts = {}
    for before in ("", "calm_"):
        seat = rows[f"{before}seat"][:, -1]
        low, mean, high = middle(rows[f"{before}chance"][:, -1] / FULL_SCALE)
        facts |= {
            f"{before}trying": PUPILS - int((seat % 2).sum()),
            f"{before}ability": int((seat // 2 == ABILITY).sum()),
            f"{before}missed": int((seat // 2 != NO_MISS).sum()),
            f"{before}mean": words.percent(mean),
            f"{before}low": words.percent(low),
            f"{before}high": words.percent(high),
        }
    is_calm = room.scenario == calm.scenario
    headline = words.text(
        f"pressure_and_grading.headline_{'calm' if is_calm else 'room'}",
        pupils=PUPILS, trying=facts["trying"], calm=facts["calm_trying"],
    )  # fmt: skip
    subline = words.text("pressure_and_grading.subline", **facts)
    return Picture(rows, headline, subline, facts | {"outcome": facts["trying"]}, runs)
