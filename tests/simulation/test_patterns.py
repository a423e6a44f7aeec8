"""Each pattern on the shipped defaults, as `vicious-cycle patterns` prints it."""

import re

import pytest

from vicious_cycle.datasets import model_patterns
from vicious_cycle.simulation.patterns import all_patterns


@pytest.fixture(scope="module")
def patterns():
    return {pattern.id: pattern for pattern in all_patterns()}


def test_thirteen_patterns_come_in_order(patterns):
    assert list(patterns) == [f"M{number}" for number in range(1, 14)]


def test_each_fills_one_line_that_begins_with_its_id_and_ends_with_the_verdict(patterns):
    for pattern in patterns.values():
        line = pattern.line()
        assert re.fullmatch(rf"{pattern.id} +\S.*: measured .*\d.* \| criterion .* \| (not )?met", line), line
        assert line.endswith("| met") == pattern.met


def test_they_come_one_by_one():
    assert next(all_patterns(seeds=[4], pupils=50)).id == "M1"


@pytest.mark.parametrize(("seeds", "pupils"), [([], 10), ([1], 0), ([-1], 10)])
def test_impossible_classes_are_refused(seeds, pupils):
    with pytest.raises(ValueError, match=r"seed|pupils"):
        next(all_patterns(seeds=seeds, pupils=pupils))


def test_the_stored_study_is_what_the_model_shows_today(patterns):
    stored = model_patterns()
    # Where this fails: vicious-cycle patterns --save datasets/model_patterns.csv
    for row in stored:
        measured = patterns[row["id"]]
        assert (row["title"], row["criterion"]) == (measured.title, measured.criterion)
        assert row["met"] == ("yes" if measured.met else "no"), row["id"]
        assert figures(row["measured"]) == pytest.approx(figures(measured.measured), abs=0.02), row["id"]
    assert [row["id"] for row in stored] == list(patterns)


def figures(text):
    """All numbers of a text, in order."""
    return [float(number) for number in re.findall(r"-?\d*\.?\d+", text)]


def test_m1_a_longer_failing_streak_leaves_fewer_helpless_pupils_trying(patterns):
    assert patterns["M1"].met, patterns["M1"].line()


def test_m2_near_equal_pupils_split_and_are_slow_to_recover(patterns):
    assert patterns["M2"].met, patterns["M2"].line()
    assert "slow to recover" in patterns["M2"].measured


def test_m3_a_failing_history_changes_the_story_of_neutral_pupils(patterns):
    assert patterns["M3"].met, patterns["M3"].line()


def test_m4_training_on_successes_alone_collapses_and_retraining_holds(patterns):
    assert patterns["M4"].met, patterns["M4"].line()


def test_m5_learning_against_challenge_is_an_inverted_u(patterns):
    assert patterns["M5"].met, patterns["M5"].line()


def test_m6_pressure_and_competition_make_more_pupils_give_up(patterns):
    assert patterns["M6"].met, patterns["M6"].line()


def test_m7_early_failures_help_a_mastery_class_and_hurt_a_helpless_one(patterns):
    assert patterns["M7"].met, patterns["M7"].line()


def test_m8_story_editing_helps_as_little_as_studies_say(patterns):
    assert patterns["M8"].met, patterns["M8"].line()


def test_m9_an_earlier_story_helps_more(patterns):
    assert patterns["M9"].met, patterns["M9"].line()


def test_m10_a_new_story_and_a_kind_class_beat_the_sum_of_both(patterns):
    assert patterns["M10"].met, patterns["M10"].line()


def test_m11_is_reported_with_its_figures_and_judged_by_its_criterion(patterns):
    pattern = patterns["M11"]
    pairs = re.findall(r"class (-?\d?\.\d+) (-?\d?\.\d+)", pattern.measured)
    assert len(pairs) == 3
    assert pattern.met == all(float(onward) > float(back) for onward, back in pairs)


def test_m12_streak_curves_fall_without_any_loop(patterns):
    assert patterns["M12"].met, patterns["M12"].line()


def test_m13_belief_settles_where_the_closed_form_says(patterns):
    assert patterns["M13"].met, patterns["M13"].line()
