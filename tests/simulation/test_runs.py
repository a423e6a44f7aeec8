import runpy
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vicious_cycle.simulation import (
    ARROWS,
    CAUSES,
    PARAMETERS,
    RECORDS,
    STUDIED_DOSE,
    Constants,
    Scenario,
    State,
    pupil,
    simulate,
)

scenarios = runpy.run_path(str(Path(__file__).with_name("strategies.py")))["scenarios"]

ANYTHING = scenarios()
BY_ONESELF = {"competition": 0.0}  # judged by rank, a pupil's outcome depends on who else is in the class


def records_of(run, pupils=None):
    return {name: getattr(run, name)[:, :pupils] for name in RECORDS}


def assert_same(one, other):
    for name, values in one.items():
        np.testing.assert_array_equal(values, other[name], err_msg=name)


@given(ANYTHING)
def test_the_same_seed_gives_the_same_run(scenario):
    assert_same(records_of(simulate(scenario)), records_of(simulate(scenario)))


@given(st.lists(ANYTHING, min_size=1, max_size=4), st.randoms())
def test_a_run_does_not_depend_on_what_it_is_run_together_with(batch, random):
    order = random.sample(range(len(batch)), len(batch))
    together = simulate([batch[place] for place in order])
    for place, run in zip(order, together, strict=True):
        assert run.scenario == batch[place]
        assert_same(records_of(simulate(batch[place])), records_of(run))


@given(scenarios(pupils=5, attempts=10), st.lists(scenarios(pupils=5, attempts=10), min_size=1, max_size=4))
def test_scenarios_of_one_size_run_as_well_in_one_pass_as_alone(scenario, others):
    assert_same(records_of(simulate(scenario)), records_of(simulate([*others, scenario])[-1]))


@given(ANYTHING)
def test_nothing_is_ever_out_of_bounds_or_not_a_number(scenario):
    with warnings.catch_warnings(), np.errstate(over="raise", divide="raise", invalid="raise"):
        warnings.simplefilter("error")
        run = simulate(scenario)
    for name in ("p_success", "expected", "effort", "control", "attribution"):
        values = getattr(run, name)
        assert ((values >= 0) & (values <= 1)).all(), name
    for name in ("skill", "self_belief", "difficulty"):
        assert np.isfinite(getattr(run, name)).all(), name
    np.testing.assert_allclose(run.attribution.sum(axis=2), 1)
    assert all(np.isfinite(figure) for figure in run.summary().values())


@pytest.mark.parametrize("pace", [-0.5, 0.5])
@pytest.mark.parametrize("start", [-5.0, 5.0])
def test_the_hardest_and_the_easiest_curriculum_give_numbers_to_their_end(pace, start):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = simulate(Scenario(pupils=3, attempts=10_000, pace=pace, start_difficulty=start, pressure=3.0))
    assert all(np.isfinite(getattr(run, name)).all() for name in RECORDS)


@pytest.mark.parametrize("end", ["low", "high"])
def test_constants_at_the_ends_of_their_ranges_give_numbers(end):
    constants = [
        parameter for parameter in PARAMETERS.values() if parameter.name in Constants.__annotations__
    ]
    for constant in constants:
        k = replace(Constants(), **{constant.name: getattr(constant, end)})
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            run = simulate(Scenario(pressure=3.0, retakes=True, grading="both", just_right=0.5), constants=k)
        assert all(np.isfinite(getattr(run, name)).all() for name in RECORDS), constant.name
        assert ((run.control >= 0) & (run.control <= 1)).all(), constant.name


@given(scenarios(model=st.sampled_from(["null", "static"])))
def test_nothing_feeds_back_in_the_null_and_the_static_model(scenario):
    run = simulate(scenario)
    for values in (run.effort, run.self_belief, run.control):
        np.testing.assert_array_equal(values, np.broadcast_to(values[0], values.shape))
    np.testing.assert_array_equal(run.attribution, 0.2)


