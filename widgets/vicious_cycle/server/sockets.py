"""The socket between a page and its kernel: what may pass, how much of it, and how fast.

Binary messages are the kernel's, in Jupyter's v1 protocol; what a visitor may send are those of the widgets,
and no code. Text messages are between the page and this server: the page asks whether it is still heard.
"""

import asyncio
import json
import re
import time
from collections import Counter
from itertools import pairwise

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.iostream import StreamBufferFullError
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from . import settings

PROTOCOL = "v1.kernel.websocket.jupyter.org"
"""The only protocol spoken; the older one makes Jupyter's parser loop for ever on some messages."""

HEADER, CONTENT = (
    0,
    3,
)  # places among the parts of a message: header, parent header, metadata, content, buffers
FEWEST_PARTS, MOST_PARTS = 4, 64
LONGEST_HEADER = 2048  # bytes
OPENS = "jupyter.widget.control"
"""The one channel that a page opens by itself: the one by which it asks for the widgets there are."""
ALLOWED = frozenset({"kernel_info_request", "comm_info_request", "comm_open", "comm_msg", "comm_close"})

SESSION = re.compile(r"[\w-]{1,64}", re.ASCII)
"""What a page may call itself; Jupyter hands it on to its message queue, which takes no more."""

ENDED = 4404
"""Code with which a socket is closed whose kernel has ended; the page knows it."""
MISUSED, TOO_SLOW = 1003, 1013


def read(message: bytes) -> tuple[str, list[bytes]]:
    """Channel and parts of a message in the v1 protocol.

    Raises:
        ValueError: what is no such message.
    """
    count = int.from_bytes(message[:8], "little")
    if not FEWEST_PARTS + 2 <= count <= MOST_PARTS + 2 or len(message) < 8 * (count + 1):
        raise ValueError("no v1 message")
    places = [int.from_bytes(message[8 * i : 8 * i + 8], "little") for i in range(1, count + 1)]
    if places != sorted(places) or places[0] < 8 * (count + 1) or places[-1] > len(message):
        raise ValueError("parts out of place")
    channel, *parts = (message[start:end] for start, end in pairwise(places))
    return channel.decode(), parts


def is_allowed(channel: str, parts: list[bytes]) -> bool:
    """Whether a visitor may send it: a message of the widgets, and nothing that runs or reveals code.

    Raises:
        ValueError: a part that is not what it should be.
    """
    if len(parts[HEADER]) > LONGEST_HEADER:
        raise ValueError("header too long")
    header = _read_object(parts[HEADER])
    content = _read_object(parts[CONTENT])
    kind = header.get("msg_type")
    if channel != "shell" or kind not in ALLOWED:
        return False
    return kind != "comm_open" or content.get("target_name") == OPENS


def _read_object(part: bytes) -> dict:
    try:
        read = json.loads(part)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(read, dict):
        raise ValueError("no object")
    return read


def _name(header: bytes) -> str:
    return str(json.loads(header).get("msg_id"))


class Allowance:
    """So much a second, with a reserve for bursts; who has spent it waits, and loses nothing."""

    def __init__(self, rate: float, reserve: float):
        self.rate, self.reserve = rate, reserve
        self.left, self.since = reserve, time.monotonic()

    def spend(self, amount: float) -> float:
        """Take an amount; returns the seconds to wait until it is earned again."""
        now = time.monotonic()
        self.left = min(self.reserve, self.left + (now - self.since) * self.rate) - amount
        self.since = now
        return max(0.0, -self.left / self.rate)


class VisitorConnection(ZMQChannelsWebsocketConnection):
    """Passes a visitor's messages on to the kernel, as far as they are allowed and the kernel keeps up."""

    def __init__(self, **traits):
        super().__init__(**traits)
        self.unanswered: Counter[str] = Counter()
        self.answered = asyncio.Event()

    def handle_incoming_message(self, incoming_msg: bytes) -> None:
        """Pass a message on; one that is not allowed is dropped, and rubbish ends the connection."""
        if not self.channels:
            return
        try:
            channel, parts = read(incoming_msg)
            allowed = is_allowed(channel, parts)
        except ValueError:
            self.websocket_handler.close(MISUSED, "not a message of the widgets")
            return
        if allowed:
            self.unanswered[_name(parts[HEADER])] += 1
            self.session.send_raw(self.channels[channel], parts)

    def handle_outgoing_message(self, stream, outgoing_msg) -> None:
        """Pass the kernel's message on; when it says that it has done with one of ours, take note."""
        super().handle_outgoing_message(stream, outgoing_msg)
        if getattr(stream, "channel", None) == "iopub":
            _, parts = self.session.feed_identities(outgoing_msg)
            header, parent, _, content = parts[1:5]
            if b'"status"' in header and b'"idle"' in content:
                self.unanswered -= Counter([_name(parent)])
                self.answered.set()

    async def caught_up(self) -> None:
        """Wait until the kernel has not too many messages before it."""
        while self.unanswered.total() > settings.MOST_UNANSWERED:
            self.answered.clear()
            await self.answered.wait()


class KernelSocket(VoilaKernelWebsocketHandler):
    """One page's socket to its kernel."""

    async def get(self, kernel_id):
        """Open it, unless in a protocol that is not spoken, or where there are too many already."""
        spoken = self.request.headers.get("Sec-WebSocket-Protocol", "").split(",")
        session = self.get_query_argument("session_id", "")
        if PROTOCOL not in map(str.strip, spoken) or not SESSION.fullmatch(session):
            raise HTTPError(400)
        # A page that comes back replaces its own, which may not be known to be closed yet.
        self.caller = session
        others = [each for each in self.visits.sockets(kernel_id) if each.caller != session]
        if len(others) >= settings.MOST_SOCKETS:
            raise HTTPError(429)
        self.messages = Allowance(settings.MESSAGES_A_SECOND, settings.MESSAGES_AT_ONCE)
        self.bytes = Allowance(settings.BYTES_A_SECOND, settings.BYTES_AT_ONCE)
        await super().get(kernel_id=kernel_id)

    @property
    def visits(self):
        """Who is here."""
        return self.settings["visits"]

    async def open(self, kernel_id):
        """Connect the page with its kernel."""
        self.ws_connection.stream.max_write_buffer_size = settings.MOST_UNREAD
        self.set_nodelay(True)  # else each message of a picture waits until the one before is acknowledged
        self.visits.connected(kernel_id, self)
        await super().open(kernel_id)

    async def on_message(self, message):
        """Take one message; the next is not read before this one is paid for and the kernel keeps up."""
        wait = max(self.messages.spend(1), self.bytes.spend(len(message)))
        if isinstance(message, str):
            self.write_message("here")
        else:
            self.connection.handle_incoming_message(message)
        if wait:
            await asyncio.sleep(wait)
        if self.connection:
            try:
                await asyncio.wait_for(self.connection.caught_up(), settings.LONGEST_WORK)
            except TimeoutError:
                self.close(TOO_SLOW, "the kernel does not keep up")

    def write_message(self, message, binary=False):
        """Send a message, unless the page has gone; one that leaves too much unread is given up."""
        try:
            return super().write_message(message, binary)
        except WebSocketClosedError:
            return None
        except StreamBufferFullError:
            return self.ws_connection.stream.close()

    def on_close(self):
        """Let the kernel know, if there was one yet."""
        self.visits.disconnected(self.kernel_id, self)
        if self.connection:
            super().on_close()
