"""One pupil, one bad fortnight: a streak of failures, and the same luck without it."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

import numpy as np
import traitlets as t

from vicious_cycle import datasets, words
from vicious_cycle.simulation import PARAMETERS, Scenario, simulate
from vicious_cycle.simulation.attribution import ABILITY, LUCK, STRATEGY
from vicious_cycle.simulation.scenario import read_query
from vicious_cycle.views.base import FULL_SCALE, View, page_code, quantised, style
from vicious_cycle.views.prediction import Prediction

ATTEMPTS = 60
LAST = 15  # tasks before summer, on which the prediction is made
CROWDS = {"pupil": 1, "class": 30, "band": 200}
LINES = ("p_success", "expected", "effort")
KEPT = ("success", "attribution", "gave_up", *LINES)
BAND = (10, 50, 90)  # percentiles (nearest rank): the middle 80 % of pupils, and the one in the middle


@dataclass(frozen=True)
class Lever:
    """A slider: the trait it moves, its range and step. At most 41 positions, all simulated in one pass."""

    name: str
    low: float
    high: float
    step: float
    shown_from: int = 0  # what the reader sees at 0: attempts are counted from 1 on the page

    def positions(self):
        """Every value the slider can take."""
        values = self.low + self.step * np.arange(round((self.high - self.low) / self.step) + 1)
        return [type(self.low)(round(value, 6)) for value in values.tolist()]


LEVERS = (
    Lever("streak_length", 0, 12, 1),
    Lever("streak_start", 0, 40, 1, shown_from=1),
    Lever("failure_style", -1.0, 1.0, 0.05),
    Lever("success_style", -1.0, 1.0, 0.05),
    Lever("pace", 0.0, 0.1, 0.0025),
)
LINK_KEYS = (*(lever.name for lever in LEVERS), "seed", "crowd")


@dataclass(frozen=True)
class Picture:
    """One position of the levers, as drawn: numbers in 0..10,000, and the sentences computed from them.

    `rows` maps a name to an array of shape (rows, attempts). A line has one row for a single pupil, three
    (10th, 50th and 90th percentile) for a crowd. `outcome` holds, a row a pupil, 1 if solved + 2 if given up
    + 4 x the number of the likeliest cause; it is empty for the band. Crowds have shares `solved` and `gone`.
    """

    rows: dict
    headline: str
    subline: str
    solved: int
    ghost_solved: int


class FailureStreaks(View):
    """A year of attempts with a streak of imposed misses, beside the same year without it.

    Attributes:
        streak_length, streak_start, failure_style, success_style, pace, seed: as in `Scenario`.
        crowd: "pupil", "class" (30) or "band" (200).
        free: whether the levers are offered (Play) or only the run (Run and compare).
        revealed: False until a prediction is committed; nothing is drawn before.
        headline, subline, diary: what the picture says, recomputed with it.
        drawn: the settings that the picture shows, so that a page that moved on can tell.
        frame, sections: the picture for the browser: little-endian uint16, and (name, rows) in order.
    """

    _esm = page_code("drawing.js", "failure_streaks.js")
    _css = style()

    streak_length = t.Int(4, min=0, max=12).tag(sync=True)
    streak_start = t.Int(10, min=0, max=40).tag(sync=True)
    failure_style = t.Float(-0.35, min=-1, max=1).tag(sync=True)
    success_style = t.Float(-0.35, min=-1, max=1).tag(sync=True)
    pace = t.Float(0.05, min=0, max=0.1).tag(sync=True)
    seed = t.Int(39, min=0, max=PARAMETERS["seed"].high).tag(sync=True)
    crowd = t.Enum(list(CROWDS), "pupil").tag(sync=True)

    free = t.Bool(False).tag(sync=True)
    revealed = t.Bool(True).tag(sync=True)
    guess = t.Int(None, allow_none=True).tag(sync=True)
    levers = t.List().tag(sync=True)
    presets = t.List().tag(sync=True)
    query = t.Unicode().tag(sync=True)
    note = t.Unicode().tag(sync=True)

    drawn = t.Dict().tag(sync=True)
    frame = t.Bytes().tag(sync=True)
    sections = t.List().tag(sync=True)
    name = t.Unicode().tag(sync=True)
    headline = t.Unicode().tag(sync=True)
    subline = t.Unicode().tag(sync=True)
    solved = t.Int().tag(sync=True)
    ghost_solved = t.Int().tag(sync=True)
    diary = t.List().tag(sync=True)

    def __init__(self, prediction=None, **traits):
        self._picture = None
        super().__init__(
            "failure_streaks", "failure_streaks_levers", "failure_streaks_presets",
            levers=[vars(lever) for lever in LEVERS],
            presets=datasets.presets("01_failure_streaks"),
            **traits,
        )  # fmt: skip
        self._redraw()
        self.observe(self._redraw, list(LINK_KEYS))
        self.observe(self._read_link, "query")
        self.on_msg(self._answer)
        if prediction is not None:
            self._reveal(prediction)
            prediction.observe(lambda change: self._reveal(prediction), "committed")

    @t.validate("failure_style", "success_style", "pace")
    def _is_a_number(self, proposal):
        # traitlets lets NaN past any minimum and maximum
        if proposal["value"] != proposal["value"]:
            raise t.TraitError(f"{proposal['trait'].name} is not a number")
        return proposal["value"]

    def ask(self):
        """The question that this year answers, as a `Prediction` to be committed first."""
        before = self.streak_start
        question = words.text(
            "failure_streaks.question", name=self.name, before=before, n=self.streak_length, last=LAST,
            solved=int((self._picture.rows["outcome"][0, :before] & 1).sum()),
        )  # fmt: skip
        unit = words.text("failure_streaks.guess_unit", last=LAST)
        return Prediction(question=question, unit=unit, high=LAST, guess=LAST // 2)

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

    def _reveal(self, prediction):
        self.guess = prediction.guess if prediction.committed and not self.free else None
        self.revealed = prediction.committed

    def _settings(self):
        return {name: getattr(self, name) for name in LINK_KEYS}

    def _redraw(self, change=None):
        run, picture = _pictures([self._settings()])[0]
        self._picture = picture
        with self.hold_sync():
            self.drawn = self._settings()
            self.name = _name(self.seed)
            self.sections = _sections(picture)
            self.frame = _packed(picture)
            self.headline, self.subline = picture.headline, picture.subline
            self.solved, self.ghost_solved = picture.solved, picture.ghost_solved
            self.diary = _diary(run, self.name) if self.crowd == "pupil" else []

    def _answer(self, _, content, buffers):
        """Send the whole range of the levers asked for, from one batched pass."""
        names = content.get("levers")
        asked = [lever for lever in LEVERS if isinstance(names, list) and lever.name in names]
        places = [(lever, value) for lever in asked for value in lever.positions()]
        if not places:
            return
        settings = self._settings()
        pictures = [
            picture for _, picture in _pictures([settings | {lever.name: value} for lever, value in places])
        ]
        for lever in asked:
            count = len(lever.positions())
            positions, pictures = pictures[:count], pictures[count:]
            self.send(
                {
                    "lever": lever.name,
                    "stamp": content.get("stamp"),
                    "sections": _sections(positions[0]),
                    "said": [[p.headline, p.subline, p.solved, p.ghost_solved] for p in positions],
                },
                [b"".join(map(_packed, positions))],
            )

    def _read_link(self, change):
        """Take the levers out of the page's address; refuse the whole of a link with a bad value."""
        try:
            values, unknown = _from_link(change["new"], self)
        except ValueError as trouble:
            self.note = words.text("common.link_trouble", trouble=str(trouble)[:300])
            self.send({"linked": True})
            return
        self.note = words.text("common.link_unknown", keys=", ".join(unknown)) if unknown else ""
        self.unobserve(self._redraw, list(LINK_KEYS))
        for name, value in values.items():
            setattr(self, name, value)
        self.observe(self._redraw, list(LINK_KEYS))
        self._redraw()
        self.revealed = self.revealed or bool(values)  # who follows a link is past predicting
        self.send({"linked": True})


