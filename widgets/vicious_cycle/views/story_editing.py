"""A new story for a class: how much, when, how long it lasts, what the others make of it; who gains by it."""

import numpy as np
import traitlets as t

from vicious_cycle import datasets, words
from vicious_cycle.simulation import PARAMETERS, STUDIED_DOSE, Scenario, simulate
from vicious_cycle.views.base import FULL_SCALE, Number, page_code, quantised, style
from vicious_cycle.views.explorable import Explorable, Lever, Picture, simulate_each
from vicious_cycle.views.prediction import Prediction
from vicious_cycle.views.year import ATTEMPTS

PUPILS = 300
MONTHS = 10  # from September to June
MONTH = ATTEMPTS // MONTHS  # attempts a month
THIRDS = ("low", "middle", "high")  # of the class, by skill in September
SCALE = (-2.0, 4.0)  # gains that can be drawn, in SD of the class without the story
CLEAR = 0.2  # SD: what is called a clear difference
OF = 100  # the share that gains is said of so many pupils

LEVERS = (
    Lever(
        "story_dose", 0.0, 1.0, 0.025,
        studied=(STUDIED_DOSE.low, STUDIED_DOSE.default, STUDIED_DOSE.high),
    ),
    Lever("story_start", 0, ATTEMPTS - MONTH, MONTH),
    Lever("story_half_life", 5.0, 60.0, 5.0),
    Lever("norms", 0.0, 1.0, 0.025),
    Lever("failure_style", -1.0, 1.0, 0.05),
    Lever("success_style", -1.0, 1.0, 0.05),
)  # fmt: skip


class StoryEditing(Explorable):
    """A class with a new story beside itself without one: what each of 300 pupils gains, month by month.

    The rows of its picture, one value at the end of each month, 0 and 10,000 for the ends of `SCALE`: `gain`,
    a row a pupil in the order of skill in September, in SD of the class without the story at that moment;
    `thirds`, the means of `THIRDS`; `all`, the mean of all.

    Attributes:
        story_dose, story_start, story_half_life, norms, failure_style, success_style, seed: as in `Scenario`.
        later: for each month in which the story might be told first, what is gained by June by all and by the
            lowest third, in SD. published: average gains of real programmes, as dicts
            of label, estimate, low, high, in SD. scale, clear: `SCALE` and `CLEAR`, for the browser.
    """

    _esm = page_code("drawing.js", "explorable.js", "story_editing.js")
    _css = style("story_editing.css")
    LEVERS = LEVERS
    KEYS = (*(lever.name for lever in LEVERS), "seed")
    SECTION = "story_editing"
    NOTEBOOK = "06_signals_and_story_editing"

    story_dose = Number(STUDIED_DOSE.default, min=0, max=1).tag(sync=True)
    story_start = t.Int(0, min=0, max=ATTEMPTS - MONTH).tag(sync=True)
    story_half_life = Number(PARAMETERS["story_half_life"].default, min=5, max=60).tag(sync=True)
    norms = Number(PARAMETERS["norms"].default, min=0, max=1).tag(sync=True)
    failure_style = Number(-0.35, min=-1, max=1).tag(sync=True)
    success_style = Number(-0.35, min=-1, max=1).tag(sync=True)
    seed = t.Int(5, min=0, max=PARAMETERS["seed"].high).tag(sync=True)

    later = t.List().tag(sync=True)
    published = t.List().tag(sync=True)
    scale = t.List(list(SCALE)).tag(sync=True)
    clear = t.Float(CLEAR).tag(sync=True)

    def __init__(self, prediction=None, **traits):
        super().__init__(prediction, published=_published(), **traits)

    def ask(self):
        """How many of a hundred will end clearly ahead? A number, as a `Prediction` to commit first."""
        question = words.text("story_editing.question", pupils=PUPILS, of=OF)
        unit = words.text("story_editing.unit", of=OF)
        return Prediction(name="story_editing", kind="number", high=OF, guess=0, unit=unit, question=question)

    def pictures(self, settings):
        """Run the class of every setting with the story and without it."""
        groups = [(_scenario(s), _scenario(s, story_dose=0.0)) for s in settings]
        return [
            _picture(*both, s) for both, s in zip(simulate_each(groups, ("skill",)), settings, strict=True)
        ]

    def afterwards(self, picture):
        """What the same story would have brought, had it been told first in another month."""
        starts = range(0, ATTEMPTS, MONTH)
        told = simulate([_scenario(self._settings(), story_start=start) for start in starts], keep=("skill",))
        rows = [_gains(run, picture.runs[1])[:, -1] for run in told]
        return {"later": [[round(float(of.mean()), 4) for of in (row, row[_third(0)])] for row in rows]}

    def table(self):
        """One row a pupil in the order of skill in September: `third`, and the gain after each month, SD."""
        import pandas as pd

        gains = in_sd(self._picture.rows["gain"])
        third = np.repeat(THIRDS, [len(range(PUPILS)[_third(place)]) for place in range(len(THIRDS))])
        return pd.DataFrame(
            {"third": third} | {f"gain_{month + 1}": gains[:, month] for month in range(MONTHS)}
        )


