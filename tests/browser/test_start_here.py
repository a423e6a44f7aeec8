"""The first notebook: a stance that is kept, asked again in another notebook, and the way through."""

import re

import pytest

AGAIN = "from vicious_cycle.views import Stance\n\nStance(again=True)"


@pytest.fixture(scope="module")
def workshop(kit, tmp_path_factory):
    """Address of a server of the first notebook, and of one that asks again."""
    folder = tmp_path_factory.mktemp("notebooks")
    code = "from vicious_cycle.views import Stance, WorkshopMap\n\n"
    kit.write_notebook(
        folder / "00_first.ipynb",
        ("prose", "# Start"),
        ("code", f"{code}Stance()"),
        ("code", "WorkshopMap()"),
    )
    kit.write_notebook(folder / "07_last.ipynb", ("prose", "# End"), ("code", AGAIN))
    with kit.running("--notebooks", str(folder)) as (address, _):
        yield f"{address}/voila/render"


def keep(page, where, guess, sure):
    page.goto(where)
    keep_button = page.get_by_role("button", name="Keep my stance")
    keep_button.wait_for()
    assert keep_button.is_disabled()
    page.get_by_label("My stance").fill(str(guess))
    page.get_by_role("radio", name=sure).check(force=True)
    keep_button.click()
    page.get_by_text("You said:").wait_for()


def test_the_stance_from_the_beginning_is_compared_at_the_end(page, workshop, axe):
    keep(page, f"{workshop}/00_first.ipynb", 20, "very")
    assert page.get_by_text("You said: “mostly harms”. You were very sure.").is_visible()
    keep(page, f"{workshop}/07_last.ipynb", 65, "a hunch")
    page.get_by_text(
        "You have moved 45 points of 100 towards “failure teaches”. You are less sure"
    ).wait_for()
    marks = page.locator(".vc-chart path")
    assert marks.count() == 2
    assert page.locator(".vc-chart text").all_text_contents() == [
        "failure harms", "failure teaches", "now", "at the beginning",
    ]  # fmt: skip
    assert axe(page) == []


def test_a_stance_survives_a_reload_and_another_tab_and_can_be_forgotten(page, workshop):
    keep(page, f"{workshop}/00_first.ipynb", 80, "fairly")
    page.reload()
    page.get_by_text("You said: “mostly teaches”. You were fairly sure.").wait_for()
    tab = page.context.new_page()
    tab.goto(f"{workshop}/00_first.ipynb")
    tab.get_by_text("You said: “mostly teaches”.").wait_for()
    tab.get_by_role("button", name="Forget it").click()
    tab.get_by_text("This browser has forgotten what you said.").wait_for()
    keep(page, f"{workshop}/07_last.ipynb", 50, "fairly")
    page.get_by_text("This browser knows no stance of yours").wait_for()


def test_a_stance_is_said_anew_only_when_asked_for(page, workshop):
    keep(page, f"{workshop}/00_first.ipynb", 80, "fairly")
    assert page.get_by_label("My stance").is_hidden()
    page.get_by_role("button", name="Say it anew").click()
    assert page.get_by_label("My stance").input_value() == "80"
    assert page.get_by_role("button", name="Keep my stance").is_disabled()


def test_a_browser_s_memory_that_was_tampered_with_is_not_believed(page, workshop):
    page.goto(f"{workshop}/00_first.ipynb")
    for value in ('{"guess": 1e9, "sure": 1}', '{"guess": "<b>", "sure": 7}', "{", "null"):
        page.evaluate("(value) => localStorage.setItem('vicious-cycle#stance', value)", value)
        page.reload()
        page.get_by_role("button", name="Keep my stance").wait_for()
    keep(page, f"{workshop}/07_last.ipynb", 50, "fairly")
    page.get_by_text("This browser knows no stance of yours").wait_for()


def test_the_way_leads_to_every_notebook_with_its_time(page, server):
    page.goto(f"{server}/voila/render/00_start_here.ipynb")
    way = page.locator(".vc-way")
    way.wait_for()
    times = way.locator(".vc-time").all_inner_texts()
    assert all(re.fullmatch(r"\d+–\d+ minutes", time) for time in times)
    links = way.get_by_role("link")
    assert links.count() == len(times)
    for link in links.all():
        assert page.request.head(link.evaluate("e => e.href")).status in (200, 405)
    links.nth(1).click()
    page.wait_for_url("**/01_failure_streaks.ipynb")
