"""What the pages say of each notebook, read from the notebook itself."""

import re
from dataclasses import dataclass
from functools import lru_cache
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


def in_folder(folder: Path) -> list[Notebook]:
    """The notebooks directly in a folder, in the order of their file names; hidden files are left out."""
    files = sorted(file for file in folder.glob("*.ipynb") if not file.name.startswith("."))
    return [_read(file, file.stat().st_mtime_ns) for file in files]


@lru_cache(maxsize=128)
def _read(file: Path, changed: int) -> Notebook:
    """Read one notebook; `changed` is there so that the cache notices a newer file."""
    try:
        notebook = nbformat.read(file, as_version=4)
    except Exception:  # nbformat raises many kinds; a broken file still stands in the list, by its file name
        notebook = nbformat.v4.new_notebook()
    prose = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    page = BeautifulSoup(markdown2html(prose), "html.parser")
    for link in page.select("a.anchor-link"):
        link.decompose()
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


def _words(element) -> str:
    """The text of an HTML element on one line; empty where there is none."""
    return " ".join(element.get_text().split()) if element else ""


def _minutes(metadata) -> tuple[int, int] | None:
    """How long a notebook says that it takes; what anyone may write is not trusted to be there."""
    match metadata.get("vicious_cycle"):
        case {"minutes": [int(least), int(most)]}:
            return least, most
    return None
