"""What the sensitivity study finds, in small where the truth is known, and as it is stored."""

import pytest

from vicious_cycle.datasets import table
from vicious_cycle.study.definition import Study, read
from vicious_cycle.study.outcomes import OUTCOMES
from vicious_cycle.study.plans import outcomes_at, sensitivity, sweep

SMALL = Study(
    name="small",
    date="2026-11-25",
    seed=5,
    pupils=40,
    attempts=20,
    outcomes=("given_up", "story_gain"),
    base={"failure_style": -0.6, "success_style": -0.6},
    vary={"pace": (0.0, 0.2), "norms": (0.2, 0.8), "teacher_rate": (0.5, 1.5)},
    screening={"trajectories": 6},
    variance={"samples": 16, "parameters": 2},
)


def carried_out(plan, study, order):
    """The rows of a plan whose jobs are computed here, in the order that a function gives them."""
    found = None
    while True:
        try:
            _, jobs = plan.send(found)
        except StopIteration as end:
            return end.value
        found = {number: outcomes_at(study, jobs[number]) for number in order(range(len(jobs)))}
        found = [found[number] for number in range(len(jobs))]


@pytest.fixture(scope="module")
def rows():
    return carried_out(sensitivity(SMALL), SMALL, iter)


def value(rows, outcome, parameter, measure):
    return next(
        float(row["value"])
        for row in rows
        if (row["outcome"], row["parameter"], row["measure"]) == (outcome, parameter, measure)
    )


def test_the_same_study_finds_the_same_whatever_is_computed_first(rows):
    assert carried_out(sensitivity(SMALL), SMALL, reversed) == rows


def test_what_plays_no_part_has_no_effect_and_what_plays_all_explains_all(rows):
    # No story is told, and teaching is not just right: of the three only the pace can make pupils give up.
    assert value(rows, "given_up", "norms", "mu_star") == 0
    assert value(rows, "given_up", "teacher_rate", "mu_star") == 0
    assert value(rows, "given_up", "pace", "mu_star") > 0.2
    assert value(rows, "given_up", "pace", "ST") == pytest.approx(1, abs=0.3)
    assert value(rows, "given_up", "norms", "ST") == 0
    assert value(rows, "given_up", "pace", "at_low") < value(rows, "given_up", "pace", "at_high")


def test_only_what_matters_is_analysed_further(rows):
    assert {row["parameter"] for row in rows if row["measure"] == "ST"} == {"pace", "norms"}


def test_more_points_of_a_sweep_leave_the_earlier_ones_as_they_are():
    few, many = (
        carried_out(sweep(study), study, iter)
        for study in (
            Study(**SMALL.as_dict() | {"screening": {}, "variance": {}, "sweep": {"points": points}})
            for points in (3, 5)
        )
    )
    assert many[:3] == few
    assert list(few[0]) == [*SMALL.vary, *SMALL.outcomes]


def test_the_stored_table_answers_the_kits_own_study():
    study, stored = read("sensitivity"), table("sensitivity")
    shipped = {row["parameter"] for row in stored if row["measure"] == "mu_star"}
    assert shipped == set(study.vary)
    assert {row["outcome"] for row in stored} == set(OUTCOMES)
    for row in stored:
        assert (row["seed"], row["date"]) == (study.seed, study.date)
        if row["parameter"]:
            assert (row["range_low"], row["range_high"]) == study.vary[row["parameter"]]


def test_the_stored_answers_of_the_shipped_model_are_those_it_gives_now():
    study, stored = read("sensitivity"), table("sensitivity")
    (_, (shipped,)) = next(sensitivity(study))
    for outcome, found in zip(study.outcomes, outcomes_at(study, shipped), strict=True):
        assert found == pytest.approx(value(stored, outcome, "", "as_shipped"), abs=6e-5), outcome
