"""The project as a newcomer finds it."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
README = (ROOT / "README.md").read_text("utf-8")
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
).stdout.split()


def loaded_by(statement, *packages):
    """Which of the packages a fresh Python has loaded after a statement."""
    code = f"{statement}; import sys, json; print(json.dumps([p for p in {packages!r} if p in sys.modules]))"
    return json.loads(subprocess.check_output([sys.executable, "-c", code]))


def test_conda_and_pip_install_the_same():
    conda = set(
        re.findall(r"^  - ([a-z-]+>=[\d.]+)$", (ROOT / "environment.yml").read_text("utf-8"), re.MULTILINE)
    )
    nbval = {need for need in PROJECT["optional-dependencies"]["test"] if need.startswith("nbval")}
    python = {f"python{PROJECT['requires-python']}"}
    assert conda == {*PROJECT["dependencies"], *nbval, *python}


def test_one_command_runs_the_kit_and_one_tests_it():
    setup = "python3.11 -m venv .venv && .venv/bin/pip install -e "
    assert f"\n{setup}. && .venv/bin/vicious-cycle\n" in README
    assert f"\n{setup}'.[test]' && .venv/bin/pytest\n" in README


@pytest.mark.parametrize(
    "name", ["notebooks", "widgets", "datasets", "tests", "environment.yml", "README.md", "LICENSE"]
)
def test_what_the_readme_promises_is_there(name):
    assert (ROOT / name).exists()


def test_the_package_has_one_import_name():
    assert not (ROOT / "widgets" / "__init__.py").exists()
    assert [folder.parent.name for folder in (ROOT / "widgets").glob("*/__init__.py")] == ["vicious_cycle"]


def test_one_version_everywhere():
    assert f"\nversion: {PROJECT['version']}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\n## [{PROJECT['version']}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_model_knows_nothing_of_widgets_servers_or_tables():
    loaded = loaded_by(
        "import vicious_cycle.simulation", "pandas", "ipywidgets", "anywidget", "tornado", "voila", "IPython"
    )
    assert loaded == []


def test_a_kernel_loads_pandas_only_when_a_table_is_asked_for():
    assert loaded_by("import vicious_cycle.views as v; v.FailureStreaks()", "pandas") == []


def test_no_page_names_an_address_outside():
    for name in TRACKED:
        if name.startswith("widgets/") and name.endswith((".js", ".css", ".html", ".j2", ".svg")):
            sent = re.sub(r"\{#.*?#\}", "", (ROOT / name).read_text("utf-8"), flags=re.DOTALL)
            found = re.findall(r"https?://[^\s\"'`)]+", sent)
            assert all(address.startswith("http://www.w3.org/") for address in found), (name, found)


def test_every_link_in_the_papers_leads_somewhere():
    for name in TRACKED:
        if name.endswith(".md"):
            file = ROOT / name
            for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", file.read_text("utf-8")):
                assert (file.parent / target).exists(), f"{name} points at {target}"
