"""The doors of the live room, for phones and for the facilitator. None of them starts a kernel."""

import asyncio
import json
import time
from pathlib import Path

from tornado.ioloop import PeriodicCallback
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, RequestHandler

from vicious_cycle import words
from vicious_cycle.room import codes, pages, report, results, rules
from vicious_cycle.room.database import Database
from vicious_cycle.room.limits import Allowance
from vicious_cycle.room.live import ROLES, Live
from vicious_cycle.room.plan import plan
from vicious_cycle.room.refusal import RefusedError
from vicious_cycle.server.facilitator import COOKIE, SETTING

LARGEST_BODY = 16_384  # bytes: a question with many options, and none for mischief
SWEEP_EVERY = 600_000  # milliseconds between looks for rooms whose time is over
GONE = ""  # what ends a stream instead of an event
BEAT = 15  # seconds between signs of life to those who watch
FACILITATOR = "vicious-cycle-room"  # cookie: code and secret of the room that this browser leads
ROOM_OF_PAGES = "vicious-cycle-room-code"  # cookie that the notebooks' scripts read: the code alone
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Rooms:
    """What the doors share: the database, who watches, and how much each client has left."""

    def __init__(self, database: Database, address: str):
        self.database, self.address = database, address
        self.live = Live(database)
        self._sweeping = PeriodicCallback(lambda: database.write(rules.sweep, "", time.time()), SWEEP_EVERY)
        self._sweeping.start()
        self.addresses = Allowance(burst=3000, rate=150)
        self.wrong_codes = Allowance(burst=120, rate=2)
        self.phones = Allowance(burst=20, rate=2)

    async def write(self, job, code, *arguments):
        """Change a room; see `rules`."""
        return await asyncio.wrap_future(self.database.write(job, code, *arguments))

    async def read(self, job, code, *arguments):
        """Read a room; see `results`."""
        return await asyncio.wrap_future(self.database.read(job, code, *arguments))


