"""Where the kit's notebooks and data files are, in a checkout or installed; and how they are read.

What a data file holds is said once, in `datasets/datapackage.json`; `table` refuses a file that differs.
"""

import codecs
import csv
import io
import json
import re
from datetime import date
from functools import cache
from pathlib import Path

_SHIPPED = Path(__file__).parent / "_shipped"
_ROOT = _SHIPPED if _SHIPPED.is_dir() else Path(__file__).parents[2]

NOTEBOOKS = _ROOT / "notebooks"
DATASETS = _ROOT / "datasets"
_PACKAGE = DATASETS / "datapackage.json"
_REPLIES = 4  # to each vignette
_FIRST_ROW = 2  # as a spreadsheet counts: the names of the columns are row 1


def notebooks():
    """The notebooks of the workshop in order: name of the file, title and minutes [least, most].

    A notebook that does not say how long it takes is left out.
    """
    found = []
    for file in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        notebook = json.loads(file.read_text("utf-8"))
        minutes = notebook["metadata"].get("vicious_cycle", {}).get("minutes")
        title = re.search(r"^# (.+)$", "".join(notebook["cells"][0]["source"]), flags=re.MULTILINE)
        if minutes and title:
            found.append({"name": file.name, "title": title[1], "minutes": minutes})
    return found


def presets(notebook):
    """Named starting states of one notebook, from `datasets/presets.csv`.

    Returns:
        A list of {"id": ..., "query": ...}, in the order of the file.

    Raises:
        ValueError: a row that breaks the schema or whose link cannot be read, naming file, row and column.
    """
    from vicious_cycle.simulation.scenario import read_query  # the server asks for paths only

    rows = table("presets")
    for number, row in enumerate(rows, start=_FIRST_ROW):
        try:
            read_query(row["query"])
        except ValueError as trouble:
            raise ValueError(f"presets.csv, row {number}, column query: {trouble}") from None
    return [{"id": row["id"], "query": row["query"]} for row in rows if row["notebook"] == notebook]


def agendas():
    """The agendas by their length in minutes, each a list of its steps in order, from `datasets/agendas.csv`.

    Raises:
        ValueError: a row that breaks the schema, or a step whose least time is above its most.
    """
    found = {}
    for number, row in enumerate(table("agendas"), start=_FIRST_ROW):
        if row["least"] > row["most"]:
            raise ValueError(f"agendas.csv, row {number}, column most: is less than least, {row['least']}")
        found.setdefault(row["minutes"], []).append(row)
    return {minutes: sorted(rows, key=lambda row: row["position"]) for minutes, rows in sorted(found.items())}


def utterances():
    """What pupils say about why a success or a failure happened, from `datasets/utterances.csv`."""
    return table("utterances")


def vignettes():
    """What pupils say about what happened, each with its `replies`: rows of `datasets/replies.csv`, a list.

    Raises:
        ValueError: a row of `datasets/vignettes.csv` or of the replies that breaks its schema, a reply to no
            vignette, or a vignette without four replies, naming file, row and column.
    """
    found = [row | {"replies": []} for row in table("vignettes")]
    by_id = {vignette["id"]: vignette for vignette in found}
    for number, reply in enumerate(table("replies"), start=_FIRST_ROW):
        if reply["vignette"] not in by_id:
            raise ValueError(
                f"replies.csv, row {number}, column vignette: is {reply['vignette']!r};"
                " it must be the id of a row of vignettes.csv"
            )
        by_id[reply["vignette"]]["replies"].append(reply)
    for number, vignette in enumerate(found, start=_FIRST_ROW):
        if (count := len(vignette["replies"])) != _REPLIES:
            raise ValueError(
                f"vignettes.csv, row {number}, column id: {vignette['id']!r} has {count} replies in"
                f" replies.csv; it must have {_REPLIES}"
            )
    return found


def published_effects():
    """What has been published, claim by claim, from `datasets/published_effects.csv`.

    Raises:
        ValueError: a row that breaks the schema, or that names a rebuttal which is no row of the file.
    """
    rows = table("published_effects")
    known = {row["id"] for row in rows}
    for number, row in enumerate(rows, start=_FIRST_ROW):
        for rebuttal in row["rebuttal"].split():
            if rebuttal not in known:
                raise ValueError(
                    f"published_effects.csv, row {number}, column rebuttal: is {rebuttal!r};"
                    " it must be the id of another row"
                )
    return rows


def model_patterns():
    """The model's patterns as they were measured last, from `datasets/model_patterns.csv`."""
    return table("model_patterns")


def write_model_patterns(file, patterns):
    """Write patterns, as `simulation.patterns.all_patterns` gives them, as `model_patterns` reads them."""
    from importlib.metadata import version

    from vicious_cycle.simulation.patterns import PUPILS, SEEDS

    study = {
        "seeds": " ".join(map(str, SEEDS)),
        "pupils": PUPILS,
        "version": version("vicious-cycle"),
        "date": date.today().isoformat(),
    }
    rows = [vars(pattern) | {"met": "yes" if pattern.met else "no"} | study for pattern in patterns]
    with Path(file).open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def observed_sources():
    """Where the curves of `observed_streaks` come from, from `datasets/observed_sources.csv`."""
    return table("observed_sources")


def observed_streaks():
    """What followed failures among real pupils, from `datasets/observed_streaks.csv`."""
    return table("observed_streaks")


