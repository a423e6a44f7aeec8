"""Design your classroom: up to four named designs for the same pupils under the same luck, compared."""

import re
from urllib.parse import parse_qsl, urlencode

import numpy as np
import traitlets as t

from vicious_cycle import words
from vicious_cycle.simulation import PARAMETERS, STUDIED_DOSE, Scenario
from vicious_cycle.views.base import FULL_SCALE, Number, page_code, quantised, style
from vicious_cycle.views.explorable import Choice, Explorable, Lever, Picture, simulate_each
from vicious_cycle.views.prediction import Prediction
from vicious_cycle.views.year import ATTEMPTS

PUPILS = 100
MOST = 4  # designs
MONTH = ATTEMPTS // 10
LONGEST_NAME = 24
# Begins with a letter or digit and holds nothing that a table or a page could take for more than a name.
NAME = re.compile(r"[^\W_][\w ’'.,!?&()/+-]{0,23}")
BETWEEN = ";"  # designs in a link
CLOSE = 5  # of 100 pupils: fewer more or less are no difference

# What designs are compared on, each with the range in which it is drawn.
MEASURES = {"trying": (0.0, 1.0), "learning": (-1.0, 7.0), "spread": (0.0, 4.0), "belief": (-8.0, 8.0)}

# Levers of the design that is in hand, then those of the class, which all designs share.
DESIGN = (
    Lever("pace", 0.0, 0.1, 0.0025),
    Lever("just_right", 0.0, 1.0, 0.025),
    Lever("pressure", 0.0, 2.0, 0.05),
    Lever("competition", 0.0, 1.0, 0.025),
    Lever(
        "story_dose", 0.0, 1.0, 0.025,
        studied=(STUDIED_DOSE.low, STUDIED_DOSE.default, STUDIED_DOSE.high),
    ),
    Lever("story_start", 0, ATTEMPTS - MONTH, MONTH),
    Lever("norms", 0.0, 1.0, 0.025),
    Choice("grading", PARAMETERS["grading"].choices),
    Choice("reply", PARAMETERS["reply"].choices),
    Choice("retakes", (False, True)),
)  # fmt: skip
CLASS = (Lever("failure_style", -1.0, 1.0, 0.05), Lever("success_style", -1.0, 1.0, 0.05))
LEVERS = DESIGN + CLASS
DESIGN_NAMES = tuple(lever.name for lever in DESIGN)
ALIKE = {"pace": 0.04, "pressure": 0.5, "competition": 0.4, "grading": "grades"}
CALM = {"pressure": 0.0, "competition": 0.0, "grading": "none"}


