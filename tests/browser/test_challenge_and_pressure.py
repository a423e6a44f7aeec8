"""Notebooks 04 and 05 in a real browser: the hill, one pace, the seats, mean and spread."""

import csv
import re

import pytest
from hands import SIZES, at_rest, both, headline, sentence, slide, swipe

CHALLENGE = "/voila/render/04_just_right_challenge.ipynb"
PRESSURE = "/voila/render/05_pressure_and_grading.ipynb"
PHONE_TO_WALL = pytest.mark.parametrize("viewport", [*SIZES, (360, 740)], ids=str)


@pytest.fixture
def opened(page, server):
    """Both views with levers of a notebook, opened by a link."""

    def open_(path, query):
        page.goto(f"{server}{path}{query}")
        return both(page)

    return open_


def tops(view):
    """Where the charts and buttons stand on the page."""
    return str(
        view.evaluate(
            """e => [...e.querySelectorAll(".vc-chart, button")]
              .filter((each) => each.checkVisibility())
              .map((each) => Math.round(each.getBoundingClientRect().top + scrollY))"""
        )
    )


def commit_all(page):
    """Predict something everywhere and commit it; nothing is played, so that tests see the end."""
    page.emulate_media(reduced_motion="reduce")
    commit = page.get_by_role("button", name="Commit my prediction")
    commit.nth(1).wait_for()
    for options in page.locator(".vc-asking .vc-column").all():
        options.get_by_role("radio").first.check(force=True)
    for sure in page.get_by_role("radio", name="fairly").all():
        sure.check(force=True)
    for _ in range(2):
        commit.first.click()  # it is hidden once it has been pressed
    runs = page.locator(".vc-grid:not(.vc-free)")
    for run in (runs.nth(0), runs.nth(1)):
        run.locator(".vc-headline").wait_for()
        at_rest(run)
    return runs.nth(0), runs.nth(1)


def test_a_prediction_of_the_top_stays_on_the_hill_beside_what_was_found(page, server):
    page.goto(server + CHALLENGE)
    page.get_by_label("My prediction").first.fill("90")
    assert page.locator(".vc-grid:visible").count() == 0
    hill, pace = commit_all(page)
    found = int(re.search(r"(\d+)%", headline(hill))[1])
    assert hill.get_by_text("you: 90", exact=True).is_visible()
    assert hill.get_by_text(
        f"You said 90, {90 - found} of 100 more than was found here: {found}."
    ).is_visible()
    assert pace.get_by_text("It came out otherwise here").is_visible()
    hill.get_by_label("Month of the year").fill("3")
    page.wait_for_timeout(200)
    assert "Until the end of November" in headline(hill)
    assert hill.get_by_text("was found here").count() == 0


