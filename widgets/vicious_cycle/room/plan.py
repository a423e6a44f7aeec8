"""The steps of the workshop as its notebooks name them, with the speaker's notes and the minutes planned."""

from dataclasses import asdict
from pathlib import Path

from vicious_cycle.server import notebooks


def plan(folder: Path) -> list[dict]:
    """Every step of a folder's notebooks in order: notebook, page, anchor, title, minutes, notes (HTML)."""
    return [
        {"notebook": notebook.title, "page": notebook.name, **asdict(step)}
        for notebook in notebooks.in_folder(folder)
        if not notebook.for_facilitator
        for step in notebooks.steps(folder / notebook.name)
    ]
