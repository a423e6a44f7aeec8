"""Present mode and the speaker's window, as a facilitator uses them: by keys, clicker and two windows."""

import re

import pytest
from hands import at_rest, on_screen, scrolled

from vicious_cycle import datasets
from vicious_cycle.datasets import NOTEBOOKS
from vicious_cycle.server.notebooks import steps

NAME = "01_failure_streaks.ipynb"
PATH = f"/voila/render/{NAME}"
STEPS = [step.title for step in steps(NOTEBOOKS / NAME)]
BACKGROUND = ["What is it?", "Things to notice", "How it works", "Sources"]


def opened(page, address):
    page.goto(address)
    page.locator("html:not(.starting)").wait_for()
    return page


def type_of(page, selector):
    """Height of the type on the screen in pixels, magnified as it is."""
    return (
        page.locator(selector)
        .locator("visible=true")
        .first.evaluate(
            "(e) => parseFloat(getComputedStyle(e).fontSize) * (e.closest('.vc')?.currentCSSZoom ?? 1)"
        )
    )


@pytest.mark.parametrize("viewport", [(1920, 1080)])
def test_keys_and_clicker_lead_through_the_steps_and_escape_leaves(page, server):
    opened(page, server + PATH)
    page.get_by_role("button", name="Present", exact=True).click()
    press = page.keyboard.press
    for number, title in enumerate(STEPS, start=1):
        assert on_screen(page) == [title]
        assert page.get_by_text(f"Step {number} of {len(STEPS)}").is_visible()
        assert "mode=present" in page.url
        press("PageDown")
    assert on_screen(page) == [STEPS[-1]]
    for key, step in (("PageUp", -2), ("ArrowLeft", -3), ("ArrowRight", -2), ("Shift+Space", -3), (" ", -2)):
        press(key)
        assert on_screen(page) == [STEPS[step]], key
    press("Escape")
    assert page.url == server + PATH
    assert set(on_screen(page)) > {*STEPS, *BACKGROUND}
    assert page.locator(".present-bar").is_hidden()
    for step in steps(NOTEBOOKS / NAME)[1:]:
        assert re.sub("<.*?>", "", step.notes).split(".")[1] not in page.content()


@pytest.mark.parametrize("viewport", [(1920, 1080)])
def test_a_control_keeps_the_keys_that_it_needs_and_the_clicker_goes_on_from_it(page, server):
    opened(page, f"{server}{PATH}?mode=present#Predict")
    guess = page.get_by_label("My prediction")
    before = int(guess.input_value())
    guess.press("ArrowRight")
    assert int(guess.input_value()) == before + 1
    assert on_screen(page) == ["Predict"]
    page.get_by_role("radio", name="fairly").press(" ")
    assert page.get_by_role("radio", name="fairly").is_checked()
    guess.press("PageDown")
    assert int(guess.input_value()) == before + 1
    assert on_screen(page) == ["Run and compare"]
    page.keyboard.press("ArrowLeft")
    assert on_screen(page) == ["Predict"]


@pytest.mark.parametrize("viewport", [(1920, 1080)])
def test_a_year_waits_until_its_step_is_shown_and_a_reload_comes_back_to_the_step(page, server):
    opened(page, f"{server}{PATH}?mode=present")
    page.keyboard.press("PageDown")
    page.get_by_role("radio", name="very").check(force=True)
    page.get_by_role("button", name="Commit my prediction").click()
    page.get_by_text("You were very sure.").wait_for()
    page.wait_for_timeout(1000)
    page.keyboard.press("PageDown")
    moment = page.get_by_label("Moment of the year").locator("visible=true")
    page.get_by_role("button", name="Pause").locator("visible=true").click()
    assert int(moment.input_value()) < 10
    page.keyboard.press("ArrowRight")
    play = page.locator(".vc-free")
    play.get_by_role("button", name="Same streak, other story").click()
    at_rest(play)
    assert type_of(page, ".vc-free .vc-chart text") > 20
    assert type_of(page, ".vc-free .vc-lever label") == pytest.approx(28)
    page.reload()
    page.locator("html:not(.starting)").wait_for()
    assert on_screen(page) == ["Play"]
    assert re.search(r"\?.*failure_style=0\.6.*#Play$", page.url)
    at_rest(play)
    assert play.get_by_label("A miss is put down to").input_value() == "0.6"
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    play.get_by_role("button", name="Copy link").click()
    play.get_by_text("The link is copied.").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert "failure_style=0.6" in link
    assert "mode" not in link
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.get_by_text("You were very sure.").is_visible()


@pytest.mark.parametrize("viewport", [(1920, 1080)])
def test_a_clicker_alone_shows_all_of_a_step_that_is_taller_than_the_screen(page, server):
    tall, name = "The way back", "03_vicious_cycle.ipynb"
    titles = [step.title for step in steps(NOTEBOOKS / name)]
    after = titles[titles.index(tall) + 1]
    opened(page, f"{server}/voila/render/{name}?mode=present#{tall.replace(' ', '-')}")
    page.locator("[data-on]", has_text="More below").wait_for()
    assert on_screen(page) == [tall]
    on = page.locator("[data-on]")
    below = "document.documentElement.scrollHeight - innerHeight - scrollY"
    seen = [page.evaluate("scrollY")]
    while on.inner_text() == "More below":
        page.keyboard.press("PageDown")
        seen.append(scrolled(page))
        assert on_screen(page) == [tall]
        assert seen[-2] < seen[-1] < seen[-2] + 1080  # nothing is passed over
    assert len(seen) > 1
    assert page.evaluate(below) < 24
    page.keyboard.press("PageDown")
    assert on_screen(page) == [after]
    assert scrolled(page) == 0
    page.keyboard.press("PageUp")
    assert on_screen(page) == [tall]
    assert on.inner_text() == "More below"
    page.keyboard.press("ArrowRight")
    assert on_screen(page) == [after]