@given(
    scenarios(
        model=st.sampled_from(["null", "static"]), attempts=20, just_right=0.0, competition=0.0, retakes=False
    ),
    st.integers(0, 9),
    st.integers(1, 10),
)
def test_a_failing_streak_leaves_no_trace_in_the_null_and_the_static_model(scenario, start, length):
    without = simulate(replace(scenario, streak_length=0))
    streak = simulate(replace(scenario, streak_start=start, streak_length=length))
    assert not streak.success[start : start + length].any()
    for name in RECORDS:
        if name != "success":
            np.testing.assert_array_equal(getattr(streak, name), getattr(without, name), err_msg=name)
    np.testing.assert_array_equal(streak.success[start + length :], without.success[start + length :])


@given(scenarios(model="static"))
def test_pupils_of_the_static_model_learn_nothing(scenario):
    run = simulate(scenario)
    np.testing.assert_array_equal(run.skill, np.broadcast_to(run.skill[0], run.skill.shape))


@given(scenarios(**BY_ONESELF), st.integers(1, 10))
def test_more_pupils_change_nothing_for_those_who_are_there(scenario, more):
    larger = simulate(replace(scenario, pupils=scenario.pupils + more))
    assert_same(records_of(simulate(scenario)), records_of(larger, scenario.pupils))


def test_a_large_cohort_begins_with_the_very_pupils_of_a_small_one():
    small, large = (simulate(Scenario(pupils=pupils, failure_style=-0.5)) for pupils in (40, 20_000))
    assert_same(records_of(small), records_of(large, 40))


def test_how_many_pupils_are_simulated_together_changes_nothing():
    cohort = Scenario(pupils=20_000, attempts=10, failure_style=-0.5)
    half_as_many_at_once, _ = simulate([cohort, replace(cohort, model="null")])
    assert_same(records_of(half_as_many_at_once), records_of(simulate(cohort)))


@given(scenarios(**BY_ONESELF), st.integers(1, 10))
def test_a_longer_year_begins_as_the_shorter_one_did(scenario, more):
    short, long = simulate(scenario), simulate(replace(scenario, attempts=scenario.attempts + more))
    for name in RECORDS:
        np.testing.assert_array_equal(getattr(short, name), getattr(long, name)[: scenario.attempts])


@given(
    scenarios(skill_sd=0.5, skill_mean=0.0, streak_length=0, competition=0.0, seed=3, pupils=8, attempts=20)
)
def test_luck_stays_with_the_pupil_whatever_the_room_does(scenario):
    easiest = Scenario(seed=3, pupils=8, attempts=20, model="static", start_difficulty=5.0, pace=0.0)
    hard, other = simulate([easiest, scenario])
    np.testing.assert_array_equal(hard.skill[0], other.skill[0])
    # A pupil who is lucky enough at the smaller chance is lucky enough at the larger one.
    assert (other.success | ~hard.success | (other.p_success < hard.p_success)).all()


@given(
    scenarios(
        attempts=15, retakes=False, cut=frozenset(), model=st.sampled_from(["loop", "attribution_off"])
    ),
    st.integers(1, 14),
)
def test_a_year_in_two_terms_is_the_year_at_once(year, first):
    whole = simulate(year)
    autumn = simulate(replace(year, attempts=first))
    spring = simulate(replace(year, attempts=15 - first), start=autumn.end)
    assert spring.end.attempts == 15
    for name in RECORDS:
        both = np.concatenate([getattr(autumn, name), getattr(spring, name)])
        np.testing.assert_allclose(both, getattr(whole, name), rtol=1e-12, err_msg=name)


def test_a_run_can_begin_anywhere():
    begin = State(skill=1.0, self_belief=-1.0, control=np.linspace(0, 1, 30), estimate=0.0)
    run = simulate(Scenario(), start=begin)
    assert (run.skill[0] == 1).all()
    assert (run.self_belief[0] == -1).all()
    np.testing.assert_array_equal(run.control[0], begin.control)


@given(scenarios(model="attribution_off"))
def test_every_cause_is_equally_likely_with_attribution_off(scenario):
    np.testing.assert_array_equal(simulate(scenario).attribution, 0.2)


