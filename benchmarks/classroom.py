"""A class opens a notebook at the same instant: how long it waits, what it costs, what it leaves behind.

    python benchmarks/classroom.py --visitors 30

starts the kit, and after it stock Voila on the same notebook (`--no-stock` leaves that out), each for itself
on this machine, which makes the visitors as well. A visitor does what the front end does: asks for the page
and for every file that a real browser asked for, over six connections, opens the kernel's websocket, and asks
for all widgets. Then everyone moves a lever once a second; then all leave, every other one without a goodbye.
One JSON line a server; times in seconds, memory (PSS) in MB.
"""

import argparse
import asyncio
import json
import math
import os
import random
import re
import runpy
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import psutil
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1

ROOT = Path(__file__).parents[1]
KIT = runpy.run_path(str(ROOT / "tests" / "server" / "running.py"))
PROTOCOL = "v1.kernel.websocket.jupyter.org"
CONNECTIONS = 6  # that a browser opens to one server
PATIENCE = 120  # seconds after which a visitor counts as a failure
GONE_WITHIN = 60  # seconds after the last has left
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Visitor:
    """One browser, without the drawing."""

    def __init__(self, address: str, notebook: str, assets: list[str]):
        self.address, self.assets = address, assets
        self.page = f"{address}/voila/render/{notebook}"
        self.html = self.ready = self.touched = math.nan
        self.trips: list[float] = []
        self.trouble = ""

    async def arrive(self) -> None:
        """Open the page, to the moment at which every widget's state is there."""
        start = time.perf_counter()
        # As a browser: names by number may have cookies, what is packed stays packed, six connections.
        self.http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            connector=aiohttp.TCPConnector(limit=CONNECTIONS + 1),
            headers={"Origin": self.address, "Accept-Encoding": "gzip"},
            timeout=aiohttp.ClientTimeout(total=PATIENCE),
            auto_decompress=False,
        )
        try:
            async with asyncio.timeout(PATIENCE):
                page = await self._get(self.page, auto_decompress=True)
                self.html = time.perf_counter() - start
                self.kernel = re.search(r'"kernelId": *"([^"]+)"', page.decode()).group(1)
                await asyncio.gather(*map(self._get, self.assets))
                await self._connect()
                self.widgets = await self._states()
                self.ready = time.perf_counter() - start
        except Exception as trouble:
            self.trouble = f"{type(trouble).__name__}: {trouble}"

    async def _get(self, url: str, auto_decompress: bool = False) -> bytes:
        async with self.http.get(url, allow_redirects=False) as answer:
            if answer.status != 200:
                raise RuntimeError(f"{answer.status} for {url}")
            body = await answer.read()
            if auto_decompress and answer.headers.get("Content-Encoding") == "gzip":
                import gzip

                body = gzip.decompress(body)
            return body

    async def _connect(self) -> None:
        kernel = f"{self.address}/api/kernels/{self.kernel}"
        await self._get(kernel)
        self.session = str(uuid.uuid4())
        self.socket = await self.http.ws_connect(
            f"{kernel}/channels?session_id={self.session}", protocols=[PROTOCOL], max_msg_size=0
        )
        self.heard: asyncio.Queue = asyncio.Queue()
        self.listening = asyncio.ensure_future(self._listen())
        await self._ask("kernel_info_request", {}, lambda kind, _: kind == "kernel_info_reply")

    async def _listen(self) -> None:
        async for message in self.socket:
            if message.type == aiohttp.WSMsgType.BINARY:
                _, parts = deserialize_msg_from_ws_v1(message.data)
                self.heard.put_nowait((json.loads(parts[0])["msg_type"], parts[3]))

    async def _send(self, kind: str, content: dict, metadata: dict | None = None) -> None:
        header = {
            "msg_id": str(uuid.uuid4()), "msg_type": kind, "session": self.session, "username": "",
            "version": "5.2", "date": "",
        }  # fmt: skip
        parts = [json.dumps(part).encode() for part in (header, {}, metadata or {}, content)]
        await self.socket.send_bytes(serialize_msg_to_ws_v1(parts, "shell"))

    async def _hear(self, is_it) -> dict:
        while True:
            kind, content = await asyncio.wait_for(self.heard.get(), PATIENCE)
            if b'"echo_update"' in content[:200]:
                continue
            content = json.loads(content)
            if is_it(kind, content):
                return content

    async def _ask(self, kind: str, content: dict, is_it) -> dict:
        await self._send(kind, content)
        return await self._hear(is_it)

    async def _states(self) -> dict:
        """Every widget's state, asked for as the front end does."""
        asked = {"target_name": "jupyter.widget"}
        await self._ask("comm_info_request", asked, lambda kind, _: kind == "comm_info_reply")
        control = str(uuid.uuid4())
        opening = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
        await self._send("comm_open", opening, {"version": "1.0.0"})
        answer = await self._ask(
            "comm_msg",
            {"comm_id": control, "data": {"method": "request_states"}},
            lambda _, said: said.get("data", {}).get("method") == "update_states",
        )
        return {name: widget["state"] for name, widget in answer["data"]["states"].items()}

    async def play(self, seconds: int) -> None:
        """Touch a lever, which has its whole range sent; then move it once a second."""
        try:
            widget, state = next(
                (name, state)
                for name, state in self.widgets.items()
                if state.get("free") and state.get("levers")
            )
            lever = state["levers"][0]
            start = time.perf_counter()
            await self._ask(
                "comm_msg",
                {
                    "comm_id": widget,
                    "data": {"method": "custom", "content": {"levers": [lever["name"]], "stamp": 0}},
                },
                lambda _, said: said.get("data", {}).get("content", {}).get("lever") == lever["name"],
            )
            self.touched = time.perf_counter() - start
            await self.all_touched.wait()
            steps = round((lever["high"] - lever["low"]) / lever["step"])
            beginning = time.perf_counter() + random.random()
            there_and_back = cycle([*range(steps + 1), *range(steps - 1, 0, -1)])
            for moved, position in zip(range(seconds), there_and_back, strict=False):
                await asyncio.sleep(max(0, beginning + moved - time.perf_counter()))
                await self._move(widget, lever, round(lever["low"] + position * lever["step"], 6))
        except Exception as trouble:
            self.trouble = f"{type(trouble).__name__}: {trouble}"

    async def _move(self, widget: str, lever: dict, value: float) -> None:
        start = time.perf_counter()
        name = lever["name"]
        update = {"method": "update", "state": {name: value}, "buffer_paths": []}
        await self._send("comm_msg", {"comm_id": widget, "data": update})
        if value == self.widgets[widget][name]:
            return  # nothing is drawn anew where nothing has moved
        self.widgets[widget][name] = value

        def is_drawn(_, said):
            return said.get("data", {}).get("state", {}).get("drawn", {}).get(name) == value

        await self._hear(is_drawn)
        self.trips.append(time.perf_counter() - start)

    async def leave(self, politely: bool) -> None:
        """Close everything, with the page's goodbye or, as a computer that is shut, without."""
        if politely and hasattr(self, "kernel"):
            token = next((one.value for one in self.http.cookie_jar if one.key == "_xsrf"), "")
            data = aiohttp.FormData({"_xsrf": token})
            async with self.http.post(f"{self.address}/voila/api/shutdown/{self.kernel}", data=data):
                pass
        if hasattr(self, "listening"):
            self.listening.cancel()
            await self.socket.close()
        await self.http.close()


