"""The third notebook in a real browser: the loop, the map, the class, and the way there and back."""

import re

import pytest
from hands import SIZES, at_rest, both, headline, slide, swipe

PATH = "/voila/render/03_vicious_cycle.ipynb"


@pytest.fixture
def opened(page, server):
    """Both views with their levers, opened by a link; nothing is played, so that tests see the end."""

    def open_(query="?seed=2&back.seed=2"):
        page.goto(f"{server}{PATH}{query}")
        return both(page)

    return open_


def mapped(view):
    """The tipping line as it is drawn, once the map has come."""
    view.page.wait_for_function(
        "(map) => !map.classList.contains('vc-stale') && map.querySelector('image').hasAttribute('href')",
        arg=view.locator(".vc-map").element_handle(),
    )
    view.page.wait_for_timeout(200)
    return view.locator(".vc-tipping").get_attribute("d")


def test_nothing_is_shown_before_a_choice_and_the_choice_stays_beside_the_outcome(page, server):
    page.goto(server + PATH)
    asked = page.locator(".vc").nth(0)
    commit = asked.get_by_role("button", name="Commit my prediction")
    commit.wait_for()
    asked.get_by_role("radio", name="very").check(force=True)
    assert commit.is_disabled(), "a sureness of nothing can be committed"
    asked.get_by_role("radio", name=re.compile("stayed close together")).check(force=True)
    assert page.locator(".vc-loop:visible").count() == 0
    commit.click()
    page.locator(".vc-loop:visible").first.wait_for()
    page.get_by_text("You predicted: “They have stayed close together.” You were very sure.").wait_for()
    assert asked.get_by_role("radio").first.is_hidden()
    page.get_by_text("It came out otherwise here").wait_for()
    page.reload()
    page.get_by_text("You predicted: “They have stayed close together.”").wait_for()
    page.get_by_role("button", name="Predict again").first.click()
    page.locator(".vc-loop:visible").first.wait_for(state="hidden")


def test_the_way_back_is_drawn_by_keyboard_and_by_pointer_before_it_is_shown(page, server):
    page.goto(server + PATH)
    asked = page.locator(".vc").filter(has=page.locator(".vc-curve"))
    asked.locator(".vc-curve").wait_for()
    first, last = asked.get_by_role("slider").first, asked.get_by_role("slider").last
    first.focus()
    for key in ("End", "PageDown", "ArrowDown"):
        first.press(key)
    assert first.get_attribute("aria-valuenow") == "75"
    first.press("ArrowRight")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "easy"
    box = asked.locator(".vc-curve").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.97, box["y"] + 40, steps=3)
    page.mouse.up()
    assert int(last.get_attribute("aria-valuenow")) > 80
    drawn = [handle.get_attribute("aria-valuenow") for handle in asked.get_by_role("slider").all()]
    assert len(set(drawn[-4:])) == 1, "a quick hand leaves no point out"
    asked.get_by_role("radio", name="fairly").check(force=True)
    asked.get_by_role("button", name="Commit my prediction").click()
    page.get_by_text("Your curve is drawn, from 75%").wait_for()
    page.get_by_text(re.compile("Your curve lay .* points too")).wait_for()


@pytest.mark.parametrize("viewport", SIZES, ids=str)
def test_the_page_is_accessible_and_nothing_is_cut_off(page, opened, axe, overflow, viewport):
    cycle, _ = opened()
    mapped(cycle)
    assert overflow(page) <= 0
    assert axe(page) == []
    for chart in page.locator(".vc-free .vc-chart").all():
        around = chart.bounding_box()
        for label in chart.locator("text").all():
            box = label.bounding_box()
            halo = 5  # pixels of white around the letters
            assert box["x"] >= around["x"] - halo, label.text_content()
            assert box["x"] + box["width"] <= around["x"] + around["width"] + halo, label.text_content()
            assert box["y"] + box["height"] <= around["y"] + around["height"] + halo, label.text_content()


@pytest.mark.parametrize("viewport", SIZES, ids=str)
def test_words_stay_within_their_boxes_in_the_diagram(opened, viewport):
    cycle, _ = opened()
    for node in cycle.locator(".vc-loop g:has(> rect[rx='12'])").all():
        frame = node.locator("rect").bounding_box()
        for line in node.locator("text").all():
            box = line.bounding_box()
            assert frame["x"] <= box["x"], line.text_content()
            assert box["x"] + box["width"] <= frame["x"] + frame["width"], line.text_content()


