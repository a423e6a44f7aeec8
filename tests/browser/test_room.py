"""A workshop hour in real browsers: a facilitator with console and projector, two phones, others."""

import os
import re
import shutil
from pathlib import Path

import httpx
import pytest
from hands import on_screen

NOTEBOOK = "01_failure_streaks.ipynb"
FOLLOWING = "03_vicious_cycle.ipynb"


@pytest.fixture(scope="module")
def hall(kit, tmp_path_factory):
    """Address of a server with one notebook and one room, its code, and its facilitator's link."""
    folder = tmp_path_factory.mktemp("hall")
    (folder / "notebooks").mkdir()
    for name in (NOTEBOOK, FOLLOWING):
        shutil.copy(Path(__file__).parents[2] / "notebooks" / name, folder / "notebooks")
    environment = os.environ | {"XDG_DATA_HOME": str(folder / "data")}
    environment.pop("VICIOUS_CYCLE_DATABASE_URL", None)
    with kit.running("--notebooks", str(folder / "notebooks"), "--room", env=environment) as (
        address,
        server,
    ):
        while not (link := re.search(r"\S+/room/(\w+)/lead/\S+", "".join(server.said))):
            server.said.append(server.stdout.readline())
        yield address, link[1], link[0]


@pytest.fixture
def phone(browser, hall):
    """Opens phones: each joins by its own button, as a person does who has scanned the code."""
    contexts = []

    def join(width=390):
        context = browser.new_context(viewport={"width": width, "height": 844}, has_touch=True)
        context.set_default_timeout(120_000)
        contexts.append(context)
        page = context.new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(f"{hall[0]}/j/{hall[1]}")
        page.get_by_role("button", name="Join").click()
        page.get_by_text("You are in.").wait_for()
        return page

    yield join
    for context in contexts:
        assert not context.pages[0].errors
        context.close()


def others(hall, count):
    """Phones without a screen; `answer(value)` sends an answer of each to the question that is open."""
    clients = [httpx.Client(base_url=hall[0], timeout=60) for _ in range(count)]
    for client in clients:
        assert client.post("/j", data={"code": hall[1]}).status_code == 303

    def answer(*values):
        for client, value in zip(clients, values, strict=True):
            page = client.get(f"/j/{hall[1]}").text
            form = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', page))
            sent = client.post(f"/j/{hall[1]}", data=form | {"value": str(value), "sure": "1"})
            assert sent.status_code == 303

    return answer


def guess(phone, value, sure="fairly"):
    phone.get_by_role("slider").fill(str(value))
    phone.get_by_role("radio", name=sure).check(force=True)
    phone.get_by_role("button", name=re.compile("Send")).click()


def arrived(phone):
    phone.get_by_text("Your answer is in.").wait_for()


@pytest.mark.parametrize("viewport", [(1920, 1080)])
def test_a_console_on_a_phone_and_the_projector_lead_each_other_through_the_workshop(page, hall, browser):
    address, _, link = hall
    page.goto(link)
    page.goto(f"{address}/voila/render/{NOTEBOOK}?mode=present")
    page.get_by_text("Step 1 of").wait_for()
    phone = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    phone.goto(link)
    title = phone.locator("#step-title")
    phone.get_by_role("button", name="Next").click()
    page.get_by_text("Step 2 of").wait_for()
    assert on_screen(page) == [title.inner_text()] == ["Predict"]
    for key in ["PageDown"] * 3 + ["PageUp"]:  # quicker than the room can tell
        page.keyboard.press(key)
    page.wait_for_timeout(2000)
    assert on_screen(page) == [title.inner_text()]
    phone.get_by_role("combobox", name="Notebook").select_option(FOLLOWING)
    page.wait_for_url(f"**/{FOLLOWING}?mode=present*")
    page.locator("html:not(.starting)").wait_for()
    phone.get_by_role("button", name="Next").click()
    page.get_by_text("Step 2 of").wait_for()
    assert on_screen(page) == [title.inner_text()]
    page.get_by_role("button", name="Back").click()
    phone.get_by_role("heading", name=page.locator("h1").evaluate("(h) => h.firstChild.data")).wait_for()
    phone.context.close()


