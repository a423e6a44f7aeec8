"""Every data file is described, and is as it is described."""

import codecs
import csv
import json
import re
import shutil
from collections import Counter, defaultdict

import pytest

from vicious_cycle import datasets
from vicious_cycle.datasets import DATASETS, presets, table, utterances, vignettes
from vicious_cycle.simulation.attribution import WEINER
from vicious_cycle.simulation.replies import REPLIES

PACKAGE = json.loads((DATASETS / "datapackage.json").read_text("utf-8"))
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
UTTERANCES = utterances()
PERSON = r"\b(he|she|him|his|hers?|himself|herself|boys?|girls?|mum|dad|mother|father|sir|miss|mrs?|ms)\b"

# Weiner's three questions, answered for each cause: where does it lie, will it last, can anyone change it?
CODING = {
    "ability": ("inside", "lasting", "no"),
    "habit": ("inside", "lasting", "yes"),
    "mood": ("inside", "passing", "no"),
    "effort": ("inside", "passing", "yes"),
    "strategy": ("inside", "passing", "yes"),
    "task": ("outside", "lasting", "no"),
    "teaching": ("outside", "lasting", "yes"),
    "luck": ("outside", "passing", "no"),
    "help": ("outside", "passing", "yes"),
}


def cell(row):
    """Which of the eight combinations of Weiner's questions a row stands in."""
    return row["locus"], row["stability"], row["control"]


def test_every_file_is_described_in_the_package_and_the_readme():
    files = {file.name for file in DATASETS.glob("*.csv")}
    assert files == {resource["path"] for resource in RESOURCES.values()}
    readme = (DATASETS / "README.md").read_text("utf-8")
    assert all(f"`{name}`" in readme for name in files)


@pytest.mark.parametrize("name", RESOURCES)
def test_every_file_keeps_its_own_schema(name):
    assert table(name)


@pytest.mark.parametrize("name", RESOURCES)
def test_the_schema_asks_for_nothing_that_the_reader_does_not_check(name):
    text = {"required", "enum", "pattern", "minLength", "maxLength", "unique"}
    number = {"required", "minimum", "maximum", "unique"}
    checked = {"string": text, "integer": number, "number": number}
    for field in RESOURCES[name]["schema"]["fields"]:
        assert set(field["constraints"]) <= checked[field["type"]], field["name"]


@pytest.mark.parametrize("name", RESOURCES)
def test_every_column_is_explained_by_an_example_that_would_be_accepted(name, tmp_path, monkeypatch):
    resource = RESOURCES[name]
    fields = resource["schema"]["fields"]
    assert all(field["description"] for field in fields)
    monkeypatch.setattr(datasets, "DATASETS", tmp_path)
    with (tmp_path / resource["path"]).open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(
            zip(*((field["name"], field["example"]) for field in fields), strict=True)
        )
    assert table(name) == [{field["name"]: field["example"] for field in fields}]


def test_a_notebook_is_given_its_own_presets_in_the_order_of_the_file():
    rows = [row for row in table("presets") if row["notebook"] == "01_failure_streaks"]
    assert presets("01_failure_streaks") == [{"id": row["id"], "query": row["query"]} for row in rows]
    assert presets("99_no_such_notebook") == []


def test_half_of_the_48_utterances_explain_a_success_half_a_failure():
    assert Counter(row["outcome"] for row in UTTERANCES) == {"success": 24, "failure": 24}


def test_pupils_of_every_age_from_6_to_18_speak_about_many_subjects():
    assert {row["age"] for row in UTTERANCES} == set(range(6, 19))
    assert len({row["subject"] for row in UTTERANCES}) >= 10


def test_every_utterance_is_coded_as_its_cause_is():
    assert all(cell(row) == CODING[row["cause"]] for row in UTTERANCES)


