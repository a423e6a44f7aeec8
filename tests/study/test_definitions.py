"""What a study may ask for, and how it is told when it may not."""

# ruff: noqa: E501 (a row of a table is one line, however long)
import re

import pytest

from vicious_cycle.simulation import PARAMETERS
from vicious_cycle.study.definition import STUDIES, names, read
from vicious_cycle.study.fits import observed_curves
from vicious_cycle.study.outcomes import OUTCOMES

SWEEP = """
date = 2026-11-25
seed = 1
pupils = 10
attempts = 10
outcomes = ["given_up"]
[base]
failure_style = -0.5
[vary]
pace = [0.0, 0.1]
[sweep]
points = 3
"""
SCREENING = (
    SWEEP.partition("[sweep]")[0] + "[screening]\ntrajectories = 2\n[variance]\nsamples = 4\nparameters = 1\n"
)
FIT = """
date = 2026-11-25
seed = 1
[fit]
curves = ["mixed_test"]
models = ["null"]
replicates = 2
"""


@pytest.fixture
def refusal(tmp_path):
    """What is said of a definition in which one text is replaced by another."""

    def read_with(definition, old, new):
        assert old in definition
        file = tmp_path / "study.toml"
        file.write_text(definition.replace(old, new, 1))
        with pytest.raises(ValueError, match=r".") as trouble:
            read(file, observed_curves())
        return str(trouble.value)

    return read_with


def test_every_study_of_the_kit_can_be_read_by_its_name():
    assert set(names()) >= {"example", "fit", "sensitivity"}
    for name in names():
        assert read(name, observed_curves()).name == name


def test_the_sensitivity_study_asks_for_every_outcome_and_varies_what_is_shipped_within():
    study = read("sensitivity")
    assert set(study.outcomes) == set(OUTCOMES)
    for name, (low, high) in study.vary.items():
        assert low < study.base.get(name, PARAMETERS[name].default) < high, name


def test_a_study_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(
        ValueError, match=r"there is no study magic; the kit's own are example, fit, sensitivity"
    ):
        read("magic")


def test_a_file_that_is_no_toml_is_told_with_the_line(refusal):
    assert re.search(r"study\.toml cannot be read as TOML: .*line 3", refusal(SWEEP, "seed = 1", "seed 1"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("date = 2026-11-25", "", "date is missing; it must be a date such as 2026-11-25"),
        ("2026-11-25", '"today"', "date is 'today'; it must be a date"),
        ("seed = 1", "seed = 0", "seed is 0; it must be a whole number from 1 to 4294967295"),
        ("seed = 1", "seed = true", "seed is True; it must be a whole number"),
        ("pupils = 10", "pupils = 1e1", "pupils is 10.0; it must be a whole number from 1 to 100000"),
        ("attempts = 10", "", "attempts is missing; it must be a whole number from 1 to 10000"),
        ("points = 3", "points = 0", "sweep.points is 0; it must be a whole number from 1 to 1000000"),
        ('["given_up"]', '["fame"]', "outcomes is ['fame']; it must be a list of some of given_up, "),
        ('["given_up"]', "[]", "outcomes is []; it must be a list"),
        ('["given_up"]', '["given_up", "given_up"]', "outcomes is ['given_up', 'given_up']; it must be"),
        ("failure_style = -0.5", "failure_style = -5.0", "base.failure_style is -5.0; it must be a number from -1 to 1"),
        ("failure_style", "charm", "base.charm: is no lever of a class"),
        ("failure_style = -0.5", "seed = 5", "base.seed: is no lever of a class"),
        ("pace = [0.0, 0.1]", "", "vary is missing; it must be a section"),
        ("pace = [0.0, 0.1]", "charm = [0, 1]", "vary.charm: is no number of the model"),
        ("pace = [0.0, 0.1]", "pupils = [1, 10]", "vary.pupils: is no number of the model that may vary by degrees"),
        ("[0.0, 0.1]", "[0.1, 0.0]", "vary.pace is [0.1, 0.0]; it must be two numbers, the lower one first, from -0.5 to 0.5"),
        ("[0.0, 0.1]", "[0.0, nan]", "vary.pace is [0.0, nan]; it must be two numbers"),
        ("[0.0, 0.1]", "0.1", "vary.pace is 0.1; it must be two numbers"),
        ("[vary]", "[vary]\nnorms = 3", "vary.norms is 3; it must be two numbers"),
        ("[sweep]", "[fit]\n[sweep]", "sections: there is sweep and fit; there must be exactly one of"),
        ("[sweep]\npoints = 3", "", "sections: there is none of them; there must be exactly one of"),
        ("[sweep]", "[variance]\n[sweep]", "variance: this section stands beside screening"),
        ("seed = 1", "seed = 1\nspeed = 2", "speed: is not expected; expected are attempts, base, date"),
        ("points = 3", "points = 3\nlines = 2", "sweep.lines: is not expected; expected are points"),
    ],
)  # fmt: skip
def test_a_field_that_is_wrong_is_refused_with_what_it_must_be(refusal, old, new, told):
    assert refusal(SWEEP, old, new).startswith(told)


@pytest.mark.parametrize(
    ("definition", "old", "new", "told"),
    [
        (SCREENING, "samples = 4", "samples = 6", "variance.samples is 6; it must be a power of two"),
        (SCREENING, "parameters = 1", "parameters = 2", "variance.parameters is 2; it must be at most 1"),
        (SCREENING, "trajectories = 2", "trajectories = 1", "screening.trajectories is 1; it must be"),
        (FIT, "mixed_test", "no_test", "fit.curves is ['no_test']; it must be a list of some of maths_years, "),
        (FIT, '"null"', '"magic"', "fit.models is ['magic']; it must be a list of some of rasch, static"),
        (FIT, "replicates = 2", "replicates = 2\npredicts = 3", "fit.predicts is 3"),
        (FIT, "seed = 1", "seed = 1\npupils = 3", "pupils: a fit does not have it; it has date, fit, seed"),
        (FIT, "replicates = 2", "replicates = 2\n[fit.predicts]\nmixed_test = ['maths_years']",
         "fit.predicts.mixed_test is ['maths_years']; it must be a list of some of maths_2018, maths_2019"),
    ],
)  # fmt: skip
def test_a_field_of_the_other_kinds_is_refused_with_what_it_must_be(refusal, definition, old, new, told):
    assert refusal(definition, old, new).startswith(told)


def test_the_example_of_the_kit_explains_each_of_its_sections():
    example = (STUDIES / "example.toml").read_text("utf-8")
    assert re.findall(r"^\[(\w+)\] # .+$", example, flags=re.MULTILINE) == ["base", "vary"]
