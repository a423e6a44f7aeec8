"""Two pupils of equal skill and equal luck who tell different stories about what happens to them."""

import numpy as np
import traitlets as t

from vicious_cycle import words
from vicious_cycle.simulation import PARAMETERS, Scenario
from vicious_cycle.simulation.attribution import CAUSES
from vicious_cycle.views.base import FULL_SCALE, Number, page_code, quantised, style
from vicious_cycle.views.explorable import Explorable, Lever, Picture, pupil_name, simulate_each
from vicious_cycle.views.prediction import Prediction
from vicious_cycle.views.year import ATTEMPTS, LAST, diary, outcomes

BOTH = ("", "other_")  # what stands before the traits and rows of the first pupil, and of the second
LINES = ("p_success", "expected", "effort")
KEPT = ("success", "attribution", "gave_up", *LINES)
STYLES = ("failure_style", "success_style")
APART = 11  # places in the list of names between the two pupils

LEVERS = (
    *(Lever(prefix + story, -1.0, 1.0, 0.05) for prefix in BOTH for story in STYLES),
    Lever("pace", 0.0, 0.1, 0.0025),
)


class TwoStories(Explorable):
    """A year of two pupils: the same skill, the same tasks and the same luck, each with a story of its own.

    The rows of its picture, the second pupil's with `other_` before the name: `outcome` (see `outcomes`), the
    lines `LINES`, and `story`, the weights of the five causes in the order of `CAUSES`.

    Attributes:
        failure_style, success_style: the first pupil's, as in `Scenario`. other_failure_style,
            other_success_style: the second pupil's.
        pace, seed: of both, as in `Scenario`.
        diaries: the two years in sentences.
    """

    _esm = page_code("drawing.js", "explorable.js", "year.js", "two_stories.js")
    _css = style("two_stories.css")
    LEVERS = LEVERS
    KEYS = (*(lever.name for lever in LEVERS), "seed")
    SECTION = "two_stories"
    NOTEBOOK = "02_attribution_styles"

    failure_style = Number(-0.6, min=-1, max=1).tag(sync=True)
    success_style = Number(-0.6, min=-1, max=1).tag(sync=True)
    other_failure_style = Number(0.6, min=-1, max=1).tag(sync=True)
    other_success_style = Number(0.6, min=-1, max=1).tag(sync=True)
    pace = Number(0.045, min=0, max=0.1).tag(sync=True)
    seed = t.Int(59, min=0, max=PARAMETERS["seed"].high).tag(sync=True)

    diaries = t.List().tag(sync=True)

    def ask(self):
        """How hard will the first pupil try? A curve over the months, as a `Prediction` to commit first."""
        stories = {
            prefix + story: _told(story, getattr(self, prefix + story)) for prefix in BOTH for story in STYLES
        }
        return Prediction(
            name="two_stories",
            kind="curve",
            question=words.text("two_stories.question", **_names(self.seed), **stories),
            points=list(words.section("two_stories")["months"]),
            ends=tuple(words.section("two_stories")["effort_ends"]),
        )

    def pictures(self, settings):
        """Run both pupils of every setting."""
        years = simulate_each([[_scenario(s, prefix) for prefix in BOTH] for s in settings], KEPT)
        return [_picture(both, s) for both, s in zip(years, settings, strict=True)]

    def at_rest(self, picture):
        """The two diaries."""
        names = _names(self.seed).values()
        return {"diaries": [diary(run, name) for run, name in zip(picture.runs, names, strict=True)]}

    def table(self):
        """What is drawn, one row an attempt: success, chances, effort and the weights of the causes, 0..1."""
        import pandas as pd

        columns = {"attempt": np.arange(1, ATTEMPTS + 1)}
        for prefix in BOTH:
            rows = {name: self._picture.rows[prefix + name] for name in ("outcome", *LINES, "story")}
            columns[f"{prefix}success"] = rows["outcome"][0] % 2 == 1
            columns |= {prefix + line: rows[line][0] / FULL_SCALE for line in LINES}
            weights = zip(CAUSES, rows["story"], strict=True)
            columns |= {f"{prefix}weight_{cause}": row / FULL_SCALE for cause, row in weights}
        return pd.DataFrame(columns)


def _names(seed):
    return {"name": pupil_name(seed), "other": pupil_name(seed + APART)}


def _told(story, style):
    """What a pupil of a style -1..1 says after a miss or a success, in words."""
    steps = words.section("two_stories")["told_after"][story]
    return steps[int((style + 1) / 2 * (len(steps) - 1) + 0.5)]


def _scenario(settings, prefix):
    styles = {story: settings[prefix + story] for story in STYLES}
    return Scenario(
        pupils=1, attempts=ATTEMPTS, skill_sd=0.3, seed=settings["seed"], pace=settings["pace"], **styles
    )


def _by_month(efforts):
    """Mean effort of each month, in whole percent of the fullest."""
    months = len(words.section("two_stories")["months"])
    return [round(100 * float(month.mean()) / FULL_SCALE) for month in np.array_split(efforts, months)]


def _picture(runs, settings):
    rows = {}
    for prefix, run in zip(BOTH, runs, strict=True):
        rows[prefix + "outcome"] = outcomes(run)
        rows |= {prefix + line: quantised(getattr(run, line).T) for line in LINES}
        rows[prefix + "story"] = quantised(run.attribution[:, 0].T)
    names = _names(settings["seed"])
    solved, other_solved = (int((rows[prefix + "outcome"][0, -LAST:] & 1).sum()) for prefix in BOTH)
    if all(settings[story] == settings["other_" + story] for story in STYLES):
        ending = "same_story"
    else:
        ending = "same" if solved == other_solved else "apart"
    places = names | {"solved": solved, "other_solved": other_solved, "last": LAST}
    effort, other_effort = (
        words.percent(rows[prefix + "effort"][0, -LAST:].mean() / FULL_SCALE) for prefix in BOTH
    )
    facts = names | {"outcome": _by_month(rows["effort"][0])}
    subline = words.text("two_stories.subline", **names, effort=effort, other_effort=other_effort, last=LAST)
    return Picture(rows, words.text(f"two_stories.headline_{ending}", **places), subline, facts, runs)