class Door(RequestHandler):
    """What holds for every door of the room."""

    def initialize(self, rooms: Rooms):
        """Called by Tornado with what all doors share."""
        self.rooms = rooms
        self.mailbox: asyncio.Queue | None = None

    def set_default_headers(self):
        """Nothing from elsewhere runs here, nothing is kept, and nobody else learns the address."""
        self.set_header("Content-Security-Policy", POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")
        self.clear_header("Server")

    def prepare(self):
        """Refuse what is too large, or too much."""
        if not self.rooms.addresses.take(self.request.remote_ip or ""):
            raise RefusedError(429, "too_much")
        if len(self.request.body) > LARGEST_BODY:
            raise RefusedError(413, "too_large")

    def _log(self):
        """No line is written for a request: it would hold an address."""

    def log_exception(self, kind, value, trace):
        """A refusal is no fault; a fault is logged without the request, which names an address."""
        if not isinstance(value, (RefusedError, HTTPError)):
            pages.LOG.error("A room's page failed", exc_info=(kind, value, trace))

    @property
    def wants_json(self) -> bool:
        """Whether a script asks, and not a page."""
        return "application/json" in self.request.headers.get("Accept", "")

    def write_error(self, status_code, **trouble):
        """Say in plain words what was refused."""
        error = trouble.get("exc_info", (None, None, None))[1]
        if isinstance(error, RefusedError):
            status, why, said = error.status, error.why, error.said
        else:
            why = "no_room" if status_code == 404 else "fault"
            status, said = status_code, words.text(f"room_refused.{why}")
        self.set_status(status)
        if self.wants_json:
            self.finish({"refused": why, "said": said})
        else:
            self.finish(pages.refused(said))

    def fields(self) -> dict:
        """What was sent, from a form or as JSON."""
        if not self.request.headers.get("Content-Type", "").startswith("application/json"):
            try:
                return {name: self.get_body_argument(name) for name in self.request.body_arguments}
            except HTTPError:
                raise RefusedError(400, "malformed") from None
        try:
            found = json.loads(self.request.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise RefusedError(400, "malformed")
        return found

    def on_connection_close(self):
        """Wake the stream of a client that has gone, so that nothing is kept for it."""
        if self.mailbox:
            self.mailbox.put_nowait(GONE)

    async def stream(self, code: str, role: str):
        """Send the room's state, and each new one, until the client has gone."""
        self.set_header("Content-Type", "text/event-stream")
        # Said so that Tornado does not compress it: that would cost a quarter of a megabyte for each phone.
        self.set_header("Content-Encoding", "identity")
        mailbox = self.mailbox = await self.rooms.live.watch(code, role)
        try:
            while True:
                event = None
                try:
                    async with asyncio.timeout(BEAT):
                        event = await mailbox.get()
                except TimeoutError:
                    self.write("event: beat\ndata:\n\n")
                while not mailbox.empty():
                    event = mailbox.get_nowait()
                if event is GONE:
                    break
                if event:
                    self.write(f"data: {event}\n\n")
                await self.flush()
        except StreamClosedError:
            pass
        finally:
            self.rooms.live.leave(code, role, mailbox)


# Phones


class JoinPage(Door):
    """`/j`: type the code."""

    def get(self):
        """The form."""
        self.finish(pages.code_form())

    async def post(self):
        """Join the room with that code, and go there."""
        given = self.fields().get("code")
        code = codes.typed(given) if isinstance(given, str) else None
        if code is None:
            raise RefusedError(404, "no_room")
        token = codes.new_secret()
        try:
            await self.member(code)
        except RefusedError:
            await self.enter(code, token)
        if self.wants_json:
            self.finish({"room": code})
        else:
            self.redirect(f"/j/{code}", status=303)

    async def enter(self, code, token):
        """Take part with a token, which the phone keeps as a cookie."""
        try:
            await self.rooms.write(rules.join, code, token, time.time())
        except RefusedError as refused:
            if refused.status == 404 and not self.rooms.wrong_codes.take(self.request.remote_ip or ""):
                raise RefusedError(429, "too_much") from None
            raise
        self.set_cookie(
            f"phone-{code}", token, path="/j", httponly=True, samesite="Lax", max_age=rules.OPEN_FOR
        )

    async def member(self, code):
        """(own answers, half) of the phone that asks; RefusedError (401) if it has not joined."""
        token = self.get_cookie(f"phone-{code}")
        found = token and await self.rooms.read(results.own, code, codes.hashed(token))
        if not found:
            raise RefusedError(401, "not_joined")
        return found


class PhonePage(JoinPage):
    """`/j/CODE`: join, then the question that is open, or what came out."""

    async def get(self, code):
        """The page as it is now for this phone; everything on it works without a script, but for curves."""
        room = await self.rooms.read(results.snapshot, code)
        if room is None:
            if not self.rooms.wrong_codes.take(self.request.remote_ip or ""):
                raise RefusedError(429, "too_much")
            raise RefusedError(404, "no_room")
        if not room.open:
            self.clear_cookie(f"phone-{code}", path="/j")
            raise RefusedError(410, "room_closed")
        try:
            answers, half = await self.member(code)
        except RefusedError:
            self.finish(pages.join(code))
        else:
            self.finish(pages.phone(room, half, answers))

    async def post(self, code):
        """Keep an answer; it is on disk when this says so."""
        token = self.get_cookie(f"phone-{code}", "")
        if not self.rooms.phones.take(token or self.request.remote_ip or ""):
            raise RefusedError(429, "too_much")
        given = self.fields()
        if not self.request.headers.get("Content-Type", "").startswith("application/json"):
            given = pages.from_form(given)
        kept = [given.get(name) for name in ("question", "round", "turn", "value", "sure")]
        if type(kept[0]) is not int:
            raise RefusedError(400, "bad_answer")
        await self.rooms.write(rules.keep_answer, code, token, time.time(), *kept)
        if self.wants_json:
            self.finish({"kept": kept[2]})
        else:
            self.redirect(f"/j/{code}", status=303)


class PhoneEvents(JoinPage):
    """`/j/CODE/live`: what this half of the room sees, whenever it changes."""

    async def get(self, code):
        """Stream it."""
        _, half = await self.member(code)
        await self.stream(code, ROLES[half])


# The facilitator


class FacilitatorDoor(Door):
    """Opens to the browser that holds the room's secret."""

    def secret(self, code) -> str:
        """The secret that came with the request, "" if there is none for this room."""
        kept, _, secret = self.get_cookie(FACILITATOR, "").partition(".")
        return secret if kept == code else ""

    async def leading(self, code):
        """RefusedError (403) unless the browser leads this room."""
        if not await self.rooms.read(rules.leads, code, self.secret(code)):
            raise RefusedError(403, "not_facilitator")


class FacilitatorLink(FacilitatorDoor):
    """`/room/CODE/lead/SECRET`: the link that is printed when a room is opened."""

    async def get(self, code, secret):
        """Make this browser the facilitator's; a forged link is refused and sets nothing."""
        if not await self.rooms.read(rules.leads, code, secret):
            raise RefusedError(403, "not_facilitator")
        self.set_cookie(FACILITATOR, f"{code}.{secret}", path="/", httponly=True, samesite="Lax")
        if self.settings[SETTING] is not None:  # whoever leads the room leads the workshop
            self.set_cookie(COOKIE, self.settings[SETTING], httponly=True, samesite="Lax")
        self.set_cookie(ROOM_OF_PAGES, code, path="/", samesite="Lax")
        self.redirect(f"/room/{code}/console", status=303)


class Console(FacilitatorDoor):
    """`/room/CODE/console`."""

    async def get(self, code):
        """The page; all that changes on it comes as events."""
        await self.leading(code)
        self.finish(pages.console(code, self.invitation(code), self.plan()))

    def plan(self) -> list[dict]:
        """The steps of the workshop."""
        return plan(Path(self.settings["notebooks"]))

    def invitation(self, code) -> dict:
        """Where to join, in words and as a QR code."""
        return pages.invitation(self.rooms.address, code)


class RoomEvents(Console):
    """`/room/CODE/live`: the room as the facilitator and the projector see it."""

    async def get(self, code):
        """Stream it."""
        await self.leading(code)
        await self.stream(code, ROLES[2])


class Invitation(Console):
    """`/room/CODE/invitation`: code, address, QR code, and the steps that the console leads through.

    For the projector's pages.
    """

    async def get(self, code):
        """As JSON, while the room is open."""
        await self.leading(code)
        room = await self.rooms.read(results.snapshot, code)
        if not room.open:
            raise RefusedError(410, "room_closed")
        steps = [(step["page"], step["anchor"]) for step in self.plan()]
        self.finish(self.invitation(code) | {"steps": steps})


class Lead(FacilitatorDoor):
    """`/room/CODE`: what the facilitator does."""

    async def post(self, code):
        """Do one thing, named by `do`, or refuse it and change nothing."""
        given = self.fields()
        secret, now = self.secret(code), time.time()
        match given.get("do"):
            case "register":
                done = await self.rooms.write(rules.register, code, secret, now, given.get("question"))
            case "move":
                key, action = str(given.get("key")), str(given.get("action"))
                done = await self.rooms.write(rules.move, code, secret, now, key, action)
            case "show" if type(given.get("answer")) is int:
                shown = given.get("shown") is True
                done = await self.rooms.write(rules.show_text, code, secret, now, given["answer"], shown)
            case "settle":
                values = pages.checked_settings(given)
                done = await self.rooms.write(rules.settle_room, code, secret, now, values)
            case "close":
                done = await self.rooms.write(rules.close_room, code, secret, now)
            case _:
                raise RefusedError(400, "bad_action")
        self.finish({"done": done})


class Report(FacilitatorDoor):
    """`/room/CODE/report.html` and `.csv`: what came out, in sums only."""

    async def get(self, code, kind):
        """The file, as a download."""
        await self.leading(code)
        room = await self.rooms.read(results.snapshot, code, True)
        self.set_header("Content-Disposition", f'attachment; filename="room-{code}.{kind}"')
        self.set_header("Content-Type", f"text/{kind}; charset=utf-8")
        self.finish(report.as_html(room) if kind == "html" else report.as_csv(room))


class File(Door):
    """A script or style sheet; its address changes with its content, so that browsers may keep it."""

    def get(self, name):
        """The file, for good."""
        if name not in pages.files():
            raise RefusedError(404, "no_room")
        kind, content = pages.files()[name]
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.finish(content)


def doors(database: Database, address: str) -> list:
    """All doors of the rooms in a database, for Tornado's list of handlers; phones find them at `address`."""
    rooms = Rooms(database, address)
    code = "([A-Z]{4}[0-9]{2})"
    shared = {"rooms": rooms}
    return [
        (r"/j/?", JoinPage, shared),
        (rf"/j/{code}", PhonePage, shared),
        (rf"/j/{code}/live", PhoneEvents, shared),
        (rf"/room/{code}/lead/([\w-]{{1,64}})", FacilitatorLink, shared),
        (rf"/room/{code}/console", Console, shared),
        (rf"/room/{code}/live", RoomEvents, shared),
        (rf"/room/{code}/invitation", Invitation, shared),
        (rf"/room/{code}/report\.(html|csv)", Report, shared),
        (rf"/room/{code}", Lead, shared),
        (pages.files_address() + "([a-z.]+)", File, shared),
    ]