class Machine:
    """A server's processes, seen from outside."""

    def __init__(self, server: psutil.Process):
        self.server = server

    def processes(self) -> list[psutil.Process]:
        return [self.server, *self.server.children(recursive=True)]

    def kernels(self) -> list[psutil.Process]:
        """The processes below the server with several threads; those that are forked from have one."""
        found = []
        for process in self.processes()[1:]:
            try:
                if process.num_threads() > 1 and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.NoSuchProcess:
                pass
        return found

    def seconds(self) -> float:
        """CPU-seconds that all have used, also those that have ended."""
        return sum(sum(process.cpu_times()[:4]) for process in self.processes())


def memory(process: psutil.Process) -> float:
    """MB of a process, what it shares divided among those that share it."""
    return process.memory_full_info().pss / 1e6


def percentile(values: list[float], share: float) -> float | None:
    """The value below which a share of them lies, None of none."""
    values = sorted(value for value in values if not math.isnan(value))
    return values[min(len(values) - 1, math.ceil(share * len(values)) - 1)] if values else None


async def measure(name: str, address: str, machine: Machine, options) -> None:
    """Send the class to a server and print the figures."""

    figures = {"server": name, "visitors": options.visitors, "notebook": options.notebook}

    def say(figure: str, value) -> None:
        figures[figure] = round(value, 4) if isinstance(value, float) else value

    assets, how = await asyncio.to_thread(files_of, f"{address}/voila/render/{options.notebook}")
    say("assets", len(assets))
    say("assets_from", how)
    await gone(machine)

    before, generator = machine.seconds(), time.process_time()
    visitors = [Visitor(address, options.notebook, assets) for _ in range(options.visitors)]
    Visitor.all_touched = asyncio.Event()
    await asyncio.gather(*(visitor.arrive() for visitor in visitors))
    used, generator = machine.seconds() - before, time.process_time() - generator
    here = [visitor for visitor in visitors if not visitor.trouble]
    kernels = [memory(kernel) for kernel in machine.kernels()]
    say("html_p50", percentile([visitor.html for visitor in here], 0.5))
    say("html_max", percentile([visitor.html for visitor in here], 1))
    say("ready_p50", percentile([visitor.ready for visitor in here], 0.5))
    say("ready_p95", percentile([visitor.ready for visitor in here], 0.95))
    say("ready_max", percentile([visitor.ready for visitor in here], 1))
    say("cpu_seconds_per_arrival", used / options.visitors)
    say("generator_cpu_seconds_per_arrival", generator / options.visitors)
    say("kernels", len(kernels))
    say("kernel_pss_mb", statistics.fmean(kernels) if kernels else None)
    say("pss_total_mb", sum(memory(process) for process in machine.processes()))

    playing = [asyncio.ensure_future(visitor.play(options.seconds)) for visitor in here]
    while not all(not math.isnan(visitor.touched) or visitor.trouble for visitor in here):
        await asyncio.sleep(0.1)
    Visitor.all_touched.set()
    before = machine.seconds()
    await asyncio.gather(*playing)
    trips = [trip for visitor in here for trip in visitor.trips]
    say("range_p95", percentile([visitor.touched for visitor in here], 0.95))
    say("round_trip_p50", percentile(trips, 0.5))
    say("round_trip_p95", percentile(trips, 0.95))
    say("round_trips", len(trips))
    say("cpu_seconds_per_move", (machine.seconds() - before) / max(1, len(trips)))
    kernels = [memory(kernel) for kernel in machine.kernels()]
    say("kernel_pss_after_play_mb", statistics.fmean(kernels) if kernels else None)

    for trouble in sorted({visitor.trouble for visitor in visitors if visitor.trouble}):
        print(trouble, file=sys.stderr)
    say("failures", sum(bool(visitor.trouble) for visitor in visitors))
    await asyncio.gather(*(visitor.leave(place % 2 == 0) for place, visitor in enumerate(visitors)))
    left, seconds = await gone(machine)
    say("kernels_left", left)
    say("kernels_left_after", seconds)
    print(json.dumps(figures), flush=True)


