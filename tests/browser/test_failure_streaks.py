"""The first notebook, used as a teacher uses it: in a real browser, by mouse, keyboard and touch."""

import csv
import re
from xml.etree import ElementTree

import pytest
from hands import SIZES, at_rest, drawn, says, sentence, silence, slide, swipe

PATH = "/voila/render/01_failure_streaks.ipynb"


@pytest.fixture
def opened(page, server):
    """The notebook with a prediction committed; the year is not played, so that tests see June."""

    def open_(query=""):
        page.goto(f"{server}{PATH}{query}")
        page.get_by_role("button", name="Commit my prediction").wait_for()
        page.evaluate("sessionStorage.setItem(location.pathname + '#played failure_streaks', 'true')")
        page.get_by_role("radio", name="fairly").check()
        page.get_by_role("button", name="Commit my prediction").click()
        page.locator(".vc-headline").nth(1).wait_for()
        return page.locator(".vc-free")

    return open_


def changes(play, do):
    """Do something and wait until picture and sentence have both changed."""
    before = drawn(play), sentence(play)
    do()
    play.page.wait_for_function(
        "([play, drawn]) => play.querySelector('.vc-chart').innerHTML !== drawn",
        arg=[play.element_handle(), before[0]],
    )
    at_rest(play)
    assert drawn(play) != before[0]
    return before[1], sentence(play)


def test_nothing_is_shown_before_a_prediction_is_committed(page, server):
    page.goto(server + PATH)
    commit = page.get_by_role("button", name="Commit my prediction")
    commit.wait_for()
    assert commit.is_disabled()
    assert page.locator(".vc-chart:visible").count() == 0
    page.get_by_label("My prediction").fill("13")
    page.get_by_role("radio", name="very").check()
    commit.click()
    page.locator(".vc-chart:visible").first.wait_for()
    page.get_by_text("You predicted 13 of 15. You were very sure.").wait_for()
    page.get_by_text(re.compile("you: 13")).first.wait_for()
    page.reload()
    page.get_by_text("You predicted 13 of 15. You were very sure.").wait_for()
    page.get_by_role("button", name="Predict again").click()
    page.locator(".vc-chart:visible").first.wait_for(state="hidden")


@pytest.mark.parametrize("viewport", SIZES[:1], ids=str)
def test_on_a_phone_what_the_picture_says_stays_in_sight_over_every_lever(opened, viewport):
    play = opened()
    at_rest(play)
    for lever in play.locator(".vc-levers input[type=range]").all():
        lever.focus()
        head, box = play.locator(".vc-headline").bounding_box(), lever.bounding_box()
        assert 0 <= head["y"] < head["y"] + head["height"] <= box["y"] + 1


@pytest.mark.parametrize("viewport", SIZES, ids=str)
def test_the_page_is_accessible_and_nothing_is_cut_off(page, opened, axe, overflow, viewport):
    for crowd in ("pupil", "class", "band"):
        play = opened(f"?crowd={crowd}")
        at_rest(play)
        assert overflow(page) <= 0
        assert axe(page) == []
        chart = play.locator(".vc-chart").bounding_box()
        for label in play.locator(".vc-chart text").all():
            box = label.bounding_box()
            assert box["x"] >= 0, label.inner_text()
            assert box["x"] + box["width"] <= viewport[0], label.inner_text()
            assert box["y"] + box["height"] <= chart["y"] + chart["height"] + 2, label.inner_text()
        page.evaluate("sessionStorage.clear()")


def test_a_lever_moved_by_keyboard_changes_picture_sentence_and_table_together(opened):
    play = opened()
    play.get_by_role("button", name="Table").click()
    first_table = play.locator("table").inner_text()
    misses = play.get_by_label("Misses in a row")
    misses.focus()
    before, after = changes(play, lambda: misses.press("End"))
    assert misses.input_value() == "12"
    assert before != after
    assert play.locator("table").inner_text() != first_table
    assert play.locator("table caption").inner_text() == play.locator(".vc-headline").inner_text()
    solved = play.locator("tbody tr").evaluate_all(
        "rows => rows.slice(-15).filter((row) => row.cells[1].textContent === 'solved').length"
    )
    assert f"solves {solved} of the last 15" in play.locator(".vc-headline").inner_text()


