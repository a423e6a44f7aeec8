"""The two handouts as HTML pages. Pictures and numbers come from the same runs as those of the notebooks."""

import json
from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader

from vicious_cycle import datasets, words
from vicious_cycle.server import notebooks
from vicious_cycle.views import FailureStreaks, Stance, TwoStories, ViciousCycle
from vicious_cycle.views.agenda import clock_time, running_times
from vicious_cycle.views.base import page_code
from vicious_cycle.views.utterance_board import DECK
from vicious_cycle.views.year import LAST

HERE = Path(__file__).parent
GUIDE = "90_facilitator.ipynb"
PAPERS = {"a4": "A4", "letter": "letter"}


def handout(paper: str | None = None) -> str:
    """What each participant gets; `paper` ("a4" or "letter") sets the size, else the browser asks for it."""
    return _page("handout.html", paper)


def facilitator_guide(paper: str | None = None) -> str:
    """Agendas, script, notes of every step, and the results to be read out where there is no screen."""
    return _page(
        "guide.html",
        paper,
        parts=_guide_parts(),
        agendas=[_agenda(minutes, rows) for minutes, rows in datasets.agendas().items()],
        scripts=[(each.title, each.minutes, steps) for each, steps in _noted()],
        readings=[_reading(each) for each in datasets.utterances()[:DECK]],
    )


def _page(template: str, paper: str | None, **content) -> str:
    environment = Environment(loader=FileSystemLoader(HERE / "template"), autoescape=True, trim_blocks=True)
    year, stories, cycle = FailureStreaks(), TwoStories(), ViciousCycle()
    return environment.get_template(template).render(
        words=words.section("handouts"),
        asked={"stance": Stance(), "year": year.ask(), "stories": stories.ask(), "cycle": cycle.ask()},
        sure=words.section("prediction")["confidences"],
        cards=datasets.utterances()[:DECK],
        board=words.section("utterance_board"),
        results={view.SECTION: view for view in (year, stories, cycle)},
        data=json.dumps(_drawn(year, stories, cycle)).replace("<", "\\u003c"),
        style=(HERE / "print.css").read_text("utf-8"),
        script=page_code("drawing.js", "year.js", "loop.js", "../handouts/sheets.js"),
        size=PAPERS[paper] if paper else "auto",
        **content,
    )  # fmt: skip


def _drawn(year, stories, cycle) -> dict:
    """What the page draws: outcomes with and without the streak, efforts, and flows of the loop."""
    (seen,) = year.pictures([year.drawn])
    (told,) = stories.pictures([stories.drawn])
    (turning,) = cycle.pictures([cycle.drawn])
    return {
        "streak": {
            "outcomes": seen.rows["outcome"][0].tolist(),
            "without": seen.rows["ghost_outcome"][0].tolist(),
            "start": year.streak_start,
            "length": year.streak_length,
            "last": LAST,
            "name": year.name,
        },
        "effort": {
            "lines": [told.rows[prefix + "effort"][0].tolist() for prefix in ("", "other_")],
            "names": [told.facts[name] for name in ("name", "other")],
        },
        "loop": {"arrows": cycle.arrows, "flows": turning.rows["flows"][:, -1].tolist()},
        "words": {
            name: words.section(name)
            for name in ("common", "failure_streaks", "two_stories", "vicious_cycle")
        },
        "handouts": words.section("handouts"),
    }


def _agenda(minutes, rows) -> dict:
    titles = {each["name"].removesuffix(".ipynb"): each["title"] for each in datasets.notebooks()}
    begins = running_times(rows, minutes)
    steps, before = [], ""
    for row, begin in zip(rows, begins, strict=True):
        chapter = "" if row["notebook"] == before else titles.get(row["notebook"], "")
        steps.append(row | {"at": clock_time(begin), "chapter": chapter})
        before = row["notebook"]
    least, most = (sum(row[end] for row in rows) for end in ("least", "most"))
    return {"minutes": minutes, "steps": steps, "least": least, "most": most}


def _guide_parts() -> list[str]:
    """The facilitator's notebook, a cell a part, as HTML, without what only introduces a widget."""
    cells = nbformat.read(datasets.NOTEBOOKS / GUIDE, as_version=4).cells
    following = [*cells[1:], None]
    prose = [
        cell.source
        for cell, after in zip(cells[1:], following[1:], strict=True)
        if cell.cell_type == "markdown" and not (after and after.cell_type == "code")
    ]
    return [str(notebooks.rendered(source)) for source in prose]


def _noted():
    """Each notebook that has speaker notes, with its steps."""
    for each in notebooks.in_folder(datasets.NOTEBOOKS):
        steps = [step for step in notebooks.steps(datasets.NOTEBOOKS / each.name) if step.notes]
        if steps:
            yield each, steps


def _reading(utterance) -> dict:
    said = words.section("utterance_board")["answers"]
    where = [said[utterance[question]] for question in ("locus", "stability", "control")]
    return utterance | {"reading": "; ".join(where)}
