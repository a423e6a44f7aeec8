"""The hill of challenge, without a browser: what is drawn and said is what the model ran."""

import re

import numpy as np
import pytest

from vicious_cycle.simulation import Scenario, simulate
from vicious_cycle.views import JustRightChallenge
from vicious_cycle.views.just_right_challenge import ENDS, PUPILS, TARGETS, THEORY

STORIES = {"neutral": 0.0, "helpless": -0.6, "mastery": 0.6}


def years(view, **changes):
    """The class at every target, run one by one."""
    levers = {"failure_style": view.failure_style, "success_style": view.success_style} | changes
    return [
        simulate(
            Scenario(
                pupils=PUPILS, just_right=1.0, target_success=target,
                retakes=view.retakes, seed=view.seed, **levers,
            )
        )
        for target in TARGETS
    ]  # fmt: skip


def learning(run):
    return run.end.skill - run.skill[0]


def numbers(sentence):
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", sentence)]


@pytest.mark.parametrize("style", STORIES.values(), ids=STORIES)
@pytest.mark.parametrize("retakes", [False, True])
def test_every_number_that_is_said_or_tabled_is_that_of_the_run(style, retakes):
    view = JustRightChallenge(failure_style=style, success_style=style, retakes=retakes, target_success=0.6)
    runs = years(view)
    learned, solved = [learning(run).mean() for run in runs], [run.success.mean() for run in runs]
    top, aimed = int(np.argmax(learned)), TARGETS.index(0.6)
    assert numbers(view.headline) == [round(100 * solved[top])]
    target, found, steps, share = numbers(view.subline)
    assert (target, found) == (60, round(100 * solved[aimed]))
    assert steps == pytest.approx(learned[aimed], abs=0.051)
    assert share == pytest.approx(100 * learned[aimed] / learned[top], abs=0.6)
    assert view.facts["outcome"] == round(100 * solved[top])

    table = view.table()
    np.testing.assert_allclose(table["solved"], solved, atol=1e-4)
    np.testing.assert_allclose(table["learned"], learned, atol=1e-3)
    bands = np.array([np.percentile(learning(run), [10, 90]) for run in runs])
    np.testing.assert_allclose(table[["low", "high"]], bands, atol=1e-3)
    np.testing.assert_allclose(table["gave_up"], [run.gave_up[-1].mean() for run in runs], atol=1e-4)
    bored = [((run.effort < 0.2) & (run.expected >= 0.5))[-1].mean() for run in runs]
    np.testing.assert_allclose(table["coasting"], bored, atol=1e-4)
    np.testing.assert_allclose(table["effort"], [run.effort[-6:].mean() for run in runs], atol=1e-4)


def test_the_grey_line_is_the_null_model_whatever_story_is_told():
    for style in STORIES.values():
        view = JustRightChallenge(failure_style=style, success_style=style)
        runs = years(view, model="null")
        table = view.table()
        np.testing.assert_allclose(table["null_learned"], [learning(run).mean() for run in runs], atol=1e-3)
        np.testing.assert_allclose(table["null_solved"], [run.success.mean() for run in runs], atol=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_most_is_learned_between_the_ends_and_at_easier_tasks_than_if_pupils_just_differed(seed):
    view = JustRightChallenge(seed=seed)
    assert 0 < view.facts["first"] <= view.facts["top"] <= view.facts["last"] < len(TARGETS) - 1
    assert view.facts["outcome"] > view.facts["null_outcome"] + 10


@pytest.mark.parametrize("seed", range(5))
def test_where_85_percent_are_solved_a_neutral_class_learns_clearly_less_than_at_its_top(seed):
    table = JustRightChallenge(seed=seed).table()
    there = np.interp(THEORY, table["solved"], table["learned"])
    assert there < 0.75 * table["learned"].max()


@pytest.mark.parametrize("seed", range(5))
def test_a_class_that_blames_ability_needs_easier_tasks_and_learns_less(seed):
    neutral, helpless = (JustRightChallenge(failure_style=s, success_style=s, seed=seed) for s in (0.0, -0.6))
    assert helpless.facts["outcome"] > neutral.facts["outcome"]
    assert helpless.table()["learned"].max() < neutral.table()["learned"].max()


@pytest.mark.parametrize(("target", "word"), [(0.3, "too hard"), (0.95, "too easy")])
def test_an_aim_beside_the_top_is_named_for_the_side_on_which_it_lies(target, word):
    assert JustRightChallenge(target_success=target).subline.endswith(f"{word}.")


def test_moving_the_aim_moves_the_mark_and_not_the_hill():
    view = JustRightChallenge()
    frame = view.frame
    view.target_success = 0.9
    assert view.frame == frame
    assert view.facts["chosen"] == TARGETS.index(0.9)


@pytest.mark.parametrize("seed", [4, 12])
def test_the_diaries_tell_the_years_of_one_pupil_at_both_ends_and_at_the_aim(seed):
    view = JustRightChallenge(seed=seed)
    assert len(view.diaries) == 3
    for told, target in zip(view.diaries, (ENDS[0], view.target_success, ENDS[1]), strict=True):
        run = simulate(Scenario(pupils=1, just_right=1.0, target_success=target, seed=seed))
        solved, of, steps = numbers(told[-1])
        assert (solved, of) == (run.success.sum(), 60)
        assert steps == pytest.approx(learning(run)[0], abs=0.051)
        bored = (run.effort < 0.2) & (run.expected >= 0.5)
        coasts = [sentence for sentence in told if "coasting" in sentence]
        assert [int(numbers(sentence)[0]) for sentence in coasts] == [
            int(attempt) + 1 for attempt in np.flatnonzero(bored[:, 0])[:1]
        ]
    assert any("given up" in sentence for sentence in view.diaries[0])
    assert not any("has given up" in sentence for sentence in view.diaries[2])


def test_the_room_is_asked_for_what_the_view_finds():
    view = JustRightChallenge()
    prediction = view.ask()
    assert (prediction.kind, prediction.high) == ("number", 100)
    assert type(view.facts["outcome"]) is int