def test_causes_of_the_model_are_coded_as_the_model_has_them():
    signs = {"inside": 1, "outside": -1, "lasting": 1, "passing": -1, "yes": 1, "no": -1}
    for cause in WEINER:
        assert [signs[answer] for answer in CODING[cause.name]] == [
            cause.locus,
            cause.stability,
            cause.controllability,
        ]


def test_every_cause_and_every_combination_of_answers_can_be_practised_on_success_and_failure():
    causes = Counter(row["cause"] for row in UTTERANCES)
    assert set(causes) == set(CODING)
    assert min(causes.values()) >= 3
    outcomes = defaultdict(list)
    for row in UTTERANCES:
        outcomes[cell(row)].append(row["outcome"])
    assert len(outcomes) == 8
    for found in outcomes.values():
        assert len(found) >= 4
        assert set(found) == {"success", "failure"}


def test_wherever_readers_may_differ_it_is_said_why():
    assert all(bool(row["differ"]) == bool(row["differ_because"]) for row in UTTERANCES)
    assert sum(bool(row["differ"]) for row in UTTERANCES) >= 14


def test_any_eight_utterances_in_a_row_are_a_fair_mixture():
    for first in range(len(UTTERANCES) - 7):
        eight = UTTERANCES[first : first + 8]
        assert 3 <= sum(row["outcome"] == "success" for row in eight) <= 5, first
        assert len({cell(row) for row in eight}) >= 5, first


def test_no_utterance_tells_whether_a_girl_or_a_boy_speaks():
    for row in UTTERANCES:
        text = " ".join(str(value) for value in row.values())
        assert not re.search(PERSON, text, re.IGNORECASE), row["id"]


GOOD = {
    "id": "just_a_fluke",
    "outcome": "success",
    "age": "14",
    "subject": "mathematics",
    "situation": "A test went well.",
    "words": "That was a fluke.",
    "cause": "luck",
    "locus": "outside",
    "stability": "passing",
    "control": "no",
    "because": "A fluke lies outside the pupil. " * 4,
    "differ": "",
    "differ_because": "",
}


@pytest.fixture
def read_utterances(tmp_path, monkeypatch):
    """A function that writes an utterances.csv, as bytes or as rows of cells, and reads it."""
    monkeypatch.setattr(datasets, "DATASETS", tmp_path)

    def read(content):
        file = tmp_path / "utterances.csv"
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            with file.open("w", encoding="utf-8", newline="") as lines:
                csv.writer(lines).writerows(content)
        return utterances()

    return read


def good_row(**changes):
    """The cells of a row that keeps the schema but for the changes."""
    return list({**GOOD, **changes}.values())


def other_row(**changes):
    """The cells of a row that may stand below the good row, but for the changes."""
    changed = {"id": "pure_luck", "words": "Pure luck.", "because": "It lies in the wind of that day. " * 4}
    return good_row(**{**changed, **changes})


def test_whole_numbers_are_read_as_such_and_empty_cells_as_empty(read_utterances):
    found = read_utterances([list(GOOD), good_row()])
    assert found == [{**GOOD, "age": 14}]


def test_a_file_saved_by_a_spreadsheet_with_a_byte_order_mark_is_read(read_utterances):
    plain = ",".join(GOOD) + "\r\n" + ",".join(good_row()) + "\r\n"
    assert read_utterances(plain.encode("utf-8-sig")) == [{**GOOD, "age": 14}]


AGES = "it must be a whole number from 6 to 18"


