"""A hall of phones: how soon an answer is acknowledged, how soon all see the reveal, whether one is lost.

    python benchmarks/live_room.py --phones 300 [--visitors 30]

starts the kit with a room, and the phones on the same machine: within ten seconds each opens the join page
with its files, joins, and follows the room; within the next ten each answers; then the facilitator reveals.
After that they answer once more, and in the middle of it the server is killed (SIGKILL) and started again;
phones send again what was not acknowledged, as real ones do. `--visitors` opens that many notebooks whose
levers move all the while. One JSON line a figure: name, value, unit.
"""

import argparse
import asyncio
import json
import os
import random
import re
import runpy
import signal
import sqlite3
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import aiohttp
import psutil

HERE = Path(__file__).parent
RUNNING = runpy.run_path(str(HERE.parent / "tests" / "server" / "running.py"))
NOTEBOOK = "01_failure_streaks.ipynb"
WITHIN = 10  # seconds in which all join, and in which all answer
PATIENCE = 60  # seconds that a phone tries to send an answer
JSON = {"Accept": "application/json"}


def say(name: str, value: float, unit: str) -> None:
    """One figure."""
    print(json.dumps({"name": name, "value": round(value, 1), "unit": unit}), flush=True)


def say_times(name: str, seconds: list[float]) -> None:
    """Median, 95th percentile and maximum of some times, in milliseconds."""
    ordered = sorted(seconds)
    figures = {
        "p50": statistics.median(ordered),
        "p95": ordered[int(0.95 * (len(ordered) - 1))],
        "max": ordered[-1],
    }
    for which, value in figures.items():
        say(f"{name}_{which}_ms", 1000 * value, "ms")


def question(number: int) -> dict:
    """The room's questions, all alike but for their keys."""
    return {
        "key": f"bench#{number}",
        "kind": "number",
        "question": "How many?",
        "unit": "of 15",
        "high": 15,
        "outcome": 4,
    }


class Server:
    """The kit with a room, as a process that can be killed and started again on its port."""

    def __init__(self, folder: str):
        self.port = RUNNING["free_port"]()
        self.environment = {
            name: value for name, value in os.environ.items() if name != "VICIOUS_CYCLE_DATABASE_URL"
        }
        self.environment["XDG_DATA_HOME"] = folder
        self.store = Path(folder) / "vicious-cycle" / "rooms.sqlite3"
        self.code = ""

    def start(self, visitors: int = 0) -> None:
        """Start it, with a new room or the one it had; ends when it answers."""
        command = [RUNNING["COMMAND"], "--no-browser", "--port", str(self.port)]
        command += ["--visitors", str(visitors + 5)] if visitors else []
        command += ["--room", self.code] if self.code else ["--room"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=self.environment)
        said = ""
        while not (link := re.search(r"(http://[^/]+)/room/(\w+)/lead/\S+", said)):
            said += self.process.stdout.readline()
        self.link, self.address, self.code = link[0], link[1], link[2]

    def kill(self) -> None:
        """As when the power goes."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def memory(self) -> float:
        """Of the server itself, kernels left out, in MB (PSS)."""
        return psutil.Process(self.process.pid).memory_full_info().pss / 2**20

    def answers(self, number: int) -> list[tuple]:
        """(participant, value) of all answers to a question, as they are on disk."""
        with sqlite3.connect(self.store) as store:
            return store.execute(
                "SELECT participant_id, value FROM answer WHERE question_id = ?", (number,)
            ).fetchall()


class Facilitator:
    """Leads the room by its secret link."""

    async def open(self, server: Server) -> None:
        """Take the link's cookies."""
        self.room = f"{server.address}/room/{server.code}"
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        async with self.http.get(server.link, allow_redirects=False) as answer:
            assert answer.status == 303

    async def do(self, **what):
        """One thing; returns what it gave."""
        async with self.http.post(self.room, json=what, headers=JSON) as answer:
            assert answer.status == 200, await answer.text()
            return (await answer.json())["done"]


class Phone:
    """A phone with its script: joins, follows the room, and sends an answer until it has arrived."""

    def __init__(self, server: Server, connector: aiohttp.TCPConnector):
        self.page = f"{server.address}/j/{server.code}"
        self.address = server.address
        self.http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), connector=connector, connector_owner=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=45),
        )  # fmt: skip
        self.seen: dict[str, float] = {}
        self.acknowledged: dict[int, int] = {}
        self.bytes = self.requests = 0

    async def join(self, wait: float) -> float:
        """Everything from the first request to the room's first event; seconds."""
        await asyncio.sleep(wait)
        start = time.perf_counter()
        page = await self.get(self.page)
        for file in re.findall(r'(?:src|href)="(/room/[^"]+)"', page):
            await self.get(self.address + file)
        async with self.http.post(f"{self.address}/j", data={"code": self.page[-6:]}) as answer:
            page = await answer.text()
            assert answer.status == 200, answer.status
        for file in re.findall(r'src="(/room/[^"]+)"', page):
            await self.get(self.address + file)
        self.following = asyncio.create_task(self.follow())
        while not self.seen:
            await asyncio.sleep(0.005)
        return time.perf_counter() - start

    async def get(self, address: str) -> str:
        async with self.http.get(address) as answer:
            assert answer.status == 200, answer.status
            content = await answer.read()
            self.requests += 1
            self.bytes += len(content)
            return content.decode()

    async def follow(self) -> None:
        """Note when each state of the room was seen first; come back if the server goes."""
        while True:
            try:
                async with self.http.get(f"{self.page}/live") as stream:
                    async for line in stream.content:
                        if line.startswith(b"data: {"):
                            self.seen.setdefault(json.loads(line[6:])["place"], time.perf_counter())
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.5 + random.random())

    async def answer(self, number: int, value: int, wait: float) -> float | None:
        """Send an answer until it is acknowledged; seconds, or None where it took a second attempt."""
        await asyncio.sleep(wait)
        start = time.perf_counter()
        body = {"question": number, "round": 1, "turn": 1, "value": value, "sure": 1}
        attempts = 0
        while time.perf_counter() < start + PATIENCE:
            attempts += 1
            try:
                async with self.http.post(self.page, json=body, headers=JSON) as reply:
                    if reply.status == 200:
                        self.acknowledged[number] = value
                        return time.perf_counter() - start if attempts == 1 else None
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.5 + random.random())
        return None

    async def leave(self) -> None:
        """Close everything."""
        self.following.cancel()
        await self.http.close()


