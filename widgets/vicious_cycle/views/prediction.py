"""A prediction, committed before anything is shown, and how sure one is of it."""

import traitlets as t

from vicious_cycle.views.base import page_code, style
from vicious_cycle.views.room_question import SCRIPTS, RoomQuestion

KINDS = ("number", "scale", "choice", "curve")
UNSAID = ""  # the guess of a choice before one is made


class Prediction(RoomQuestion):
    """Ask what one expects and how sure one is; once committed it stands, until one predicts again.

    Attributes:
        question: what is asked. name: tells it from the other predictions of its notebook.
        kind: "number", "scale", "choice" or "curve".
        guess: what was said: a whole number from 0 to `high`; the key of an option; or a curve, one whole
            number 0..100 for each of `points`.
        steps: of a scale: its words, evenly from 0 to `high`.
        ends: of a scale or curve: what its two ends mean.
        unit, high: of a number: what it counts, and the largest that can be given.
        options: of a choice: its (key, words).
        points: of a curve: what stands under each point. given: a line that is known already, 0..100, one
            value a point, and `given_label`.
        sure: 0 a hunch, 1 fairly, 2 very, None not yet said.
        committed: whether it stands. Setting `guess` or `sure` while it stands raises `TraitError`.
    """

    _esm = page_code("drawing.js", "curve.js", *SCRIPTS, "asking.js", "prediction.js")
    _css = style("room_question.css")

    name = t.Unicode("prediction").tag(sync=True)
    question = t.Unicode().tag(sync=True)
    kind = t.Enum(KINDS, "number").tag(sync=True)
    unit = t.Unicode().tag(sync=True)
    high = t.Int(15, min=1).tag(sync=True)
    options = t.List(t.Tuple(t.Unicode(), t.Unicode())).tag(sync=True)
    steps = t.List(t.Unicode()).tag(sync=True)
    points = t.List(t.Unicode()).tag(sync=True)
    ends = t.Tuple(t.Unicode(), t.Unicode(), default_value=("", "")).tag(sync=True)
    given = t.List(t.Int()).tag(sync=True)
    given_label = t.Unicode().tag(sync=True)
    guess = t.Union([t.Int(), t.Unicode(), t.List()]).tag(sync=True)
    sure = t.Int(None, min=0, max=2, allow_none=True).tag(sync=True)
    committed = t.Bool(False).tag(sync=True)

    def __init__(self, *sections, **traits):
        # What stands: while a change from the browser is checked, the traits hold the new values already.
        self._standing = {}
        unsaid = {"choice": UNSAID, "curve": [50] * len(traits.get("points", ()))}
        super().__init__("prediction", *sections, **{"guess": unsaid.get(traits.get("kind"), 0)} | traits)

    @t.observe("committed")
    def _stand(self, change):
        self._standing = {"guess": self.guess, "sure": self.sure} if self.committed else {}

    @t.validate("guess", "sure")
    def _stands(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        if self.committed and value != self._standing.get(name, value):
            raise t.TraitError("The prediction is committed; predict again to change it.")
        if name == "guess" and (self.kind, value) != ("choice", UNSAID):
            _CHECKS[self.kind](self, value)
        return value

    @t.validate("committed")
    def _complete(self, proposal):
        if proposal["value"]:
            _CHECKS[self.kind](self, self.guess)
            if self.sure is None:
                raise t.TraitError("Say how sure you are before committing.")
        return proposal["value"]


def _is_whole(value, high):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= high


def _check_number(prediction, value):
    if not _is_whole(value, prediction.high):
        raise t.TraitError(f"guess is {value!r}; it must be a whole number from 0 to {prediction.high}")


def _check_choice(prediction, value):
    keys = [key for key, _ in prediction.options]
    if value not in keys:
        raise t.TraitError(f"guess is {value!r}; it must be one of {', '.join(keys)}")


def _check_curve(prediction, value):
    count = len(prediction.points)
    if not isinstance(value, list) or len(value) != count or not all(_is_whole(each, 100) for each in value):
        raise t.TraitError(f"guess is {value!r}; it must be {count} whole numbers from 0 to 100")


_CHECKS = dict(zip(KINDS, (_check_number, _check_number, _check_choice, _check_curve), strict=True))
