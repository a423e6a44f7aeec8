"""Every data file is described, and is as it is described."""

import csv
import json
import re

import pytest

from vicious_cycle.datasets import DATASETS
from vicious_cycle.simulation.scenario import read_query

PACKAGE = json.loads((DATASETS / "datapackage.json").read_text("utf-8"))
RESOURCES = {resource["path"]: resource for resource in PACKAGE["resources"]}


def rows(name):
    with (DATASETS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_file_is_described_in_the_package_and_the_readme():
    files = {file.name for file in DATASETS.glob("*.csv")}
    assert files == set(RESOURCES)
    readme = (DATASETS / "README.md").read_text("utf-8")
    assert all(f"`{name}`" in readme for name in files)


@pytest.mark.parametrize("name", RESOURCES)
def test_every_row_keeps_the_schema(name):
    fields = RESOURCES[name]["schema"]["fields"]
    table = rows(name)
    assert list(table[0]) == [field["name"] for field in fields]
    for field in fields:
        values = [row[field["name"]] for row in table]
        rules = field.get("constraints", {})
        assert not rules.get("required") or all(values), field["name"]
        assert all(re.fullmatch(rules.get("pattern", ".*"), value) for value in values), field["name"]


@pytest.mark.parametrize("name", RESOURCES)
def test_the_key_names_a_row(name):
    key = RESOURCES[name]["schema"]["primaryKey"]
    found = [tuple(row[column] for column in key) for row in rows(name)]
    assert len(found) == len(set(found))


def test_every_presets_link_can_be_read_by_the_model():
    for row in rows("presets.csv"):
        levers, unknown = read_query(row["query"])
        assert levers
        assert not unknown
