"""What has been published, claim by claim: figure, sample, status, and what contests it; filtered by both."""

from collections import Counter
from math import erf, sqrt
from statistics import median

import traitlets as t

from vicious_cycle import datasets, words
from vicious_cycle.views.base import View, page_code, style

ALL = "all"
CLASS = 100  # the size of an effect is said as a step in a row of so many pupils


class PublishedEffects(View):
    """The rows of `datasets/published_effects.csv`, as a chart of those in standard deviations and as a list.

    Attributes:
        theme, status: which rows are shown; `ALL` shows all. themes, statuses: (key, words) to choose from.
        effects: the rows shown, in words; of those in standard deviations, `estimate`, `low` and `high` too
            (None where nothing was published). Each carries the rows that contest or limit it.
        headline, subline: what they come to.
    """

    _esm = page_code("drawing.js", "exports.js", "published_effects.js")
    _css = style("published_effects.css")

    theme = t.Unicode(ALL).tag(sync=True)
    status = t.Unicode(ALL).tag(sync=True)
    themes = t.List().tag(sync=True)
    statuses = t.List().tag(sync=True)
    effects = t.List().tag(sync=True)
    headline = t.Unicode().tag(sync=True)
    subline = t.Unicode().tag(sync=True)

    def __init__(self, **traits):
        self._rows = datasets.published_effects()
        self._by_id = {row["id"]: row for row in self._rows}
        super().__init__(
            "published_effects",
            themes=self._choices("theme"),
            statuses=self._choices("status"),
            **traits,
        )
        self._show()
        self.observe(self._show, ["theme", "status"])

    @t.validate("theme", "status")
    def _known(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        known = [ALL, *dict.fromkeys(row[name] for row in self._rows)]
        if value not in known:
            raise t.TraitError(f"{name} is {value!r}; it must be one of {', '.join(known)}")
        return value

    def _choices(self, column):
        names = words.section("published_effects")[column]
        counts = Counter(row[column] for row in self._rows)
        choices = [(key, _choice(names[key], count)) for key, count in counts.items()]
        return [(ALL, _choice(names[ALL], len(self._rows))), *choices]

    def _show(self, change=None):
        shown = [
            row
            for row in self._rows
            if self.theme in (ALL, row["theme"]) and self.status in (ALL, row["status"])
        ]
        with self.hold_sync():
            self.effects = [self._told(row) for row in shown]
            self.headline, self.subline = _summed_up(shown)

    def _told(self, row):
        told = _in_words(row)
        if row["unit"] == "SD":
            told |= {name: row[name] for name in ("label", "estimate", "low", "high")} | {
                "brief": _brief(row)
            }
        contesting = [self._by_id[name] for name in row["rebuttal"].split()]
        return told | {"against": [_in_words(other) for other in contesting]}


def place_in_class(effect):
    """Where a pupil from the middle of a row of `CLASS` would stand after a step of so many SD; 1 is best."""
    above = (1 - erf(effect / sqrt(2))) / 2
    return round(CLASS * above)


def _choice(name, count):
    return words.text("published_effects.choice", name=name, count=count)


def _summed_up(rows):
    """Headline and subline of the rows shown."""
    sizes = [row["estimate"] for row in rows if row["unit"] == "SD"]
    names = words.section("published_effects")["status"]
    counts = Counter(row["status"] for row in rows)
    statuses = words.listed(_choice(names[status], count) for status, count in counts.items())
    subline = words.text("published_effects.subline", n=len(rows), statuses=statuses)
    if not rows:
        return words.text("published_effects.headline_none"), ""
    if not sizes:
        return words.text("published_effects.headline_no_size", n=len(rows)), subline
    middle = median(sizes)
    ending = "one" if len(sizes) == 1 else "several"
    places = {"sd": words.number(middle), "from_": CLASS // 2, "to": place_in_class(middle), "of": CLASS}
    return words.text(f"published_effects.headline_{ending}", n=len(sizes), **places), subline


def _in_words(row):
    section = words.section("published_effects")
    return {
        "id": row["id"],
        "theme": row["theme"],
        "claim": row["claim"],
        "figure": _figure(row),
        "sample": _sample(row),
        "source": f"{row['source']} ({row['year']})",
        "short": _short(row),
        "doi": row["doi"],
        "kind": row["status"],
        "status": section["status"][row["status"]],
        "checked": section["checked"][row["verified"]],
        "how": row["how"],
    }


def _short(row):
    """The source as it fits beside a mark: authors and year."""
    return f"{row['source'].split(',')[0]} {row['year']}"


def _figure(row):
    """The figure of a row in words, or that there is only a direction."""
    if row["estimate"] is None:
        return words.text("published_effects.figure_direction")
    digits = 3 if row["measure"] == "path" else 1 if row["unit"] == "points of the test" else 2
    shown = words.percent if row["unit"] == "share" else lambda value: words.number(value, digits)
    unit = words.section("published_effects")["units"][row["unit"]]
    places = {"estimate": shown(row["estimate"]), "unit": unit}
    if row["low"] is not None:
        return words.text(
            "published_effects.figure_interval", low=shown(row["low"]), high=shown(row["high"]), **places
        )
    if row["against"] is not None:
        return words.text("published_effects.figure_against", against=shown(row["against"]), **places)
    return words.text("published_effects.figure", **places)


def _brief(row):
    """The figure of a row in standard deviations, as it fits beside its mark."""
    ends = {name: words.number(row[name]) for name in ("estimate", "low", "high") if row[name] is not None}
    return words.text(f"published_effects.brief{'_interval' if 'low' in ends else ''}", **ends)


def _sample(row):
    """Who they were, and how many, as far as it is reported."""
    counts = [
        words.text(f"published_effects.{name}", n=row[name]) for name in ("k", "n") if row[name] is not None
    ]
    return ", ".join([*counts, row["sample"]])