def test_the_aim_is_moved_by_lever_mouse_and_keyboard_and_the_numbers_follow(page, opened):
    hill, pace = opened(CHALLENGE, "?seed=4&target_success=0.5&pace.seed=4")
    top, other = headline(hill), sentence(pace)
    ring = hill.get_by_role("slider", name=re.compile("Your aim: move it"))
    assert ring.get_attribute("aria-valuetext") == "aims at 50% solved"
    ring.focus()
    ring.press("ArrowRight")
    at_rest(hill)
    assert "You aim at 55%" in sentence(hill)
    assert "target_success=0.55" in page.url
    box = ring.locator("circle").last.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    step = float(hill.locator(".vc-chart").first.get_attribute("data-step"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3 * step, y, steps=4)
    page.mouse.up()
    at_rest(hill)
    assert "You aim at 70%" in sentence(hill)
    assert hill.get_by_text("Your aim: 70%", exact=True).is_visible()
    assert headline(hill) == top, "the hill is moved by the aim"
    assert sentence(pace) == other, "the other view is moved by this one"
    hill.get_by_role("button", name="Table", exact=True).click()
    row = hill.locator("tbody tr").nth(13).locator("th, td").all_inner_texts()
    assert row[0] == "70%"
    assert f"{row[1]} are solved" in sentence(hill)
    with page.expect_download() as download:
        hill.get_by_role("button", name="Save numbers (CSV)").click()
    saved = list(csv.reader(download.value.path().read_text("utf-8").splitlines()))
    assert saved[14] == row
    hill.get_by_role("radio", name="on", exact=True).check(force=True)
    at_rest(hill)
    assert "retakes=true" in page.url
    page.reload()
    at_rest(pace)
    assert hill.get_by_role("radio", name="on", exact=True).is_checked()
    assert pace.get_by_role("radio", name="off", exact=True).is_checked()


@pytest.mark.parametrize("touch", [True])
@pytest.mark.parametrize("viewport", [(390, 844)], ids=str)
def test_a_finger_drags_the_aim(page, opened, touch, viewport):
    hill, _ = opened(CHALLENGE, "?seed=4&target_success=0.5&pace.seed=4")
    ring = hill.get_by_role("slider", name=re.compile("Your aim: move it"))
    ring.scroll_into_view_if_needed()
    box = ring.locator("circle").last.bounding_box()
    start = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    swipe(page, start, (start[0] + 60, start[1]))
    at_rest(hill)
    assert float(re.search(r"target_success=([\d.]+)", page.url)[1]) > 0.6


def test_a_seat_tells_what_its_pupil_says_to_pointer_and_keyboard(page, opened):
    seats, _ = opened(PRESSURE, "?seed=3&spread.seed=1")
    told = seats.locator(".vc-bubble")
    assert told.inner_text().startswith("Ada, of the last miss:")
    seat = seats.get_by_role("button", name=re.compile("^Bilal, of the last miss:"))
    seat.hover()
    assert told.inner_text().startswith("Bilal")
    for part in re.split(r"(?<=[.)]) ", seat.get_attribute("aria-label"))[1:]:
        assert part in told.inner_text().replace("\n\n", " ")
    seat.focus()
    for key, name in (("ArrowDown", "Hana"), ("ArrowRight", "Ines"), ("ArrowUp", "Chen"), ("End", "Iker")):
        page.keyboard.press(key)
        assert told.inner_text().startswith(name)
    page.keyboard.press("ArrowDown")
    assert told.inner_text().startswith("Iker")
    assert seats.locator(".vc-seat[tabindex='0']").count() == 1
    seats.get_by_role("button", name="Table", exact=True).click()
    rows = [row.locator("th, td").all_inner_texts() for row in seats.locator("tbody tr").all()]
    trying, calm = (sum(row[at] == "still trying" for row in rows) for at in (2, 6))
    assert headline(seats) == f"In June {trying} of 30 are still trying. In a calm room it would be {calm}."
    assert seats.get_by_text(
        f"{sum(row[3] == 'ability' for row in rows)} of 30 put their last miss"
    ).is_visible()
    seats.get_by_role("radio", name="a comment").check(force=True)
    at_rest(seats)
    assert int(re.search(r"\d+", headline(seats))[0]) > trying


def test_what_is_looked_along_and_where_the_room_stands_is_kept_in_the_address(page, opened):
    _, spread = opened(PRESSURE, "?seed=3&spread.seed=1")
    assert headline(spread).startswith("With 50% judged by rank")
    spread.get_by_role("slider", name="Stakes").fill("0.3")
    at_rest(spread)
    spread.get_by_role("radio", name="Stakes").check(force=True)
    at_rest(spread)
    assert headline(spread).startswith("At 30% of the stakes")
    assert spread.get_by_text("Stakes, of the highest →").is_visible()
    told = sentence(spread)
    page.reload()
    at_rest(spread)
    assert sentence(spread) == told
    spread.get_by_role("button", name="Table", exact=True).click()
    row = spread.locator("tbody tr").nth(3).locator("th, td").all_inner_texts()
    assert row[0] == "30%"
    assert f"to {row[2]}, the spread" in told


@PHONE_TO_WALL
@pytest.mark.parametrize("path", [CHALLENGE, PRESSURE], ids=["challenge", "pressure"])
def test_nothing_moves_while_time_runs_or_levers_move(page, server, viewport, path):
    page.goto(server + path)
    for run in commit_all(page):
        time = run.get_by_label(re.compile("Moment of the year|Month of the year"))
        last = int(time.get_attribute("max"))
        places = set()
        for moment in (1, last // 2, last - 1, last):
            time.fill(str(moment))
            page.wait_for_timeout(120)
            places.add(tops(run))
        assert len(places) == 1, places
    for free in page.locator(".vc-free").all():
        places = set()
        label = "Tasks judged by rank" if path == PRESSURE else "A miss is put down to"
        lever = free.get_by_role("slider", name=label)
        lever.focus()
        page.wait_for_timeout(1500)
        for share in (0, 0.5, 1):
            slide(free, label, share)
            page.wait_for_timeout(120)
            places.add(tops(free))
        lever.evaluate("e => e.dispatchEvent(new Event('change'))")
        at_rest(free)
        assert len(places) == 1, places
