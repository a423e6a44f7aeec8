"""What a person feels of each notebook: page open to chart, thumb to pixels, a control that asks the kernel.

Run it with the `test` extra installed: `python benchmarks/page.py`. It starts the kit, opens every notebook
in headless Chromium, and moves a lever of each view as a thumb would, near and with 150 ms of delay each way.
One JSON line a figure.
"""

import asyncio
import json
import os
import re
import runpy
import statistics
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
RUNNING = runpy.run_path(str(ROOT / "tests" / "server" / "running.py"))["running"]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update"]
OPENS = 5
MOVES = 120
PRESSES = 40
LEVER = "failure_style"


@dataclass(frozen=True)
class View:
    """A view with levers: its notebook, a link that opens it, and what is drawn anew with each picture."""

    name: str
    notebook: str
    query: str
    drawn: str = ".vc-chart g[role=img]"
    place: int = 0  # among the views with levers on its page


VIEWS = (
    View("pupil", "01_failure_streaks", "crowd=pupil"),
    View("class", "01_failure_streaks", "crowd=class"),
    View("band", "01_failure_streaks", "crowd=band"),
    View("two_stories", "02_attribution_styles", "pace=0.05"),
    View("cycle", "03_vicious_cycle", "seed=2", ".vc-map g[role=img]"),
    View("there_and_back", "03_vicious_cycle", "seed=2&back.seed=2", place=1),
    View("just_right", "04_just_right_challenge", "seed=4&pace.seed=4"),
    View("one_pace", "04_just_right_challenge", "seed=4&pace.seed=4", place=1),
    View("pressure", "05_pressure_and_grading", "seed=3&spread.seed=1"),
    View("mean_and_spread", "05_pressure_and_grading", "seed=3&spread.seed=1", place=1),
    View("story_editing", "06_signals_and_story_editing", "seed=5"),
    View("kid_and_school", "07_kid_and_school", "seed=2&design.seed=2"),
    View("designs", "07_kid_and_school", "seed=2&design.seed=2", place=1),
)

# Moves the lever once a frame and waits, for each move, until the chart has been drawn anew and painted.
THUMB = """async ([place, name, drawn, moves]) => {
  const play = document.querySelectorAll(".vc-free")[place];
  const lever = play.querySelector(`input[name=${name}]`);
  const chart = play.querySelector(drawn);
  const painted = () => new Promise((done) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      const channel = new MessageChannel();
      channel.port1.onmessage = () => done(true);
      channel.port2.postMessage(0);
    });
    observer.observe(chart, { childList: true });
    setTimeout(() => { observer.disconnect(); done(false); }, 3000);
  });
  const [low, high, step] = ["min", "max", "step"].map((side) => Number(lever[side]));
  const positions = Math.round((high - low) / step);
  const times = [];
  for (let i = 0; i < moves; i += 1) {
    const turn = i % (2 * positions);
    const value = low + step * (turn < positions ? turn : 2 * positions - turn);
    if (Number(lever.value) === value) continue;
    await new Promise((frame) => requestAnimationFrame(frame));
    const seen = painted();
    const start = performance.now();
    lever.value = value;
    lever.dispatchEvent(new InputEvent("input", { bubbles: true }));
    times.push((await seen) ? performance.now() - start : 3000);
  }
  lever.dispatchEvent(new Event("change", { bubbles: true }));
  return times;
}"""

# Presses a button whose picture comes from the kernel; that picture is drawn in the frame after the view
# is no longer busy.
PRESS = """([place, words]) => new Promise((done) => {
  const play = document.querySelectorAll(".vc-free")[place];
  const button = [...play.querySelectorAll("button")].find((each) => each.textContent.startsWith(words));
  const start = performance.now();
  new MutationObserver((_, observer) => {
    if (play.hasAttribute("aria-busy")) return;
    observer.disconnect();
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => done(performance.now() - start);
      channel.port2.postMessage(0);
    });
  }).observe(play, { attributes: true });
  button.click();
})"""


def say(name, value, unit):
    print(json.dumps({"name": name, "value": round(value, 2), "unit": unit}), flush=True)


