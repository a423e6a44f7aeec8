"""The way through the workshop: its notebooks in order, with the time that each takes."""

import traitlets as t

from vicious_cycle import datasets, words
from vicious_cycle.views.base import View, page_code, style

# Which notebooks belong together, by their numbers: (first number, id of the part in the words).
PARTS = ((0, "stand"), (1, "closes"), (4, "opens"), (8, "known"))
FIRST_FOR_FACILITATOR = 90


class WorkshopMap(View):
    """Stations in order, each with its question, its time and a link.

    Attributes:
        stations: dicts of name, number, title, part (the part's name at its first station, else ""), time.
        whole: how long all of them take.
    """

    _esm = page_code("drawing.js", "workshop_map.js")
    _css = style("workshop_map.css")

    stations = t.List().tag(sync=True)
    whole = t.Unicode().tag(sync=True)

    def __init__(self, **traits):
        found = [notebook | {"number": int(notebook["name"][:2])} for notebook in datasets.notebooks()]
        found = [notebook for notebook in found if notebook["number"] < FIRST_FOR_FACILITATOR]
        least, most = (sum(notebook["minutes"][end] for notebook in found) for end in (0, 1))
        super().__init__(
            "workshop_map", stations=_stations(found), whole=_time("whole", least, most), **traits
        )


def _stations(notebooks):
    stations, before = [], None
    for notebook in notebooks:
        part = max(part for part in PARTS if part[0] <= notebook["number"])[1]
        stations.append(
            {
                "name": notebook["name"],
                "number": notebook["number"],
                "title": notebook["title"],
                "part": "" if part == before else words.section("workshop_map")["parts"][part],
                "time": _time("minutes", *notebook["minutes"]),
            }
        )
        before = part
    return stations


def _time(text, least, most):
    return words.text(f"workshop_map.{text}", least=least, most=most)
