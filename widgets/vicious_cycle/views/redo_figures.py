"""The figures of real pupils, computed again on this computer from public data, beside the stored ones."""

import traitlets as t

from vicious_cycle import datasets, observed, words
from vicious_cycle.views.base import View, page_code, style

AGREE = (
    0.005  # shares may differ so far, and marks so far as a part of the best mark: orders are drawn at random
)


class RedoFigures(View):
    """A button that computes again whatever the installed public data allow.

    Attributes:
        said: what came of it, one sentence; empty before the button was pressed.
        rows: source, curve, after how many, stored, computed again; in words.
    """

    _esm = page_code("drawing.js", "exports.js", "redo_figures.js")
    _css = style()

    said = t.Unicode().tag(sync=True)
    rows = t.List().tag(sync=True)

    def __init__(self, **traits):
        super().__init__("redo_figures", **traits)
        self.on_msg(lambda _, content, buffers: self.redo() if content.get("redo") else None)

    def redo(self):
        """Compute again and say how far the figures agree, or which package is missing."""
        try:
            compared = observed.compared()
        except observed.MissingDataError:
            self.rows, self.said = [], words.text("redo_figures.missing")
            return
        high = {row["id"]: row["high"] for row in datasets.observed_sources()}
        agree = sum(abs(row["stored"] - row["recomputed"]) <= AGREE * high[row["source"]] for row in compared)
        self.rows = [_in_words(row, high[row["source"]]) for row in compared]
        self.said = words.text("redo_figures.done", n=len(compared), agree=agree)


def _in_words(row, high):
    streaks = words.section("observed_streaks")
    digits = 3 if high == 1 else 2
    curve = streaks["lines"]["observed"] if row["curve"] == "observed" else streaks["controls"][row["curve"]]
    figures = [words.number(row[name], digits) for name in ("stored", "recomputed")]
    return [streaks["sources"][row["source"]], curve, str(row["after"]), *figures]
