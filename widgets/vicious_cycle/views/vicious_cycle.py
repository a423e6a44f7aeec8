"""The loop as a living diagram, the map on which pupils tip, and a class beside its two reference models."""

import asyncio

import numpy as np
import traitlets as t

from vicious_cycle import words
from vicious_cycle.simulation import ARROWS, PARAMETERS, Scenario, simulate
from vicious_cycle.simulation import flow as loop
from vicious_cycle.simulation.tipping import LUCKS, standing, tipping_map
from vicious_cycle.views.base import Number, page_code, quantised, style
from vicious_cycle.views.explorable import Explorable, Lever, Picture, Several, Switches, simulate_each
from vicious_cycle.views.prediction import Prediction
from vicious_cycle.views.year import GONE, efforts

ATTEMPTS = 60
PUPILS = 30
STREAK_START = 8
REFERENCES = ("attribution_off", "null")
KEPT = (*loop.KEPT, "gave_up")

# The map, in logits against the task. A pupil beyond its edge is drawn on the edge.
BELIEFS = np.arange(-5.0, 3.01, 0.25)
SKILLS = np.arange(-3.0, 3.01, 0.25)
MAP_EVERY = 5  # attempts between two maps
MAPPED = range(0, ATTEMPTS, MAP_EVERY)
STRIPS = np.array_split(SKILLS, 4)  # of a map: after each, whatever else was asked comes first
ASIDE = 0.002  # seconds that are left for that

# The flow that is drawn at full width, in the units of `FLOWS`: about the largest in a very helpless class.
FULL_FLOW = (0.25, 0.15, 0.03, 0.4, 0.4, 0.045, 0.25, 1.5, 0.4)

# How a class has ended: "hardly trying" is an effort under the first figure, "trying hard" above the second.
HARDLY, HARD = 0.3, 0.6
ENDINGS = ("together", "spread", "split", "all")


LEVERS = (
    Lever("failure_style", -1.0, 1.0, 0.05),
    Lever("success_style", -1.0, 1.0, 0.05),
    Lever("pace", 0.0, 0.1, 0.0025),
    Lever("streak_length", 0, 12, 1),
    Lever("skill_sd", 0.0, 1.0, 0.05),
    Lever("start_belief", float(BELIEFS[0]), float(BELIEFS[-1]), 0.25),
    Lever("start_skill", float(SKILLS[0]), float(SKILLS[-1]), 0.25),
    Switches("cut", ARROWS),
)


class ViciousCycle(Explorable):
    """A class of near-equal pupils in the loop, with any arrow cut; the same class without stories, and null.

    The rows of its picture: `believes` and `able` (a row a pupil: its place on the map, 0..10,000 along each
    side), `loop`, `off`, `null` (a row a pupil: effort 0..10,000, plus `GONE` once it has given up), `uncut`
    (one row: how many have given up with no arrow cut), `flows` (a row an arrow of `FLOWS`: 5,000 is none, 0
    and 10,000 are full width down and up), `start_believes`, `start_able`, `start_gone` (one row each: a
    pupil who starts at the chosen point of the map, and how many of `LUCKS` have given up).

    Attributes:
        failure_style, success_style, pace, streak_length, skill_sd, seed, cut: as in `Scenario`.
        start_belief, start_skill: where one more pupil starts on the map, logits against the first task.
    """

    _esm = page_code("drawing.js", "explorable.js", "loop.js", "phase_map.js", "heaps.js", "vicious_cycle.js")
    _css = style("vicious_cycle.css")
    LEVERS = LEVERS
    KEYS = (*(lever.name for lever in LEVERS), "seed")
    SECTION = "vicious_cycle"
    NOTEBOOK = "03_vicious_cycle"

    failure_style = Number(-0.35, min=-1, max=1).tag(sync=True)
    success_style = Number(-0.35, min=-1, max=1).tag(sync=True)
    pace = Number(0.055, min=0, max=0.1).tag(sync=True)
    streak_length = t.Int(3, min=0, max=12).tag(sync=True)
    skill_sd = Number(0.2, min=0, max=1).tag(sync=True)
    start_belief = Number(-1.0, min=BELIEFS[0], max=BELIEFS[-1]).tag(sync=True)
    start_skill = Number(0.25, min=SKILLS[0], max=SKILLS[-1]).tag(sync=True)
    cut = Several(ARROWS).tag(sync=True)
    seed = t.Int(2, min=0, max=PARAMETERS["seed"].high).tag(sync=True)

    arrows = t.List().tag(sync=True)
    sides = t.Dict().tag(sync=True)

    _mapping = None  # the task that sends maps

    def __init__(self, prediction=None, **traits):
        super().__init__(
            prediction,
            arrows=[a._asdict() | {"full": full} for a, full in zip(loop.FLOWS, FULL_FLOW, strict=True)],
            sides={
                "beliefs": BELIEFS.tolist(), "skills": SKILLS.tolist(), "lucks": LUCKS, "every": MAP_EVERY,
                "gone": GONE, "switches": ARROWS,
            },
            **traits,
        )  # fmt: skip
        self.on_msg(self._answer_map)

    def ask(self):
        """The question that this class answers, as a `Prediction` to be committed first."""
        question = words.text("vicious_cycle.question", pupils=PUPILS, n=self.streak_length)
        options = [(ending, words.text(f"vicious_cycle.ending_{ending}")) for ending in ENDINGS]
        return Prediction(name="vicious_cycle", kind="choice", question=question, options=options)

    def pictures(self, settings):
        """Run every setting, the same uncut, its two reference models, and the pupil at the start point."""
        groups = [
            (_scenario(s), _scenario(s, cut=()), *(_scenario(s, cut=(), model=m) for m in REFERENCES))
            for s in settings
        ]
        runs = simulate_each(groups, KEPT)
        lives = _lives(
            [
                (group[0], (s["start_belief"], s["start_skill"]))
                for s, group in zip(settings, runs, strict=True)
            ]
        )
        return [_picture(group, life) for group, life in zip(runs, lives, strict=True)]

    def table(self):
        """The class at each attempt: who has given up, in the loop and beside it, and each arrow's flow."""
        import pandas as pd

        run, uncut, off, null = self._picture.runs
        flows = loop.flows(run)
        gone = {"loop": run, "uncut": uncut, "attribution_off": off, "null": null}
        return pd.DataFrame(
            {"attempt": np.arange(1, ATTEMPTS + 1)}
            | {f"gave_up_{name}": year.gave_up.sum(axis=1) for name, year in gone.items()}
            | {f"{a.source}_to_{a.target}": row for a, row in zip(loop.FLOWS, flows, strict=True)}
        )

    def start_gone(self):
        """How many of `LUCKS` pupils who start at the chosen point end having given up."""
        return int(self._picture.rows["start_gone"][0, -1])

    def _answer_map(self, _, content, buffers):
        """Send the maps of some attempts, or the life of a pupil from a point that is being dragged about."""
        run = self._picture.runs[0]
        attempts, point = content.get("maps"), content.get("start")
        if isinstance(attempts, list) and all(type(each) is int and each in MAPPED for each in attempts):
            if self._mapping:
                self._mapping.cancel()
            wanted = list(dict.fromkeys(attempts))
            self._mapping = asyncio.ensure_future(self._send_maps(run, wanted, content.get("stamp")))
        elif isinstance(point, list) and len(point) == 2 and point[0] in BELIEFS and point[1] in SKILLS:
            (rows,) = _lives([(run, point)])
            self.send({"start": point}, [b"".join(row.tobytes() for row in rows.values())])

    async def _send_maps(self, run, attempts, stamp):
        """Map after map, until others are wanted or the run that they are of is no longer shown."""
        for attempt in attempts:
            gone = []
            for skills in STRIPS:
                if run is not self._picture.runs[0]:
                    return
                gone.append(tipping_map(run, attempt, BELIEFS, skills).astype(np.uint8).tobytes())
                await asyncio.sleep(ASIDE)
            self.send({"map": attempt, "stamp": stamp}, [b"".join(gone)])


