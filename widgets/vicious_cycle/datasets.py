"""Where the kit's notebooks and data files are, in a checkout or installed; and how they are read."""

import csv
from pathlib import Path

_SHIPPED = Path(__file__).parent / "_shipped"
_ROOT = _SHIPPED if _SHIPPED.is_dir() else Path(__file__).parents[2]

NOTEBOOKS = _ROOT / "notebooks"
DATASETS = _ROOT / "datasets"


def presets(notebook):
    """Named starting states of one notebook, from `datasets/presets.csv`.

    Returns:
        A list of {"id": ..., "query": ...}, in the order of the file.

    Raises:
        ValueError: a row that lacks a value or whose link cannot be read, naming file, row and column.
    """
    from vicious_cycle.simulation.scenario import read_query  # the server asks for paths only

    rows = []
    with (DATASETS / "presets.csv").open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            for column in ("notebook", "id", "query"):
                if not row.get(column):
                    raise ValueError(f"presets.csv, row {number}, column {column}: the value is missing")
            try:
                read_query(row["query"])
            except ValueError as trouble:
                raise ValueError(f"presets.csv, row {number}, column query: {trouble}") from None
            if row["notebook"] == notebook:
                rows.append({"id": row["id"], "query": row["query"]})
    return rows
