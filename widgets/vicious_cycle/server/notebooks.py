"""What the pages say of each notebook and its steps, read from the notebook itself."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from nbconvert.filters import markdown2html

FIRST_FOR_FACILITATOR = 90


@dataclass(frozen=True)
class Notebook:
    """A notebook as the pages name it.

    Attributes:
        name: its file. number: the one its name begins with. title: its first heading. question: the first
            paragraph after that, may be empty. minutes: how long it takes, (least, most), if it says so.
    """

    name: str
    number: int | None
    title: str
    question: str
    minutes: tuple[int, int] | None

    @property
    def for_facilitator(self) -> bool:
        """Whether it is for the person who leads the workshop, not for those who take part."""
        return self.number is not None and self.number >= FIRST_FOR_FACILITATOR


@dataclass(frozen=True)
class Step:
    """What present mode shows on one screen: from one heading to the next, without the background after it.

    Attributes:
        anchor: the id of its heading on the page. title: the heading. minutes: planned, (least, most).
        notes: what the speaker has been told about it, as HTML.
    """

    anchor: str
    title: str
    minutes: tuple[int, int]
    notes: str


def steps(file: Path) -> list[Step]:
    """The steps of a notebook: its title, then each section whose heading is followed by speaker notes."""
    return list(_steps(file, file.stat().st_mtime_ns))


@lru_cache(maxsize=128)
def _steps(file: Path, changed: int) -> list[Step]:
    """Read them; `changed` is there so that the cache notices a newer file."""
    cells = _contents(file).cells
    found = []
    for cell, following in pairwise([*cells, None]):
        noted = following is not None and is_notes(following)
        if cell.cell_type != "markdown" or is_notes(cell) or (found and not noted):
            continue
        heading = rendered(cell.source).find(["h1", "h2"])
        minutes = _minutes(following.metadata) if noted else None
        if heading:
            notes = markdown2html(following.source) if noted else ""
            found.append(Step(heading.get("id", ""), _words(heading), minutes or (0, 0), notes))
    return found


def is_notes(cell) -> bool:
    """Whether a cell holds speaker notes, which stand on no page but the speaker's."""
    return "notes" in cell.metadata.get("tags", [])


def in_folder(folder: Path) -> list[Notebook]:
    """The notebooks directly in a folder, in the order of their file names; hidden files are left out."""
    files = sorted(file for file in folder.glob("*.ipynb") if not file.name.startswith("."))
    return [_read(file, file.stat().st_mtime_ns) for file in files]


@lru_cache(maxsize=128)
def _read(file: Path, changed: int) -> Notebook:
    """Read one notebook; `changed` is there so that the cache notices a newer file."""
    notebook = _contents(file)
    prose = (cell.source for cell in notebook.cells if cell.cell_type == "markdown" and not is_notes(cell))
    page = rendered("\n\n".join(prose))
    heading = page.find(["h1", "h2", "h3"])
    following = heading.find_next(["h1", "h2", "h3", "p"]) if heading else None
    number = re.match(r"\d+", file.stem)
    return Notebook(
        name=file.name,
        number=int(number.group()) if number else None,
        title=_words(heading) or file.stem.replace("_", " "),
        question=_words(following) if following and following.name == "p" else "",
        minutes=_minutes(notebook.metadata),
    )


def _contents(file: Path):
    try:
        return nbformat.read(file, as_version=4)
    except Exception:  # nbformat raises many kinds; a broken file still stands in the list, by its file name
        return nbformat.v4.new_notebook()


def rendered(markdown: str) -> BeautifulSoup:
    """Prose as it stands on a page, without the links to its headings."""
    page = BeautifulSoup(markdown2html(markdown), "html.parser")
    for link in page.select("a.anchor-link"):
        link.decompose()
    return page


def _words(element) -> str:
    """The text of an HTML element on one line; empty where there is none."""
    return " ".join(element.get_text().split()) if element else ""


def _minutes(metadata) -> tuple[int, int] | None:
    """How long a notebook says that it takes; what anyone may write is not trusted to be there."""
    match metadata.get("vicious_cycle"):
        case {"minutes": [int(least), int(most)]}:
            return least, most
    return None