@pytest.mark.parametrize(
    ("column", "value", "trouble"),
    [
        ("age", "x", f"is 'x'; {AGES}"),
        ("age", "9.5", f"is '9.5'; {AGES}"),
        ("age", "5", f"is '5'; {AGES}"),
        ("age", "19", f"is '19'; {AGES}"),
        ("age", "", "the value is missing"),
        ("words", " ", "the value is missing"),
        ("outcome", "draw", "is 'draw'; it must be one of: success, failure"),
        ("id", "Two Words", "is 'Two Words'; it must be like 'lucky_danube', of the form [a-z_]+"),
        ("words", "x" * 111, "has 111 characters; it must have up to 110"),
        ("because", "Luck.", "has 5 characters; it must have from 100 to 260"),
        ("id", "just_a_fluke", "is 'just_a_fluke'; row 2 has the same id, and no two rows may"),
        ("words", GOOD["words"], "is 'That was a fluke.'; row 2 has the same words, and no two rows may"),
    ],
)
def test_a_cell_that_breaks_the_schema_is_refused_with_file_row_and_column(
    read_utterances, column, value, trouble
):
    with pytest.raises(ValueError, match=re.escape(f"utterances.csv, row 3, column {column}: {trouble}")):
        read_utterances([list(GOOD), good_row(), other_row(**{column: value})])


COLUMNS = list(GOOD)


@pytest.mark.parametrize(
    ("header", "column", "trouble"),
    [
        ([], "id", "is missing"),
        ([name for name in COLUMNS if name != "age"], "age", "is missing"),
        ([*COLUMNS, "colour"], "colour", "is not expected"),
        ([*COLUMNS, "age"], "age", "is in the wrong place"),
        (["outcome", "id", *COLUMNS[2:]], "outcome", "is in the wrong place"),
    ],
)
def test_wrong_columns_are_refused_with_the_right_ones(read_utterances, header, column, trouble):
    message = (
        f"utterances.csv, row 1, column {column}: {trouble}; the columns are, in this order, id, outcome, "
    )
    with pytest.raises(ValueError, match=re.escape(message)):
        read_utterances([header, good_row()])


def test_a_row_with_too_few_cells_is_refused_at_the_first_that_lacks(read_utterances):
    trouble = (
        r"utterances\.csv, row 3, column differ_because: has no cell, the row has 12 cells; it must have 13"
    )
    with pytest.raises(ValueError, match=trouble):
        read_utterances([list(GOOD), good_row(), other_row()[:-1]])


def test_a_row_with_too_many_cells_is_refused_behind_the_last(read_utterances):
    trouble = (
        r"utterances\.csv, row 3, column differ_because: more cells follow, the row has 14 cells; it must"
    )
    with pytest.raises(ValueError, match=trouble):
        read_utterances([list(GOOD), good_row(), [*other_row(), "more"]])


def test_rows_are_counted_as_a_spreadsheet_counts_them_whatever_line_breaks_stand_in_a_cell(read_utterances):
    with pytest.raises(ValueError, match=r"utterances\.csv, row 3, column age"):
        read_utterances([list(GOOD), good_row(situation="Two\nlines."), other_row(age="x")])


@pytest.mark.parametrize("start", [b"", codecs.BOM_UTF8])
def test_text_that_is_not_utf_8_is_refused_where_it_stands(read_utterances, start):
    lines = [",".join(GOOD), ",".join(good_row()), ",".join(other_row(words="A café quiz."))]
    with pytest.raises(ValueError, match=r"utterances\.csv, row 3, column words: is not UTF-8"):
        read_utterances(start + "\n".join(lines).encode("latin-1"))


def test_a_quotation_that_never_ends_is_refused_where_it_begins(read_utterances):
    lines = [",".join(GOOD), ",".join(good_row()), ",".join(other_row(words='"Luck'))]
    with pytest.raises(ValueError, match=r"utterances\.csv, row 3: .* quotation marks"):
        read_utterances("\n".join(lines).encode())


VIGNETTES = vignettes()
SIGNALS = {"ability", "luck", "in_vain", "hiding", "analysis", "room"}


def test_every_signal_can_be_heard_three_times_by_pupils_of_many_ages_and_subjects():
    assert Counter(row["signal"] for row in VIGNETTES) == dict.fromkeys(SIGNALS, 3)
    ages = {row["age"] for row in VIGNETTES}
    assert {6, 18} <= ages
    assert len(ages) >= 12
    assert len({row["subject"] for row in VIGNETTES}) >= 12


