"""All words stand in one file: none is missing and none is left over."""

import re
from pathlib import Path

import pytest

from vicious_cycle import words

PACKAGE = Path(words.__file__).parents[1]
CODE = "\n".join(
    file.read_text("utf-8")
    for file in sorted(PACKAGE.rglob("*"))
    if file.suffix in (".py", ".js") and file.parent.name in ("views", "simulation")
)
TEXTS = [(name, key) for name in ("common", "prediction", "failure_streaks") for key in words.section(name)]


@pytest.mark.parametrize(("section", "key"), TEXTS)
def test_every_text_is_used(section, key):
    stem = re.sub(r"_(none|same|less|more)$", "_{ending}", key)
    stem = re.sub(r"^diary_.*", "diary_{event}", stem)
    used = re.search(rf'[."]{re.escape(key)}\b', CODE) or f"{section}.{stem}" in CODE
    assert used, f"{section}.{key} is in the words but nowhere used"


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\b(?:common|words)\.([a-z_]+)", CODE))))
def test_every_text_the_views_ask_for_exists(name):
    everywhere = {
        key for section in ("common", "prediction", "failure_streaks") for key in words.section(section)
    }
    helpers = {"section", "text", "percent", "common", "prediction", "failure_streaks"}
    assert name in everywhere | helpers


def test_a_count_is_worded_as_the_language_words_it():
    assert words.text("failure_streaks.diary_streak", t=3, n=1) == "At attempt 3 comes the imposed miss."
    assert "2 imposed misses" in words.text("failure_streaks.diary_streak", t=3, n=2)


def test_a_missing_place_is_an_error_and_not_a_gap():
    with pytest.raises(KeyError):
        words.text("failure_streaks.headline_none", name="Ada")
