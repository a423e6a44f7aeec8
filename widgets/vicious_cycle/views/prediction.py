"""A prediction, committed before anything is shown."""

import traitlets as t

from vicious_cycle.views.base import View, page_code, style


class Prediction(View):
    """Ask for a number and how sure one is; nothing can be changed after committing, but to predict again.

    Attributes:
        question: what is asked. unit: what the number counts.
        high: the largest number that can be given; the smallest is 0.
        guess: the number given. sure: 0 a hunch, 1 fairly, 2 very, None not yet said.
        committed: whether it stands. Setting `guess` or `sure` while it stands raises `TraitError`.
    """

    _esm = page_code("drawing.js", "prediction.js")
    _css = style()

    question = t.Unicode().tag(sync=True)
    unit = t.Unicode().tag(sync=True)
    high = t.Int(15, min=1).tag(sync=True)
    guess = t.Int(0, min=0).tag(sync=True)
    sure = t.Int(None, min=0, max=2, allow_none=True).tag(sync=True)
    committed = t.Bool(False).tag(sync=True)

    def __init__(self, **traits):
        super().__init__("prediction", **traits)

    @t.validate("guess", "sure")
    def _stands(self, proposal):
        if self.committed and proposal["value"] != getattr(self, proposal["trait"].name):
            raise t.TraitError("The prediction is committed; predict again to change it.")
        if proposal["trait"].name == "guess" and proposal["value"] > self.high:
            raise t.TraitError(f"guess is {proposal['value']}; it must be from 0 to {self.high}")
        return proposal["value"]

    @t.validate("committed")
    def _complete(self, proposal):
        if proposal["value"] and self.sure is None:
            raise t.TraitError("Say how sure you are before committing.")
        return proposal["value"]
