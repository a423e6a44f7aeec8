"""What followed failures among real pupils, beside pupils who only differ and beside the loop."""

from functools import cache
from itertools import product

import numpy as np
import traitlets as t

from vicious_cycle import datasets, words
from vicious_cycle.simulation import PARAMETERS, Constants, Scenario, simulate
from vicious_cycle.simulation.streaks import marks_after_failures
from vicious_cycle.study.fit import SEARCHED, streak_curve
from vicious_cycle.views.base import FULL_SCALE, Number, page_code, quantised, style
from vicious_cycle.views.explorable import Explorable, Lever, Picture
from vicious_cycle.views.prediction import Prediction

PLACES = 7  # after none to six or more; a source with fewer leaves the others empty
UNKNOWN = 65_535  # no value: nobody has counted it
SAMPLE = 40_000  # attempts of simulated pupils behind a curve
ASKED = "maths_years"  # the source of the prediction
MODELS = ("null", "loop")
PUPILS = 400  # simulated for a curve of marks
# What a model has that names nothing else: pupils all alike, no learning, no feedback.
NOTHING = {"skill_mean": 0.0, "skill_sd": 0.0, "learning_rate": 0.0, "feedback": 0.0}

LEVERS = (
    Lever("skill_mean", -3.0, 1.0, 0.1),
    Lever("skill_sd", 0.0, 3.0, 0.075),
    Lever("learning_rate", 0.0, 0.5, 0.0125),
    Lever("feedback", 0.0, 2.0, 0.05),
)


