"""A visitor without a browser, who speaks with a kernel as the front end does, or as nobody should."""

import asyncio
import http.cookies
import json
import uuid
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

PROTOCOL = "v1.kernel.websocket.jupyter.org"
PATIENCE = 120  # seconds; only a server that is broken takes that long


def ask(address, path="/", method="GET", body=None, **headers):
    """Status, headers and text of an answer; redirects are not followed. Header names take _ for -."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=120)
    try:
        connection.request(
            method, path, body, {name.replace("_", "-"): each for name, each in headers.items()}
        )
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode(errors="replace")
    finally:
        connection.close()


def message(kind, content=None, channel="shell", **header):
    """A message in the kernel's protocol."""
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "session": "s",
        "username": "",
        "version": "5.3",
    } | header
    return packed(channel.encode(), *(json.dumps(part).encode() for part in (header, {}, {}, content or {})))


def packed(channel, *parts):
    """Parts laid out as the protocol does: their number, their places, then they themselves."""
    places = [8 * (len(parts) + 3)]
    for part in (channel, *parts):
        places.append(places[-1] + len(part))
    return (
        b"".join(number.to_bytes(8, "little") for number in (len(places), *places))
        + channel
        + b"".join(parts)
    )


def unpacked(data):
    """(channel, header, content) of a message."""
    count = int.from_bytes(data[:8], "little")
    places = [int.from_bytes(data[8 * i : 8 * i + 8], "little") for i in range(1, count + 1)]
    channel, header, _, _, content = (data[places[i] : places[i + 1]] for i in range(5))
    return channel.decode(), json.loads(header), json.loads(content)


class Visitor:
    """A page that was opened, with its kernel and cookies."""

    def __init__(self, address, notebook, **headers):
        self.address = address
        self.status, answer, self.page = ask(address, f"/voila/render/{notebook}", **headers)
        self.cookies = http.cookies.SimpleCookie()
        for cookie in answer.get_all("Set-Cookie", ()):
            self.cookies.load(cookie)
        config = self.page.partition('type="application/json">')[2].partition("</script>")[0]
        self.kernel = json.loads(config)["kernelId"] if config else None

    @property
    def sent_cookies(self):
        """What the browser would send back."""
        return "; ".join(f"{name}={cookie.value}" for name, cookie in self.cookies.items())

    async def connected(self, session=None, protocols=(PROTOCOL,), **headers):
        """A socket to the kernel; under a name of its own, unless one is given that replaces another."""
        session = uuid.uuid4().hex if session is None else session
        url = (
            f"{self.address.replace('http', 'ws', 1)}/api/kernels/{self.kernel}/channels?session_id={session}"
        )
        return await websocket_connect(
            HTTPRequest(url, headers=headers), subprotocols=list(protocols) or None
        )

    def goodbye(self, **headers):
        """Leave the page; returns the status of the answer."""
        body = f"_xsrf={self.cookies['_xsrf'].value}"
        form = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": self.sent_cookies} | headers
        return ask(self.address, f"/voila/api/shutdown/{self.kernel}", "POST", body, **form)[0]

    def has_kernel(self):
        """Whether the server says that the kernel is there."""
        return ask(self.address, f"/api/kernels/{self.kernel}")[0] == 200


async def reply(socket, kind):
    """Read until a message of a kind comes; None if the socket closes, TimeoutError if nothing comes."""
    while (data := await asyncio.wait_for(socket.read_message(), PATIENCE)) is not None:
        if isinstance(data, bytes) and unpacked(data)[1]["msg_type"] == kind:
            return unpacked(data)[2]
    return None
