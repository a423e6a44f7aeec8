"""The answer changes if ..: which of the model's numbers an answer depends on, and how far it moves."""

import traitlets as t

from vicious_cycle import datasets, words
from vicious_cycle.views.base import View, page_code, style

SHARES = ("given_up", "streak_effect", "pressure_effect", "best_success_rate")


class Sensitivity(View):
    """The figures of `datasets/sensitivity.csv` for one answer of the model at a time.

    Attributes:
        outcome: the answer, as in the file. outcomes: (key, its words) to choose from.
        numbers: of the model that matter, the most important first: dicts of name, low and high (the answer's
            mean while the number lies in the lowest and in the highest fifth of its range), the two in words,
            and the range.
        whole: the answer over all points: shipped, low, middle, high (nine in ten lie between), and in words.
        headline, subline: what they say.
    """

    _esm = page_code("drawing.js", "exports.js", "sensitivity.js")
    _css = style()

    outcome = t.Unicode("given_up").tag(sync=True)
    outcomes = t.List().tag(sync=True)
    numbers = t.List().tag(sync=True)
    whole = t.Dict().tag(sync=True)
    headline = t.Unicode().tag(sync=True)
    subline = t.Unicode().tag(sync=True)

    def __init__(self, **traits):
        self._rows = datasets.table("sensitivity")
        names = words.section("sensitivity")["outcomes"]
        keys = dict.fromkeys(row["outcome"] for row in self._rows)
        super().__init__("sensitivity", outcomes=[(key, names[key]) for key in keys], **traits)
        self._show()
        self.observe(self._show, "outcome")

    @t.validate("outcome")
    def _known(self, proposal):
        known = dict.fromkeys(row["outcome"] for row in self._rows)
        if proposal["value"] not in known:
            raise t.TraitError(f"outcome is {proposal['value']!r}; it must be one of {', '.join(known)}")
        return proposal["value"]

    def _show(self, change=None):
        rows = [row for row in self._rows if row["outcome"] == self.outcome]
        measured = {(row["parameter"], row["measure"]): row for row in rows}
        numbers = [self._number(measured, row["parameter"]) for row in rows if row["measure"] == "at_low"]
        numbers.sort(key=lambda number: -abs(number["high"] - number["low"]))
        with self.hold_sync():
            self.numbers = numbers
            self.whole = self._whole(measured)
            self.headline = words.text(
                "sensitivity.headline",
                number=numbers[0]["name"],
                low=numbers[0]["low_said"],
                high=numbers[0]["high_said"],
                answer=words.section("sensitivity")["answers"][self.outcome],
            )
            self.subline = self._subline(measured)

    def _number(self, measured, parameter):
        low, high = (measured[parameter, measure] for measure in ("at_low", "at_high"))
        return {
            "name": words.section("sensitivity")["numbers"][parameter],
            "low": low["value"],
            "high": high["value"],
            "low_said": self._said(low["value"]),
            "high_said": self._said(high["value"]),
            "range": words.text(
                "sensitivity.range", low=f"{low['range_low']:g}", high=f"{low['range_high']:g}"
            ),
        }

    def _whole(self, measured):
        middle = measured["", "median"]
        whole = {
            "shipped": measured["", "as_shipped"]["value"],
            "low": middle["low"],
            "middle": middle["value"],
            "high": middle["high"],
        }
        return whole | {f"{name}_said": self._said(value) for name, value in whole.items()}

    def _subline(self, measured):
        whole = self.whole
        said = {name: whole[f"{name}_said"] for name in ("shipped", "low", "high")}
        alike = measured.get(("", "same_sign"))
        middle = measured["", "median"]
        same = words.text("sensitivity.same_way", share=words.percent(alike["value"])) if alike else ""
        return words.text(
            "sensitivity.subline", points=middle["n"], date=words.day(middle["date"]), **said
        ) + (f" {same}" if same else "")

    def _said(self, value):
        return words.percent(value) if self.outcome in SHARES else words.number(value)
