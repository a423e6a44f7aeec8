import re

import pytest


@pytest.fixture(scope="module")
def workshop(kit, tmp_path_factory):
    """Address of a server of three notebooks, one for the facilitator, written in no order."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name, title in (
        ("90_facilitator", "Run it"),
        ("02_second", "Why *did* it happen?"),
        ("01_first", "One"),
    ):
        kit.write_notebook(
            folder / f"{name}.ipynb", ("prose", f"# {title}\n\nThe question of {name}.\n\n## More")
        )
    with kit.running("--notebooks", str(folder)) as (address, _):
        yield address


def test_the_notebooks_stand_in_order_with_title_and_question(page, workshop):
    page.goto(workshop)
    assert page.locator(".notebooks .title").all_inner_texts() == ["One", "Why did it happen?", "Run it"]
    assert page.get_by_text("The question of 02_second.").is_visible()
    assert page.get_by_role("heading", level=1).inner_text() == "The Vicious Cycle"


def test_every_notebook_of_the_kit_says_how_long_it_takes(page, server):
    page.goto(server)
    entries = page.locator(".notebooks li")
    times = entries.locator(".minutes").all_inner_texts()
    assert len(times) == entries.count()
    assert all(re.fullmatch(r"\d+–\d+ minutes", time) for time in times)


def test_the_page_takes_no_side_and_says_that_nothing_leaves(page, workshop):
    page.goto(workshop)
    assert page.get_by_text("take neither side").is_visible()
    assert page.get_by_text("nothing you do here leaves it").is_visible()


def test_the_kit_s_own_notebooks_are_all_listed(page, server):
    page.goto(server)
    links = page.get_by_role("main").get_by_role("link")
    assert links.count() >= 1
    for address in links.evaluate_all("links => links.map((link) => link.getAttribute('href'))"):
        assert address.startswith("/voila/render/")


@pytest.mark.parametrize("viewport", [(360, 740), (390, 844), (1366, 768), (1920, 1080)])
def test_the_landing_page_is_accessible_and_fits_the_window(page, workshop, axe, overflow):
    page.goto(workshop)
    assert overflow(page) <= 0
    assert axe(page) == []


def test_a_notebook_opens_and_leads_on_and_home_by_keyboard_alone(page, workshop):
    page.goto(workshop)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/01_first.ipynb")
    page.get_by_role("link", name="Next: Why did it happen?").first.press("Enter")
    page.wait_for_url("**/02_second.ipynb")
    page.get_by_role("link", name="Previous: One").press("Enter")
    page.wait_for_url("**/01_first.ipynb")
    page.get_by_role("link", name="All notebooks").press("Enter")
    page.wait_for_url(f"{workshop}/")


def test_a_page_that_is_not_there_says_so_kindly_and_leads_back(page, workshop, axe):
    answer = page.goto(f"{workshop}/nowhere")
    assert answer.status == 404
    page.errors.clear()  # the browser itself reports the 404
    assert axe(page) == []
    page.get_by_role("link", name="All notebooks").click()
    page.wait_for_url(f"{workshop}/")
