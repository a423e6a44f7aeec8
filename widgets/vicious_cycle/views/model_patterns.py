"""What the model must show, as it was measured last: pattern by pattern, met or not, beside a prediction."""

import numpy as np
import traitlets as t

from vicious_cycle import datasets, words
from vicious_cycle.views.base import page_code, quantised, style
from vicious_cycle.views.explorable import Explorable, Picture
from vicious_cycle.views.prediction import Prediction

# The notebook that shows a pattern, by its number.
SHOWN_IN = {
    "M1": 1, "M2": 3, "M3": 2, "M4": 6, "M5": 4, "M6": 5, "M7": 1, "M8": 6, "M9": 6, "M10": 7, "M11": 8,
    "M12": 8, "M13": 8,
}  # fmt: skip


class ModelPatterns(Explorable):
    """The patterns of `datasets/model_patterns.csv`; time runs from one to the next.

    The row `met` of its picture has a value a pattern: 10,000 met, 0 not.

    Attributes:
        patterns: dicts of id, measured, criterion, met (true or false), and the notebook that shows it: name
            of the file and title, empty where there is no such notebook.
        here: name of the notebook in which this stands.
    """

    _esm = page_code("drawing.js", "explorable.js", "model_patterns.js")
    _css = style("model_patterns.css")
    SECTION = "model_patterns"
    NOTEBOOK = "08_model_patterns"

    patterns = t.List().tag(sync=True)
    here = t.Unicode("08_evidence.ipynb").tag(sync=True)

    def __init__(self, prediction=None, **traits):
        self._study = datasets.model_patterns()
        shown = {int(notebook["name"][:2]): notebook for notebook in datasets.notebooks()}
        patterns = [_told(row, shown.get(SHOWN_IN[row["id"]], {})) for row in self._study]
        super().__init__(prediction, patterns=patterns, **traits)

    def ask(self):
        """How many of them does the model show? A number, as a `Prediction` to commit first."""
        high = len(self._study)
        return Prediction(
            name="model_patterns",
            kind="number",
            high=high,
            guess=0,
            unit=words.text("model_patterns.guess_unit", high=high),
            question=words.text("model_patterns.question", high=high),
        )

    def pictures(self, settings):
        """One picture: nothing here depends on a lever."""
        met = np.array([row["met"] == "yes" for row in self._study])
        missed = [row["id"] for row in self._study if row["met"] == "no"]
        claims = words.section("model_patterns")["claims"]
        places = {"met": int(met.sum()), "all": len(met)}
        study = self._study[0]
        subline = words.text(
            f"model_patterns.subline_{'some' if missed else 'all'}",
            date=words.day(study["date"]),
            version=study["version"],
            pupils=study["pupils"],
            n=len(study["seeds"].split()),
            missed=" ".join(f"{name}: {claims[name]}" for name in missed),
        )
        headline = words.text("model_patterns.headline", **places)
        picture = Picture({"met": quantised(met[None])}, headline, subline, {"outcome": places["met"]})
        return [picture for _ in settings]


def _told(row, notebook):
    return {
        "id": row["id"],
        "measured": row["measured"],
        "criterion": row["criterion"],
        "met": row["met"] == "yes",
        "notebook": notebook.get("name", ""),
        "title": notebook.get("title", ""),
    }