class ObservedStreaks(Explorable):
    """A curve of real pupils, the same without any feedback, and two models fitted to it in the same way.

    The rows of its picture, each of `PLACES` values on the scale of the source (0 to 10,000, or `UNKNOWN`):
    `observed`; `control`, what is left without any feedback (see `datasets/observed_sources.csv`); `null`
    and `loop`, the two models as fitted; `tried`, the loop with the levers as they are.

    Attributes:
        source: id of a source. skill_mean, skill_sd: of the simulated pupils, logits; tasks stand still at 0.
        learning_rate, feedback: how much they learn, and how strongly outcomes move them, 1 as shipped.
        sources: (id, its words). fitted: for each source and model the levers that fit it best.
    """

    _esm = page_code("drawing.js", "explorable.js", "observed_streaks.js")
    _css = style()
    LEVERS = LEVERS
    KEYS = (*(lever.name for lever in LEVERS), "source", "seed")
    SECTION = "observed_streaks"
    NOTEBOOK = "08_observed_streaks"
    PREFIX = "streaks"

    source = t.Unicode(ASKED).tag(sync=True)
    skill_mean = Number(0.0, min=-3, max=1).tag(sync=True)
    skill_sd = Number(1.0, min=0, max=3).tag(sync=True)
    learning_rate = Number(0.0, min=0, max=0.5).tag(sync=True)
    feedback = Number(1.0, min=0, max=2).tag(sync=True)
    seed = t.Int(1, min=0, max=PARAMETERS["seed"].high).tag(sync=True)
    sources = t.List().tag(sync=True)
    fitted = t.Dict().tag(sync=True)

    def __init__(self, prediction=None, **traits):
        self._sources = {row["id"]: row for row in datasets.observed_sources()}
        self._curves = _curves()
        self._estimates = datasets.table("fit")
        self._fits = {name: self._fit(name) for name in self._sources}
        names = words.section("observed_streaks")["sources"]
        fitted = {
            name: {model: _on_levers(fit[model]) for model in MODELS} for name, fit in self._fits.items()
        }
        super().__init__(
            prediction,
            sources=[(name, names[name]) for name in self._sources],
            fitted=fitted,
            **fitted[traits.get("source", ASKED)]["loop"] | traits,
        )

    def _fit(self, name):
        """Parameters with which each model comes closest to a source."""
        source = self._sources[name]
        if source["kind"] == "marks":
            return {
                model: _fit_to_marks(model, self._curves[name, "observed"], source["high"])
                for model in MODELS
            }
        rows = [row for row in self._estimates if row["curve"] == name]
        return {
            model: {
                row["quantity"]: row["value"]
                for row in rows
                if row["model"] == model and row["quantity"] in SEARCHED[model]
            }
            for model in MODELS
        }

    def _strength(self, name):
        """How strong the loop is that fits a source best, and how far that is known; in words."""
        for row in self._estimates:
            if (row["curve"], row["model"], row["quantity"]) == (name, "loop", "feedback"):
                return {place: words.number(row[place]) for place in ("value", "low", "high")}
        return {}

    @t.validate("source")
    def _known(self, proposal):
        if proposal["value"] not in self._sources:
            known = ", ".join(self._sources)
            raise t.TraitError(f"source is {proposal['value']!r}; it must be one of {known}")
        return proposal["value"]

    def ask(self):
        """How much of the fall is left in random order? A scale from none to all, as a `Prediction`."""
        first, *_, last = (value for value in self._curves[ASKED, "observed"] if value is not None)
        return Prediction(
            name="observed_streaks",
            kind="scale",
            high=100,
            guess=0,
            question=words.text(
                "observed_streaks.question",
                pupils=self._sources[ASKED]["pupils"],
                start=words.percent(first),
                end=words.percent(last),
            ),
            steps=words.section("observed_streaks")["steps"],
            ends=tuple(words.section("observed_streaks")["ends"]),
        )

    def pictures(self, settings):
        """Simulate the pupils of every setting, beside what was observed and fitted."""
        fitted = {name: self._as_fitted(name) for name in {s["source"] for s in settings}}
        return [self._picture_of(s, fitted[s["source"]]) for s in settings]

    def _as_fitted(self, name):
        """The curves of the two models where they fit the source best."""
        return {model: self._simulated(name, self._fits[name][model], model) for model in MODELS}

    def _simulated(self, name, parameters, model="loop", seed=1):
        """A model's curve for a source, on its scale; simulated and counted as the real one was."""
        source = self._sources[name]
        observed = self._curves[name, "observed"]
        longest = max(place for place, value in enumerate(observed) if value is not None)
        first = next(place for place, value in enumerate(observed) if value is not None)
        if source["kind"] == "marks":
            means = source["high"] * _marks(model, parameters, longest, seed)
        else:
            means = streak_curve(
                model, parameters, longest=longest, pupils=SAMPLE // source["attempts"],
                attempts=source["attempts"], counted_from=source["counted_from"], seed=seed,
            ).share  # fmt: skip
        return [None if place < first else float(value) for place, value in enumerate(means)]

    def _picture_of(self, settings, fitted):
        name = settings["source"]
        source = self._sources[name]
        tried = {lever.name: settings[lever.name] for lever in LEVERS}
        curves = {
            "observed": self._curves[name, "observed"],
            "control": self._curves.get((name, source["control"]), []),
            **fitted,
            "tried": self._simulated(name, tried, seed=settings["seed"]),
        }
        rows = {kind: _row(curve, source["high"]) for kind, curve in curves.items()}
        explained = _explained(rows["observed"][0], rows["control"][0], source["control"])
        return Picture(rows, *self._said(name, rows, explained), self._facts(name, rows, explained))

    def _said(self, name, rows, explained):
        source = self._sources[name]
        ends = _ends(rows["observed"][0])
        start, end = (_shown(value, source["high"]) for value in ends)
        longest = max(np.flatnonzero(rows["observed"][0] != UNKNOWN))
        places = {"start": start, "end": end, "n": int(longest), "of": source["high"]}
        headline = words.text(f"observed_streaks.headline_{name}", **places)
        share = words.percent(explained / 100)
        return headline, words.text(f"observed_streaks.subline_{source['control'] or 'none'}", share=share)

    def _facts(self, name, rows, explained):
        source = self._sources[name]
        observed = rows["observed"][0]
        off = {kind: _distance(observed, rows[kind][0]) for kind in (*MODELS, "tried")}
        section = words.section("observed_streaks")
        said = {
            kind: words.number(source["high"] * value * (100 if source["high"] == 1 else 1), 1)
            for kind, value in off.items()
        }
        return {
            "outcome": explained,
            "high": source["high"],
            "control": section["controls"].get(source["control"], ""),
            "fits": words.text(
                f"observed_streaks.fits_{source['kind']}",
                null=said["null"],
                loop=said["loop"],
                **self._strength(name),
            ),
            "off": words.text(
                "observed_streaks.off", tried=said["tried"], null=said["null"], loop=said["loop"]
            ),
            "about": words.text(
                "observed_streaks.about",
                source=source["source"],
                year=str(source["year"]),
                pupils=source["pupils"],
                status=words.section("published_effects")["status"][source["status"]],
                checked=words.section("published_effects")["checked"][source["verified"]],
            ),
            "how": source["how"],
        }


