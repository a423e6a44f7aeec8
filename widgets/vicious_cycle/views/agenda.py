"""An agenda of the workshop with the time at which each step begins, for a chosen start."""

import traitlets as t

from vicious_cycle import datasets, words
from vicious_cycle.views.base import View, page_code, style

DAY = 24 * 60  # minutes


class Agenda(View):
    """One of the agendas of `datasets/agendas.csv`, as a list with running times.

    Attributes:
        lengths: (minutes, words) of the agendas there are. minutes: the one that is shown.
        start: when it begins, in minutes after midnight.
        steps: dicts of at ("14:05"), title, notebook (its title at its first step, else ""), link (to the
            step in present mode, "" without a notebook), minutes, doing, late.
        said: beginning, end, and the least and most minutes in one sentence.
    """

    _esm = page_code("drawing.js", "agenda.js")
    _css = style("agenda.css")

    lengths = t.List().tag(sync=True)
    minutes = t.Int().tag(sync=True)
    start = t.Int(14 * 60, min=0, max=DAY - 1).tag(sync=True)
    steps = t.List().tag(sync=True)
    said = t.Unicode().tag(sync=True)

    def __init__(self, minutes=90, **traits):
        self._agendas = datasets.agendas()
        self._titles = {each["name"].removesuffix(".ipynb"): each["title"] for each in datasets.notebooks()}
        lengths = [[length, words.text("agenda.length", n=length)] for length in self._agendas]
        super().__init__("agenda", lengths=lengths, minutes=minutes, **traits)
        self._plan()
        self.observe(self._plan, ["minutes", "start"])

    @t.validate("minutes")
    def _is_known(self, proposal):
        if proposal["value"] not in self._agendas:
            known = ", ".join(map(str, self._agendas))
            raise t.TraitError(f"minutes is {proposal['value']!r}; there are agendas for {known}")
        return proposal["value"]

    def _plan(self, change=None):
        rows = self._agendas[self.minutes]
        begins = running_times(rows, self.minutes)
        before, steps = "", []
        for row, begin in zip(rows, begins, strict=True):
            notebook = row["notebook"]
            steps.append(
                {
                    "at": clock_time(self.start + begin),
                    "title": row["step"],
                    "notebook": "" if notebook == before else self._titles.get(notebook, ""),
                    "link": f"{notebook}.ipynb?mode=present#{anchor(row['step'])}" if notebook else "",
                    "minutes": words.text("agenda.minutes", least=row["least"], most=row["most"]),
                    "doing": row["doing"],
                    "late": row["late"],
                }
            )
            before = notebook
        least, most = (sum(row[end] for row in rows) for end in ("least", "most"))
        with self.hold_sync():
            self.steps = steps
            self.said = words.text(
                "agenda.said", start=clock_time(self.start), end=clock_time(self.start + self.minutes),
                least=least, most=most,
            )  # fmt: skip


def running_times(rows, minutes):
    """When each step begins, in whole minutes after the start.

    Each step has the least that it needs; what is left of the time is shared by how much more each can use.
    """
    least, most = (sum(row[end] for row in rows) for end in ("least", "most"))
    share = (minutes - least) / max(most - least, 1)
    begins, at = [], 0.0
    for row in rows:
        begins.append(round(at))
        at += row["least"] + share * (row["most"] - row["least"])
    return begins


def anchor(heading):
    """The id of a heading on its notebook's page."""
    return heading.replace(" ", "-")


def clock_time(minutes):
    """Minutes after midnight as "14:05"; after midnight the next day begins."""
    return f"{minutes // 60 % 24}:{minutes % 60:02}"
