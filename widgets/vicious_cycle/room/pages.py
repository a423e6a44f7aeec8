"""The room's pages and events, put together from templates and words."""

import hashlib
import json
import logging
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import jinja2
import segno

from vicious_cycle import words
from vicious_cycle.room import anagrams, codes, questions, results, rules
from vicious_cycle.room.refusal import RefusedError
from vicious_cycle.scripts import joined

LOG = logging.getLogger(__name__)
HERE = Path(__file__).parent
OVER = "over"  # where a phone is when its room has closed
_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=True,
    trim_blocks=True,
    undefined=jinja2.StrictUndefined,
)
_templates.globals.update(
    language=words.LANGUAGE, sure_kinds=questions.SURE, longest_text=questions.LONGEST_TEXT
)
_SCRIPT_WORDS = (
    "curve", "curve_value", "curve_hint", "sent", "sending", "offline", "lost", "choose", "you_said",
    "before", "you_said_curve", "written", "not_answered", "send_again",
)  # fmt: skip


@cache
def files() -> dict[str, tuple[str, bytes]]:
    """The few files of the room's pages: name -> (type, content)."""
    modules = {"phone.js": ["views/curve.js"], "console.js": ["room/static/chart.js", "room/static/moves.js"]}
    scripts = {
        name: joined("room/static/live.js", "views/drawing.js", *own, f"room/static/{name}")
        for name, own in modules.items()
    }
    sent = {name: ("text/javascript", script.encode()) for name, script in scripts.items()}
    return sent | {"room.css": ("text/css", (HERE / "static" / "room.css").read_bytes())}


@cache
def files_address() -> str:
    """Where the files are; it changes with their content, so that browsers may keep them."""
    content = b"".join(content for _, content in files().values())
    return f"/room/files/{hashlib.sha256(content).hexdigest()[:12]}/"


def _page(template, **places):
    said = words.section("room_phone")
    return _templates.get_template(template).render(files=files_address(), said=said, **places)


def code_form() -> str:
    """Where the code is typed."""
    return _page("code.html")


def join(code) -> str:
    """What the room keeps and does not keep, and a button to join it."""
    return _page("join.html", code=code, spoken=codes.spoken(code))


def refused(why) -> str:
    """A page that says what was refused."""
    return _page("refused.html", why=why)


def phone(room, half, answers) -> str:
    """A phone's page: the room as it is now, with what this phone has answered."""
    asked = room.questions.get(room.current)
    given = {
        (question, in_round): SimpleNamespace(turn=turn, value=value, sure=sure)
        for question, in_round, turn, value, sure in answers
    }
    mine, before = (given.get((room.current, in_round)) for in_round in (asked.round if asked else 1, 1))
    said = words.section("room_phone")
    return _page(
        "phone.html", code=room.code, spoken=codes.spoken(room.code), place=place(room),
        answers=[list(answer) for answer in answers], sent_words={name: said[name] for name in _SCRIPT_WORDS},
        **_seen(room, half, mine), own=_own(asked, mine, before),
    )  # fmt: skip


def phone_event(room, half) -> dict:
    """What the phones of one half show now: where the room is, and the part of the page that tells it."""
    if not room.open:
        return {"place": OVER}
    view = _page("view.html", code=room.code, **_seen(room, half, None), own="")
    return {"place": place(room), "view": view}


def place(room) -> str:
    """Names what phones show: while it stays the same, nothing on a phone is changed."""
    asked = room.questions.get(room.current)
    if not room.open:
        return OVER
    return f"{asked.id} {asked.round} {asked.state}" if asked else "waiting"


def _seen(room, half, mine):
    asked = room.questions.get(room.current)
    told = asked is not None and asked.state == "revealed"
    spec = asked.spec if asked else {}
    return {
        "asked": asked, "mine": mine, "anagrams": anagrams.HALVES[half],
        "anagram_words": words.section("room_anagrams"),
        "result": results.revealed(asked) if told else None,
        "start": _start(spec),
    }  # fmt: skip