async def all_see(phones: list[Phone], place: str, since: float) -> list[float]:
    """Seconds until each phone saw a state of the room."""
    while not all(place in phone.seen for phone in phones):
        if time.perf_counter() > since + PATIENCE:
            raise TimeoutError(
                f"{sum(place not in phone.seen for phone in phones)} phones did not see {place}"
            )
        await asyncio.sleep(0.05)
    return [phone.seen[place] - since for phone in phones]


def kept(server: Server, phones: list[Phone], number: int) -> tuple[int, int]:
    """How many acknowledged answers are not on disk, and how many phones have more than one there."""
    answers = server.answers(number)
    told = sorted(phone.acknowledged[number] for phone in phones if number in phone.acknowledged)
    found = sorted(value for _, value in answers)
    lost = sum(max(0, told.count(value) - found.count(value)) for value in set(told))
    return lost, len(answers) - len({participant for participant, _ in answers})


async def measure(server: Server, count: int, visitors: int) -> None:
    """The whole hour."""
    facilitator = Facilitator()
    await facilitator.open(server)
    here = await opened(server, visitors)
    playing = asyncio.gather(*(visitor.play(10 * PATIENCE) for visitor in here))
    connector = aiohttp.TCPConnector(limit=0)
    phones = [Phone(server, connector) for _ in range(count)]
    say_times("join", await asyncio.gather(*(phone.join(random.uniform(0, WITHIN)) for phone in phones)))
    say("join_page_kb", max(phone.bytes for phone in phones) / 1000, "kB")
    say("join_page_requests", max(phone.requests for phone in phones) + 1, "requests, the events included")

    first = await facilitator.do(do="register", question=question(1))
    start = time.perf_counter()
    await facilitator.do(do="move", key="bench#1", action="open")
    say_times("open", await all_see(phones, f"{first} 1 open", start))
    waits = [random.uniform(0, WITHIN) for _ in phones]
    times = await asyncio.gather(
        *(phone.answer(first, random.randrange(16), wait) for phone, wait in zip(phones, waits, strict=True))
    )
    say_times("acknowledged", [each for each in times if each is not None])
    start = time.perf_counter()
    await facilitator.do(do="move", key="bench#1", action="reveal")
    say_times("reveal", await all_see(phones, f"{first} 1 revealed", start))
    say("server_memory_mb", server.memory(), "MB (PSS)")
    lost, twice = kept(server, phones, first)

    second = await facilitator.do(do="register", question=question(2))
    await facilitator.do(do="move", key="bench#2", action="open")
    again = [phone.answer(second, random.randrange(16), random.uniform(0, WITHIN)) for phone in phones]
    sending = asyncio.gather(*again)
    await asyncio.sleep(WITHIN / 2)
    server.kill()
    say("acknowledged_before_kill", sum(second in phone.acknowledged for phone in phones), "answers")
    lost += kept(server, phones, second)[0]
    start = time.perf_counter()
    await asyncio.to_thread(server.start)
    say("restart_s", time.perf_counter() - start, "s")
    await sending
    say("acknowledged_after_restart", sum(second in phone.acknowledged for phone in phones), "answers")
    after = kept(server, phones, second)
    say("lost", lost + after[0], "acknowledged answers")
    say("answered_twice", twice + after[1], "phones")
    playing.cancel()
    await asyncio.gather(*(visitor.leave(politely=False) for visitor in here))
    await asyncio.gather(*(phone.leave() for phone in phones))
    await facilitator.http.close()
    await connector.close()


async def opened(server: Server, count: int) -> list:
    """Visitors who have a notebook open, and may move a lever at once."""
    visitor = runpy.run_path(str(HERE / "classroom.py"))["Visitor"]
    visitors = [visitor(server.address, NOTEBOOK, []) for _ in range(count)]
    for each in visitors:
        each.all_touched = asyncio.Event()
        each.all_touched.set()
    await asyncio.gather(*(each.arrive() for each in visitors))
    say("visitors", sum(not each.trouble for each in visitors), "notebooks open")
    return visitors


def main() -> None:
    """Read the command line, measure, and stop the server."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phones", type=int, default=300)
    parser.add_argument("--visitors", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        server.start(options.visitors)
        try:
            asyncio.run(measure(server, options.phones, options.visitors))
        finally:
            server.process.terminate()
            server.process.wait()


if __name__ == "__main__":
    main()