def test_any_six_vignettes_of_a_deck_hold_every_signal_once():
    for first in range(0, len(VIGNETTES), 6):
        assert {row["signal"] for row in VIGNETTES[first : first + 6]} == SIGNALS


def test_a_success_is_answered_too_and_the_other_signals_follow_a_failure():
    for row in VIGNETTES:
        assert row["outcome"] == ("success" if row["signal"] == "luck" else "failure")


def test_each_reply_invites_the_cause_that_the_model_has_for_its_kind():
    kinds = {reply.name: reply for reply in REPLIES}
    for row in VIGNETTES:
        assert len({reply["reply"] for reply in row["replies"]}) == 4
        for reply in row["replies"]:
            assert reply["invites"] == getattr(kinds[reply["reply"]], row["outcome"]), reply


def test_a_kind_of_reply_has_one_status_and_source_after_a_failure_and_one_after_a_success():
    told = defaultdict(set)
    for row in VIGNETTES:
        for reply in row["replies"]:
            told[reply["reply"], row["outcome"]].add((reply["status"], reply["source"]))
    assert all(len(found) == 1 for found in told.values())
    assert {status for found in told.values() for status, _ in found} == {
        "measured",
        "small sample",
        "contested",
    }


def test_every_pupil_may_be_asked_for_the_way_of_working_and_the_order_of_replies_tells_nothing():
    places = [[reply["reply"] for reply in row["replies"]].index("strategy") for row in VIGNETTES]
    assert all(places.count(place) >= 3 for place in range(4))


def test_wherever_another_signal_may_be_heard_it_is_said_why():
    assert all(bool(row["also"]) == bool(row["also_because"]) for row in VIGNETTES)
    assert all(row["also"] != row["signal"] for row in VIGNETTES)
    assert sum(bool(row["also"]) for row in VIGNETTES) >= 4


def test_no_vignette_or_reply_tells_whether_a_girl_or_a_boy_is_meant():
    for row in VIGNETTES:
        for text in (str(row), *(reply["words"] for reply in row["replies"])):
            assert not re.search(PERSON, text, re.IGNORECASE), row["id"]


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "trouble"),
    [
        ("vignettes", 3, "signal", "noise", "is 'noise'; it must be one of: ability, luck"),
        ("vignettes", 4, "age", "5", f"is '5'; {AGES}"),
        ("replies", 5, "status", "proven", "is 'proven'; it must be one of: measured"),
        ("replies", 6, "vignette", "nobody", "is 'nobody'; it must be the id of a row of vignettes.csv"),
        ("replies", 7, "why", "", "the value is missing"),
    ],
)
def test_a_broken_vignette_or_reply_is_refused_with_file_row_and_column(
    file, row, column, value, trouble, tmp_path, monkeypatch
):
    for name in ("vignettes", "replies"):
        shutil.copy(DATASETS / f"{name}.csv", tmp_path)
    broken = tmp_path / f"{file}.csv"
    with broken.open(encoding="utf-8", newline="") as lines:
        cells = list(csv.reader(lines))
    cells[row - 1][cells[0].index(column)] = value
    with broken.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(cells)
    monkeypatch.setattr(datasets, "DATASETS", tmp_path)
    with pytest.raises(ValueError, match=re.escape(f"{file}.csv, row {row}, column {column}: {trouble}")):
        vignettes()


def test_a_vignette_that_lacks_a_reply_is_refused(tmp_path, monkeypatch):
    for name in ("vignettes", "replies"):
        lines = (DATASETS / f"{name}.csv").read_text("utf-8").splitlines(keepends=True)
        (tmp_path / f"{name}.csv").write_text("".join(lines if name == "vignettes" else lines[:-1]), "utf-8")
    monkeypatch.setattr(datasets, "DATASETS", tmp_path)
    trouble = "vignettes.csv, row 19, column id: 'thrown_out' has 3 replies in replies.csv; it must have 4"
    with pytest.raises(ValueError, match=re.escape(trouble)):
        vignettes()
