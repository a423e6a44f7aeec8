"""The agendas: what they ask for exists, and their times fit."""

import re

import pytest
import traitlets as t
from hypothesis import given
from hypothesis import strategies as st

from vicious_cycle import datasets
from vicious_cycle.server.agendas import planned
from vicious_cycle.server.notebooks import steps
from vicious_cycle.views import Agenda
from vicious_cycle.views.agenda import anchor, running_times

AGENDAS = datasets.agendas()
EVERY_AGENDA = pytest.mark.parametrize("minutes", AGENDAS)
RANGES = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 10)), min_size=1, max_size=30)


def test_there_are_agendas_for_45_90_and_180_minutes():
    assert list(AGENDAS) == [45, 90, 180]


@EVERY_AGENDA
def test_the_least_times_fit_into_the_workshop_and_the_most_fill_it(minutes):
    rows = AGENDAS[minutes]
    assert sum(row["least"] for row in rows) <= minutes <= sum(row["most"] for row in rows)
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))


@EVERY_AGENDA
def test_every_step_is_one_of_its_notebook_and_can_be_presented(minutes):
    for row in AGENDAS[minutes]:
        if row["notebook"]:
            known = {
                step.title: step.anchor for step in steps(datasets.NOTEBOOKS / f"{row['notebook']}.ipynb")
            }
            assert known[row["step"]] == anchor(row["step"])


@EVERY_AGENDA
def test_a_notebook_is_predicted_before_it_is_run_and_the_order_is_that_of_the_workshop(minutes):
    shown = [(row["notebook"], row["step"]) for row in AGENDAS[minutes] if row["notebook"]]
    assert [notebook for notebook, _ in shown] == sorted(notebook for notebook, _ in shown)
    for notebook, step in shown:
        if step == "Run and compare":
            assert shown.index((notebook, "Predict")) < shown.index((notebook, step))


@EVERY_AGENDA
@given(start=st.integers(0, 24 * 60 - 1))
def test_the_running_times_begin_at_the_start_and_leave_each_step_what_it_needs(minutes, start):
    agenda = Agenda(minutes=minutes, start=start)
    at = [int(hours) * 60 + int(rest) for hours, rest in (each["at"].split(":") for each in agenda.steps)]
    assert at[0] == start
    gaps = [
        (after - before) % (24 * 60) for before, after in zip(at, [*at[1:], start + minutes], strict=True)
    ]
    assert sum(gaps) == minutes
    for gap, row in zip(gaps, AGENDAS[minutes], strict=True):
        assert row["least"] - 1 <= gap <= row["most"] + 1
    said = [int(number) for number in re.findall(r"(?<![:\d])\d+(?![:\d])", agenda.said)]
    assert said == [sum(row[end] for row in AGENDAS[minutes]) for end in ("least", "most")]


@given(RANGES, st.floats(0, 1))
def test_whatever_the_time_steps_follow_each_other_in_order(ranges, share):
    rows = [{"least": least, "most": least + more} for least, more in ranges]
    least, most = (sum(row[end] for row in rows) for end in ("least", "most"))
    begins = running_times(rows, round(least + share * (most - least)))
    assert begins[0] == 0
    assert begins == sorted(begins)


@EVERY_AGENDA
def test_the_speaker_s_clock_grows_step_by_step_to_what_the_whole_agenda_takes(minutes):
    plans = {
        notebook["name"].removesuffix(".ipynb"): [
            plan[minutes] for plan in planned(datasets.NOTEBOOKS, notebook["name"])
        ]
        for notebook in datasets.notebooks()
    }
    every = [plan for notebook in plans.values() for plan in notebook]
    listed = [row for row in AGENDAS[minutes] if row["notebook"]]
    assert sum(plan["listed"] for plan in every) == len(listed)
    for end in ("least", "most"):
        until = [plan[end] for plan in every]
        assert until == sorted(until)
        assert until[-1] == sum(row[end] for row in AGENDAS[minutes])
        assert plans["00_start_here"][0][end] == 0


def test_a_break_is_over_when_the_step_after_it_is():
    rows = AGENDAS[90]
    at = next(place for place, row in enumerate(rows) if not row["notebook"])
    last, following = (
        next(
            plan[90]["least"]
            for plan, step in zip(planned(datasets.NOTEBOOKS, file.name), steps(file), strict=True)
            if step.title == row["step"]
        )
        for row, file in (
            (row, datasets.NOTEBOOKS / f"{row['notebook']}.ipynb") for row in (rows[at - 1], rows[at + 1])
        )
    )
    assert following - last == rows[at]["least"] + rows[at + 1]["least"]


def test_a_length_for_which_there_is_no_agenda_is_refused_and_changes_nothing():
    agenda = Agenda()
    before = agenda.steps
    with pytest.raises(t.TraitError, match="45, 90, 180"):
        agenda.minutes = 60
    assert (agenda.minutes, agenda.steps) == (90, before)


def test_an_agenda_whose_most_is_below_its_least_is_refused_with_its_row(tmp_path, monkeypatch):
    lines = (datasets.DATASETS / "agendas.csv").read_text("utf-8").splitlines()
    lines[2] = lines[2].replace(",2,3,", ",3,2,")
    (tmp_path / "agendas.csv").write_text("\n".join(lines), "utf-8")
    monkeypatch.setattr(datasets, "DATASETS", tmp_path)
    with pytest.raises(ValueError, match=r"agendas\.csv, row 3, column most"):
        datasets.agendas()