def cut(arrow, **levers):
    return simulate(Scenario(pupils=200, failure_style=-0.5, just_right=0.3, cut={arrow}, **levers))


def assert_as_at_first(values):
    np.testing.assert_allclose(values, np.broadcast_to(values[0], values.shape), atol=1e-12)


def test_with_attribution_to_belief_cut_nobody_changes_their_mind_about_themselves():
    run = cut("attribution_to_belief")
    assert_as_at_first(run.self_belief)
    assert run.control.std() > 0


def test_with_attribution_to_control_cut_nobody_learns_whether_effort_pays():
    run = cut("attribution_to_control")
    assert_as_at_first(run.control)
    assert run.self_belief.std() > 0


def test_with_belief_to_effort_cut_everyone_tries_as_on_the_first_day():
    assert_as_at_first(cut("belief_to_effort").effort)


def test_with_effort_to_learning_cut_practice_counts_as_on_the_first_day():
    run, k = cut("effort_to_learning"), Constants()
    taught = pupil.lesson(np.moveaxis(run.attribution, 2, 0), run.success, k)
    expected = pupil.next_skill(run.skill, run.effort[0], run.p_success, taught, k.learning_rate)
    np.testing.assert_allclose(run.skill[1:], expected[:-1])


def test_with_learning_to_gap_cut_the_work_stays_as_far_ahead_as_on_the_first_day():
    run = cut("learning_to_gap")
    assert_as_at_first(run.skill - run.difficulty)


def test_each_cut_changes_the_year():
    whole = simulate(Scenario(pupils=200, failure_style=-0.5, just_right=0.3))
    for arrow in ARROWS:
        assert not np.array_equal(cut(arrow).end.skill, whole.end.skill), arrow


def test_a_streak_fails_just_the_attempts_it_names():
    run, without = simulate([Scenario(streak_start=5, streak_length=3), Scenario()])
    assert not run.success[5:8].any()
    np.testing.assert_array_equal(run.success[:5], without.success[:5])
    np.testing.assert_array_equal(run.skill[:6], without.skill[:6])


def test_a_failed_task_comes_back_once_and_easier():
    run = simulate(Scenario(pace=0.0, retakes=True, streak_length=2))
    first = run.difficulty[0]
    np.testing.assert_allclose(run.difficulty[1], first - Constants().retake_easing)
    np.testing.assert_allclose(run.difficulty[2], first)


def test_in_a_class_judged_by_rank_about_half_succeed_however_easy_the_work():
    run = simulate(Scenario(pupils=101, competition=1.0, start_difficulty=-4.0))
    assert (run.success.sum(axis=1) == 50).all()


def test_a_class_of_one_has_nobody_to_be_ranked_against():
    ranked, alone = (simulate(Scenario(pupils=1, competition=c, seed=2)).success for c in (1.0, 0.0))
    np.testing.assert_array_equal(ranked[0], alone[0])


def test_a_new_story_does_nothing_before_it_is_told_or_where_norms_fight_it():
    dose = STUDIED_DOSE.default
    control, later, fought = simulate(
        [Scenario(), Scenario(story_dose=dose, story_start=20), Scenario(story_dose=dose, norms=0.0)]
    )
    np.testing.assert_array_equal(later.attribution[:20], control.attribution[:20])
    assert not np.array_equal(later.attribution[20], control.attribution[20])
    assert_same(records_of(fought), records_of(control))


def test_comments_speak_of_strategy_and_a_grade_beside_them_drowns_them():
    runs = simulate([Scenario(grading=grading, streak_length=1) for grading in ("none", "comments", "both")])
    none, comments, both = (run.attribution[0, :, CAUSES.index("strategy")].mean() for run in runs)
    assert none < both < comments


def test_only_what_is_kept_is_there():
    run = simulate(Scenario(), keep=("effort", "success"))
    assert run.effort.shape == run.success.shape == (60, 30)
    with pytest.raises(AttributeError, match="skill was not kept"):
        _ = run.skill
    with pytest.raises(AttributeError, match="no 'mood'"):
        _ = run.mood