def _published():
    return [
        {"label": f"{row['source'].split(',')[0]} {row['year']}"}
        | {name: row[name] for name in ("estimate", "low", "high")}
        for row in datasets.published_effects()
        if row["theme"] == "story_editing" and row["unit"] == "SD"
    ]


def in_sd(row):
    """What the whole numbers of a row stand for."""
    return SCALE[0] + (SCALE[1] - SCALE[0]) * np.asarray(row) / FULL_SCALE


def _scenario(settings, **changes):
    return Scenario(pupils=PUPILS, attempts=ATTEMPTS, **settings | changes)


def _third(place):
    """Where one of `THIRDS` sits among pupils in the order of skill."""
    return slice(place * PUPILS // len(THIRDS), (place + 1) * PUPILS // len(THIRDS))


def _month_ends(run):
    """Skill after each month, shape (months, pupils)."""
    return np.vstack([run.skill[MONTH::MONTH], run.end.skill])


def _gains(run, without):
    """What each pupil has gained, in SD of the class without, within `SCALE`; pupils by skill x months."""
    skill, plain = _month_ends(run), _month_ends(without)
    spread = np.maximum(plain.std(axis=1, keepdims=True), 1e-9)  # pupils may all be equal
    gains = np.clip((skill - plain) / spread, *SCALE)
    return gains.T[np.argsort(without.skill[0], kind="stable")]


def _picture(run, without, settings):
    rows = {"gain": _scaled(_gains(run, without))}
    means = in_sd(rows["gain"])
    rows["thirds"] = _scaled(np.stack([means[_third(place)].mean(axis=0) for place in range(len(THIRDS))]))
    rows["all"] = _scaled(means.mean(axis=0)[None])
    june = means[:, -1]
    ahead, behind = (round(OF * float(share.mean())) for share in (june > CLEAR, june < -CLEAR))
    average, (low, _, high) = in_sd(rows["all"][0, -1]), in_sd(rows["thirds"][:, -1])
    ending = "none" if not settings["story_dose"] else "behind" if behind else "ahead"
    places = {"ahead": ahead, "behind": behind, "of": OF}
    beyond = "_beyond" if settings["story_dose"] > STUDIED_DOSE.high else ""
    figures = {"all": words.signed(average), "low": words.signed(low), "high": words.signed(high)}
    facts = {"ahead": ahead, "behind": behind, "outcome": ahead, "beyond": bool(beyond)}
    return Picture(
        rows,
        words.text(f"story_editing.headline_{ending}", **places),
        words.text(f"story_editing.subline{beyond}", **figures),
        facts,
        (run, without),
    )


def _scaled(gains):
    return quantised((gains - SCALE[0]) / (SCALE[1] - SCALE[0]))
