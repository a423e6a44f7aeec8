"""What a visitor who means harm can send, and that it changes nothing."""

import asyncio
import contextlib
import socket
from http.client import HTTPException
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClosedError

from vicious_cycle.server import settings, sockets

NOTEBOOK = "01_counts.ipynb"
STRANGE = "attacker.example"


@pytest.fixture(scope="module")
def trap(tmp_path_factory):
    """A file that only exists once a visitor's code has run."""
    return tmp_path_factory.mktemp("trap") / "sprung"


@pytest.fixture(scope="module")
def address(kit, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    kit.write_notebook(folder / NOTEBOOK, ("prose", "# Counts"), ("code", kit.COUNTER))
    with kit.running("--notebooks", str(folder)) as (address, _):
        yield address


@pytest.fixture(autouse=True)
def victim(address, visitor):
    """Somebody else, who notices nothing of it: their kernel is there, and the server says so."""
    victim = visitor.Visitor(address, NOTEBOOK)
    yield victim
    assert victim.has_kernel()
    victim.goodbye()


@pytest.fixture
def me(address, visitor):
    """A visitor who means harm."""
    me = visitor.Visitor(address, NOTEBOOK)
    yield me
    me.goodbye()


def raw(address, data):
    """What the server answers to bytes, up to its closing of the connection or its silence."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=120) as wire:
        answer = b""
        with contextlib.suppress(OSError):  # the server may close before it has heard all
            wire.sendall(data)
            wire.shutdown(socket.SHUT_WR)
            while piece := wire.recv(65536):
                answer += piece
    return answer.decode(errors="replace")


# ---------------------------------------------------------------- code


@pytest.mark.parametrize("channel", ["shell", "control", "stdin", "iopub", "", "nowhere"])
def test_no_code_runs_and_nothing_of_the_kernel_is_told(me, visitor, trap, channel):
    code = f"open({str(trap)!r}, 'w').close()"
    content = {"code": code, "cursor_pos": 4, "detail_level": 0, "hist_access_type": "tail", "value": code}
    content |= {"command": "evaluate", "arguments": {"expression": code}, "user_expressions": {"x": code}}
    kinds = ["execute", "debug", "complete", "inspect", "history", "is_complete", "create_subshell", "usage"]

    async def attack():
        wire = await me.connected()
        for kind in [
            *(f"{kind}_request" for kind in kinds),
            "input_reply",
            "interrupt_request",
            "shutdown_request",
        ]:
            await wire.write_message(visitor.message(kind, content, channel), binary=True)
        await wire.write_message(visitor.message("kernel_info_request"), binary=True)
        heard = set()
        while "kernel_info_reply" not in heard:
            heard.add(visitor.unpacked(await wire.read_message())[1]["msg_type"])
        assert heard <= {"status", "kernel_info_reply"}

    asyncio.run(attack())
    assert not trap.exists()


def test_a_page_can_open_no_channel_but_the_one_that_lists_the_widgets(me, visitor):
    async def attack():
        wire = await me.connected()
        for target in ("jupyter.widget", "anywidget", "", None, 7):
            content = {"comm_id": f"mine-{target}", "target_name": target, "data": {}}
            await wire.write_message(visitor.message("comm_open", content), binary=True)
        await wire.write_message(visitor.message("comm_info_request", {}), binary=True)
        return await visitor.reply(wire, "comm_info_reply")

    open_now = asyncio.run(attack())["comms"]
    assert open_now
    assert not [name for name in open_now if name.startswith("mine-")]


# ---------------------------------------------------------------- the socket


@pytest.mark.parametrize("protocols", [(), ("v0.kernel.websocket.jupyter.org",), ("",)])
def test_the_old_protocol_that_hangs_the_server_is_not_spoken(me, visitor, protocols):
    with pytest.raises((HTTPClientError, WebSocketClosedError, HTTPException)) as refused:
        asyncio.run(me.connected(protocols=[each for each in protocols if each]))
    assert refused.value.code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": f"http://{STRANGE}"},
        {"Host": STRANGE},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_pages_from_elsewhere_cannot_open_a_socket(me, headers):
    with pytest.raises(HTTPClientError) as refused:
        asyncio.run(me.connected(**headers))
    assert refused.value.code == 403


@pytest.mark.parametrize("kernel", ["00000000-0000-4000-8000-000000000000", "a-b-c-d-e"])
def test_a_kernel_that_is_guessed_is_not_there(me, kernel):
    me.kernel = kernel
    with pytest.raises(HTTPClientError) as refused:
        asyncio.run(me.connected())
    assert refused.value.code == 404


@pytest.mark.parametrize("session", ["", "x" * 65, "%00", "a/b", "%c3%a4"])
def test_a_page_cannot_call_itself_just_anything(me, session):
    with pytest.raises(HTTPClientError) as refused:
        asyncio.run(me.connected(session=session))
    assert refused.value.code == 400


GARBAGE = {
    "empty": b"",
    "zeros": bytes(64),
    "huge number of parts": b"\xff" * 64,
    "parts that overlap": b"".join(n.to_bytes(8, "little") for n in (6, 56, 99, 60, 61, 62, 63)) + bytes(99),
    "no JSON": None,
    "JSON that is nested": None,
    "header of another kind": None,
}  # fmt: skip


@pytest.mark.parametrize("kind", GARBAGE)
def test_rubbish_ends_the_socket_that_sent_it_and_nothing_else(me, visitor, kind):
    data = GARBAGE[kind]
    if kind == "no JSON":
        data = visitor.packed(b"shell", b"{", b"{}", b"{}", b"{}")
    elif kind == "JSON that is nested":
        data = visitor.packed(b"shell", b'{"msg_type":"comm_msg"}', b"{}", b"{}", b"[" * 100_000)
    elif kind == "header of another kind":
        data = visitor.packed(b"shell", b"[]", b"{}", b"{}", b"{}")

    async def attack():
        wire = await me.connected()
        await wire.write_message(data, binary=True)
        while await wire.read_message() is not None:
            pass
        return wire.close_code

    assert asyncio.run(attack()) == sockets.MISUSED


def test_a_message_that_is_far_too_long_ends_the_socket(me, visitor):
    async def attack():
        wire = await me.connected()
        await wire.write_message(bytes(settings.LONGEST_MESSAGE + 1), binary=True)
        while await wire.read_message() is not None:
            pass

    asyncio.run(attack())


def test_one_kernel_takes_few_sockets_and_a_page_that_comes_back_replaces_its_own(me):
    async def attack():
        kept = [await me.connected(session=f"s{n}") for n in range(settings.MOST_SOCKETS)]
        with pytest.raises(HTTPClientError) as refused:
            await me.connected(session="one-more")
        assert refused.value.code == 429
        for wire in kept:
            wire.close()
        again = await me.connected(session="s0")  # at once: nobody waits for the others to be gone
        await again.write_message("here?")
        while await again.read_message() != "here":
            pass

    asyncio.run(attack())


def test_a_flood_slows_down_who_sends_it_and_loses_nothing(me, victim, visitor):
    sent = settings.MESSAGES_AT_ONCE + settings.MESSAGES_A_SECOND

    async def attack():
        wire = await me.connected()
        flood = asyncio.gather(
            *(wire.write_message(visitor.message("comm_info_request"), binary=True) for _ in range(sent))
        )
        answered = 0
        while answered < sent:
            data = await wire.read_message()
            answered += isinstance(data, bytes) and unpacked_kind(data) == "comm_info_reply"
            if answered == sent // 2:  # another visitor is served meanwhile
                served = await asyncio.to_thread(victim.has_kernel)
                assert served
        await flood

    def unpacked_kind(data):
        return visitor.unpacked(data)[1]["msg_type"]

    asyncio.run(attack())


def test_who_sends_too_much_waits_as_long_as_it_takes_to_earn_it():
    allowance = sockets.Allowance(rate=10, reserve=5)
    waits = [allowance.spend(1) for _ in range(25)]
    assert waits[:5] == [0] * 5
    assert waits[5:] == sorted(waits[5:])
    assert waits[-1] == pytest.approx(2, abs=0.1)


@given(st.binary(max_size=300))
def test_whatever_bytes_come_they_are_a_message_or_refused(data):
    try:
        _, parts = sockets.read(data)
        sockets.is_allowed("shell", parts)
    except ValueError:
        pass


@given(st.lists(st.binary(max_size=40), min_size=4, max_size=20), st.sampled_from(["shell", "control"]))
def test_what_was_packed_is_read_again(visitor, parts, channel):
    assert sockets.read(visitor.packed(channel.encode(), *parts)) == (channel, parts)


# ---------------------------------------------------------------- doors


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/kernels"), ("POST", "/api/kernels"), ("DELETE", "/api/kernels/{kernel}"),
        ("PATCH", "/api/kernels/{kernel}"), ("PUT", "/api/kernels/{kernel}"),
        ("POST", "/api/kernels/{kernel}"),
        ("POST", "/api/kernels/{kernel}/restart"), ("POST", "/api/kernels/{kernel}/interrupt"),
        ("GET", "/api/kernelspecs"), ("POST", "/api/sessions"), ("GET", "/api/contents/" + NOTEBOOK),
        ("GET", "/api/status"), ("GET", "/api/config/x"), ("GET", "/metrics"), ("POST", "/api/shutdown"),
        ("GET", "/voila/api/shutdown/{kernel}"), ("GET", "/voila/execution/{kernel}"),
        ("GET", "/voila/query/{kernel}"),
    ],
)  # fmt: skip
def test_kernels_cannot_be_listed_made_stopped_or_restarted(me, victim, visitor, method, path):
    # With all that the page itself could send, so that nothing but the missing door refuses it.
    named = {"Cookie": me.sent_cookies, "X_XSRFToken": me.cookies["_xsrf"].value}
    status, _, text = visitor.ask(me.address, path.format(kernel=me.kernel), method, "{}", **named)
    assert status in (404, 405)
    assert victim.kernel not in text


def test_no_page_tells_another_s_kernel(me, victim, visitor):
    assert victim.kernel not in me.page
    assert victim.kernel not in visitor.ask(me.address, "/")[2]
    assert me.kernel != victim.kernel


@pytest.mark.parametrize(
    "forged",
    [
        {"Cookie": ""}, {"Origin": f"http://{STRANGE}"}, {"Origin": "null"}, {"Host": STRANGE},
        {"Sec_Fetch_Site": "cross-site"}, {"Cookie": "_xsrf=2|00000000|0|0"},
    ],
)  # fmt: skip
def test_a_page_from_elsewhere_cannot_say_goodbye_for_another(me, forged):
    assert me.goodbye(**forged) == 403


def test_a_goodbye_tells_nothing_of_which_kernels_there_are(me, visitor):
    stranger = visitor.Visitor(me.address, NOTEBOOK)
    assert stranger.goodbye() == 204
    assert not stranger.has_kernel()
    assert stranger.goodbye() == 204


@pytest.mark.parametrize(
    "query",
    ["voila-template=lab", "template=lab", "voila-theme=dark", "template=../../etc", "theme=%3Cscript%3E"],
)
def test_a_query_chooses_no_template(me, visitor, query):
    _, _, page = visitor.ask(me.address, f"/voila/render/{NOTEBOOK}?{query}")
    assert "data-vicious-cycle" in page
    assert "theme-dark" not in page


# ---------------------------------------------------------------- requests


@pytest.mark.parametrize("path", ["/", "/voila/render/" + NOTEBOOK, "/nowhere", "/line", "/kit/x/page.css"])
def test_every_answer_carries_what_keeps_browsers_safe(address, visitor, path):
    _, headers, _ = visitor.ask(address, path)
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    scripts = policy.partition("script-src ")[2].partition(";")[0]
    assert "unsafe" not in scripts
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Server" not in headers
    assert all("SameSite" in cookie for cookie in headers.get_all("Set-Cookie", ()))


@pytest.mark.parametrize(
    "host", [STRANGE, "127.0.0.1.attacker.example", "127.1", "0.0.0.0", "[::2]", "", "localhost."]
)
def test_other_names_for_this_computer_are_refused(address, visitor, host):
    assert visitor.ask(address, Host=host)[0] in (400, 403)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:9"])
def test_its_own_names_are_answered_whatever_the_port_that_leads_here(address, visitor, host):
    assert visitor.ask(address, Host=host)[0] == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW", "POST"])
@pytest.mark.parametrize("path", ["/", "/voila/render/" + NOTEBOOK, "/line"])
def test_other_methods_are_refused(address, visitor, method, path):
    status, _, text = visitor.ask(address, path, method)
    assert 400 <= status < 500
    assert "Traceback" not in text


BROKEN = [
    b"\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999999999999\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET http://127.0.0.1:22/ HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 2 * settings.LONGEST_HEADERS + b"\r\n\r\n",
    b"GET /" + b"x" * 2 * settings.LONGEST_HEADERS + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /voila/render/../../../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /kit/..%2f..%2fsettings.py HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /voila/static/0.5.13/..%2f..%2f..%2f..%2fetc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /voila/labextensions/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /voila/labextensions/anywidget/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
]  # fmt: skip


@pytest.mark.parametrize("request_", BROKEN, ids=range(len(BROKEN)))
def test_broken_and_prying_requests_get_a_refusal_or_nothing(address, request_):
    answer = raw(address, request_)
    assert (
        not answer
        or answer.startswith("HTTP/1.1 4")
        or (answer.startswith("HTTP/1.1 200") and "<h1>The Vicious Cycle" in answer)
    )
    assert "Traceback" not in answer
    assert "root:" not in answer


def test_connections_that_say_nothing_keep_nobody_out(address, victim):
    place = urlsplit(address)
    idle = [socket.create_connection((place.hostname, place.port)) for _ in range(300)]
    for wire in idle[::2]:
        wire.sendall(b"GET / HTTP/1.1\r\nHost: 127")
    assert victim.has_kernel()
    for wire in idle:
        wire.close()