@pytest.mark.parametrize("viewport", [(1920, 1080)])
def test_what_is_dragged_stays_under_the_pointer_however_much_it_is_magnified(page, server):
    opened(page, f"{server}{PATH}?mode=present&streak_start=10#Play")
    play = page.locator(".vc-free")
    at_rest(play)
    streak = play.get_by_role("slider", name="The streak")
    streak.scroll_into_view_if_needed()

    def middle():
        box = streak.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    across, down = middle()
    page.mouse.move(across, down)
    page.mouse.down()
    page.mouse.move(across + 200, down, steps=5)
    page.mouse.up()
    at_rest(play)
    one_attempt = play.locator("[data-attempt-width]").evaluate(
        "(e) => e.dataset.attemptWidth * e.currentCSSZoom"
    )
    assert middle()[0] == pytest.approx(across + 200, abs=one_attempt)


@pytest.mark.parametrize("viewport", [(1280, 720)])
def test_on_a_small_projector_the_words_are_as_large_and_the_page_is_accessible(page, server, axe):
    opened(page, f"{server}{PATH}?mode=present")
    assert type_of(page, ".prose p") == 28
    assert axe(page) == []
    for _ in STEPS:
        page.keyboard.press("PageDown")
    assert type_of(page, ".prose p") == 28
    assert axe(page) == []


def test_the_speaker_s_window_follows_the_one_that_presents_and_moves_it(page, server, axe):
    speaker = page.context.new_page()
    asked = []
    speaker.on("request", lambda request: asked.append(request.url))
    speaker.on("websocket", lambda socket: asked.append(socket.url))
    speaker.goto(f"{server}{PATH}?mode=notes")
    speaker.get_by_text("No window presents this notebook now.").wait_for()
    speaker.get_by_role("button", name="Next").click()
    assert speaker.locator(".step:visible h2").inner_text().startswith("Predict")
    opened(page, f"{server}{PATH}?mode=present#Talk")
    speaker.get_by_text("Follows the window that presents.").wait_for()
    shown = speaker.locator(".step:visible")
    assert shown.locator("h2").inner_text() == "Talk 4–6 minutes"
    assert "Listen for" in shown.inner_text()
    assert speaker.get_by_text("Next: Take away").is_visible()
    speaker.keyboard.press("PageUp")
    page.get_by_text("Step 4 of 6").wait_for()
    assert on_screen(page) == ["Play"]
    page.keyboard.press("PageUp")
    speaker.get_by_role("heading", name="Run and compare").wait_for()
    assert axe(speaker) == []
    page.keyboard.press("Escape")
    speaker.get_by_text("No window presents this notebook now.").wait_for()
    assert not [url for url in asked if "/api/" in url], "the speaker's window started a kernel"


def test_the_clock_runs_against_the_plan_and_outlives_a_reload(page, server):
    page.clock.install()
    page.goto(f"{server}{PATH}?mode=notes")
    elapsed, planned, verdict = (page.locator(f"[data-{name}]") for name in ("elapsed", "planned", "verdict"))
    page.get_by_role("button", name="Start").click()
    page.keyboard.press("ArrowRight")
    least, most = steps(NOTEBOOKS / NAME)[1].minutes
    assert planned.inner_text() == f"{least}–{most} minutes"
    page.clock.run_for(60_000 * least + 5_000)
    assert f"{least}:04" <= elapsed.inner_text() <= f"{least}:06"
    assert verdict.inner_text() == "Within the plan."
    page.get_by_role("button", name="Pause").click()
    paused = elapsed.inner_text()
    page.clock.run_for(60_000 * 10)
    assert elapsed.inner_text() == paused
    page.get_by_role("button", name="Go on").click()
    page.clock.run_for(60_000 * (most - least + 1))
    assert verdict.inner_text() == "2 min over the plan: see “Late?”."
    page.get_by_role("button", name="Pause").click()
    paused = elapsed.inner_text()
    page.reload()
    assert elapsed.inner_text() == paused
    assert paused.startswith(f"{most + 1}:")
    page.get_by_role("button", name="Reset").click()
    assert elapsed.inner_text() == "0:00"


def test_the_clock_of_an_agenda_runs_on_from_notebook_to_notebook(page, server, axe):
    page.clock.install()
    page.goto(f"{server}{PATH}?mode=notes")
    elapsed, planned, verdict = (page.locator(f"[data-{name}]") for name in ("elapsed", "planned", "verdict"))
    page.get_by_label("Against").select_option("the agenda of 45 minutes")
    rows = datasets.agendas()[45]
    assert planned.inner_text() == "4–6 minutes"  # two steps of the notebook before are over
    assert verdict.inner_text() == "This step is not in that agenda."
    page.get_by_role("button", name="Start").click()
    page.clock.run_for(60_000 * 30)
    assert axe(page) == []
    page.goto(f"{server}{PATH.replace('01_failure_streaks', '03_vicious_cycle')}?mode=notes")
    assert re.match("30:0[0-9]", elapsed.inner_text())
    page.keyboard.press("ArrowRight")
    until = rows[
        : [(row["notebook"], row["step"]) for row in rows].index(("03_vicious_cycle", "Predict")) + 1
    ]
    least, most = (sum(row[end] for row in until) for end in ("least", "most"))
    assert planned.inner_text() == f"{least}–{most} minutes"
    page.get_by_label("Against").select_option("this notebook")
    assert elapsed.inner_text() == "0:00"
