"""Servers as processes: two of them share one room; one that is killed loses nothing that it acknowledged."""

import json
import os
import re
import signal
import sqlite3
import subprocess

import httpx
import pytest
from examples import NUMBER

JSON = {"Content-Type": "application/json", "Accept": "application/json"}


@pytest.fixture(scope="module")
def notebooks(kit, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    kit.write_notebook(folder / "01_sound.ipynb", ("prose", "# A sound one"))
    return folder


def link_of(server):
    """The facilitator's link, once the command has printed it."""
    while not (link := re.search(r"/room/(\w+)/lead/\S+", "".join(server.said))):
        server.said.append(server.stdout.readline())
    return link


def leader(address, link):
    """The facilitator's browser, and what it does."""
    client = httpx.Client(base_url=address, timeout=60)
    assert client.get(link[0]).status_code == 303

    def do(do, **what):
        answer = client.post(f"/room/{link[1]}", content=json.dumps({"do": do} | what), headers=JSON)
        assert answer.status_code == 200, answer.text
        return answer.json()["done"]

    return client, do


def phone(address, code):
    client = httpx.Client(base_url=address, timeout=60)
    assert client.post("/j", data={"code": code}).status_code == 303
    return client


def send(client, code, question, value, turn=1):
    body = {"question": question, "round": 1, "turn": turn, "value": value, "sure": 1}
    return client.post(f"/j/{code}", content=json.dumps(body), headers=JSON)


def told(stream, wanted):
    """Read a stream until it tells what is wanted."""
    return next(
        event
        for line in stream
        if line.startswith("data: {") and wanted(event := json.loads(line.removeprefix("data: ")))
    )


def test_two_servers_on_one_postgresql_share_a_room(kit, notebooks, postgres):
    environment = os.environ | {"VICIOUS_CYCLE_DATABASE_URL": postgres}
    serve = ("--notebooks", str(notebooks))
    with (
        kit.running(*serve, "--room", env=environment) as (first, server),
        kit.running(*serve, env=environment) as (second, _),
    ):
        link = link_of(server)
        code = link[1]
        facilitator, do = leader(first, link)
        phones = [phone(second, code) for _ in range(5)]
        with (
            phones[0].stream("GET", f"/j/{code}/live") as on_phone,
            facilitator.stream("GET", f"/room/{code}/live") as on_console,
        ):
            on_phone, on_console = on_phone.iter_lines(), on_console.iter_lines()
            told(on_console, lambda state: state["joined"] == 5)
            question = do("register", question=NUMBER)
            do("move", key=NUMBER["key"], action="open")
            told(on_phone, lambda event: event["place"] == f"{question} 1 open")
            for value, each in enumerate(phones, 8):
                assert send(each, code, question, value).status_code == 200
            told(on_console, lambda state: state["questions"][-1]["answered"] == [5, 0])
            do("move", key=NUMBER["key"], action="lock")
            assert send(phones[0], code, question, 3, turn=2).json()["refused"] == "locked"
            do("move", key=NUMBER["key"], action="reveal")
            shown = told(on_phone, lambda event: event["place"] == f"{question} 1 revealed")
            assert "The room guessed 10." in shown["view"]


def test_a_server_that_is_killed_has_kept_every_answer_it_acknowledged(kit, notebooks, tmp_path):
    port = str(kit.free_port())
    command = [kit.COMMAND, "--no-browser", "--port", port, "--notebooks", str(notebooks), "--room"]
    environment = os.environ | {"XDG_DATA_HOME": str(tmp_path)}
    environment.pop("VICIOUS_CYCLE_DATABASE_URL", None)

    def start(*code):
        server = subprocess.Popen([*command, *code], stdout=subprocess.PIPE, text=True, env=environment)
        server.said = []
        return server, link_of(server)

    address = f"http://127.0.0.1:{port}"
    server, link = start()
    code = link[1]
    try:
        _, do = leader(address, link)
        question = do("register", question=NUMBER)
        do("move", key=NUMBER["key"], action="open")
        phones = [phone(address, code) for _ in range(12)]
        for value, each in enumerate(phones):
            assert send(each, code, question, value).status_code == 200
        server.send_signal(signal.SIGKILL)
        server.wait()
        with sqlite3.connect(tmp_path / "vicious-cycle" / "rooms.sqlite3") as store:
            rows = store.execute("SELECT value FROM answer ORDER BY value").fetchall()
        assert [int(value) for (value,) in rows] == list(range(12))

        # It goes on with the same room: phones are still in it, and what they send again counts once
        server, again = start(code)
        assert again[0] != link[0]
        for value, each in enumerate(phones):
            assert send(each, code, question, value).status_code == 200
        facilitator, _ = leader(address, again)
        with facilitator.stream("GET", f"/room/{code}/live") as stream:
            state = told(stream.iter_lines(), lambda state: True)
        assert [each["answered"] for each in state["questions"] if each["id"] == question] == [[12, 0]]
        forged = httpx.get(address + link[0])  # the old link ended when the new one was made
        assert forged.status_code == 403
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def test_no_address_of_anyone_is_logged_or_stored(kit, notebooks, tmp_path):
    environment = os.environ | {"XDG_DATA_HOME": str(tmp_path)}
    environment.pop("VICIOUS_CYCLE_DATABASE_URL", None)
    log = tmp_path / "log"
    with (
        log.open("w") as errors,
        kit.running("--notebooks", str(notebooks), "--room", env=environment, stderr=errors) as (
            address,
            server,
        ),
    ):
        link = link_of(server)
        joined = phone(address, link[1])
        for path, body in (
            (f"/j/{link[1]}", "{"),
            ("/j", "code=none"),
            (f"/room/{link[1]}", "{}"),
            ("/j/none", ""),
        ):
            joined.post(path, content=body, headers=JSON)
        httpx.get(f"{address}/room/{link[1]}/lead/forged")
    kept = b"".join(file.read_bytes() for file in (tmp_path / "vicious-cycle").iterdir())
    assert b"participant" in kept
    assert b"127.0.0.1" not in kept + log.read_bytes()