def _start(spec):
    """Where the points of a curve stand before they are moved."""
    points, given = spec.get("points", []), spec.get("given") or []
    return [50] * (len(points) - 1) + [given[-1] if given else 50] if points else []


def _own(asked, mine, before):
    """What this phone said, in a sentence."""
    if asked is None or asked.state not in ("locked", "revealed"):
        return ""
    if mine is None:
        return words.text("room_phone.not_answered")
    if asked.spec["kind"] in ("curve", "anagrams"):
        return words.text("room_phone.you_said_curve")
    if asked.spec["kind"] == "text":
        return words.text("room_phone.written")
    said = words.text("room_phone.you_said", said=results.told(asked.spec, mine.value))
    if before is not None and before is not mine and before.value != mine.value:
        return f"{said} {words.text('room_phone.before', said=results.told(asked.spec, before.value))}"
    return said


def from_form(fields) -> dict:
    """A form's fields, all of them text, as an answer; what cannot be read is left out and refused later."""
    whole = {name: _whole(fields.get(name)) for name in ("question", "round", "turn", "sure")}
    kind = fields.get("kind")
    if kind in ("number", "scale"):
        value = _whole(fields.get("value"))
    elif kind in ("curve", "anagrams"):
        points = [
            fields.get(f"point-{place}") for place in range(sum(name.startswith("point-") for name in fields))
        ]
        value = [
            {"true": True, "false": False}.get(point) if kind == "anagrams" else _whole(point)
            for point in points
        ]
    else:
        value = fields.get("value")
    return whole | {"value": value}


def _whole(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


# The facilitator


def report(**places) -> str:
    """The report of a room as a page that needs no other file."""
    return _templates.get_template("report.html").render(said=words.section("room_report"), **places)


def console(code, invited, plan) -> str:
    """The facilitator's console; `plan` holds the steps of each notebook as plain data."""
    said = words.section("room_console") | {"chart": words.section("room_question")}
    return _page(
        "console.html", code=code, spoken=codes.spoken(code), invited=invited, plan=plan, console=said
    )


def invitation(base, code) -> dict:
    """Where to join: code as it is said, address, and a QR code as SVG."""
    address = f"{base}j/{code}"
    drawn = segno.make(address, error="m").svg_inline(
        scale=4, border=2, omitsize=True, title=words.text("room_console.qr", code=codes.spoken(code)),
    )  # fmt: skip
    return {"code": codes.spoken(code), "address": address.removeprefix("http://"), "qr": drawn}


def console_event(room) -> dict:
    """All that the facilitator's pages show of a room; answers only where they have been revealed."""
    return {
        "code": room.code, "version": room.version, "open": room.open, "texts": room.texts, "step": room.step,
        "began": room.began, "joined": room.joined, "current": room.current,
        "questions": [_listed(asked) for asked in room.questions.values()],
    }  # fmt: skip


def _listed(asked):
    told = asked.state == "revealed"
    return {
        "id": asked.id, "key": asked.spec["key"], "spec": asked.spec,
        "state": asked.state, "round": asked.round, "possible": rules.possible(asked.state, asked.round),
        "answered": [asked.answered.get(in_round, 0) for in_round in (1, 2)],
        "result": results.revealed(asked) if told else None,
        "texts": [list(text) for text in asked.texts],
    }  # fmt: skip


_SETTINGS = {
    "texts": lambda value: isinstance(value, bool),
    "step": lambda value: type(value) is int and 0 <= value < 1000,
    "began": lambda value: value is None or (isinstance(value, (int, float)) and 0 <= value < 1e11),
}


def checked_settings(given) -> dict:
    """The settings of a room that were sent; RefusedError for one that does not fit, or for none at all."""
    values = {name: given[name] for name in _SETTINGS if name in given}
    wrong = next((name for name, value in values.items() if not _SETTINGS[name](value)), None)
    if wrong or not values:
        raise RefusedError(400, "bad_settings", part=wrong or "settings")
    return values


def event(data) -> str:
    """An event's data on one line."""
    return json.dumps(data, separators=(",", ":"))
