"""What a person feels of a notebook: page open to chart, thumb to pixels. One JSON line a figure.

Run it with the `test` extra installed: `python benchmarks/page.py`. It starts the kit, opens the first
notebook in headless Chromium and moves a lever as a thumb would, near and with 150 ms of delay each way.
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
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
RUNNING = runpy.run_path(str(ROOT / "tests" / "server" / "running.py"))["running"]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update"]
OPENS = 5
MOVES = 120
LEVER = "A miss is put down to"

# Moves the lever once a frame and waits, for each move, until the chart has been drawn anew.
THUMB = """async ([label, moves]) => {
  const play = document.querySelector(".vc-free");
  const lever = [...play.querySelectorAll("label")].find((each) => each.textContent === label).control;
  const chart = play.querySelector(".vc-chart g[role=img]");
  const [low, high, step] = ["min", "max", "step"].map((name) => Number(lever[name]));
  const positions = Math.round((high - low) / step);
  const times = [];
  for (let i = 0; i < moves; i += 1) {
    const turn = i % (2 * positions);
    const value = low + step * (turn < positions ? turn : 2 * positions - turn);
    if (Number(lever.value) === value) continue;
    await new Promise((frame) => requestAnimationFrame(frame));
    const drawn = new Promise((done) => {
      const observer = new MutationObserver(() => { observer.disconnect(); done(true); });
      observer.observe(chart, { childList: true });
      setTimeout(() => { observer.disconnect(); done(false); }, 3000);
    });
    const start = performance.now();
    lever.value = value;
    lever.dispatchEvent(new InputEvent("input", { bubbles: true }));
    if (!(await drawn)) { times.push(3000); continue; }
    await new Promise((painted) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = painted;
      channel.port2.postMessage(0);
    });
    times.push(performance.now() - start);
  }
  lever.dispatchEvent(new Event("change", { bubbles: true }));
  return times;
}"""


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
    """A page on which the chart of `Play` stands, with the seconds it took and what was transferred."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(url)
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


def measure_thumb(browser, url, name):
    """Rest the pointer on a lever for a second, as a hand does, then move it."""
    page, _ = opened(browser, url)
    page.get_by_label(LEVER).hover()
    page.wait_for_timeout(2000)
    moved = page.evaluate(THUMB, [LEVER, MOVES])
    say(f"{name}_p50", statistics.median(moved), "ms")
    say(f"{name}_p95", statistics.quantiles(moved, n=20)[-1], "ms")
    page.context.close()


def main():
    with RUNNING() as (address, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[f"--{flag}" for flag in FLAGS])
        url = f"{address}/voila/render/01_failure_streaks.ipynb?streak_length=4"
        times = []
        for _ in range(OPENS):
            page, seconds = opened(browser, url)
            times.append(seconds)
            sizes = transferred(page)
            page.context.close()
        say("open_to_chart_median", statistics.median(times), "s")
        say("first_open_requests", len(sizes), "requests")
        say("first_open_transferred", sum(sizes) / 1e3, "kB")
        page, _ = opened(browser, url)
        page.reload()
        page.locator(".vc-free .vc-chart path").first.wait_for(state="attached")
        say("second_open_transferred", sum(transferred(page)) / 1e3, "kB")
        say("kernel_pss", max(kernel_memory(process.pid)), "MB")
        page.context.close()
        with far_away(address, 0.15) as far:
            for place, base in (("near", url), ("150ms_away", url.replace(address, far))):
                for crowd in ("pupil", "class", "band"):
                    measure_thumb(browser, f"{base}&crowd={crowd}", f"thumb_to_pixels_{crowd}_{place}")
        browser.close()


if __name__ == "__main__":
    main()
