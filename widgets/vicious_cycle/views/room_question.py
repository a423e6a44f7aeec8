"""A question that a room can be asked: what the room is told of a prediction, and what the model answers."""

import traitlets as t

from vicious_cycle.views.base import View

SCRIPTS = (
    *(f"../room/static/{name}.js" for name in ("live", "chart", "moves", "steps")),
    "room_question.js",
)
SENT = ("kind", "question", "unit", "high", "ends", "steps", "options", "points", "given", "given_label")


class RoomQuestion(View):
    """What stands beside a prediction: nothing if alone; with a live room it opens it to all phones.

    The page of whoever leads the room speaks to the server itself: a room costs its kernel nothing.

    Attributes:
        outcome: what the model shows, an answer of the question's kind; None without one to compare with.
        asked: the question as the room is told it, but for its key, which the page makes from its own name.
    """

    outcome = t.Any(None, allow_none=True).tag(sync=True)
    asked = t.Dict().tag(sync=True)

    def __init__(self, *sections, **traits):
        super().__init__("room_question", *sections, **traits)
        self._tell_room()
        self.observe(self._tell_room, "outcome")

    def _tell_room(self, change=None):
        given = {name: getattr(self, name, None) for name in (*SENT, "outcome")}
        self.asked = {name: value for name, value in given.items() if value not in (None, "", [], ("", ""))}
