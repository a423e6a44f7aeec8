"""The kid, the school, or both? One cohort in four rooms: with a new story and without, in either school."""

import numpy as np
import traitlets as t

from vicious_cycle import words
from vicious_cycle.simulation import PARAMETERS, STUDIED_DOSE, Scenario
from vicious_cycle.views.base import FULL_SCALE, Number, page_code, quantised, style
from vicious_cycle.views.explorable import Explorable, Lever, Picture, Several, Switches, simulate_each
from vicious_cycle.views.prediction import Prediction
from vicious_cycle.views.year import ATTEMPTS, GONE, efforts

PUPILS = 200  # of whom the first 30 are drawn, one class
SEATS = 30
ROOMS = ("neither", "kid", "school", "both")
LEARNED = (-1.0, 7.0)  # learning that can be drawn, logits
SURE = 1.28  # standard errors on each side of a mean that hold the middle 80 %

# What the school may change, each with the levers it sets then.
CHANGES = {
    "tasks": {"just_right": 1.0},
    "pressure": {"pressure": 0.0},
    "competition": {"competition": 0.0},
    "comments": {"grading": "comments"},
}
ANSWERS = ("kid", "school", "alike", "together")
FAR = 2  # times as much: from here on one does "more" than the other

LEVERS = (
    Lever(
        "story_dose", 0.0, 1.0, 0.05,
        studied=(STUDIED_DOSE.low, STUDIED_DOSE.default, STUDIED_DOSE.high),
    ),
    Lever("pace", 0.0, 0.1, 0.005),
    Lever("pressure", 0.0, 2.0, 0.1),
    Lever("competition", 0.0, 1.0, 0.05),
    Lever("failure_style", -1.0, 1.0, 0.1),
    Lever("success_style", -1.0, 1.0, 0.1),
    Switches("changes", tuple(CHANGES)),
)  # fmt: skip


class KidAndSchool(Explorable):
    """Four classes of the same pupils under the same luck: neither, the kid, the school, both.

    The rows of its picture: for each of `ROOMS` the effort of a class of 30 (see `efforts`), then `learning`,
    the mean gain in skill of all 200 until after each attempt, a row a room, 0 and 10,000 for `LEARNED`, and
    `trying`, the share of the 200 that has not given up.

    Attributes:
        story_dose, failure_style, success_style, seed: as in `Scenario`. pace, pressure, competition: of the
            school as it is, which gives grades.
        changes: what the other school does differently, out of `CHANGES`.
    """

    _esm = page_code("drawing.js", "explorable.js", "heaps.js", "kid_and_school.js")
    _css = style("kid_and_school.css")
    LEVERS = LEVERS
    KEYS = (*(lever.name for lever in LEVERS), "seed")
    SECTION = "kid_and_school"
    NOTEBOOK = "07_kid_and_school"

    story_dose = Number(STUDIED_DOSE.default, min=0, max=1).tag(sync=True)
    pace = Number(0.04, min=0, max=0.1).tag(sync=True)
    pressure = Number(0.5, min=0, max=2).tag(sync=True)
    competition = Number(0.4, min=0, max=1).tag(sync=True)
    failure_style = Number(-0.3, min=-1, max=1).tag(sync=True)
    success_style = Number(-0.3, min=-1, max=1).tag(sync=True)
    changes = Several(tuple(CHANGES), CHANGES).tag(sync=True)
    seed = t.Int(2, min=0, max=PARAMETERS["seed"].high).tag(sync=True)

    shown = t.Dict().tag(sync=True)

    def __init__(self, prediction=None, **traits):
        shown = {
            "pupils": PUPILS,
            "rooms": ROOMS,
            "gone": GONE,
            "learned": LEARNED,
            "changes": tuple(CHANGES),
        }
        super().__init__(prediction, shown=shown, **traits)

    def ask(self):
        """Which of the two does more? A choice, as a `Prediction` to commit first."""
        options = [(answer, words.text(f"kid_and_school.answer_{answer}")) for answer in ANSWERS]
        question = words.text("kid_and_school.question", pupils=PUPILS)
        return Prediction(name="kid_and_school", kind="choice", question=question, options=options)

    def pictures(self, settings):
        """Run the cohort of every setting in the four rooms."""
        years = simulate_each([_rooms(s) for s in settings], ("effort", "gave_up", "skill"))
        return [_picture(runs) for runs in years]

    def table(self):
        """The four rooms after each attempt: share still trying 0..1 and mean learning in logits."""
        import pandas as pd

        rows = self._picture.rows
        columns = {f"trying_{room}": rows["trying"][i] / FULL_SCALE for i, room in enumerate(ROOMS)}
        columns |= {f"learning_{room}": in_logits(rows["learning"][i]) for i, room in enumerate(ROOMS)}
        return pd.DataFrame({"attempt": np.arange(1, ATTEMPTS + 1)} | columns)


def in_logits(row):
    """What the whole numbers of a row of learning stand for."""
    return LEARNED[0] + (LEARNED[1] - LEARNED[0]) * np.asarray(row) / FULL_SCALE


def _rooms(settings):
    """The scenarios of `ROOMS`, in order."""
    levers = {name: value for name, value in settings.items() if name != "changes"}
    room = {"pupils": PUPILS, "attempts": ATTEMPTS, "grading": "grades"} | levers
    changed = {name: value for change in settings["changes"] for name, value in CHANGES[change].items()}
    return [
        Scenario(**room | school | story) for school in ({}, changed) for story in ({"story_dose": 0.0}, {})
    ]


def _picture(runs):
    learned = [np.vstack([run.skill[1:], run.end.skill]) - run.skill[0] for run in runs]
    rows = {room: efforts(run)[:SEATS] for room, run in zip(ROOMS, runs, strict=True)}
    means = np.clip([gain.mean(axis=1) for gain in learned], *LEARNED)
    rows["learning"] = quantised((means - LEARNED[0]) / (LEARNED[1] - LEARNED[0]))
    rows["trying"] = quantised([1 - run.gave_up.mean(axis=1) for run in runs])
    neither, kid, school, both = in_logits(rows["learning"][:, -1])
    by_pupil = learned[3][-1] - learned[2][-1] - learned[1][-1] + learned[0][-1]
    luck = SURE * float(by_pupil.std() / np.sqrt(len(by_pupil)))
    gains = {"kid": kid - neither, "school": school - neither, "both": both - neither}
    extra = both - school - kid + neither
    size = "none" if abs(extra) <= luck else "more" if extra > 0 else "less"
    said = {name: words.signed(gain) for name, gain in gains.items()}
    sizes = {"extra": words.signed(extra), "sum": words.signed(gains["kid"] + gains["school"])}
    sizes["luck"] = words.signed(luck).lstrip("+")
    outcome = _outcome(**gains)
    places = {
        f"trying_{room}": words.percent(rows["trying"][i, -1] / FULL_SCALE) for i, room in enumerate(ROOMS)
    }
    return Picture(
        rows,
        words.text(f"kid_and_school.headline_{outcome}", **said),
        words.text("kid_and_school.subline", pupils=PUPILS, **places),
        {"outcome": outcome, "extra": words.text(f"kid_and_school.extra_{size}", **said, **sizes)},
        tuple(runs),
    )


def _outcome(kid, school, both):
    """Which of `ANSWERS` came out: who adds at least twice as much, or whether only both together do much."""
    if both > FAR * max(kid + school, kid, school, 0):
        return "together"
    if kid > FAR * max(school, 0):
        return "kid"
    return "school" if school > FAR * max(kid, 0) else "alike"