def _curves():
    """Values by (source, curve), in the order of `after` from 0 on; None where there is none."""
    curves = {}
    for row in datasets.observed_streaks():
        values = curves.setdefault((row["source"], row["curve"]), [])
        values += [None] * (row["after"] - len(values)) + [row["value"]]
    return curves


def _marks(model, parameters, longest, seed=1):
    """Mean last mark, 0..1, by failed terms, of simulated pupils whose tasks stay as hard as they were."""
    return marks_after_failures(_years(model, [parameters], seed)[0].success, longest=longest).share


def _years(model, classes, seed=1):
    """A year in each of some classes that differ in skill alone; what else they have, the first one says."""
    strength = classes[0]["feedback"]
    constants = Constants(
        learning_rate=classes[0]["learning_rate"],
        belief_rate=strength * PARAMETERS["belief_rate"].default,
        control_rate=strength * PARAMETERS["control_rate"].default,
    )
    room = {"model": model, "pupils": PUPILS, "start_difficulty": 0.0, "pace": 0.0, "seed": seed}
    scenarios = [
        Scenario(skill_mean=given["skill_mean"], skill_sd=given["skill_sd"], **room) for given in classes
    ]
    return simulate(scenarios, keep=("success",), constants=constants)


@cache
def _classes(model):
    """Classes to choose from, (parameters, year): both models alike, nobody learns, the loop as shipped."""
    same = NOTHING | {"feedback": 1.0 if model == "loop" else 0.0}
    classes = [
        same | {"skill_mean": mean / 10, "skill_sd": spread / 10}
        for mean, spread in product(range(-18, 19, 6), range(3, 31, 4))
    ]
    return list(zip(classes, _years(model, classes), strict=True))


def _fit_to_marks(model, observed, high):
    """Parameters of the class, out of `_classes`, that comes closest to observed marks."""
    target = np.array(observed) / high

    def miss(lived):
        marks = marks_after_failures(lived[1].success, longest=len(target) - 1).share
        return np.abs(marks - target).sum()

    return min(_classes(model), key=miss)[0]


def _on_levers(parameters):
    """Fitted parameters as the levers can be set: within their ranges; what is not in them is none."""
    given = NOTHING | parameters
    return {
        lever.name: min(lever.positions(), key=lambda value, lever=lever: abs(value - given[lever.name]))
        for lever in LEVERS
    }


def _row(curve, high):
    row = np.full((1, PLACES), UNKNOWN, dtype="<u2")
    for place, value in enumerate(curve):
        if value is not None:
            row[0, place] = quantised(min(value / high, 1))
    return row


def _ends(row):
    """The first and the last value of a row that are known, 0..1."""
    known = row[row != UNKNOWN]
    return known[0] / FULL_SCALE, known[-1] / FULL_SCALE


def _explained(observed, control, kind):
    """How much of the fall needs no feedback, as whole percent: what the control shows too.

    Where earlier marks are held equal it is the other way round: what has gone once they are.
    """
    if not kind:
        return 0
    fall, without = (start - end for start, end in (_ends(observed), _ends(control)))
    share = 1 - without / fall if kind == "held" else without / fall
    return round(100 * float(np.clip(share, 0, 1)))


def _distance(observed, other):
    """Mean distance of two rows where both are known, 0..1."""
    both = (observed != UNKNOWN) & (other != UNKNOWN)
    return float(np.abs(observed[both].astype(int) - other[both]).mean()) / FULL_SCALE


def _shown(value, high):
    return words.percent(value) if high == 1 else words.number(value * high, 1)