async def gone(machine: Machine) -> tuple[int, float]:
    """Wait until all kernels have gone, or have had their time; how many are left, after how long."""
    start = time.perf_counter()
    while (left := len(machine.kernels())) and time.perf_counter() - start < GONE_WITHIN:
        await asyncio.sleep(0.5)
    return left, time.perf_counter() - start


def files_of(page: str) -> tuple[list[str], str]:
    """Every file of the server that a browser asks for to show a page, and how that was found out."""
    here = urlsplit(page).netloc
    asked: list[str] = []
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if browser:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=browser, args=CHROMIUM_FLAGS)
            tab = chromium.new_page()
            tab.on("request", lambda request: asked.append(request.url) if request.method == "GET" else None)
            tab.goto(page, timeout=PATIENCE * 1000)
            tab.wait_for_function(
                "!document.body.innerText.includes('Loading widget')", timeout=PATIENCE * 1000
            )
            tab.wait_for_load_state("networkidle", timeout=PATIENCE * 1000)
            chromium.close()
    else:
        import urllib.request

        html = urllib.request.urlopen(page, timeout=PATIENCE).read().decode()
        paths = re.findall(r'(?:src|href)="(/[^"#]+\.(?:js|css|svg|png|woff2?))"', html)
        asked = [f"http://{here}{path}" for path in paths]
    files = [url for url in dict.fromkeys(asked) if urlsplit(url).netloc == here and url != page]
    files = [url for url in files if "/api/" not in url]
    return files, "a browser" if browser else "the page's links, for want of a browser"


@contextmanager
def kit(options):
    """The kit, serving its notebooks to so many."""
    with KIT["running"]("--visitors", str(options.visitors + 5)) as (address, server):
        yield address, Machine(psutil.Process(server.pid))


@contextmanager
def stock(options):
    """Voila as it comes, serving a copy of the notebooks."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = shutil.copytree(ROOT / "notebooks", Path(scratch) / "notebooks")
        port = KIT["free_port"]()
        command = [sys.executable, "-m", "voila", str(folder), f"--port={port}", "--no-browser"]
        server = subprocess.Popen(command, cwd=scratch, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            KIT["wait_for"](port, server)
            yield f"http://127.0.0.1:{port}", Machine(psutil.Process(server.pid))
        finally:
            for process in [*psutil.Process(server.pid).children(recursive=True), server]:
                process.kill()
            server.wait()


def main() -> None:
    """Measure the kit, and stock Voila beside it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=30, metavar="N")
    parser.add_argument("--notebook", default="03_vicious_cycle.ipynb", metavar="FILE")
    parser.add_argument("--seconds", type=int, default=15, help="how long everyone plays")
    parser.add_argument("--no-stock", action="store_false", dest="stock", help="leave stock Voila out")
    options = parser.parse_args()
    for name, start in (("kit", kit), ("stock", stock)):
        if name == "kit" or options.stock:
            with start(options) as (address, machine):
                asyncio.run(measure(name, address, machine, options))


if __name__ == "__main__":
    main()
