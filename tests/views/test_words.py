"""All words stand in one file: none is missing and none is left over."""

import re
import tomllib
from pathlib import Path

import pytest

from vicious_cycle import datasets, views, words

PACKAGE = Path(words.__file__).parents[1]
CODE = "\n".join(
    file.read_text("utf-8")
    for file in sorted(PACKAGE.rglob("*"))
    if file.suffix in (".py", ".js", ".html", ".j2") and "_shipped" not in file.parts
)
SECTIONS = tomllib.loads((Path(words.__file__).parent / f"{words.LANGUAGE}.toml").read_text("utf-8"))
EXPLORABLES = [view for view in vars(views).values() if getattr(view, "SECTION", "")]
# Sections whose ids are not written in code: they are the names of levers or presets.
BY_NAME = {name: section for name, section in SECTIONS.items() if name.endswith(("_levers", "_presets"))}
TEXTS = [(name, key) for name in SECTIONS.keys() - BY_NAME.keys() for key in SECTIONS[name]]


def used_in_code(section, key):
    """As a whole name, or put together: "section.head_{ending}" in Python, `ending_${guess}` in the page."""
    if re.search(rf'[."]{re.escape(key)}\b', CODE):
        return True
    made = re.findall(rf'"{section}\.([a-z_]*)\{{[^"]*"', CODE) + re.findall(r"\[`([a-z_]+)\$\{", CODE)
    return any(stem and key.startswith(stem) for stem in made)


@pytest.mark.parametrize(("section", "key"), sorted(TEXTS))
def test_every_text_is_used(section, key):
    assert used_in_code(section, key), f"{section}.{key} is in the words but nowhere used"


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\b(?:common|words)\.([a-z_]+)", CODE))))
def test_every_text_the_views_ask_for_exists(name):
    everywhere = {key for section in SECTIONS.values() for key in section}
    assert name in everywhere | {name for name in vars(words) if not name.startswith("_")} | SECTIONS.keys()


@pytest.mark.parametrize("identifier", sorted(set(re.findall(r'text\(\s*"(\w+\.\w+)"', CODE))))
def test_every_text_the_kernel_asks_for_exists(identifier):
    section, key = identifier.split(".")
    assert key in SECTIONS[section]


@pytest.mark.parametrize("view", EXPLORABLES, ids=lambda view: view.__name__)
def test_every_lever_and_preset_of_a_view_has_its_words_and_no_other_has(view):
    levers = {lever.name for lever in view.LEVERS}
    named = set(SECTIONS[f"{view.SECTION}_levers"])
    assert named <= levers
    assert {each["name"] for each in view().levers} <= named
    presets = {preset["id"] for preset in datasets.presets(view.NOTEBOOK)}
    assert presets == set(SECTIONS[f"{view.SECTION}_presets"])


def test_a_count_is_worded_as_the_language_words_it():
    assert words.text("failure_streaks.diary_streak", t=3, n=1) == "At attempt 3 comes the imposed miss."
    assert "2 imposed misses" in words.text("failure_streaks.diary_streak", t=3, n=2)


def test_a_missing_place_is_an_error_and_not_a_gap():
    with pytest.raises(KeyError):
        words.text("failure_streaks.headline_none", name="Ada")
