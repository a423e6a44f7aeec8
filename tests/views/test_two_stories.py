"""Two pupils with different stories, without a browser: set the levers, read what is said and tabled."""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vicious_cycle import words
from vicious_cycle.simulation import Scenario, simulate
from vicious_cycle.simulation.attribution import ABILITY, CAUSES, LUCK, STRATEGY
from vicious_cycle.views import TwoStories
from vicious_cycle.views.base import FULL_SCALE
from vicious_cycle.views.two_stories import ATTEMPTS, BOTH, LAST, LEVERS, STYLES

settings.register_profile("views", deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
settings.load_profile("views")

anywhere = st.fixed_dictionaries(
    {lever.name: st.sampled_from(lever.positions()) for lever in LEVERS} | {"seed": st.integers(0, 1000)}
)
style = st.sampled_from(LEVERS[0].positions())


@pytest.fixture(scope="module")
def view():
    return TwoStories()


def put(view, levers):
    for name, value in levers.items():
        setattr(view, name, value)


def model_runs(view):
    """The two years, each run by itself."""
    return [
        simulate(
            Scenario(
                pupils=1, attempts=ATTEMPTS, skill_sd=0.3, seed=view.seed, pace=view.pace,
                **{story: getattr(view, prefix + story) for story in STYLES},
            )
        )
        for prefix in BOTH
    ]  # fmt: skip


def numbers(sentence):
    return [int(number) for number in re.findall(r"\d+", sentence)]


def told_alike(view):
    return all(getattr(view, story) == getattr(view, f"other_{story}") for story in STYLES)


@given(levers=anywhere)
def test_every_number_in_headline_and_subline_is_the_models_own(view, levers):
    put(view, levers)
    runs = model_runs(view)
    solved, other_solved = (int(run.success[-LAST:].sum()) for run in runs)
    if told_alike(view):
        expected = [solved, LAST]
    else:
        expected = [solved, LAST] if solved == other_solved else [solved, LAST, other_solved]
    assert numbers(view.headline) == expected
    efforts = [100 * run.effort[-LAST:].mean() for run in runs]
    assert numbers(view.subline)[0] == LAST
    np.testing.assert_allclose(numbers(view.subline)[1:], efforts, atol=0.51)


@given(levers=anywhere)
def test_the_table_is_what_the_model_ran(view, levers):
    put(view, levers)
    table = view.table()
    assert len(table) == ATTEMPTS
    for prefix, run in zip(BOTH, model_runs(view), strict=True):
        assert (table[f"{prefix}success"] == run.success[:, 0]).all()
        for name in ("p_success", "expected", "effort"):
            np.testing.assert_allclose(table[prefix + name], getattr(run, name)[:, 0], atol=0.5 / FULL_SCALE)
        for place, cause in enumerate(CAUSES):
            weights = run.attribution[:, 0, place]
            np.testing.assert_allclose(table[f"{prefix}weight_{cause}"], weights, atol=0.5 / FULL_SCALE)


@given(levers=anywhere, failure=style, success=style)
def test_the_same_story_gives_the_same_year_and_is_said_to(view, levers, failure, success):
    put(view, levers)
    put(view, {"failure_style": failure, "other_failure_style": failure})
    put(view, {"success_style": success, "other_success_style": success})
    table = view.table()
    others = [name for name in table if name.startswith("other_")]
    assert len(others) == 9
    assert all((table[name] == table[name.removeprefix("other_")]).all() for name in others)
    assert view.headline.startswith("Both tell the same story")


@given(levers=anywhere)
def test_only_the_story_differs_so_the_first_attempt_is_the_same_for_both(view, levers):
    put(view, levers)
    first = view.table().iloc[0]
    for name in ("success", "p_success", "expected", "effort"):
        assert first[name] == first[f"other_{name}"]


@given(levers=anywhere)
def test_stories_swapped_swap_the_years(view, levers):
    put(view, levers)
    before = view.table()
    swapped = {story: getattr(view, f"other_{story}") for story in STYLES}
    swapped |= {f"other_{story}": getattr(view, story) for story in STYLES}
    put(view, swapped)
    after = view.table()
    own = [name for name in before if f"other_{name}" in before]
    assert own
    assert all((after[f"other_{name}"] == before[name]).all() for name in own)


@given(seed=st.integers(0, 2**32 - 1))
def test_the_two_pupils_have_different_names(view, seed):
    view.seed = seed
    assert view.facts["name"] != view.facts["other"]


def test_as_it_opens_the_years_clearly_differ_and_the_story_alone_makes_the_difference():
    first, second = (int(run.success[-LAST:].sum()) for run in model_runs(TwoStories()))
    assert second - first >= 5


def test_the_question_tells_both_stories_and_asks_for_ten_months():
    question = TwoStories().ask()
    assert (question.kind, question.name) == ("curve", "two_stories")
    assert (question.points[0], question.points[-1], len(question.points)) == ("September", "June", 10)
    assert len(set(numbers(question.question))) == 0
    for said in ("mostly “I can’t do this”", "mostly “I was lucky”", "the wrong way", "I worked well"):
        assert said in question.question


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (-1.0, "“I can’t do this”"),
        (-0.5, "mostly “I can’t do this”"),
        (0.0, "now one thing, now another"),
        (1.0, "“I went about it the wrong way”"),
    ],
)
def test_the_question_words_a_story_as_its_lever_stands(value, said):
    view = TwoStories(failure_style=value)
    assert f"After a miss {view.facts['name']} says {said}, after a success" in view.ask().question


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("outcome", ["miss", "success"])
def test_there_are_three_different_sayings_for_every_cause_of_a_miss_and_of_a_success(outcome, cause):
    sayings = words.section("two_stories")["sayings"]
    assert len(sayings) == 2 * len(CAUSES)
    assert len(set(sayings[f"{outcome}_{cause}"])) == 3
    assert max(map(len, sayings[f"{outcome}_{cause}"])) <= 40  # the bubbles have room for two short lines


