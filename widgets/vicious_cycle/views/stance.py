"""Where one stands on the question of the workshop, asked at its beginning and again at its end."""

import traitlets as t

from vicious_cycle import words
from vicious_cycle.views.base import page_code, style
from vicious_cycle.views.prediction import Prediction
from vicious_cycle.views.room_question import SCRIPTS

FURTHEST = 100
_CLOSE = 5  # on the scale of 0..100: a hand cannot aim much finer, so no more is made of it


class Stance(Prediction):
    """Does failure harm (0) or teach (100)? The first answer is kept in this browser until it is forgotten.

    Attributes:
        again: whether it is asked for the second time, and compared with the first.
        first: what was said the first time, {"guess": 0..100, "sure": 0..2}; {} if the browser knows none.
        compared: the two in one sentence, once the second is committed.
    """

    _esm = page_code("drawing.js", "curve.js", *SCRIPTS, "asking.js", "stance.js")
    _css = style("room_question.css")

    again = t.Bool(False).tag(sync=True)
    first = t.Dict().tag(sync=True)
    compared = t.Unicode().tag(sync=True)

    def __init__(self, again=False, **traits):
        said = words.section("stance")
        super().__init__(
            "stance", kind="scale", name="stance again" if again else "stance", again=again,
            question=said["question_again" if again else "question"],
            high=FURTHEST, guess=FURTHEST // 2, ends=tuple(said["ends"]), steps=said["steps"], **traits,
        )  # fmt: skip
        self.observe(self._compare, ["first", "committed"])

    @t.validate("first")
    def _was_said(self, proposal):
        first = proposal["value"]
        if first and not (_whole(first.get("guess"), FURTHEST) and _whole(first.get("sure"), 2)):
            raise t.TraitError("first must hold a guess from 0 to 100 and a sureness from 0 to 2")
        return first

    def _compare(self, change):
        self.compared = _moved(self.first, self.guess, self.sure) if self.again and self.committed else ""


def _whole(value, high):
    return type(value) is int and 0 <= value <= high


def _moved(first, guess, sure):
    if not first:
        return words.text("stance.no_first")
    by = guess - first["guess"]
    where = "stayed" if abs(by) < _CLOSE else "to_teaches" if by > 0 else "to_harms"
    surer = (sure > first["sure"]) - (sure < first["sure"])
    how_sure = ("as_sure", "surer", "less_sure")[surer]
    return f"{words.text(f'stance.{where}', n=abs(by))} {words.text(f'stance.{how_sure}')}"
