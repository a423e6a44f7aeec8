"""Who is here: kernels end with their pages, and those who wait are let in as they came."""

import asyncio
import json
import time
from contextlib import contextmanager

import psutil
import pytest

from vicious_cycle.server.sockets import ENDED

NOTEBOOK = "01_counts.ipynb"


@pytest.fixture(scope="module")
def serve(kit, tmp_path_factory):
    """Run a server with so many places, whose patience with pages that are away is that of a test."""
    folder = tmp_path_factory.mktemp("notebooks")
    kit.write_notebook(folder / NOTEBOOK, ("prose", "# Counts"), ("code", kit.COUNTER))
    hurry = tmp_path_factory.mktemp("hurry")
    (hurry / "sitecustomize.py").write_text(
        "from vicious_cycle.server import settings\nsettings.COME_WITHIN = settings.RETURN_WITHIN = 3\n"
    )

    @contextmanager
    def serve(visitors, patience="short"):
        environment = psutil.Process().environ() | ({"PYTHONPATH": str(hurry)} if patience == "short" else {})
        given = ("--notebooks", str(folder), "--visitors", str(visitors))
        with kit.running(*given, env=environment) as (address, process):
            yield address, process

    return serve


def line(visitor, address, cookies=""):
    """What the line's door answers: the number in the line, and the cookie that keeps it."""
    _, headers, said = visitor.ask(address, "/line", Cookie=cookies)
    return json.loads(said)["ahead"], headers["Set-Cookie"].partition(";")[0] if headers[
        "Set-Cookie"
    ] else cookies


def until_let_in(visitor, address, cookies):
    """Ask as the waiting page does; the test ends here if nobody is ever let in."""
    deadline = time.monotonic() + 120
    while (ahead := line(visitor, address, cookies)[0]) and time.monotonic() < deadline:
        time.sleep(0.3)
    assert ahead == 0


def test_who_finds_all_places_taken_is_let_in_in_the_order_of_arrival(serve, visitor):
    with serve(2, patience="long") as (address, _):
        here = [visitor.Visitor(address, NOTEBOOK) for _ in range(2)]
        first, second = (visitor.Visitor(address, NOTEBOOK) for _ in range(2))
        assert (first.status, second.status) == (503, 503)
        assert "You are the next to be let in." in first.page
        assert "You are number 2 in the line." in second.page
        assert first.kernel is second.kernel is None

        again = visitor.Visitor(address, NOTEBOOK, Cookie=second.sent_cookies)
        assert "You are number 2 in the line." in again.page  # a reload costs nobody the place

        assert here[0].goodbye() == 204
        until_let_in(visitor, address, first.sent_cookies)
        assert line(visitor, address, second.sent_cookies)[0] == 2
        assert visitor.Visitor(address, NOTEBOOK, Cookie=second.sent_cookies).status == 503
        assert visitor.Visitor(address, NOTEBOOK, Cookie=first.sent_cookies).status == 200
        assert line(visitor, address, second.sent_cookies)[0] == 1
        assert visitor.Visitor(address, NOTEBOOK).status == 503
        assert here[1].goodbye() == 204
        until_let_in(visitor, address, second.sent_cookies)
        assert visitor.Visitor(address, NOTEBOOK, Cookie=second.sent_cookies).status == 200


def test_a_page_that_is_lost_or_never_comes_gives_its_place_back(serve, visitor):
    async def come_and_vanish(who):
        wire = await who.connected()
        wire.close()

    with serve(2) as (address, _):
        lost, _never_came = (visitor.Visitor(address, NOTEBOOK) for _ in range(2))
        asyncio.run(come_and_vanish(lost))
        for _ in range(2):
            _, mine = line(visitor, address)
            until_let_in(visitor, address, mine)
            assert visitor.Visitor(address, NOTEBOOK, Cookie=mine).status == 200


def test_a_page_that_comes_back_in_time_finds_what_it_has_set(serve, visitor):
    async def press(who):
        wire = await who.connected()
        await wire.write_message(visitor.message("comm_info_request"), binary=True)
        comms = (await visitor.reply(wire, "comm_info_reply"))["comms"]
        for comm in comms:
            content = {
                "comm_id": comm,
                "data": {"method": "update", "state": {"asked": 5}, "buffer_paths": []},
            }
            await wire.write_message(visitor.message("comm_msg", content), binary=True)
        await wire.write_message(visitor.message("comm_info_request"), binary=True)
        await visitor.reply(wire, "comm_info_reply")
        wire.close()
        while await wire.read_message() is not None:
            pass
        wire = await who.connected()
        for comm in comms:
            content = {"comm_id": comm, "data": {"method": "request_state"}}
            await wire.write_message(visitor.message("comm_msg", content), binary=True)
        while True:
            state = (await visitor.reply(wire, "comm_msg"))["data"].get("state", {})
            if "presses" in state:
                return state["presses"]

    with serve(2) as (address, _):
        assert asyncio.run(press(visitor.Visitor(address, NOTEBOOK))) == 5


def test_a_page_whose_kernel_was_killed_is_told(kit, serve, visitor):
    async def watch(who, kill):
        wire = await who.connected()
        kill()
        while await wire.read_message() is not None:
            pass
        return wire.close_code

    with serve(2) as (address, process):
        who = visitor.Visitor(address, NOTEBOOK)
        (kernel,) = kit.kernels(process)
        assert asyncio.run(watch(who, kernel.kill)) == ENDED
        assert not who.has_kernel()


def test_a_stop_closes_sockets_and_leaves_nothing(serve, visitor, capfd):
    async def stay(who):
        wire = await who.connected()
        await wire.write_message(visitor.message("comm_info_request"), binary=True)
        await visitor.reply(wire, "comm_info_reply")
        return wire

    async def closed(wire):
        while await wire.read_message() is not None:
            pass

    loop = asyncio.new_event_loop()
    with serve(4) as (address, _):
        wires = [loop.run_until_complete(stay(visitor.Visitor(address, NOTEBOOK))) for _ in range(3)]
    for wire in wires:
        loop.run_until_complete(closed(wire))
    loop.close()
    assert capfd.readouterr().err == ""
