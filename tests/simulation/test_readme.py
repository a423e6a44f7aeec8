"""The README of the simulation says what the code says."""

import re
from pathlib import Path

import pytest

from vicious_cycle import simulation
from vicious_cycle.simulation import CONSTANTS, LEVERS, STUDIED_DOSE, Constants, Scenario
from vicious_cycle.simulation.parameters import EVIDENCE, as_markdown
from vicious_cycle.simulation.patterns import all_patterns

FOLDER = Path(simulation.__file__).parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_table_of_parameters_is_the_one_in_the_code():
    assert as_markdown() in README


def test_every_file_is_explained():
    files = {file.name for file in FOLDER.glob("*.py")} - {"__init__.py", "__main__.py"}
    assert files == set(re.findall(r"^\| `(\w+\.py)` \|", README, flags=re.MULTILINE))


def test_each_pattern_stands_with_its_verdict():
    rows = dict(re.findall(r"^\| (M\d+) \|.* \| ((?:not )?met) \|$", README, flags=re.MULTILINE))
    assert rows == {p.id: "met" if p.met else "not met" for p in all_patterns()}


@pytest.mark.parametrize(
    "parameter", [*LEVERS, *CONSTANTS, STUDIED_DOSE], ids=lambda parameter: parameter.name
)
def test_every_parameter_says_unit_range_evidence_and_source(parameter):
    assert parameter.unit
    assert parameter.source
    assert parameter.evidence in EVIDENCE
    if parameter.low is not None:
        assert parameter.low <= parameter.default <= parameter.high


def test_the_defaults_are_those_of_the_table():
    for table, made in ((LEVERS, Scenario()), (CONSTANTS, Constants())):
        assert {parameter.name: parameter.default for parameter in table} == vars(made)


ODD = [
    "## Overview",
    "### Purpose and patterns",
    "### Entities, state variables and scales",
    "### Process overview and scheduling",
    "## Design concepts",
    "## Details",
    "### Initialization",
    "### Input data",
    "### Submodels",
]
EQUATIONS = re.findall(r"^\$\$\n(.+?)\n\$\$$", README, flags=re.MULTILINE | re.DOTALL)


def test_the_description_has_the_parts_of_the_odd_protocol_in_its_order():
    headings = [line for line in README.splitlines() if line.startswith("##")]
    assert [heading for heading in headings if heading in ODD] == ODD


def test_every_symbol_of_the_table_stands_in_an_equation_or_where_a_run_begins():
    greek = {"alpha", "beta", "gamma", "kappa", "lambda", "tau", "rho", "chi"}
    other = {"phi": r"\varphi", "d0": "d_0", "P*": "P^*", "c(0)": "`first_control`"}
    told = "\n".join([*EQUATIONS, README.partition("### Initialization")[2].partition("###")[0]])
    for parameter in (*LEVERS, *CONSTANTS):
        symbol = parameter.symbol
        written = rf"\{symbol}" if symbol in greek else other.get(symbol, symbol)
        assert written in told, parameter.name


def test_every_equation_is_one_that_github_can_draw():
    assert README.count("$$") == 2 * len(EQUATIONS)
    for equation in EQUATIONS:
        assert equation.count("{") == equation.count("}")
        assert len(re.findall(r"\\left\b", equation)) == len(re.findall(r"\\right\b", equation))
        # Markdown takes a backslash before a punctuation mark for its own.
        assert not re.search(r"\\[^a-zA-Z]", equation)