@pytest.mark.parametrize(
    ("wrong", "levers"),
    [("mood", {"keep": ("mood",)}), ("2 states", {"start": [None, None]})],
)
def test_what_simulate_cannot_do_is_refused(wrong, levers):
    with pytest.raises(ValueError, match=wrong):
        simulate(Scenario(), **levers)
    with pytest.raises(ValueError, match="Scenario"):
        simulate([{"pupils": 3}])


def test_a_frame_has_a_row_a_pupil_and_attempt():
    frame = simulate(Scenario(pupils=7, attempts=5)).to_frame()
    kept = [name for name in RECORDS if name != "attribution"]
    assert len(frame) == 35
    weights = [f"attribution_{cause}" for cause in CAUSES]
    assert sorted(frame.columns) == sorted(["pupil", "attempt", *kept, *weights])
    assert not frame.duplicated(["pupil", "attempt"]).any()


def test_a_frame_tells_what_the_arrays_tell():
    run = simulate(Scenario(pupils=7, attempts=5))
    frame = run.to_frame().set_index(["attempt", "pupil"])
    for attempt, one in ((0, 0), (3, 2), (4, 6)):
        row = frame.loc[(attempt, one)]
        for name in RECORDS:
            if name != "attribution":
                assert row[name] == getattr(run, name)[attempt, one], name
        for place, cause in enumerate(CAUSES):
            assert row[f"attribution_{cause}"] == run.attribution[attempt, one, place]


@settings(max_examples=20)
@given(scenarios(pupils=20, attempts=20))
def test_a_summary_says_what_the_arrays_say(scenario):
    run = simulate(scenario)
    summary = run.summary()
    assert summary["solved"] == pytest.approx(run.success.mean())
    assert summary["still_trying"] == pytest.approx(1 - run.gave_up[-1].mean())
    assert summary["learning"] == pytest.approx((run.end.skill - run.skill[0]).mean())


def test_the_near_equal_class_of_the_map_splits_only_where_stories_are_told():
    near_equal = {"failure_style": -0.3, "success_style": -0.3, "pace": 0.055, "skill_sd": 0.2}
    year = {"attempts": 80, "streak_start": 8, "streak_length": 3}
    lost = {
        model: [
            int(simulate(Scenario(seed=seed, model=model, **near_equal, **year)).gave_up[-1].sum())
            for seed in range(10)
        ]
        for model in ("loop", "attribution_off", "null")
    }
    assert 10 <= np.mean(lost["loop"]) <= 18
    assert not any(lost["attribution_off"] + lost["null"])


RIVAL = {"pupils": 200, "seed": 3, "failure_style": -0.5, "success_style": -0.5}
SPELL = {"streak_length": 6, "streak_start": 10}


def given_up(**levers):
    return simulate(Scenario(**RIVAL | levers), keep=("gave_up",)).gave_up[-1].mean()


def test_where_only_reward_counts_a_bad_spell_makes_pupils_give_up_as_it_does_in_the_loop():
    for model in ("loop", "reward"):
        assert given_up(model=model, **SPELL) > given_up(model=model) + 0.2


def test_where_only_reward_counts_no_story_changes_anything_and_in_the_loop_it_does():
    told = SPELL | {"story_dose": 0.5}
    plain, new = (
        simulate(Scenario(**RIVAL | levers, model="reward"), keep=("effort",)) for levers in (SPELL, told)
    )
    assert (plain.effort == new.effort).all()
    assert given_up(model="loop", **told) < given_up(model="loop", **SPELL) - 0.2


def test_a_run_beside_the_rival_rule_is_what_it_is_alone():
    alone = simulate(Scenario(**RIVAL), keep=("effort",))
    beside, _ = simulate([Scenario(**RIVAL), Scenario(**RIVAL, model="reward")], keep=("effort",))
    assert (alone.effort == beside.effort).all()