@given(levers=anywhere)
def test_both_diaries_tell_only_what_happened(view, levers):
    put(view, levers)
    causes = {
        "down to ability": (False, ABILITY),
        "calls it luck": (True, LUCK),
        "tackled": (False, STRATEGY),
    }
    for run, told, name in zip(
        model_runs(view), view.diaries, (view.facts["name"], view.facts["other"]), strict=True
    ):
        attempts = [attempt for attempt, _ in told]
        assert attempts == sorted(attempts)
        for attempt, sentence in told:
            happened = attempt - 1
            assert name in sentence
            for said, (success, cause) in causes.items():
                if said in sentence:
                    assert run.success[happened, 0] == success
                    assert run.attribution[happened, 0].argmax() == cause
            if "has given up" in sentence:
                assert run.gave_up[happened, 0]
            if "less than half" in sentence:
                assert run.effort[happened, 0] < run.effort[0, 0] / 2


def test_how_rare_the_chosen_pair_is_is_as_the_notebook_says():
    styles = [dict.fromkeys(STYLES, value) for value in (-0.6, 0.6)]
    runs = simulate(
        [
            Scenario(pupils=1, attempts=ATTEMPTS, skill_sd=0.3, pace=0.045, seed=seed, **told)
            for told in styles
            for seed in range(1000)
        ],
        keep=("success",),
    )
    solved = np.array([run.success[-LAST:].sum() for run in runs]).reshape(2, -1)
    more = solved[1].astype(int) - solved[0].astype(int)
    assert 0.2 <= (more >= 5).mean() <= 0.3  # "about one pair in four"
    assert 0.25 <= (more == 0).mean() <= 0.35  # "three in ten"
    assert 0.07 <= (more < 0).mean() <= 0.13  # "one in ten"
