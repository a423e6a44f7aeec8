"""The seventh notebook in a real browser: four rooms, designs with names, and the stance again."""

import csv
import re
from xml.etree import ElementTree

import pytest
from hands import at_rest, drawn, sentence, slide

PATH = "/voila/render/07_kid_and_school.ipynb"


@pytest.fixture
def opened(page, server):
    """Both views with levers, opened by a link."""

    def open_(query="?seed=2&design.seed=2"):
        page.goto(f"{server}{PATH}{query}")
        views = page.locator(".vc-free")
        for place in (0, 1):
            views.nth(place).locator(".vc-headline").wait_for()
            at_rest(views.nth(place))
        return views.nth(0), views.nth(1)

    return open_


def names(designs):
    return designs.locator(".vc-tabs button").all_inner_texts()


def test_a_choice_is_predicted_and_compared_with_what_came_out(page, server):
    page.goto(server + PATH)
    commit = page.get_by_role("button", name="Commit my prediction").first
    commit.wait_for()
    page.evaluate("sessionStorage.setItem(location.pathname + '#played kid_and_school', 'true')")
    assert page.locator(".vc-grid:visible").count() == 0
    page.get_by_label("Each alone does little").check(force=True)
    page.get_by_role("radio", name="very").first.check(force=True)
    commit.click()
    rooms = page.locator(".vc-grid:not(.vc-free)").first
    rooms.locator(".vc-headline").wait_for()
    at_rest(rooms)
    assert "It came out otherwise here: “The changed school adds more" in rooms.inner_text()
    rooms.get_by_role("button", name="Table").click()
    learned = [
        float(n) for n in rooms.locator("tbody tr").last.locator("td:nth-of-type(even)").all_inner_texts()
    ]
    neither, kid, school, both = learned
    said = [float(n.replace("−", "-")) for n in re.findall(r"[+−]\d+\.\d\d", sentence(rooms))]
    assert said == pytest.approx([school - neither, kid - neither, both - neither], abs=0.015)
    extra = float(re.search(r": ([+−]\d+\.\d\d) more", rooms.locator(".vc-extra").inner_text())[1])
    assert extra == pytest.approx(both - school - kid + neither, abs=0.02)


def test_a_change_of_the_school_is_taken_away_by_keyboard_at_once(page, opened):
    rooms, _ = opened()
    before = sentence(rooms), drawn(rooms)
    page.wait_for_timeout(800)
    rooms.get_by_role("checkbox", name="takes the pressure away").press("Space")
    at_rest(rooms)
    assert "changes=comments%2Ccompetition%2Ctasks" in page.url
    assert (sentence(rooms), drawn(rooms)) != before
    slide(rooms, "Its pressure", 1)
    assert sentence(rooms) != before[0]


def test_designs_are_added_named_compared_saved_and_restored_by_their_link(page, opened, tmp_path):
    _, designs = opened()
    assert names(designs) == ["A New words", "B A calm room"]
    designs.get_by_role("button", name="Add a copy").click()
    at_rest(designs)
    assert names(designs)[2] == "C My design"
    name = designs.get_by_label("Name of this design")
    name.fill("=SUM(A1)")
    name.press("Enter")
    designs.get_by_text("“=SUM(A1)” is none").wait_for()
    name.fill("Hände, calm & kind")
    name.press("Enter")
    at_rest(designs)
    assert names(designs)[2] == "C Hände, calm & kind"
    before = drawn(designs)
    slide(designs, "Pressure", 0)
    page.wait_for_function(
        """([view, drawn]) =>
          [...view.querySelectorAll(".vc-chart")].map((chart) => chart.innerHTML).join("") !== drawn""",
        arg=[designs.element_handle(), before],
    )
    moving = sentence(designs), drawn(designs)
    designs.get_by_label("Pressure").dispatch_event("change")
    at_rest(designs)
    assert (sentence(designs), drawn(designs)) == moving
    designs.get_by_role("button", name="B A calm room").press("Enter")
    at_rest(designs)
    assert designs.get_by_label("Pressure").input_value() == "0"
    assert designs.get_by_label("Name of this design").input_value() == "A calm room"
    with page.expect_download() as saved:
        designs.get_by_role("button", name="Save numbers (CSV)").click()
    saved.value.save_as(tmp_path / "designs.csv")
    with (tmp_path / "designs.csv").open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    assert len(rows) == 60
    assert "Still trying: C Hände, calm & kind" in header
    with page.expect_download() as saved:
        designs.get_by_role("button", name="Save picture (SVG)").click()
    saved.value.save_as(tmp_path / "designs.svg")
    picture = ElementTree.parse(tmp_path / "designs.svg").getroot()
    assert any(
        "Hände, calm & kind" in (text.text or "") for text in picture.iter("{http://www.w3.org/2000/svg}text")
    )
    told, drawn_, address = sentence(designs), drawn(designs), page.url
    page.goto("about:blank")
    page.goto(address)
    designs.locator(".vc-headline").wait_for()
    at_rest(designs)
    assert names(designs) == ["A New words", "B A calm room", "C Hände, calm & kind"]
    assert (sentence(designs), drawn(designs)) == (told, drawn_)
    designs.get_by_role("button", name="Remove").click()
    at_rest(designs)
    assert names(designs) == ["A New words", "B Hände, calm & kind"]


def test_a_hostile_link_is_refused_and_its_script_does_not_run(page, server):
    page.goto(
        f"{server}{PATH}?design.name=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&design.others=name%3DA%26pace%3D99"
    )
    note = page.locator(".vc-note:visible")
    note.wait_for()
    assert "Part of this link could not be used" in note.inner_text()
    assert page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize("viewport", [(390, 844), (1366, 768), (1920, 1080)], ids=str)
def test_the_page_is_accessible_and_nothing_is_cut_off(opened, axe, overflow, viewport):
    views = opened()
    page = views[0].page
    views[1].get_by_role("button", name="Four meanings of rigour").click()
    at_rest(views[1])
    assert overflow(page) <= 0
    assert axe(page) == []
    for view in views:
        for label in view.locator(".vc-chart text").all():
            box = label.bounding_box()
            assert box["x"] >= 0, label.inner_text()
            assert box["x"] + box["width"] <= viewport[0], label.inner_text()


def test_the_stance_of_the_beginning_is_asked_again(page, server):
    page.goto(f"{server}/voila/render/00_start_here.ipynb")
    page.get_by_role("button", name="Keep my stance").wait_for()
    page.get_by_label("My stance").fill("30")
    page.get_by_role("radio", name="fairly").check(force=True)
    page.get_by_role("button", name="Keep my stance").click()
    page.goto(server + PATH)
    page.get_by_role("button", name="Keep my stance").wait_for()
    page.get_by_label("My stance").fill("55")
    stance = page.locator(".vc-asking", has=page.get_by_label("My stance"))
    stance.get_by_role("radio", name="very").check(force=True)
    page.get_by_role("button", name="Keep my stance").click()
    page.get_by_text(
        "You have moved 25 points of 100 towards “failure teaches”. You are surer than before."
    ).wait_for()