def test_a_lever_dragged_by_mouse_is_followed_while_it_moves_and_confirmed_at_rest(page, opened):
    play = opened()
    at_rest(play)
    lever = play.get_by_label("A miss is put down to")
    lever.scroll_into_view_if_needed()
    box = lever.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.34, middle)
    page.mouse.down()
    seen = set()
    for step in range(35, 100, 5):
        page.mouse.move(box["x"] + box["width"] * step / 100, middle)
        page.wait_for_timeout(40)
        seen.add(sentence(play))
    moving = sentence(play), drawn(play)
    assert len(seen) > 3
    page.mouse.up()
    at_rest(play)
    assert (sentence(play), drawn(play)) == moving
    assert "failure_style=" in page.url


def test_the_streak_is_placed_by_dragging_and_by_keyboard(page, opened):
    play = opened()
    at_rest(play)
    handle = play.get_by_role("slider", name=re.compile("The streak"))
    handle.focus()
    changes(play, lambda: handle.press("ArrowRight"))
    assert handle.get_attribute("aria-valuenow") == "12"
    assert play.get_by_label("Starting at attempt").input_value() == "11"
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 200, y, steps=8)
    page.mouse.up()
    at_rest(play)
    placed = int(handle.get_attribute("aria-valuenow"))
    assert placed > 15
    assert f"streak_start={placed - 1}" in page.url


@pytest.mark.parametrize("touch", [True])
@pytest.mark.parametrize("viewport", [(390, 844)], ids=str)
def test_a_finger_drags_the_streak_along_and_scrolls_the_page_up_and_down(page, opened, touch, viewport):
    play = opened("?seed=39")
    at_rest(play)
    handle = play.get_by_role("slider", name=re.compile("The streak"))
    handle.scroll_into_view_if_needed()
    box, scrolled = handle.bounding_box(), page.evaluate("scrollY")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    swipe(page, (x, y), (x + 80, y + 10))
    at_rest(play)
    assert int(handle.get_attribute("aria-valuenow")) > 20
    assert page.evaluate("scrollY") == scrolled
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    swipe(page, (x, y), (x + 5, y - 150))
    page.wait_for_timeout(500)
    assert page.evaluate("scrollY") > scrolled + 50


def test_levers_survive_a_reload_and_a_link_gives_the_same_picture_in_another_browser(page, opened, browser):
    play = opened()
    at_rest(play)
    play.get_by_label("Misses in a row").fill("7")
    at_rest(play)
    play.get_by_role("button", name="Another pupil").click()
    at_rest(play)
    before = sentence(play)
    url = page.url
    assert "streak_length=7" in url
    page.reload()
    says(play, before)
    assert play.get_by_label("Misses in a row").input_value() == "7"
    stranger = browser.new_page()
    stranger.goto(url)
    free = stranger.locator(".vc-free")
    says(free, before)
    stranger.close()


def test_a_hostile_link_is_explained_and_harms_nothing(page, opened):
    opened("?streak_length=<script>alert(1)</script>&crowd=class")
    note = page.get_by_role("alert").filter(has_text="Part of this link could not be used")
    note.wait_for()
    assert page.locator(".vc-free .vc-headline").inner_text()


def test_the_year_can_be_stepped_played_paused_and_scrubbed(page, opened):
    play = opened()
    at_rest(play)
    headline = play.locator(".vc-headline")
    play.get_by_role("button", name="Step").click()
    page.wait_for_function("(h) => h.textContent.startsWith('Attempt 1:')", arg=headline.element_handle())
    play.get_by_role("button", name="Step").click()
    page.wait_for_function("(h) => h.textContent.startsWith('Attempt 2:')", arg=headline.element_handle())
    play.get_by_label("Moment of the year").fill("30")
    page.wait_for_function("(h) => h.textContent.startsWith('Attempt 30:')", arg=headline.element_handle())
    play.get_by_role("button", name="Play").click()
    play.get_by_role("button", name="Pause").click()
    assert 30 <= int(play.get_by_label("Moment of the year").input_value()) < 60
    play.get_by_role("radio", name="fast").check()
    play.get_by_role("button", name="Play").click()
    page.wait_for_function("(h) => h.textContent.startsWith('By June')", arg=headline.element_handle())


