"""The handouts, printed for real: both papers, every page, and what is on it in grey."""

import os
import re
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from vicious_cycle import datasets, words
from vicious_cycle.handouts import printing
from vicious_cycle.server.notebooks import steps
from vicious_cycle.views import FailureStreaks, TwoStories, ViciousCycle

DOCUMENTS = list(printing.DOCUMENTS)
SIZES = {"a4": (595, 842), "letter": (612, 792)}  # points
EVERY_PDF = pytest.mark.parametrize(("document", "paper"), [(d, p) for d in DOCUMENTS for p in SIZES])


def run(kit, *arguments, **process):
    return kit.run_command("handouts", *map(str, arguments), **process)


@pytest.fixture(scope="session")
def printed(kit, tmp_path_factory):
    """The folder that the command has written, with a browser."""
    if not printing.find_browser():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no browser here; name one in CHROMIUM")
    folder = tmp_path_factory.mktemp("printed") / "handouts"
    answer = run(kit, folder)
    assert (answer.returncode, answer.stderr) == (0, "")
    return folder


def pages(file):
    """The words on each page of a PDF."""
    found = (normalize("NFKC", page.extract_text()) for page in PdfReader(file).pages)  # without ligatures
    return [" ".join(page.split()) for page in found]


def test_every_document_is_there_for_the_screen_and_for_both_papers(printed):
    assert {file.name for file in printed.iterdir()} == {
        f"{document}{ending}" for document in DOCUMENTS for ending in (".html", "-a4.pdf", "-letter.pdf")
    }


@EVERY_PDF
def test_a_pdf_has_the_size_of_its_paper_and_no_page_is_empty(printed, document, paper):
    file = printed / f"{document}-{paper}.pdf"
    for page in PdfReader(file).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == SIZES[paper]
    found = pages(file)
    assert len(found) == 4 if document == "handout" else 10 <= len(found) <= 40, len(found)
    for number, page in enumerate(found, start=1):
        assert len(page) > 300, number
        assert f"{number} / {len(found)}" in page


@pytest.mark.parametrize("document", DOCUMENTS)
def test_nothing_on_paper_needs_colour(page, printed, document):
    page.goto((printed / f"{document}.html").as_uri())
    used = page.evaluate(
        """() => [...new Set([...document.querySelectorAll("body, body *")].flatMap((each) =>
          ["color", "backgroundColor", "borderTopColor", "borderBottomColor", "fill", "stroke"]
            .map((property) => getComputedStyle(each)[property])))]"""
    )
    shades = [[int(part) for part in re.findall(r"\d+", colour)[:3]] for colour in used if colour != "none"]
    assert [0, 0, 0] in shades
    assert all(len(set(shade)) == 1 for shade in shades), used


@pytest.mark.parametrize("paper", SIZES)
def test_the_handout_asks_what_the_notebooks_ask(printed, paper):
    stance, sort, circle, mine = pages(printed / f"handout-{paper}.pdf")
    assert FailureStreaks().ask().question in stance
    assert all(card["words"] in sort for card in datasets.utterances()[:8])
    assert TwoStories().ask().question in sort
    cycle = ViciousCycle().ask()
    assert cycle.question in circle
    assert all(ending in circle for _, ending in cycle.options)
    assert words.text("stance.question_again") in mine
    result = FailureStreaks().headline
    assert not any(result in page for page in (stance, sort, circle, mine))


@pytest.mark.parametrize("paper", SIZES)
def test_the_guide_holds_every_agenda_the_notes_of_every_step_and_the_results(printed, paper):
    found = " ".join(pages(printed / f"facilitator-guide-{paper}.pdf"))
    said = re.sub(r"\W", "", re.sub(r"\d+ / \d+The Vicious Cycle", "", found))  # however lines were broken
    for minutes, rows in datasets.agendas().items():
        assert f"Agenda: {minutes} minutes" in found
        assert all(re.sub(r"\W", "", row["doing"])[:25] in said for row in rows)
    for file in sorted(datasets.NOTEBOOKS.glob("0*.ipynb")):
        for step in steps(file)[1:]:
            first = re.search(r"<p>(.*?)</p>", step.notes, re.DOTALL)[1]
            assert re.sub(r"\W", "", re.sub(r"<.*?>|&\w+;", "", first))[:40] in said, step.title
    for view in (FailureStreaks(), TwoStories(), ViciousCycle()):
        assert re.sub(r"\W", "", view.headline) in said


def test_the_strip_is_that_of_the_real_run_and_the_rest_of_the_year_is_kept_back(page, printed):
    page.goto((printed / "handout.html").as_uri())
    (seen,) = FailureStreaks().pictures([FailureStreaks().drawn])
    outcomes = [outcome & 1 for outcome in seen.rows["outcome"][0][:14].tolist()]
    begun = page.locator("figure[data-draw=begun] .chart")
    tiles = begun.locator("path").evaluate_all(
        "all => all.map((path) => path.getAttribute('d').match(/M/g).length)"
    )
    assert tiles[:2] == [sum(outcomes), 14 - sum(outcomes)]
    assert begun.locator("circle").count() == 60 - 14
    page.goto((printed / "facilitator-guide.html").as_uri())
    year = page.locator("figure[data-draw=year] .chart")
    assert year.locator("circle").count() == 0
    assert page.locator("figure[data-draw=turning] text").count() >= 14


def test_without_a_browser_the_pages_are_written_and_it_is_said_how_to_print_them(kit, tmp_path, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    answer = run(kit, tmp_path)
    assert answer.returncode == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["facilitator-guide.html", "handout.html"]
    assert "open the HTML files in any browser" in answer.stdout


def test_a_browser_that_fails_leaves_no_half_printed_file(tmp_path, monkeypatch):
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(broken))
    monkeypatch.setattr(printing, "DOCUMENTS", {"handout": lambda paper=None: "<p>short</p>"})
    written, trouble = printing.write(tmp_path / "out")
    assert written == ["handout.html"]
    assert "broken could not print handout-a4.pdf" in trouble


def test_what_is_there_already_is_not_written_over_unless_it_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    monkeypatch.setattr(printing, "DOCUMENTS", {"handout": lambda paper=None: "<p>new</p>"})
    mine = tmp_path / "handout-a4.pdf"
    mine.write_text("mine")
    with pytest.raises(printing.HandoutError, match=r"There is a handout-a4\.pdf"):
        printing.write(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["handout-a4.pdf"]
    printing.write(tmp_path, replace=True)
    assert (tmp_path / "handout.html").read_text() == "<p>new</p>"


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("file", "is a file"),
        ("missing/below", "There is no folder"),
        ("/proc/handouts", r"could not be written|may be written"),
    ],
)
def test_a_folder_that_cannot_take_them_is_refused_in_one_sentence_and_nothing_changes(
    tmp_path, monkeypatch, where, reason
):
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(printing.HandoutError, match=reason) as refusal:
        printing.write(tmp_path / where)
    assert "\n" not in str(refusal.value)
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "mine"
