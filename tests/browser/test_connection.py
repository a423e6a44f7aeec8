"""What a person sees when the kernel, the server or the network is gone, and while all places are taken."""

import pytest
from hands import SIZES, at_rest

NOTEBOOK = "voila/render/01_failure_streaks.ipynb"
LEVERS = "crowd=pupil&streak_length=6"


def banner(page, words):
    page.get_by_role("alert").filter(has_text=words).wait_for()


def banner_is_gone(page):
    page.wait_for_function("() => !document.querySelector('.connection:not([hidden])')")


def begun_again(page):
    """The page has been loaded anew, with the levers that it had."""
    page.get_by_role("button", name="Start again").click()
    page.locator("html:not(.starting)").wait_for()
    assert "streak_length=6" in page.url
    lever = page.locator(".vc-free input[name=streak_length]").first
    lever.wait_for()
    assert lever.input_value() == "6"


def test_trouble_is_told_mended_and_leads_on_with_the_levers_kept(page, kit, axe):
    port = str(kit.free_port())
    with kit.running(port=port) as (address, process):
        page.goto(f"{address}/{NOTEBOOK}?{LEVERS}")
        page.locator(".vc-free .vc-chart path").first.wait_for(state="attached")

        page.context.set_offline(True)
        banner(page, "interrupted")
        page.context.set_offline(False)
        banner_is_gone(page)
        free = page.locator(".vc-free").first
        free.locator("input[name=pace]").press("ArrowRight")
        at_rest(free)  # the kernel has answered, the same one as before

        (kernel,) = kit.kernels(process)
        kernel.kill()
        banner(page, "has ended")
        assert axe(page) == []
        begun_again(page)
    banner(page, "interrupted")
    with kit.running(port=port):
        banner(page, "has ended")
        begun_again(page)
        page.close()
    page.errors.clear()  # the browser reports each try in vain


def test_a_page_that_stays_open_asks_no_oftener_whether_it_is_heard(page, server):
    asked = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda sent: asked.append(sent)))
    page.goto(f"{server}/{NOTEBOOK}")
    page.locator("html:not(.starting)").wait_for()
    page.wait_for_timeout(6000)  # longer than an answer may take: what was asked has been judged by then
    asked.clear()
    page.wait_for_timeout(6000)
    assert 3 <= asked.count("here?") <= 7


@pytest.mark.parametrize("viewport", [(390, 844)])
def test_who_waits_sees_the_line_and_is_let_in_by_itself(browser, page, kit, axe, overflow):
    with kit.running("--visitors", "1") as (address, _):
        first = browser.new_context().new_page()
        first.goto(f"{address}/{NOTEBOOK}")
        first.locator("html:not(.starting)").wait_for()
        page.goto(f"{address}/{NOTEBOOK}?{LEVERS}")
        page.get_by_role("heading", name="All places are taken just now").wait_for()
        assert page.get_by_role("status").inner_text() == "You are the next to be let in."
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert overflow(page) <= 0
        assert axe(page) == []
        first.context.close()
        page.locator(".vc-free .vc-chart path").first.wait_for(state="attached")
        assert LEVERS in page.url
        page.close()
    page.errors.clear()  # the browser reports the 503 itself
