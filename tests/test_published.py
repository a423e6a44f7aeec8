"""What has been published stands in the file with its status, its check, and whatever contests it."""

import csv

import pytest

from vicious_cycle import datasets
from vicious_cycle.datasets import published_effects

ROWS = published_effects()
BY_ID = {row["id"]: row for row in ROWS}


def test_nothing_contested_stands_without_its_rebuttal():
    contested = [row for row in ROWS if row["status"] in ("contested", "rival explanation")]
    assert len(contested) >= 5
    assert all(row["rebuttal"] for row in contested)
    assert all(row["id"] not in row["rebuttal"].split() for row in ROWS)


def test_what_is_doubtful_or_only_goes_together_points_at_its_control_or_limit():
    limits = {name for row in ROWS for name in row["rebuttal"].split()}
    for row in ROWS:
        if row["status"].startswith("association") and row["theme"] == "streaks":
            assert row["rebuttal"] or row["id"] in limits, row["id"]


def test_a_rebuttal_that_is_no_row_is_refused_with_file_row_and_column(tmp_path, monkeypatch):
    lines = (datasets.DATASETS / "published_effects.csv").read_text("utf-8")
    (tmp_path / "published_effects.csv").write_text(
        lines.replace(",praise_replication,", ",no_such_row,"), "utf-8"
    )
    monkeypatch.setattr(datasets, "DATASETS", tmp_path)
    trouble = r"published_effects\.csv, row \d+, column rebuttal: is 'no_such_row'; it must be the id of"
    with pytest.raises(ValueError, match=trouble):
        published_effects()


@pytest.mark.parametrize("text", ["a lot", "1e3", "0,21", "nan"])
def test_a_figure_that_is_no_number_is_refused_with_file_row_and_column(tmp_path, monkeypatch, text):
    with (datasets.DATASETS / "published_effects.csv").open(encoding="utf-8", newline="") as file:
        header, first, *_ = csv.reader(file)
    first[header.index("estimate")] = text
    with (tmp_path / "published_effects.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, first])
    monkeypatch.setattr(datasets, "DATASETS", tmp_path)
    with pytest.raises(
        ValueError, match=r"published_effects\.csv, row 2, column estimate: is '.*'; it must be a number"
    ):
        published_effects()


def test_figures_are_numbers_with_a_unit_and_lie_in_their_interval():
    for row in ROWS:
        assert (row["estimate"] is not None) == bool(row["unit"]) == (row["measure"] != "direction"), row[
            "id"
        ]
        assert (row["low"] is None) == (row["high"] is None)
        if row["low"] is not None:
            assert row["low"] < row["estimate"] < row["high"]


def test_every_row_says_how_it_was_checked_and_no_unchecked_one_claims_otherwise():
    assert all(row["how"] for row in ROWS)
    for row in ROWS:
        assert ("not again" in row["how"]) == (row["verified"] == "no"), row["id"]
    assert sum(row["verified"] != "no" for row in ROWS) > 0.8 * len(ROWS)


def test_no_claim_carries_a_figure_that_the_chart_could_contradict():
    assert not [
        row["id"] for row in ROWS if any(sign.isdigit() for sign in row["claim"].replace("grade 8", ""))
    ]


def test_curves_belong_to_a_source_and_every_named_control_is_there():
    curves = {(row["source"], row["curve"]) for row in datasets.observed_streaks()}
    sources = datasets.observed_sources()
    assert {name for name, _ in curves} == {source["id"] for source in sources}
    for source in sources:
        shown = {curve for name, curve in curves if name == source["id"]}
        assert shown == {"observed", source["control"]} - {""}


def test_shares_and_marks_lie_on_the_scale_of_their_source():
    high = {source["id"]: source["high"] for source in datasets.observed_sources()}
    assert all(row["value"] <= high[row["source"]] for row in datasets.observed_streaks())


@pytest.mark.parametrize(
    ("effect", "source", "curve", "after"),
    [
        ("uci_failures_maths", "grades_maths", "observed", (1, 0)),
        ("uci_failures_maths_held", "grades_maths", "held", (1, 0)),
        ("uci_failures_portuguese", "grades_portuguese", "observed", (1, 0)),
        ("swesat_streak", "mixed_test", "observed", (6, 0)),
        ("assistments_streak", "practice", "observed", (6, 1)),
        ("assistments_static", "practice", "rasch", (6, 1)),
        ("bdf_repeaters", "repeaters", "observed", (1, 0)),
        ("bdf_repeaters_held", "repeaters", "held", (1, 0)),
    ],
)
def test_an_effect_says_what_its_curve_says(effect, source, curve, after):
    values = {
        row["after"]: row["value"]
        for row in datasets.observed_streaks()
        if (row["source"], row["curve"]) == (source, curve)
    }
    row = BY_ID[effect]
    digits = 1 if row["unit"] == "points of the test" else 2
    assert [row["estimate"], row["against"]] == [round(values[place], digits) for place in after]


@pytest.mark.parametrize(
    ("effect", "curve"), [("egsingle_low_years", "observed"), ("egsingle_shuffled", "shuffled")]
)
def test_low_years_are_the_years_that_are_not_good(effect, curve):
    values = {
        row["after"]: row["value"]
        for row in datasets.observed_streaks()
        if (row["source"], row["curve"]) == ("maths_years", curve)
    }
    assert [BY_ID[effect][name] for name in ("estimate", "against")] == [
        round(1 - values[after], 2) for after in (3, 0)
    ]