class ClassroomDesigns(Explorable):
    """Up to four classrooms for the same 100 pupils: who still tries, what is learned, spread, self-belief.

    One design is in hand, and its levers are the traits; the others stand in `others`. The rows of its
    picture are the `MEASURES`, a row a design in order, 0 and 10,000 for the ends of each measure's range.

    Attributes:
        pace, just_right, pressure, competition, story_dose, story_start, norms, grading, reply, retakes: of
            the design in hand, as in `Scenario`. name: what it is called. place: where it stands, from 0.
        others: the other designs in order, each as in a link ("name=Calm&pace=0.02"), with ";" between them.
        failure_style, success_style, seed: of the class, the same in all designs.
    """

    _esm = page_code("drawing.js", "explorable.js", "classroom_designs.js")
    _css = style("classroom_designs.css")
    LEVERS = LEVERS
    KEYS = (*(lever.name for lever in LEVERS), "seed", "name", "place", "others")
    SECTION = "classroom_designs"
    NOTEBOOK = "07_classroom_designs"
    PREFIX = "design"

    pace = Number(ALIKE["pace"], min=0, max=0.1).tag(sync=True)
    just_right = Number(0.0, min=0, max=1).tag(sync=True)
    pressure = Number(ALIKE["pressure"], min=0, max=2).tag(sync=True)
    competition = Number(ALIKE["competition"], min=0, max=1).tag(sync=True)
    story_dose = Number(STUDIED_DOSE.default, min=0, max=1).tag(sync=True)
    story_start = t.Int(0, min=0, max=ATTEMPTS - MONTH).tag(sync=True)
    norms = Number(PARAMETERS["norms"].default, min=0, max=1).tag(sync=True)
    grading = t.Enum(PARAMETERS["grading"].choices, ALIKE["grading"]).tag(sync=True)
    reply = t.Enum(PARAMETERS["reply"].choices, "strategy").tag(sync=True)
    retakes = t.Bool(False).tag(sync=True)
    failure_style = Number(-0.3, min=-1, max=1).tag(sync=True)
    success_style = Number(-0.3, min=-1, max=1).tag(sync=True)
    seed = t.Int(2, min=0, max=PARAMETERS["seed"].high).tag(sync=True)
    name = t.Unicode().tag(sync=True)
    place = t.Int(0, min=0, max=MOST - 1).tag(sync=True)
    others = t.Unicode().tag(sync=True)

    shown = t.Dict().tag(sync=True)

    def __init__(self, prediction=None, **traits):
        kid, school = words.section("classroom_designs")["ready"]
        ready = {"name": kid, "others": urlencode({"name": school} | ALIKE | CALM)}
        measures = [[name, *ends] for name, ends in MEASURES.items()]
        shown = {
            "measures": measures, "most": MOST, "longest": LONGEST_NAME, "name": NAME.pattern,
            "between": BETWEEN, "design": DESIGN_NAMES,
        }  # fmt: skip
        super().__init__(prediction, shown=shown, **ready | traits)

    def ask(self):
        """In which of the designs do most pupils still try? A choice, as a `Prediction` to commit first."""
        names = self.facts["names"]
        options = [(str(place), name) for place, name in enumerate(names)]
        options.append(("same", words.text("classroom_designs.same")))
        question = words.text("classroom_designs.question", pupils=PUPILS, a=names[0], b=names[-1])
        return Prediction(name="classroom_designs", kind="choice", question=question, options=options)

    def designs(self):
        """The designs in order, each a dict of `name` and its levers."""
        return _designs(self._settings())

    def pictures(self, settings):
        """Run the class in the designs of every setting; a design that stays is run once."""
        groups = [[_scenario(s, design) for design in _designs(s)] for s in settings]
        runs = simulate_each(groups, ("gave_up", "skill", "self_belief"))
        return [_picture(years, _designs(s)) for years, s in zip(runs, settings, strict=True)]

    def table(self):
        """One row a design: its name, its levers, and what it has come to by June (0..1, then logits)."""
        import pandas as pd

        june = {name: measured(self._picture.rows[name], name)[:, -1] for name in MEASURES}
        return pd.DataFrame(self.designs()).assign(**june)

    @t.validate("name")
    def _is_a_name(self, proposal):
        if not NAME.fullmatch(proposal["value"]):
            raise t.TraitError(_bad_name(proposal["value"]))
        return proposal["value"]

    @t.validate("others")
    def _are_designs(self, proposal):
        try:
            self._read_designs(proposal["value"])
        except ValueError as trouble:
            raise t.TraitError(str(trouble)) from None
        return proposal["value"]

    def _from_link(self, query):
        for key, value in parse_qsl(query.removeprefix("?"), keep_blank_values=True):
            if key == f"{self.PREFIX}.others":
                self._read_designs(value)  # here, because the refusal then says which design and why
            if key == f"{self.PREFIX}.name" and not NAME.fullmatch(value):
                raise ValueError(_bad_name(value))
        return super()._from_link(query)

    def _read_designs(self, text):
        """Check every design of `others`; a ValueError says what is wrong with which."""
        parts = text.split(BETWEEN) if text else []
        if len(parts) > MOST - 1:
            raise ValueError(words.text("classroom_designs.too_many", most=MOST, n=len(parts) + 1))
        for part in parts:
            pairs = parse_qsl(part, keep_blank_values=True)
            design = dict(pairs)
            name = design.pop("name", "")
            if not NAME.fullmatch(name):
                raise ValueError(_bad_name(name))
            for lever, value in design.items():
                try:
                    self.traits()[lever]._validate(self, _from_text(lever, value))
                except (KeyError, ValueError, t.TraitError):
                    trouble = {"name": name, "lever": lever[:40], "value": value[:40]}
                    raise ValueError(words.text("classroom_designs.bad_design", **trouble)) from None
            if len(design) + 1 != len(pairs):
                raise ValueError(words.text("classroom_designs.twice", name=name))


