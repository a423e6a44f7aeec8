"""How much time the agendas give up to each step of a notebook, for the speaker's clock."""

from pathlib import Path

from vicious_cycle import datasets
from vicious_cycle.server import notebooks


def planned(folder: Path, name: str) -> list[dict[int, dict]]:
    """What is planned for each step of one notebook in a folder, by the length of the agenda in minutes.

    Each plan has `least` and `most`, minutes from the beginning of the workshop to the end of that step, and
    `listed`, whether the agenda has the step at all. A break counts from the step that follows it.
    """
    workshop = [
        (file.stem, step.title)
        for file in (folder / notebook.name for notebook in notebooks.in_folder(folder))
        for step in notebooks.steps(file)
    ]
    place = {step: number for number, step in enumerate(workshop)}
    here = [number for number, (stem, _) in enumerate(workshop) if stem == Path(name).stem]
    plans = [{} for _ in here]
    for length, rows in datasets.agendas().items():
        reached, places = len(workshop), []
        for row in reversed(rows):
            reached = place.get((row["notebook"], row["step"]), reached)
            places.append((reached, row))
        for plan, number in zip(plans, here, strict=True):
            until = [row for reached, row in places if reached <= number]
            plan[length] = {
                **{end: sum(row[end] for row in until) for end in ("least", "most")},
                "listed": any(reached == number and row["notebook"] for reached, row in places),
            }
    return plans
