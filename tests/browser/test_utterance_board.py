"""The board of utterances, used as a teacher uses it: by mouse, finger and keyboard."""

import re

import pytest
from hands import SIZES, scrolled, swipe

from vicious_cycle import datasets

CARDS = datasets.utterances()
HERE, THERE = "inside lasting yes", "outside passing no"


@pytest.fixture(scope="module")
def notebook(kit, tmp_path_factory):
    """Address of a notebook with a board between words."""
    folder = tmp_path_factory.mktemp("notebooks")
    call = "from vicious_cycle.views import UtteranceBoard\n\nUtteranceBoard()"
    kit.write_notebook(
        folder / "02_board.ipynb",
        *[("prose", "# Why?\n\nWords."), ("prose", "## Sort"), ("code", call), ("prose", "## Talk\n\nMore.")],
    )
    with kit.running("--notebooks", str(folder)) as (address, _):
        yield f"{address}/voila/render/02_board.ipynb"


@pytest.fixture
def board(page, notebook):
    page.goto(notebook)
    card(page).wait_for()
    return page.locator(".vc-board")


def card(page):
    return page.locator(".vc-card")


def field(page, place):
    return page.locator(f".vc-field[data-place='{place}']")


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def kits_place(utterance):
    return " ".join(utterance[name] for name in ("locus", "stability", "control"))


def assert_placed(page, place, utterance=CARDS[0]):
    """The card stands on one field, the kit's field is outlined, and all is explained."""
    page.get_by_text(utterance["because"]).wait_for()
    assert page.locator(".vc-mine").evaluate_all("all => all.map((each) => each.dataset.place)") == [place]
    assert page.locator(".vc-kits").get_attribute("data-place") == kits_place(utterance)
    assert page.locator(".vc-compared li").count() == 3
    assert page.locator("h3:focus").inner_text() == page.locator(".vc-feedback h3").inner_text()


def place_all(page, number=8):
    for n in range(number):
        page.get_by_text(f"Card {n + 1} of 8").wait_for()
        field(page, kits_place(CARDS[n])).click()
        page.locator(".vc-feedback .vc-main").click()


def test_a_card_is_placed_by_dragging_it_with_the_mouse(page, board):
    page.mouse.move(*middle(card(page)))
    page.mouse.down()
    page.mouse.move(*middle(field(page, HERE)), steps=4)
    assert page.locator(".vc-under").get_attribute("data-place") == HERE
    page.mouse.move(*middle(field(page, THERE)), steps=4)
    assert page.locator(".vc-under").get_attribute("data-place") == THERE
    page.mouse.up()
    assert_placed(page, THERE)
    assert page.locator(".vc-under").count() == 0


def test_a_card_dropped_beside_the_board_goes_back(page, board):
    before = card(page).bounding_box()
    page.mouse.move(*middle(card(page)))
    page.mouse.down()
    page.mouse.move(*middle(field(page, HERE)), steps=4)
    page.mouse.move(30, 60, steps=4)
    page.mouse.up()
    page.wait_for_timeout(400)
    assert card(page).bounding_box() == before
    assert page.locator(".vc-mine, .vc-under").count() == 0
    assert page.get_by_text("Drag by the dots").is_visible()


@pytest.mark.parametrize("touch", [True])
@pytest.mark.parametrize("viewport", [(390, 844)], ids=str)
def test_a_finger_drags_the_card_by_its_dots_and_scrolls_the_page_elsewhere(page, board, touch, viewport):
    x, y = middle(card(page).locator("blockquote"))
    swipe(page, (x, y), (x, y - 150))
    assert scrolled(page) > 50
    assert page.locator(".vc-mine").count() == 0
    card(page).evaluate("e => e.scrollIntoView()")
    before = scrolled(page)
    swipe(page, middle(page.locator(".vc-card-grip")), middle(field(page, HERE)))
    assert_placed(page, HERE)
    assert scrolled(page) == before


@pytest.mark.parametrize("touch", [True])
@pytest.mark.parametrize("viewport", [(390, 844)], ids=str)
def test_a_tap_on_a_field_places_the_card(page, board, touch, viewport):
    card(page).evaluate("e => e.scrollIntoView()")
    page.touchscreen.tap(*middle(field(page, THERE)))
    assert_placed(page, THERE)