def test_presets_reset_and_crowds_are_one_click(page, opened):
    play = opened()
    at_rest(play)
    first = sentence(play)
    play.get_by_role("button", name="No streak at all").click()
    at_rest(play)
    assert sentence(play).startswith("No streak.")
    play.get_by_role("button", name="Reset").click()
    at_rest(play)
    assert sentence(play) == first
    play.get_by_role("radio", name="A class of 30").check(force=True)
    page.wait_for_function(
        "() => document.querySelector('.vc-free .vc-headline').textContent.includes('of 30 pupils')"
    )
    play.get_by_role("radio", name="200 pupils").check(force=True)
    page.wait_for_function(
        "() => document.querySelector('.vc-free .vc-headline').textContent.includes('of 200 pupils')"
    )


def test_numbers_and_picture_can_be_saved(page, opened, tmp_path):
    play = opened()
    at_rest(play)
    with page.expect_download() as saved:
        play.get_by_role("button", name="Save numbers").click()
    saved.value.save_as(tmp_path / "year.csv")
    rows = list(csv.reader((tmp_path / "year.csv").open(encoding="utf-8")))
    assert len(rows) == 61
    assert len({len(row) for row in rows}) == 1
    with page.expect_download() as saved:
        play.get_by_role("button", name="Save picture").click()
    saved.value.save_as(tmp_path / "year.svg")
    root = ElementTree.parse(tmp_path / "year.svg").getroot()
    assert root.findtext("{http://www.w3.org/2000/svg}title") == play.locator(".vc-headline").inner_text()


def test_the_link_can_be_copied(page, opened):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    play = opened()
    at_rest(play)
    play.get_by_label("Misses in a row").fill("9")
    at_rest(play)
    play.get_by_role("button", name="Copy link").click()
    page.get_by_text("The link is copied.").wait_for()
    assert "streak_length=9" in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("viewport", [(390, 844)], ids=str)
def test_every_control_is_large_enough_for_a_thumb(page, opened, viewport):
    play = opened()
    at_rest(play)
    for control in play.locator("button:visible, input[type=range]:visible, .vc-choice label:visible").all():
        assert control.bounding_box()["height"] >= 44, control.inner_text()


def test_levers_of_one_pupil_follow_the_thumb_even_while_the_network_is_silent(page, opened):
    fall_silent = silence(page)
    play = opened()
    at_rest(play)
    fall_silent()
    for label in ("Misses in a row", "Starting at attempt", "A success is put down to", "Tasks get harder"):
        seen = set()
        for share in (0, 0.3, 0.7, 1):
            slide(play, label, share)
            seen.add(drawn(play))
        assert len(seen) == 4, label


@pytest.mark.parametrize("viewport", [*SIZES, (360, 740)], ids=str)
def test_the_chart_stays_where_it_is_while_a_lever_moves(page, opened, viewport):
    play = opened()
    at_rest(play)
    tops = set()
    for label in ("Misses in a row", "A miss is put down to"):
        for share in range(5):
            play.get_by_label(label).evaluate(
                "(e, share) => { e.value = +e.min + share / 4 * (e.max - e.min);"
                " e.dispatchEvent(new InputEvent('input')); }",
                share,
            )
            page.wait_for_timeout(60)
            tops.add(
                play.locator(".vc-chart").evaluate("e => Math.round(e.getBoundingClientRect().y + scrollY)")
            )
    assert len(tops) == 1


def test_reset_brings_back_the_first_pupil_and_every_lever(page, opened):
    play = opened()
    at_rest(play)
    first = sentence(play)
    play.get_by_role("button", name="Another pupil").click()
    at_rest(play)
    play.get_by_label("Tasks get harder").fill("0.1")
    at_rest(play)
    assert sentence(play) != first
    play.get_by_role("button", name="Reset").click()
    at_rest(play)
    assert sentence(play) == first