@contextmanager
def far_away(address, seconds):
    """The same server seen through a wire on which every byte takes so long, each way."""
    host, port = urlsplit(address).hostname, urlsplit(address).port

    async def carry(reader, writer):
        loop = asyncio.get_running_loop()
        while data := await reader.read(65536):
            loop.call_later(seconds, writer.write, data)
        loop.call_later(seconds, writer.close)

    async def connected(reader, writer):
        far_reader, far_writer = await asyncio.open_connection(host, port)
        await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer), return_exceptions=True)

    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    serving = asyncio.start_server(connected, "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(serving, loop).result()
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    loop.call_soon_threadsafe(server.close)


def opened(browser, url):
    """A page on which the last widget stands, with the seconds it took."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(url)
    page.locator("html:not(.starting)").wait_for()
    if "?" in url:
        page.locator(".vc-free .vc-chart path").first.wait_for(state="attached")
    return page, time.perf_counter() - start


def transferred(page):
    return page.evaluate(
        "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]"
        ".map((entry) => entry.transferSize)"
    )


def kernel_memory(server_pid):
    """PSS in MB of the processes the server started."""
    children = (Path("/proc") / str(server_pid) / "task" / str(server_pid) / "children").read_text().split()
    return [
        int(re.search(r"^Pss:\s+(\d+)", (Path("/proc") / child / "smaps_rollup").read_text(), re.M)[1]) / 1024
        for child in children
    ]


def measure_view(browser, url, view, where):
    """Rest the pointer on a lever for a second or two, as a hand does, then move it; then press a button."""
    page, _ = opened(browser, url)
    free = page.locator(".vc-free").nth(view.place)
    lever = free.locator(f"input[name={LEVER}]")
    lever.wait_for()
    lever.hover()
    page.wait_for_timeout(2000)
    moved = page.evaluate(THUMB, [view.place, LEVER, view.drawn, MOVES])
    say(f"thumb_to_pixels_{view.name}_{where}_p50", statistics.median(moved), "ms")
    say(f"thumb_to_pixels_{view.name}_{where}_p95", statistics.quantiles(moved, n=20)[-1], "ms")
    page.wait_for_timeout(1000)
    pressed = []
    for _ in range(PRESSES):
        pressed.append(page.evaluate(PRESS, [view.place, "Another"]))
        page.wait_for_timeout(600)
    say(f"kernel_to_pixels_{view.name}_{where}_p50", statistics.median(pressed), "ms")
    say(f"kernel_to_pixels_{view.name}_{where}_p95", statistics.quantiles(pressed, n=20)[-1], "ms")
    page.context.close()


def measure_notebook(browser, url, name, process):
    """Open it several times as somebody who has never been here, then once more as somebody who has."""
    times = []
    for _ in range(OPENS):
        page, seconds = opened(browser, url)
        times.append(seconds)
        sizes = transferred(page)
        page.context.close()
    say(f"open_{name}_median", statistics.median(times), "s")
    say(f"first_open_{name}_requests", len(sizes), "requests")
    say(f"first_open_{name}_transferred", sum(sizes) / 1e3, "kB")
    page, _ = opened(browser, url)
    page.reload()
    page.locator("html:not(.starting)").wait_for()
    say(f"second_open_{name}_transferred", sum(transferred(page)) / 1e3, "kB")
    say(f"kernel_pss_{name}", max(kernel_memory(process.pid)), "MB")
    page.context.close()


def main():
    with RUNNING() as (address, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[f"--{flag}" for flag in FLAGS])
        queries = {view.notebook: view.query for view in reversed(VIEWS)}
        for file in sorted((ROOT / "notebooks").glob("*.ipynb")):
            query = f"?{queries[file.stem]}" if file.stem in queries else ""
            measure_notebook(browser, f"{address}/voila/render/{file.name}{query}", file.stem, process)
        with far_away(address, 0.15) as far:
            for where, base in (("near", address), ("150ms_away", far)):
                for view in VIEWS:
                    url = f"{base}/voila/render/{view.notebook}.ipynb?{view.query}"
                    measure_view(browser, url, view, where)
        browser.close()


if __name__ == "__main__":
    main()
