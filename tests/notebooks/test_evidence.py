"""What the notebook on evidence says with a number, it computes."""

import re

import nbformat

from vicious_cycle.datasets import NOTEBOOKS

NOTEBOOK = nbformat.read(NOTEBOOKS / "08_evidence.ipynb", as_version=4)


def test_no_number_in_its_prose_is_typed():
    for cell in NOTEBOOK.cells:
        if cell.cell_type == "markdown":
            prose = re.sub(r"^\d+\. ", "", cell.source, flags=re.MULTILINE)  # the numbers of a list
            assert not re.findall(r"\S*\d\S*", prose), cell.id


def test_it_says_that_it_grew_out_of_an_opinion_and_what_it_cannot_know():
    prose = " ".join(cell.source for cell in NOTEBOOK.cells if cell.cell_type == "markdown")
    for said in (
        "opinion piece",
        "by-product",
        "rival explanation",
        "“Fix the kid” alone",
        "not for children",
    ):
        assert said in prose, said