def test_an_arrow_is_cut_and_restored_by_keyboard_and_the_class_follows(page, opened):
    cycle, _ = opened()
    before, line = headline(cycle), mapped(cycle)
    arrow = cycle.get_by_role("button", name=re.compile("sense of control → effort"))
    assert arrow.get_attribute("aria-pressed") == "false"
    arrow.focus()
    arrow.press("Enter")
    at_rest(cycle)
    assert arrow.get_attribute("aria-pressed") == "true"
    assert "is cut" in arrow.get_attribute("aria-label")
    assert headline(cycle) == "With one arrow cut, 0 of 30 have given up by June. With none cut it is 12."
    assert "cut=belief_to_effort" in page.url
    assert mapped(cycle) != line
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    arrow.press(" ")
    at_rest(cycle)
    assert headline(cycle) == before
    assert mapped(cycle) == line


def test_arrows_are_cut_by_mouse_and_by_touch(page, opened, browser, server):
    cycle, _ = opened()
    cycle.get_by_role("button", name=re.compile("learning → difficulty gap")).locator(".vc-hit").click(
        force=True
    )
    at_rest(cycle)
    assert headline(cycle).startswith("With one arrow cut")
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    phone.goto(f"{server}{PATH}?seed=2")
    touched = phone.locator(".vc-free").first
    touched.locator(".vc-headline").wait_for()
    at_rest(touched)
    touched.get_by_role("button", name=re.compile("learning → difficulty gap")).locator(".vc-hit").tap(
        force=True
    )
    at_rest(touched)
    assert headline(touched).startswith("With one arrow cut")
    phone.context.close()


def test_the_ring_is_dragged_over_the_map_and_by_its_sliders(page, opened):
    cycle, _ = opened()
    mapped(cycle)
    ring = cycle.locator(".vc-grip circle").last
    ring.scroll_into_view_if_needed()
    said = cycle.get_by_text(re.compile("Drag the ring"))
    before, told = said.inner_text(), headline(cycle)
    box, map_box = ring.bounding_box(), cycle.locator(".vc-map").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(map_box["x"] + map_box["width"] * 0.3, map_box["y"] + map_box["height"] * 0.7, steps=6)
    page.wait_for_timeout(300)
    dragged = said.inner_text()
    page.mouse.up()
    at_rest(cycle)
    mapped(cycle)
    assert "in 12 of 12 years" in said.inner_text() == dragged
    assert dragged != before
    assert headline(cycle) == told, "the class is not moved by the ring"
    assert re.search(r"start_belief=-\d", page.url)
    believes = cycle.get_by_label("The ring: what the pupil believes")
    believes.focus()
    believes.press("End")
    at_rest(cycle)
    assert "start_belief=3" in page.url


@pytest.mark.parametrize("touch", [True])
@pytest.mark.parametrize("viewport", [(390, 844)], ids=str)
def test_a_finger_drags_the_ring_and_the_page_stays_where_it_is(page, opened, touch, viewport):
    cycle, _ = opened()
    mapped(cycle)
    cycle.locator(".vc-map").scroll_into_view_if_needed()
    ring = cycle.locator(".vc-grip circle").last.bounding_box()
    scrolled = page.evaluate("scrollY")
    start = ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2
    swipe(page, start, (start[0] - 60, start[1] + 80))
    at_rest(cycle)
    assert page.evaluate("scrollY") == scrolled
    assert float(re.search(r"start_skill=(-?[\d.]+)", page.url)[1]) < 0
    assert float(re.search(r"start_belief=(-?[\d.]+)", page.url)[1]) < -1


@pytest.mark.parametrize("touch", [True])
@pytest.mark.parametrize("viewport", [(390, 844)], ids=str)
def test_a_finger_draws_a_curve(page, server, touch, viewport):
    page.goto(server + PATH)
    curve = page.locator(".vc-curve")
    curve.scroll_into_view_if_needed()
    box = curve.bounding_box()
    swipe(page, (box["x"] + 85, box["y"] + 230), (box["x"] + box["width"] - 30, box["y"] + 40))
    values = [int(handle.get_attribute("aria-valuenow")) for handle in curve.get_by_role("slider").all()]
    assert values == sorted(values)
    assert values[0] < 20
    assert values[-1] > 80


def test_a_link_restores_cuts_ring_and_levers_of_both_views_in_another_browser(page, opened, browser):
    cycle, way = opened(
        "?seed=5&pace=0.04&cut=effort_to_learning,learning_to_gap&start_belief=-2&start_skill=1"
        "&back.seed=3&back.dwell=5&back.failure_style=-0.8"
    )
    assert headline(cycle).startswith("With 2 arrows cut")
    assert cycle.get_by_label("Tasks get harder").input_value() == "0.04"
    assert cycle.get_by_label("The ring: what the pupil can do").input_value() == "1"
    assert way.get_by_role("radio", name="5", exact=True).is_checked()
    assert way.get_by_label("A miss is put down to").input_value() == "-0.8"
    line = mapped(cycle)
    page.reload()
    at_rest(way)
    assert mapped(cycle) == line
    stranger = browser.new_page(viewport=page.viewport_size)
    stranger.goto(page.url)
    theirs = stranger.locator(".vc-free")
    theirs.nth(1).locator(".vc-headline").wait_for()
    at_rest(theirs.nth(0))
    assert [headline(view) for view in theirs.all()] == [headline(cycle), headline(way)]
    assert mapped(theirs.nth(0)) == line
    stranger.close()