def _from_link(query, view):
    """The levers in a query string, each checked against its slider's range; nothing is set."""
    values, unknown = read_query(query)
    crowds = [value for key, value in parse_qsl(query.removeprefix("?")) if key == "crowd"]
    if crowds:
        values["crowd"] = crowds[-1]
    for name, value in values.items():
        if name in LINK_KEYS:
            try:
                view.traits()[name]._validate(view, value)
            except t.TraitError:
                raise ValueError(f"{name} cannot be set to {str(value)[:40]!r} here") from None
    unknown = [key[:40] for key in unknown if key not in ("crowd", "mode")]
    unknown += [name for name in values if name not in LINK_KEYS]
    return {name: value for name, value in values.items() if name in LINK_KEYS}, unknown


def _name(seed):
    names = words.section("common")["names"]
    return names[seed % len(names)]


def _scenario(settings):
    levers = {name: value for name, value in settings.items() if name != "crowd"}
    return Scenario(pupils=CROWDS[settings["crowd"]], attempts=ATTEMPTS, skill_sd=0.3, **levers)


def _pictures(settings):
    """Run every setting and its ghost (the same luck without the streak) in one pass.

    Returns:
        A list of (run, Picture), in the order of the settings.
    """
    pairs = [(_scenario(s), _scenario(s | {"streak_length": 0})) for s in settings]
    scenarios = list(dict.fromkeys(scenario for pair in pairs for scenario in pair))
    runs = dict(zip(scenarios, simulate(scenarios, keep=KEPT), strict=True))
    return [
        (runs[real], _picture(runs[real], runs[ghost], s["crowd"], s["streak_length"]))
        for s, (real, ghost) in zip(settings, pairs, strict=True)
    ]


