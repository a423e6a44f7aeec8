"""Every notebook of the kit in Voila and in JupyterLab: all its cells run, and anyone can read the page."""

import json
import os
import secrets
import shutil
import subprocess

import pytest
from hands import SIZES, on_screen

from vicious_cycle.datasets import NOTEBOOKS
from vicious_cycle.server.notebooks import steps

FILES = sorted(NOTEBOOKS.glob("*.ipynb"))
EVERY_NOTEBOOK = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def widgets_in(file):
    """How many cells end in a widget: each of the kit's code cells does."""
    return sum(cell["cell_type"] == "code" for cell in json.loads(file.read_text("utf-8"))["cells"])


@EVERY_NOTEBOOK
@pytest.mark.parametrize("viewport", SIZES, ids=str)
def test_in_voila_every_cell_shows_its_widget_and_the_page_is_accessible(page, server, axe, overflow, file):
    page.goto(f"{server}/voila/render/{file.name}")
    page.locator(".output .vc").nth(widgets_in(file) - 1).wait_for()
    page.locator("html:not(.starting)").wait_for()
    assert page.locator(".output .vc").count() == widgets_in(file)
    assert page.locator(".trouble").count() == 0
    assert overflow(page) <= 0
    assert axe(page) == []
    planned = steps(file)
    assert page.get_by_role("button", name="Present", exact=True).count() == (len(planned) > 1)
    if len(planned) > 1:
        steps_fit_one_by_one(page, overflow, planned)


def steps_fit_one_by_one(page, overflow, planned):
    """In present mode each step has the screen to itself, and its widgets are there."""
    page.get_by_role("button", name="Present", exact=True).click()
    for step in planned:
        assert on_screen(page) == [step.title]
        for widget in page.locator(".outputs:visible").all():
            assert widget.inner_text().strip()
        assert overflow(page) <= 0, step.title
        page.keyboard.press("ArrowRight")


@pytest.fixture(scope="module")
def lab(kit, tmp_path_factory):
    """Address of JupyterLab as `vicious-cycle lab` starts it, on copies; "{}" stands for a notebook."""
    home = tmp_path_factory.mktemp("home")
    copies = shutil.copytree(NOTEBOOKS, home / "copies")
    token, port = secrets.token_hex(), kit.free_port()
    command = [kit.COMMAND, "lab", "--no-browser", "--port", str(port), "--notebooks", str(copies)]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "JUPYTER_TOKEN": token}
    server = subprocess.Popen(
        command, env=environment, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        kit.wait_for(port, server)
        yield f"http://127.0.0.1:{port}/lab/tree/{{}}?token={token}&reset"
    finally:
        server.terminate()
        server.wait(kit.PATIENCE)


@EVERY_NOTEBOOK
def test_in_jupyterlab_every_cell_shows_its_widget(page, lab, file):
    page.goto(lab.format(file.name))
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.get_by_text("| Idle").wait_for()  # asked to run before, JupyterLab asks back which kernel
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    for number in range(widgets_in(file)):
        widget = page.locator(".jp-CodeCell").nth(number).locator(".vc")
        widget.wait_for(state="attached")
        assert widget.text_content()
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
