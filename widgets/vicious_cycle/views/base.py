"""What all views share: their page code, their words, and levers that answer at frame rate."""

from functools import cache
from pathlib import Path

import anywidget
import numpy as np
import traitlets as t

from vicious_cycle import words
from vicious_cycle.scripts import joined

_HERE = Path(__file__).parent
FULL_SCALE = 10_000  # a share 0..1 is sent as a whole number 0..10,000: finer than any screen shows


@cache
def page_code(*modules):
    """The one ES module that a widget is sent; the last of `modules` is its own, with the default export."""
    return joined(*(f"views/{module}" for module in modules))


@cache
def style(*sheets):
    """The style sheet that all views share, and those of one view."""
    return "".join((_HERE / sheet).read_text("utf-8") for sheet in ("drawing.css", *sheets))


def quantised(shares):
    """Shares 0..1 as whole numbers 0..10,000. What is drawn, said and tabled is all read from these."""
    return np.rint(np.asarray(shares) * FULL_SCALE).astype("<u2")


class Number(t.Float):
    """A number within its range: traitlets by itself lets NaN past any minimum and maximum."""

    def validate(self, obj, value):
        value = super().validate(obj, value)
        if value != value:
            self.error(obj, value)
        return value


class View(anywidget.AnyWidget):
    """A widget whose texts come from `words`."""

    words = t.Dict().tag(sync=True)

    def __init__(self, *sections, **traits):
        super().__init__(words={name: words.section(name) for name in ("common", *sections)}, **traits)
