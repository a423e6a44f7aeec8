"""A view with levers: the flow (predict, run and compare, play), ranges at frame rate, links, presets."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

import numpy as np
import traitlets as t

from vicious_cycle import datasets, words
from vicious_cycle.simulation import simulate
from vicious_cycle.simulation.scenario import read_query
from vicious_cycle.views.base import View


@dataclass(frozen=True)
class Lever:
    """A slider: the trait it moves, its range and step. At most 41 positions, all simulated in one pass.

    `studied`, where something is known of it, is (low, usual, high): it is marked on the slider.
    """

    name: str
    low: float
    high: float
    step: float
    shown_from: int = 0  # what the reader sees at 0: attempts are counted from 1 on the page
    studied: tuple = ()

    def positions(self):
        """Every value the slider can take."""
        values = self.low + self.step * np.arange(round((self.high - self.low) / self.step) + 1)
        return [type(self.low)(round(value, 6)) for value in values.tolist()]

    def along(self, settings):
        """The settings at every position, all else as it is."""
        return [settings | {self.name: value} for value in self.positions()]


@dataclass(frozen=True)
class Choice:
    """A choice among a few values, as a lever."""

    name: str
    values: tuple

    def along(self, settings):
        """The settings with every value, in order."""
        return [settings | {self.name: value} for value in self.values]


@dataclass(frozen=True)
class Switches:
    """Several switches as one lever: at each of its positions one of the values is taken in or out."""

    name: str
    values: tuple

    def along(self, settings):
        """The settings with each value switched, in order."""
        return [settings | {self.name: sorted({*settings[self.name]} ^ {value})} for value in self.values]


class Several(t.List):
    """Which of some values are on: a sorted list of them, given as any collection."""

    _cast_types = (tuple, set, frozenset)

    def __init__(self, values, default=()):
        super().__init__(t.Enum(values), sorted(default))

    def validate(self, obj, value):
        return sorted(set(super().validate(obj, value)))


@dataclass(frozen=True)
class Picture:
    """One position of the levers, as drawn: numbers in 0..10,000, and the sentences computed from them.

    Attributes:
        rows: maps a name to uint16 of shape (rows, moments).
        headline, subline: what the picture says.
        facts: further numbers and texts that the page shows with it.
        runs: the runs it was drawn from; they stay in the kernel.
    """

    rows: dict
    headline: str
    subline: str
    facts: dict = field(default_factory=dict)
    runs: tuple = ()

    def sections(self):
        """(name, rows) in the order in which they are packed."""
        return [[name, len(rows)] for name, rows in self.rows.items()]

    def packed(self):
        """All rows as little-endian uint16."""
        return b"".join(rows.tobytes() for rows in self.rows.values())

    def said(self):
        """What is sent beside the rows."""
        return {"headline": self.headline, "subline": self.subline, **self.facts}


class Explorable(View):
    """A run that a prediction reveals, or (`free`) that is played with; a picture comes from one model call.

    A subclass names its `LEVERS`, all traits that a link restores (`KEYS`), its `SECTION` of the words and
    its `NOTEBOOK`, and says in `pictures` what is drawn.

    Attributes:
        free: whether the levers are offered (Play) or only the run (Run and compare).
        revealed: False until a prediction is committed; nothing is drawn before. guess: what was predicted.
        headline, subline: what the picture says, recomputed with it. facts: see `Picture`.
        drawn: the settings that the picture shows, so that a page that moved on can tell.
        frame, sections: the picture for the browser: little-endian uint16, and (name, rows) in order.
        query: a link's levers, as the page found them. note: what could not be used of it.
    """

    LEVERS = ()
    KEYS = ()
    SECTION = ""
    NOTEBOOK = ""
    PREFIX = ""  # before the dot of its keys in a link, where a notebook has several views with such levers

    free = t.Bool(False).tag(sync=True)
    revealed = t.Bool(True).tag(sync=True)
    guess = t.Any(None, allow_none=True).tag(sync=True)
    levers = t.List().tag(sync=True)
    presets = t.List().tag(sync=True)
    section = t.Unicode().tag(sync=True)
    prefix = t.Unicode().tag(sync=True)
    query = t.Unicode().tag(sync=True)
    note = t.Unicode().tag(sync=True)

    drawn = t.Dict().tag(sync=True)
    frame = t.Bytes().tag(sync=True)
    sections = t.List().tag(sync=True)
    headline = t.Unicode().tag(sync=True)
    subline = t.Unicode().tag(sync=True)
    facts = t.Dict().tag(sync=True)

    def __init__(self, prediction=None, **traits):
        name = self.SECTION
        super().__init__(
            name, f"{name}_levers", f"{name}_presets",
            section=name,
            prefix=self.PREFIX,
            levers=[vars(lever) for lever in self.LEVERS if isinstance(lever, Lever)],
            presets=datasets.presets(self.NOTEBOOK),
            **traits,
        )  # fmt: skip
        self._redraw()
        self.observe(self._redraw, list(self.KEYS))
        self.observe(self._read_link, "query")
        self.on_msg(self._answer)
        if prediction is not None:
            if not self.free:
                prediction.outcome = self._picture.facts.get("outcome")
            self._reveal(prediction)
            prediction.observe(lambda change: self._reveal(prediction), "committed")

    def pictures(self, settings):
        """Run every one of the settings (dicts of `KEYS`) in one pass; returns a list of `Picture`."""
        raise NotImplementedError

    def at_rest(self, picture):
        """Further traits to be set when the levers rest, as a dict; not computed while they move."""
        return {}

    def afterwards(self, picture):
        """The same for what takes so long that the picture is sent without it."""
        return {}

    def _reveal(self, prediction):
        self.guess = prediction.guess if prediction.committed and not self.free else None
        self.revealed = prediction.committed

    def _settings(self):
        return {name: getattr(self, name) for name in self.KEYS}

    def _redraw(self, change=None):
        self._picture = self.pictures([self._settings()])[0]
        with self.hold_sync():
            self.drawn = self._settings()
            self.sections = self._picture.sections()
            self.frame = self._picture.packed()
            self.headline, self.subline = self._picture.headline, self._picture.subline
            self.facts = self._picture.facts
            self._put(self.at_rest(self._picture))
        self._put(self.afterwards(self._picture))

    def _put(self, values):
        for name, value in values.items():
            setattr(self, name, value)

    def _answer(self, _, content, buffers):
        """Send the whole range of the levers asked for, from one batched pass."""
        names = content.get("levers")
        asked = [lever for lever in self.LEVERS if isinstance(names, list) and lever.name in names]
        if not asked:
            return
        along = [lever.along(self._settings()) for lever in asked]
        pictures = iter(self.pictures([settings for range_ in along for settings in range_]))
        for lever, range_ in zip(asked, along, strict=True):
            positions = [next(pictures) for _ in range_]
            self.send(
                {
                    "lever": lever.name,
                    "stamp": content.get("stamp"),
                    "sections": positions[0].sections(),
                    "said": [picture.said() for picture in positions],
                },
                [b"".join(picture.packed() for picture in positions)],
            )

    def _read_link(self, change):
        """Take the levers out of the page's address; refuse the whole of a link with a bad value."""
        try:
            values, unknown = self._from_link(change["new"])
        except ValueError as trouble:
            self.note = words.text("common.link_trouble", trouble=str(trouble)[:300])
        else:
            self.note = words.text("common.link_unknown", keys=", ".join(unknown)) if unknown else ""
            self.unobserve(self._redraw, list(self.KEYS))  # one picture for all that the link sets
            self._put(values)
            self.observe(self._redraw, list(self.KEYS))
            self._redraw()
            self.revealed = self.revealed or bool(values)  # who follows a link is past predicting
        self.send({"linked": True})

    def _from_link(self, query):
        """The settings in a query string, each checked as its trait is; nothing is set."""
        pairs = [(*key.rpartition("."), value) for key, value in parse_qsl(query.removeprefix("?"), True)]
        pairs = [(name, value) for prefix, _, name, value in pairs if prefix == self.PREFIX]
        own = dict(pairs)
        values, unknown = read_query(urlencode(pairs))
        for name in self.KEYS:
            if name in own and name in unknown:
                kind = type(getattr(self, name))
                try:
                    values[name] = [*filter(None, own[name].split(","))] if kind is list else kind(own[name])
                except ValueError:
                    raise ValueError(f"{name} cannot be set to {own[name][:40]!r} here") from None
        known = {name: value for name, value in values.items() if name in self.KEYS}
        for name, value in known.items():
            try:
                known[name] = self.traits()[name]._validate(self, value)
            except t.TraitError:
                raise ValueError(f"{name} cannot be set to {str(value)[:40]!r} here") from None
        left_out = {*unknown, *values} - {*self.KEYS, "mode"}
        return known, sorted(key[:40] for key in left_out)


def pupil_name(seed):
    """The name under which a seed's first pupil goes."""
    names = words.section("common")["names"]
    return names[seed % len(names)]


def simulate_each(groups, keep):
    """Run groups of scenarios in one pass; a scenario that stands in several groups is run once.

    Returns a list of tuples of runs, one tuple a group.
    """
    scenarios = list(dict.fromkeys(scenario for group in groups for scenario in group))
    runs = dict(zip(scenarios, simulate(scenarios, keep=keep), strict=True))
    return [tuple(runs[scenario] for scenario in group) for group in groups]