def _picture(run, ghost, crowd, misses):
    rows = {}
    for prefix, year in (("", run), ("ghost_", ghost)):
        cause = year.attribution.argmax(axis=2)
        outcome = (year.success + 2 * year.gave_up + 4 * cause).T.astype("<u2")
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
        headline, subline = _say_pupil(rows, _name(run.scenario.seed), solved, ghost_solved, misses)
    else:
        headline, subline = _say_crowd(run, ghost, misses)
    return Picture(rows, headline, subline, solved, ghost_solved)


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


def _sections(picture):
    return [[name, len(rows)] for name, rows in picture.rows.items()]


def _packed(picture):
    return b"".join(rows.tobytes() for rows in picture.rows.values())


def _diary(run, name):
    """The pupil's year in a few sentences, each with the attempt (counted from 1) it tells of."""
    scenario = run.scenario
    first, length = scenario.streak_start, scenario.streak_length
    success, effort, gone = run.success[:, 0], run.effort[:, 0], run.gave_up[:, 0]
    cause = run.attribution[:, 0].argmax(axis=1)
    after = np.arange(ATTEMPTS) >= (first if length else 0)

    def earliest(holds):
        return int(holds.argmax()) if holds.any() else None

    went = earliest(gone & after)
    events = {
        "ability": earliest(after & ~success & (cause == ABILITY)),
        "luck": earliest(after & success & (cause == LUCK)),
        "strategy": earliest(after & ~success & (cause == STRATEGY)),
        "half": earliest(after & (effort < effort[0] / 2)),
        "gone": went,
        "back": None if went is None else earliest(~gone & (np.arange(ATTEMPTS) > went)),
    }

    def tell(event, attempt, **places):
        return attempt, words.text(f"failure_streaks.diary_{event}", name=name, t=attempt + 1, **places)

    seen, real = (words.percent(chances[-1, 0]) for chances in (run.expected, run.p_success))
    told = [tell("start", 0, expected=words.percent(run.expected[0, 0]), effort=words.percent(effort[0]))]
    told += [tell("streak", first, n=length)] if length else []
    told += [tell(event, attempt) for event, attempt in events.items() if attempt is not None]
    told += [tell("end", ATTEMPTS - 1, expected=seen, chance=real)]
    return [[attempt + 1, sentence] for attempt, sentence in sorted(told, key=lambda item: item[0])]
