"""The way through the workshop is that of its notebooks."""

import json
import re

from vicious_cycle import datasets
from vicious_cycle.views import WorkshopMap


def notebooks():
    for file in sorted(datasets.NOTEBOOKS.glob("*.ipynb")):
        notebook = json.loads(file.read_text("utf-8"))
        yield (
            file.name,
            "".join(notebook["cells"][0]["source"]),
            notebook["metadata"]["vicious_cycle"]["minutes"],
        )


def test_every_notebook_of_the_workshop_is_a_station_with_its_question_and_time():
    wanted = [each for each in notebooks() if int(each[0][:2]) < 90]
    stations = WorkshopMap().stations
    assert [station["name"] for station in stations] == [name for name, _, _ in wanted]
    for station, (_, opening, minutes) in zip(stations, wanted, strict=True):
        assert opening.startswith(f"# {station['title']}\n")
        assert [int(number) for number in re.findall(r"\d+", station["time"])] == minutes


def test_the_whole_takes_as_long_as_its_parts():
    way = WorkshopMap()
    least, most = (int(number) for number in re.findall(r"\d+", way.whole))
    times = [[int(number) for number in re.findall(r"\d+", station["time"])] for station in way.stations]
    assert (least, most) == (sum(t[0] for t in times), sum(t[1] for t in times))


def test_each_part_is_named_once_where_it_begins():
    parts = [station["part"] for station in WorkshopMap().stations if station["part"]]
    assert parts
    assert len(parts) == len(set(parts))


def test_a_notebook_without_a_time_or_a_title_is_left_out(tmp_path, monkeypatch):
    for name, metadata, heading in (
        ("01_a", {}, "# A?\n"),
        ("02_b", {"minutes": [1, 2]}, "no title"),
        ("03_c", {"minutes": [1, 2]}, "# C?"),
    ):
        cells = [{"cell_type": "markdown", "source": [heading]}]
        (tmp_path / f"{name}.ipynb").write_text(
            json.dumps({"cells": cells, "metadata": {"vicious_cycle": metadata}})
        )
    monkeypatch.setattr(datasets, "NOTEBOOKS", tmp_path)
    assert [station["title"] for station in WorkshopMap().stations] == ["C?"]
