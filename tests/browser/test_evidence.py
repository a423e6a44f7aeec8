"""Notebook 08 in a real browser: the patterns, real curves, published effects, what the answers depend on."""

import re

import pytest
from hands import at_rest, sentence, slide

PATH = "/voila/render/08_evidence.ipynb"
LINK = "?effects.status=contested&streaks.source=mixed_test&sensitivity.outcome=failure_teaches"


def test_a_prediction_stays_beside_the_score_once_every_pattern_is_uncovered(page, server):
    page.emulate_media(reduced_motion="reduce")
    page.goto(server + PATH)
    asked, patterns = page.locator(".vc").nth(0), page.locator(".vc").nth(1)
    asked.get_by_role("slider").first.fill("5")
    asked.get_by_label("fairly").check(force=True)
    assert patterns.locator(".vc-pattern:visible").count() == 0
    asked.get_by_role("button", name="Commit my prediction").click()
    patterns.locator(".vc-headline:visible").wait_for()
    met = int(re.search(r"shows (\d+) of the", patterns.locator(".vc-headline").inner_text())[1])
    patterns.get_by_text(f"You said 5, {met - 5} fewer than came out.").wait_for()
    assert "you: 5" in patterns.locator(".vc-chart").text_content()
    assert patterns.locator(".vc-pattern-verdict:visible").count() == 13
    patterns.get_by_role("slider").fill("3")
    page.wait_for_function(
        "(view) => view.querySelectorAll('.vc-pattern-verdict:not([hidden])').length === 3",
        arg=patterns.element_handle(),
    )
    patterns.locator("summary").first.press("Enter")
    patterns.get_by_text("still trying at the end after streaks").wait_for()


@pytest.fixture
def opened(page, server):
    """The page as a link restores it: effects, curves with their levers, and what answers depend on."""
    page.goto(server + PATH + LINK)
    effects = page.locator(".vc:has(.vc-themes)")
    streaks = page.locator(".vc:has(label:text('Which pupils'))")
    depends = page.locator(".vc:has(label:text('Which answer of the model'))")
    effects.locator(".vc-contested").first.wait_for()
    streaks.locator(".vc-headline:visible").wait_for()
    at_rest(streaks.locator(".vc-free"))
    return effects, streaks, depends


def test_a_link_restores_filters_curves_and_the_answer_and_everything_works_from_there(page, opened):
    effects, streaks, depends = opened
    cards = effects.locator(".vc-effect:visible")
    assert cards.count() == effects.locator(".vc-contested:visible").count() > 4
    for card in cards.all():
        assert "Against it:" in card.inner_text()
    assert "Yet nobody met the questions in this order" in sentence(streaks)
    assert "early failures" in depends.locator(".vc-headline").inner_text()

    effects.get_by_label("How well it is known").select_option("all")
    effects.get_by_label("What it is about").focus()
    page.keyboard.type("story e")
    effects.get_by_text(re.compile("The middle one of these 3 published effects")).first.wait_for()
    assert "effects.theme=story_editing" in page.url
    assert "streaks.source=mixed_test" in page.url
    effects.get_by_role("button", name="Table").click()
    assert effects.get_by_role("row").count() == effects.locator(".vc-effect").count() + 1

    before = streaks.locator(".vc-said:visible").inner_text()
    slide(streaks, "How able they are", 1.0)
    page.wait_for_function(
        "([view, before]) => view.querySelector('.vc-said').innerText !== before",
        arg=[streaks.element_handle(), before],
    )
    streaks.get_by_label("How able they are").dispatch_event("change")
    at_rest(streaks.locator(".vc-free"))
    streaks.get_by_role("button", name="Pupils just differ").click()
    at_rest(streaks.locator(".vc-free"))
    assert streaks.get_by_label("How strong the loop is").input_value() == "0"
    streaks.get_by_label("control").uncheck(force=True)
    page.wait_for_timeout(200)
    assert "in random order" not in streaks.locator(".vc-chart").text_content()
    streaks.get_by_label("Which pupils").select_option("grades_maths")
    streaks.get_by_text(re.compile("Who never failed a class ends with")).first.wait_for()

    depends.get_by_label("Which answer of the model").select_option("story_gain")
    depends.get_by_text(re.compile("the gain by a new story in SD is")).first.wait_for()

    page.get_by_role("button", name="Compute the figures again").click()
    page.get_by_text(
        re.compile(r"\d+ figures were computed again from the pupils’ own data")
    ).first.wait_for()