def measured(row, name):
    """What the whole numbers of one of `MEASURES` stand for."""
    low, high = MEASURES[name]
    return low + (high - low) * np.asarray(row) / FULL_SCALE


def _bad_name(name):
    return words.text("classroom_designs.bad_name", name=name[:40], n=LONGEST_NAME)


def _from_text(lever, text):
    """The value of a design's lever in a link; KeyError if it is none, ValueError if it cannot be read."""
    if lever not in DESIGN_NAMES:
        raise KeyError(lever)
    kind = type(PARAMETERS[lever].default)
    return {"true": True, "false": False}[text] if kind is bool else kind(text)


def _designs(settings):
    """All designs of a setting in order; what an other design does not say is as a scenario has it."""
    ordinary = {name: PARAMETERS[name].default for name in DESIGN_NAMES}
    designs = []
    for part in settings["others"].split(BETWEEN) if settings["others"] else []:
        said = dict(parse_qsl(part))
        own = {name: _from_text(name, value) for name, value in said.items() if name != "name"}
        designs.append({"name": said["name"]} | ordinary | own)
    designs.insert(settings["place"], {name: settings[name] for name in ("name", *DESIGN_NAMES)})
    return designs


def _scenario(settings, design):
    shared = {name: settings[name] for name in (*(lever.name for lever in CLASS), "seed")}
    return Scenario(
        pupils=PUPILS, attempts=ATTEMPTS, **shared, **{name: design[name] for name in DESIGN_NAMES}
    )


def _picture(runs, designs):
    skills = [np.vstack([run.skill[1:], run.end.skill]) for run in runs]
    beliefs = [np.vstack([run.self_belief[1:], run.end.self_belief]) for run in runs]
    figures = {
        "trying": [1 - run.gave_up.mean(axis=1) for run in runs],
        "learning": [(skill - run.skill[0]).mean(axis=1) for skill, run in zip(skills, runs, strict=True)],
        "spread": [skill.std(axis=1) for skill in skills],
        "belief": [belief.mean(axis=1) for belief in beliefs],
    }
    rows = {}
    for name, (low, high) in MEASURES.items():
        rows[name] = quantised((np.clip(figures[name], low, high) - low) / (high - low))
    names = [design["name"] for design in designs]
    june = {name: measured(rows[name][:, -1], name) for name in MEASURES}
    trying = np.rint(PUPILS * june["trying"]).astype(int).tolist()
    facts = {"names": names, "outcome": _outcome(trying)}
    return Picture(rows, *_say(names, trying, june), facts, tuple(runs))


def _outcome(trying):
    """The place of the design in which most still try, as the question's key; "same" where it is close."""
    first, *rest = sorted(trying, reverse=True)
    return str(trying.index(first)) if rest and first - rest[0] >= CLOSE else "same"


def _say(names, trying, june):
    """Headline and subline: which design is where on which measure. None is called the best."""
    if len(names) == 1:
        places = {"name": names[0], "trying": trying[0], "pupils": PUPILS}
        figures = {name: words.number(june[name][0]) for name in ("learning", "spread", "belief")}
        figures["belief"] = words.signed(june["belief"][0])
        return (
            words.text("classroom_designs.headline_one", **places),
            words.text("classroom_designs.subline_one", **figures),
        )
    figures = {"trying": trying} | {
        name: [words.number(value) for value in june[name]] for name in ("learning", "spread")
    }
    figures["belief"] = [words.signed(value) for value in june["belief"]]
    first = {name: int(june[name].argmin() if name == "spread" else june[name].argmax()) for name in MEASURES}
    tops = {name: _alike(names, figures[name], first[name]) for name in MEASURES}
    best = {name: figures[name][first[name]] for name in MEASURES}
    places = {
        "a": tops["trying"],
        "b": tops["learning"],
        "c": tops["spread"],
        "d": tops["belief"],
        "pupils": PUPILS,
    }
    one = tops["trying"] == tops["learning"]
    return (
        words.text(f"classroom_designs.headline_{'alike' if one else 'apart'}", **places, **best),
        words.text("classroom_designs.subline", **places, **best),
    )


def _alike(names, figures, first):
    """The names of all designs with the same figure as one of them, as it is written, in words."""
    same = [name for name, figure in zip(names, figures, strict=True) if figure == figures[first]]
    return words.listed([words.text("classroom_designs.quoted", name=name) for name in same])