def _scenario(settings, **changes):
    levers = {name: value for name, value in settings.items() if not name.startswith("start_")}
    return Scenario(pupils=PUPILS, attempts=ATTEMPTS, streak_start=STREAK_START, **levers | changes)


def _along(values, side):
    """Places along a side of the map as whole numbers 0..10,000; beyond its edge is on its edge."""
    return quantised(np.clip((values - side[0]) / (side[-1] - side[0]), 0, 1))


def _lives(places):
    """Pupils who start at points of the map; `places` are (run, point).

    Returns one dict a place: `start_believes` and `start_able`, where the first of them stands, and
    `start_gone`, how many of `LUCKS` have given up, each of shape (1, attempts).
    """
    waiting = [standing(run, 0, [point]) for run, point in places]
    lives = simulate(
        [rest for rest, _ in waiting],
        keep=("self_belief", "skill", "difficulty", "gave_up"),
        start=[state for _, (state,) in waiting],
    )
    return [
        {
            "start_believes": _along((life.self_belief - life.difficulty).T[:1], BELIEFS),
            "start_able": _along((life.skill - life.difficulty).T[:1], SKILLS),
            "start_gone": life.gave_up.sum(axis=1, dtype="<u2")[None],
        }
        for life in lives
    ]


def _picture(runs, start):
    run, uncut, off, null = runs
    flows = loop.flows(run) / np.array(FULL_FLOW)[:, None]
    rows = {
        "believes": _along((run.self_belief - run.difficulty).T, BELIEFS),
        "able": _along((run.skill - run.difficulty).T, SKILLS),
        **{name: efforts(year) for name, year in {"loop": run, "off": off, "null": null}.items()},
        "uncut": uncut.gave_up.sum(axis=1, dtype="<u2")[None],
        "flows": quantised((np.clip(flows, -1, 1) + 1) / 2),
        **start,
    }
    gone, without = int(run.gave_up[-1].sum()), int(uncut.gave_up[-1].sum())
    ending = _ending(run.effort[-1])
    return Picture(
        rows, *_say(run.scenario, gone, without, ending), {"outcome": ending, "ending": ending}, runs
    )


def _ending(efforts):
    """Which of `ENDINGS` a class has come to, by its pupils' last effort."""
    hardly, hard = (efforts < HARDLY).mean(), (efforts > HARD).mean()
    if hardly >= 0.8:
        return "all"
    if min(hardly, hard) >= 0.2 > 1 - hardly - hard:  # the criterion of pattern M2
        return "split"
    near, far = np.percentile(efforts, [10, 90])
    return "together" if far - near < HARDLY else "spread"


def _say(scenario, gone, without, ending):
    places = {"pupils": scenario.pupils, "gone": gone, "uncut": without, "n": len(scenario.cut)}
    headline = "headline_cut" if scenario.cut else "headline"
    subline = words.text(f"vicious_cycle.subline_{ending}")
    return words.text(f"vicious_cycle.{headline}", **places), subline