def test_a_workshop_hour_from_joining_to_the_report(page, hall, phone, axe, overflow):
    address, code, link = hall
    first, second = phone(360), phone(390)
    answer = others(hall, 4)
    assert axe(first) == []

    # The facilitator opens the secret link, and the notebook beside it
    page.goto(link)
    page.wait_for_url("**/console")
    page.locator("#joined", has_text="6").wait_for()
    projector = page.context.new_page()
    projector.goto(f"{address}/voila/render/{NOTEBOOK}")
    panel = projector.get_by_role("group", name="The room’s question")
    panel.wait_for()
    assert projector.locator(".vc-invitation svg").is_visible()
    assert f"{code[:4]} {code[4:]}" in projector.locator(".vc-invitation").inner_text()
    panel.get_by_role("button", name="Open").click()
    panel.get_by_text("0 of 6 have answered").wait_for()

    # Phones are asked at once; nothing is shown before the reveal
    first.get_by_text("How many of the last 15 tasks").wait_for()
    assert axe(first) == []
    assert overflow(first) == 0
    guess(first, 13)
    arrived(first)
    answer(10, 11, 11, 12)

    # A phone without a network keeps its answer and sends it later, once; a reload changes nothing
    second.get_by_role("slider").wait_for()
    second.context.set_offline(True)
    guess(second, 9)
    second.get_by_text("No connection. Your answer is kept on this phone").wait_for()
    panel.get_by_text("5 of 6 have answered").wait_for()
    second.context.set_offline(False)
    arrived(second)
    panel.get_by_text("6 of 6 have answered").wait_for()
    second.reload()
    assert second.locator("output").inner_text() == "9"
    arrived(second)

    # A phone that sleeps misses the lock and finds the present state when it wakes up
    hidden = "Object.defineProperty(document, 'hidden', { value: %s, configurable: true });"
    hidden += "document.dispatchEvent(new Event('visibilitychange'))"
    second.evaluate(hidden % "true")
    page.keyboard.press("l")
    first.get_by_text("Answers are locked.").wait_for()
    assert second.get_by_text("Answers are locked.").count() == 0
    guess(second, 2)  # its form still stands, but the lock is the server's
    second.get_by_text("This question does not take answers now").wait_for()
    second.evaluate(hidden % "false")
    second.get_by_text("Answers are locked.").wait_for()
    assert "You said 9." in second.locator(".mine").inner_text()
    assert panel.locator(".vc-chart").count() == 0

    # The reveal, by key, from the console: everyone sees the same
    page.keyboard.press("r")
    outcome = int(re.search(r"the simulation: (\d+)", panel.locator(".vc-rounds").inner_text())[1])
    headline = f"The room guessed 11. In the simulation it is {outcome} of 15."
    assert panel.locator(".vc-headline").inner_text() == headline
    for who in (first, page):
        who.get_by_text(headline).wait_for()
    assert "You said 13." in first.locator(".mine").inner_text()
    projector.get_by_role("heading", name=re.compile("By June .* solves")).wait_for()  # the run is unlocked
    assert axe(page) == []
    assert axe(projector) == []

    # Talk in pairs, then the second round beside the first
    panel.get_by_role("button", name="Second round").click()
    for who in (first, second):
        who.get_by_text("Second round, after talking").wait_for()
        guess(who, 6)
        arrived(who)
    answer(5, 6, 6, 8)
    panel.get_by_text("6 of 6 have answered").wait_for()
    page.keyboard.press("r")
    panel.get_by_text("after talking").wait_for()
    assert panel.locator(".vc-rounds svg").count() == 2
    first.get_by_text("Before talking, you said 13.").wait_for()

    # The demonstration with anagrams: two halves, one word for all, and the debriefing
    page.get_by_role("combobox", name="The question on the phones").select_option("anagrams")
    page.keyboard.press("o")
    words = []
    for who in (first, second):
        letters = who.locator(".word:visible .letters")
        letters.wait_for()
        words.append([])
        for solved in ("Not solved", "Not solved", "Solved"):
            words[-1].append(letters.inner_text())
            who.locator(".word:visible").get_by_role("radio", name=solved, exact=True).check(force=True)
        who.get_by_role("button", name=re.compile("Send")).click()
        arrived(who)
    assert words[0][2] == words[1][2]
    page.keyboard.press("r")
    first.get_by_text("This was rigged, on purpose, for three minutes.").wait_for()
    assert axe(first) == []

    # The report, then the end: phones leave the room for good
    with page.expect_download() as table:
        page.get_by_role("link", name="Report as a table").click()
    rows = Path(table.value.path()).read_text("utf-8")
    assert re.search(rf"number,1,6,11,{outcome},", rows)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Close the room").click()
    for who in (first, second):
        who.get_by_text("This room is closed.").wait_for()
        assert not [cookie for cookie in who.context.cookies() if cookie["name"].startswith("phone-")]
    projector.get_by_role("button", name="Predict again").or_(
        projector.get_by_role("button", name="Commit my prediction")
    ).wait_for()


def test_a_notebook_without_a_room_knows_nothing_of_one(page, hall):
    page.goto(f"{hall[0]}/voila/render/{NOTEBOOK}")
    page.get_by_role("button", name="Commit my prediction").wait_for()
    assert page.locator(".vc-invitation").count() == 0
    assert not [address for address in page.asked if "/room/" in address]
