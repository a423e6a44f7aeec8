"""The project as a newcomer finds it."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
README = (ROOT / "README.md").read_text("utf-8")


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


def test_the_gate_runs_the_readmes_own_test_command():
    pattern = re.search(r"grep -m1 -E '(.+?)' README\.md", (ROOT / ".ci" / "run").read_text("utf-8"))[1]
    found = next(line for line in README.splitlines() if re.search(pattern, line))
    assert found.split(" && ") == [
        "python3.11 -m venv .venv",
        ".venv/bin/pip install -e '.[test]'",
        ".venv/bin/pytest",
    ]


def test_what_a_newcomer_looks_for_is_at_the_top():
    folders = {"notebooks", "widgets", "datasets", "tests"}
    papers = {"README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md"}
    settings = {"pyproject.toml", "environment.yml"}
    assert folders | papers | settings <= {entry.name for entry in ROOT.iterdir()}


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


def test_a_study_knows_nothing_of_widgets_and_loads_what_it_needs_when_it_needs_it():
    others = ("ipywidgets", "tornado", "voila", "pandas", "scipy", "SALib", "distributed")
    assert loaded_by("import vicious_cycle.study.command", *others) == []


def test_a_kernel_loads_pandas_only_when_a_table_is_asked_for():
    assert loaded_by("import vicious_cycle.views as v; v.FailureStreaks()", "pandas") == []


def test_no_page_names_an_address_outside():
    sent = {".js", ".css", ".html", ".j2", ".svg"}
    files = [file for file in (ROOT / "widgets").rglob("*") if file.suffix in sent]
    assert files
    for file in files:
        text = re.sub(r"\{#.*?#\}", "", file.read_text("utf-8"), flags=re.DOTALL)  # templates' own comments
        found = re.findall(r"https?://[^\s\"'`)]+", text)
        assert all(address.startswith("http://www.w3.org/") for address in found), (file, found)


def test_every_link_in_the_papers_leads_somewhere():
    folders = ("benchmarks", "datasets", "docs", "notebooks", "tests", "widgets")
    papers = [*ROOT.glob("*.md"), *(file for name in folders for file in (ROOT / name).rglob("*.md"))]
    for paper in papers:
        for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", paper.read_text("utf-8")):
            assert (paper.parent / target).exists(), f"{paper} points at {target}"
