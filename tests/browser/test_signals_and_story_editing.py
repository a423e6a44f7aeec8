"""The sixth notebook in a real browser: hear a signal, choose a reply, then a new story for a class."""

import re

import pytest
from hands import at_rest, drawn, says, sentence, slide

PATH = "/voila/render/06_signals_and_story_editing.ipynb"


@pytest.fixture
def opened(page, server):
    """The notebook as it opens, with its first card."""
    page.goto(server + PATH)
    page.get_by_role("heading", name="Card 1 of 6").wait_for()
    page.get_by_role("button", name="Commit my prediction").wait_for()
    page.evaluate("sessionStorage.setItem(location.pathname + '#played story_editing', 'true')")
    return page


def still_trying(page):
    """What the account says of June: after such replies, and if nobody answers."""
    said = page.locator(".vc-account .vc-said").inner_text()
    return [
        int(n)
        for n in re.search(r"In June (\d+) of 100 still try \(if nobody answers: (\d+)\)", said).groups()
    ]


def test_a_card_is_heard_and_answered_by_keyboard_and_stays_answered(opened, axe, overflow):
    page = opened
    assert page.locator(".vc-reply").count() == 0
    page.get_by_role("button", name="A failure is put down to ability").press("Enter")
    page.get_by_text("You and the kit hear the same").wait_for()
    assert page.evaluate("document.activeElement.textContent").startswith("You and the kit hear the same")
    page.get_by_role("button", name="Then you’ll have to practise more at home.").press("Space")
    mine = page.locator("article.vc-reply.vc-mine")
    mine.wait_for()
    assert "invites: effort" in mine.inner_text()
    assert "small sample · Dweck 1975" in mine.inner_text()
    assert page.locator("article.vc-reply").count() == 4
    after, nobody = still_trying(page)
    assert after < nobody
    chart = page.locator(".vc-account .vc-chart")
    assert chart.get_by_text(f"{after} still try").count() == 1
    assert "nobody answers" in chart.get_attribute("aria-label")
    assert axe(page) == []
    assert overflow(page) <= 0
    page.reload()
    page.get_by_role("heading", name="Card 2 of 6").wait_for()  # the first has been answered


@pytest.mark.parametrize(("viewport", "touch"), [((390, 844), True)])
def test_a_deck_is_answered_by_finger_and_summed_up(opened, axe, overflow):
    page = opened
    for card in range(1, 7):
        page.get_by_role("heading", name=f"Card {card} of 6").wait_for()
        page.locator(".vc-answers button").nth(card % 6).tap()
        page.locator("button.vc-reply").first.tap()
        page.get_by_role("button", name="See all six" if card == 6 else "Next card").tap()
    summary = page.locator(".vc-summary")
    summary.get_by_text("of 600 such pupils still try in June").wait_for()
    trying = [int(n) for n in summary.locator("tbody td:nth-of-type(5)").all_inner_texts()]
    assert len(trying) == 6
    assert f"{sum(trying)} of 600" in summary.inner_text()
    assert overflow(page) <= 0
    assert axe(page) == []
    page.get_by_role("button", name="Six more").tap()
    page.get_by_role("heading", name="Card 1 of 6").wait_for()
    assert page.locator(".vc-reply:visible").count() == 0


def test_a_number_is_predicted_and_the_class_shows_how_far_off_it_was(opened, axe):
    page = opened
    page.get_by_label("My prediction").fill("45")
    page.get_by_role("radio", name="fairly").check(force=True)
    page.get_by_role("button", name="Commit my prediction").click()
    year = page.locator(".vc-grid:not(.vc-free)")
    year.locator(".vc-headline").wait_for()
    at_rest(year)
    ahead = int(re.match(r"(\d+) of 100 pupils", sentence(year))[1])
    assert year.locator(".vc-off-by").inner_text() == f"You were {45 - ahead} of 100 too hopeful."
    assert year.get_by_text("you: 45").count() == 1
    assert year.get_by_text(f"{ahead} clearly ahead").count() == 1
    year.get_by_role("button", name="Table").click()
    assert year.locator("tbody tr").last.locator("td").first.inner_text() == str(ahead)
    assert axe(page) == []


def test_the_dose_follows_the_thumb_says_when_it_leaves_the_evidence_and_a_link_restores_it(page, server):
    page.goto(f"{server}{PATH}?seed=5")
    play = page.locator(".vc-free")
    play.locator(".vc-headline").wait_for()
    at_rest(play)
    page.wait_for_timeout(1000)
    dose = play.locator(".vc-lever", has=page.get_by_label("Dose of the new story"))
    assert dose.locator(".vc-value").inner_text() == "1 × as studied"
    seen = set()
    for share in (0, 0.1, 0.3, 0.6, 1):
        slide(play, "Dose of the new story", share)
        seen.add(drawn(play))
    assert len(seen) == 5
    assert dose.locator(".vc-value").inner_text() == "5 ×, beyond the evidence"
    assert "vc-beyond" in dose.get_attribute("class")
    assert "Beyond the evidence: nobody has studied such a dose." in sentence(play)
    moving = sentence(play)
    play.get_by_label("Dose of the new story").dispatch_event("change")
    at_rest(play)
    assert sentence(play) == moving
    address = page.url
    assert "story_dose=1" in address
    page.goto("about:blank")
    page.goto(address)
    says(play, moving)