def table(name):
    """Rows of one data file, each checked against its schema in `datasets/datapackage.json`.

    Args:
        name: the name of the resource in the package, such as "presets".

    Returns:
        A list of dicts, in the order of the file: a string for every column, an int where the schema says
        integer, a float where it says number. A cell that may be empty and is gives "", or None if it is for
        a number.

    Raises:
        ValueError: the first cell that breaks the schema, naming file, row and column, and what is allowed.
    """
    file, schema = _resources()[name]
    fields = {field["name"]: field for field in schema["fields"]}
    header, *lines = _cells(file) or [[]]
    _check_header(file, header, list(fields))
    rows = []
    for number, cells in enumerate(lines, start=_FIRST_ROW):
        _check_width(file, number, cells, header)
        row = {}
        for column, text in zip(header, cells, strict=True):
            try:
                row[column] = _value(text, fields[column])
            except ValueError as trouble:
                raise ValueError(f"{file}, row {number}, column {column}: {trouble}") from None
        rows.append(row)
    for columns in _unique(schema):
        _check_unique(file, rows, columns)
    return rows


@cache
def _resources():
    """The package's files by name, each as (file name, schema)."""
    package = json.loads(_PACKAGE.read_text("utf-8"))
    return {found["name"]: (found["path"], found["schema"]) for found in package["resources"]}


def _cells(file):
    """Every row of a file as a list of cells, the names of the columns first."""
    data = (DATASETS / file).read_bytes().removeprefix(codecs.BOM_UTF8)  # spreadsheets like to begin with it
    try:
        text = data.decode()
    except UnicodeDecodeError as trouble:
        raise ValueError(f"{file}, {_place(data, trouble.start)}: is not UTF-8; save it as such") from None
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            rows.append(row)  # one by one: those before a broken row count
    except csv.Error as trouble:
        raise ValueError(
            f"{file}, row {len(rows) + 1}: {trouble}; a value with quotation marks in it stands between"
            " quotation marks, and those in it are doubled"
        ) from None
    return rows


def _place(data, byte):
    """The row and column in which a byte of a file stands."""
    before = data[:byte].decode() + "?"
    rows = list(csv.reader(io.StringIO(before, newline="")))
    position = min(len(rows[-1]), len(rows[0])) - 1
    return f"row {len(rows)}, column {rows[0][position]}"


def _check_header(file, header, columns):
    """Refuse a first row that is not the names of the columns, in order."""
    order = f"the columns are, in this order, {', '.join(columns)}"
    for column in columns:
        if column not in header:
            raise ValueError(f"{file}, row 1, column {column}: is missing; {order}")
    for column in header:
        if column not in columns:
            raise ValueError(f"{file}, row 1, column {column}: is not expected; {order}")
    for position, column in enumerate(header):
        if position >= len(columns) or column != columns[position]:
            raise ValueError(f"{file}, row 1, column {column}: is in the wrong place; {order}")


def _check_width(file, number, cells, header):
    """Refuse a row with more or fewer cells than there are columns."""
    count = f"the row has {len(cells)} cells; it must have {len(header)}"
    if len(cells) < len(header):
        raise ValueError(f"{file}, row {number}, column {header[len(cells)]}: has no cell, {count}")
    if len(cells) > len(header):
        raise ValueError(
            f"{file}, row {number}, column {header[-1]}: more cells follow, {count}"
            " (a value with a comma in it stands between quotation marks)"
        )


def _value(text, field):
    """What a cell holds, or a ValueError that says what it must be."""
    rules = field.get("constraints", {})
    numeric = field["type"] in _NUMERIC
    if not text.strip():
        if rules.get("required"):
            raise ValueError("the value is missing")
        return None if numeric else ""
    if numeric:
        return _number(text, rules, *_NUMERIC[field["type"]])
    if "enum" in rules and text not in rules["enum"]:
        raise ValueError(f"is {text!r}; it must be one of: {', '.join(rules['enum'])}")
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text):
        raise ValueError(f"is {text!r}; it must be like {field['example']!r}, of the form {rules['pattern']}")
    if not rules.get("minLength", 0) <= len(text) <= rules.get("maxLength", len(text)):
        bounds = _bounds(rules.get("minLength"), rules.get("maxLength"))
        raise ValueError(f"has {len(text)} characters; it must have {bounds}")
    return text


# Type of a field: its Python type, how it is written, what it is called.
_NUMERIC = {
    "integer": (int, "-?[0-9]+", "a whole number"),
    "number": (float, r"-?[0-9]+(\.[0-9]+)?", "a number"),
}


def _number(text, rules, kind, written, called):
    """The number a cell holds, or a ValueError that says what it must be."""
    low, high = rules.get("minimum"), rules.get("maximum")
    number = kind(text) if re.fullmatch(written, text) else None
    if number is None or (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(f"is {text!r}; it must be {called} {_bounds(low, high)}".rstrip())
    return number


def _bounds(low, high):
    """Two bounds in words; either may be None."""
    if low is None:
        return "" if high is None else f"up to {high}"
    return f"from {low}" + ("" if high is None else f" to {high}")


def _unique(schema):
    """Groups of columns whose values name one row only."""
    yield schema["primaryKey"]
    for field in schema["fields"]:
        if field.get("constraints", {}).get("unique"):
            yield [field["name"]]


def _check_unique(file, rows, columns):
    """Refuse a row that repeats an earlier row's values in these columns."""
    seen = {}
    for number, row in enumerate(rows, start=_FIRST_ROW):
        key = tuple(row[column] for column in columns)
        if key in seen:
            raise ValueError(
                f"{file}, row {number}, column {columns[-1]}: is {key[-1]!r}; row {seen[key]} has the same"
                f" {' and '.join(columns)}, and no two rows may"
            )
        seen[key] = number