def test_levers_of_the_two_views_do_not_disturb_each_other(page, opened):
    cycle, way = opened()
    told = headline(way)
    cycle.get_by_label("A miss is put down to").fill("0.5")
    at_rest(cycle)
    way.get_by_role("radio", name=re.compile("400")).check(force=True)
    at_rest(way)
    assert headline(way) != told
    assert "&back.dwell=400" in page.url
    assert "failure_style=0.5" in page.url
    page.reload()
    at_rest(way)
    assert cycle.get_by_label("A miss is put down to").input_value() == "0.5"
    assert way.get_by_label("A miss is put down to").input_value() == "-0.35"


def test_headline_marks_and_table_count_the_same_pupils(page, opened):
    cycle, _ = opened()
    cycle.get_by_role("button", name="Table").click()
    gone = cycle.locator("tbody tr").last.locator("td").first.inner_text()
    assert f"By June {gone} of them have given up" in headline(cycle)
    cycle.get_by_label("Moment of the year").fill("40")
    page.wait_for_timeout(300)
    gone = cycle.locator("tbody tr").last.locator("td").first.inner_text()
    assert headline(cycle) == f"After attempt 40, {gone} of 30 have given up."
    assert cycle.get_by_text(f"{gone} of 30 have given up", exact=True).first.is_visible()


def test_the_map_is_out_of_date_only_while_a_lever_moves(page, opened):
    cycle, _ = opened()
    line = mapped(cycle)
    lever = cycle.get_by_label("A miss is put down to")
    lever.focus()
    page.wait_for_timeout(500)
    slide(cycle, "A miss is put down to", 0.8)
    assert "vc-stale" in cycle.locator(".vc-map").get_attribute("class")
    assert cycle.get_by_text("The tipping line follows when the levers rest.").is_visible()
    lever.evaluate("e => e.dispatchEvent(new Event('change'))")
    at_rest(cycle)
    assert mapped(cycle) != line


@pytest.mark.parametrize("viewport", [*SIZES, (360, 740)], ids=str)
def test_the_charts_stay_where_they_are_while_levers_move_and_arrows_are_cut(page, opened, viewport):
    cycle, _ = opened()
    mapped(cycle)
    places = set()

    def look():
        page.wait_for_timeout(150)
        tops = [
            chart.evaluate("e => e.getBoundingClientRect().top + scrollY")
            for chart in cycle.locator(".vc-chart").all()
        ]
        places.add(tuple(round(top) for top in tops))

    for label in ("A miss is put down to", "Tasks get harder", "The ring: what the pupil believes"):
        lever = cycle.get_by_label(label)
        lever.focus()
        page.wait_for_timeout(400)
        for share in (0, 0.5, 1):
            slide(cycle, label, share)
            look()
        lever.evaluate("e => e.dispatchEvent(new Event('change'))")
        at_rest(cycle)
        mapped(cycle)
        look()
    arrow = cycle.get_by_role("button", name=re.compile("effort → learning"))
    arrow.focus()
    look()
    arrow.press("Enter")
    at_rest(cycle)
    look()
    assert len(places) == 1, places


@pytest.mark.parametrize("viewport", [*SIZES, (360, 740)], ids=str)
def test_nothing_moves_while_time_runs_beside_a_prediction(page, server, viewport):
    page.emulate_media(reduced_motion="reduce")
    page.goto(server + PATH)
    commit = page.get_by_role("button", name="Commit my prediction")
    commit.nth(1).wait_for()
    page.get_by_role("radio", name=re.compile("spread out evenly")).check(force=True)
    for sure in page.get_by_role("radio", name="fairly").all():
        sure.check(force=True)
    commit.first.click()
    commit.locator("visible=true").click()
    runs = page.locator(".vc-grid:not(.vc-free)")
    tops = """e => [...e.querySelectorAll(".vc-chart, button")]
      .map((each) => Math.round(each.getBoundingClientRect().top + scrollY))"""
    for run in (runs.nth(0), runs.nth(1)):
        run.locator(".vc-headline").wait_for()
        at_rest(run)
        time = run.get_by_label(re.compile("Moment of the year|Step of the way"))
        last = int(time.get_attribute("max"))
        places = set()
        for moment in (1, last // 3, last // 2, last - 1, last):
            time.fill(str(moment))
            page.wait_for_timeout(150)
            places.add(str(run.evaluate(tops)))
        assert len(places) == 1, places