def test_all_is_done_by_keyboard_alone(page, board):
    first = board.get_by_role("button", name="in the pupil, still there next time, someone can change it")
    for _ in range(30):
        page.keyboard.press("Tab")
        if first.evaluate("e => e === document.activeElement"):
            break
    for key in ("ArrowLeft", "ArrowUp"):  # the board ends there
        page.keyboard.press(key)
        assert page.locator(":focus").get_attribute("data-place") == HERE
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    assert page.locator(":focus").get_attribute("data-place") == THERE
    page.keyboard.press("Enter")
    assert_placed(page, THERE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(":focus").inner_text() == "Card 2 of 8"
    page.keyboard.press("Tab")
    page.keyboard.press(" ")
    assert_placed(page, HERE, CARDS[1])


@pytest.mark.parametrize("viewport", SIZES, ids=str)
def test_placing_a_card_leaves_the_page_where_it_is(page, board, viewport):
    card(page).evaluate("e => e.scrollIntoView()")
    before = page.evaluate("scrollY"), board.bounding_box()
    field(page, HERE).click()
    assert_placed(page, HERE)
    assert (page.evaluate("scrollY"), board.bounding_box()) == before


def test_the_first_answer_counts(page, board):
    field(page, HERE).click()
    assert_placed(page, HERE)
    field(page, THERE).click(
        force=True
    )  # it says that it is disabled, and is; a person can press all the same
    page.get_by_role("status").get_by_text("the first answer counts").wait_for()
    page.mouse.move(*middle(card(page)))
    page.mouse.down()
    page.mouse.move(*middle(field(page, THERE)), steps=4)
    page.mouse.up()
    assert page.locator(".vc-mine").evaluate_all("all => all.map((each) => each.dataset.place)") == [HERE]


def test_where_careful_readers_differ_the_page_says_so_and_why(page, board):
    number = next(n for n, utterance in enumerate(CARDS) if "control" in utterance["differ"].split())
    utterance = CARDS[number]
    place_all(page, number)
    other = {"yes": "no", "no": "yes"}[utterance["control"]]
    field(page, f"{utterance['locus']} {utterance['stability']} {other}").click()
    page.get_by_text("Careful readers differ here: both can be argued.").wait_for()
    assert page.get_by_text(utterance["differ_because"]).is_visible()
    assert page.get_by_role("heading", name="where careful readers differ too").is_visible()


def test_what_was_placed_survives_a_reload_and_the_deck_can_be_started_again(page, board):
    place_all(page, 3)
    page.reload()
    page.get_by_text("Card 4 of 8").wait_for()
    assert sorted(page.locator(".vc-mark").all_text_contents()) == [f" your card {n}" for n in (1, 2, 3)]
    page.get_by_role("button", name="Start this deck again").click()
    page.get_by_text("Card 1 of 8").wait_for()
    assert page.locator(".vc-mark").count() == 0
    page.reload()
    page.get_by_text("Card 1 of 8").wait_for()


@pytest.mark.parametrize("viewport", SIZES, ids=str)
def test_the_page_is_accessible_and_fits_from_the_first_card_to_the_next_eight(
    page, board, axe, overflow, viewport
):
    def assert_fits():
        assert overflow(page) <= 0
        assert axe(page) == []
        for each in page.locator(".vc button:visible").all():
            box = each.bounding_box()
            assert min(box["width"], box["height"]) >= 44, each.inner_text()
            assert each.evaluate("e => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight")

    assert_fits()
    field(page, THERE).click()
    assert_placed(page, THERE)
    assert_fits()
    page.get_by_role("button", name="Start this deck again").click()
    place_all(page)
    page.get_by_role("heading", name="All eight are placed").wait_for()
    page.get_by_text("Inside or outside: you and the kit agree on 8 of 8.").wait_for()
    assert page.locator(".vc-summary p").count() == 3
    assert page.locator("tbody tr").count() == 8
    assert_fits()
    page.reload()  # the whole deck comes back, and its summary from the kernel
    page.get_by_text(re.compile("Can it be changed: .* 8 of 8")).wait_for()
    page.get_by_role("button", name="Eight more").click()
    page.get_by_text(CARDS[8]["words"]).wait_for()
    assert page.locator("h3:focus").inner_text() == "Card 1 of 8"
    field(page, HERE).click()
    assert_placed(page, HERE, CARDS[8])
    page.reload()  # in the second deck, too
    page.get_by_text("Card 2 of 8").wait_for()
    assert page.get_by_text(CARDS[9]["words"]).is_visible()
