"""A real server, a real browser, and pages that watch what they ask of the network and say of errors."""

import os
import runpy
import shutil
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

QUIET = ["no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update"]
QUIET += ["disable-sync", "no-first-run"]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def kit():
    """The helpers of tests/server/running.py (a test folder is no package, so they cannot be imported)."""
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "server" / "running.py")))


@pytest.fixture(scope="session")
def server(kit):
    """Address of a server of the kit's own notebooks, without a slash at its end."""
    with kit.running() as (address, _):
        yield address


@pytest.fixture(scope="session")
def browser():
    """Chromium, one for all tests."""
    chromium = os.environ.get("CHROMIUM") or shutil.which(
        "chromium", path=f"/usr/bin{os.pathsep}{os.environ['PATH']}"
    )
    if not chromium:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium here; name one in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[f"--{flag}" for flag in QUIET])
        yield browser
        browser.close()


@pytest.fixture
def viewport():
    """Width and height of the page in pixels; for others, `parametrize("viewport", [(390, 844)])`."""
    return 1366, 768


@pytest.fixture
def touch():
    """Whether the page is on a screen that feels fingers; for one, `parametrize("touch", [True])`."""
    return False


@pytest.fixture
def page(browser, viewport, touch):
    """A fresh page. The test fails if it asks anything of another computer or says anything of an error.

    `page.asked` lists the addresses asked for, `page.errors` the errors; a test that expects one clears it.
    """
    width, height = viewport
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=touch)
    context.set_default_timeout(120_000)  # a busy machine is slow, not broken
    page = context.new_page()
    page.asked, page.errors = [], []
    context.on("request", lambda request: page.asked.append(request.url))
    page.on("websocket", lambda socket: page.asked.append(socket.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda said: page.errors.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    outside = [url for url in page.asked if not _is_local(url)]
    assert not outside, f"asked for things from outside: {outside}"
    assert not page.errors, f"errors on the page: {page.errors}"


def _is_local(url: str) -> bool:
    address = urlsplit(url)
    return address.scheme in ("data", "blob", "file") or address.hostname in ("127.0.0.1", "localhost")


@pytest.fixture(scope="session")
def axe():
    """Checks a page against WCAG 2.2 AA and good practice: `axe(page)` returns the violations, [] at best."""

    def violations(page) -> list[str]:
        found = Axe().run(page, options={"runOnly": STANDARDS}).response["violations"]
        return [f"{one['help']}: {[node['html'][:200] for node in one['nodes']]}" for one in found]

    return violations


@pytest.fixture(scope="session")
def overflow():
    """By how many pixels a page is wider than its window: `overflow(page)`."""
    return lambda page: page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
