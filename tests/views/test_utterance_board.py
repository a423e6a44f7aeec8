"""The board of utterances, without a browser: place cards, read what it says."""

import re

import pytest
import traitlets as t
from hypothesis import given, settings
from hypothesis import strategies as st

from vicious_cycle import datasets, words
from vicious_cycle.views import UtteranceBoard
from vicious_cycle.views.utterance_board import (
    AGREE,
    ARGUABLE,
    DECK,
    DECKS,
    DIFFER,
    DIMENSIONS,
    FIELDS,
    feedback,
)

settings.register_profile("views", deadline=None, max_examples=25)
settings.load_profile("views")

UTTERANCES = datasets.utterances()
decks = st.integers(0, DECKS - 1)
fields = st.sampled_from(FIELDS)
full_boards = st.tuples(decks, st.lists(fields, min_size=DECK, max_size=DECK))


def kits_place(utterance):
    return tuple(utterance[name] for name in DIMENSIONS)


def filled(deck, places):
    """A board whose cards are placed in order, and the utterances on them."""
    utterances = UTTERANCES[deck * DECK :][:DECK]
    ids = [utterance["id"] for utterance in utterances]
    return UtteranceBoard(deck, placed=dict(zip(ids, places, strict=False))), utterances


@given(utterance=st.sampled_from(UTTERANCES), field=fields)
def test_a_card_on_any_field_gets_an_answer_to_each_question_with_both_readings(utterance, field):
    said = feedback(utterance, *field)
    section = words.section("utterance_board")
    assert said["headline"]
    for name, yours, kits, question in zip(
        DIMENSIONS, field, kits_place(utterance), said["questions"], strict=True
    ):
        assert question["said"].startswith(section["questions"][name])
        assert section["answers"][yours] in question["said"]
        assert section["answers"][kits] in question["said"]
        assert ("Careful readers differ here" in question["said"]) == (name in utterance["differ"].split())


@given(utterance=st.sampled_from(UTTERANCES), field=fields)
def test_where_careful_readers_differ_no_answer_is_called_different(utterance, field):
    questions = feedback(utterance, *field)["questions"]
    for name, yours, kits, question in zip(DIMENSIONS, field, kits_place(utterance), questions, strict=True):
        other = ARGUABLE if name in utterance["differ"].split() else DIFFER
        assert question["verdict"] == (AGREE if yours == kits else other)


def test_the_browser_has_the_feedback_for_every_field_of_every_card():
    for deck in range(DECKS):
        for card, utterance in zip(UtteranceBoard(deck).cards, UTTERANCES[deck * DECK :], strict=False):
            assert card["feedback"] == {" ".join(field): feedback(utterance, *field) for field in FIELDS}
            assert card["because"] == utterance["because"]
            assert card["place"] == list(kits_place(utterance))


def test_every_deck_has_eight_cards_and_all_decks_together_every_utterance():
    dealt = [[card["id"] for card in UtteranceBoard(deck).cards] for deck in range(DECKS)]
    assert {len(set(deck)) for deck in dealt} == {DECK}
    assert [id for deck in dealt for id in deck] == [utterance["id"] for utterance in UTTERANCES]


@given(deck=decks)
def test_who_places_every_card_as_the_kit_does_agrees_on_everything(deck):
    board, _ = filled(deck, [kits_place(utterance) for utterance in UTTERANCES[deck * DECK :][:DECK]])
    assert all(sentence.endswith(f"agree on {DECK} of {DECK}.") for sentence in board.summary)
    assert (board.table()[list(DIMENSIONS)] == AGREE).all(axis=None)


@given(full_board=full_boards, count=st.integers(0, DECK))
def test_the_summary_counts_what_the_table_shows(full_board, count):
    deck, places = full_board
    board, utterances = filled(deck, places[:count])
    table = board.table()
    assert len(table) == board.counted == count
    assert len(board.summary) == (len(DIMENSIONS) if count else 0)
    for name, sentence in zip(DIMENSIONS, board.summary, strict=False):
        verdicts = list(table[name])
        arguable = verdicts.count(ARGUABLE)
        expected = [verdicts.count(AGREE), count] + [arguable] * bool(arguable)
        assert [int(number) for number in re.findall(r"\d+", sentence)] == expected
        assert list(table[f"kit_{name}"]) == [utterance[name] for utterance in utterances[:count]]


@given(deck=decks, field=fields, other=fields)
def test_a_card_once_placed_stays_also_when_the_browser_asks(deck, field, other):
    board = UtteranceBoard(deck)
    id = board.cards[3]["id"]
    board.place(id, *field)
    before = board.placed, board.summary
    board.place(id, *field)
    if other != field:
        with pytest.raises(t.TraitError):
            board.place(id, *other)
        with pytest.raises(t.TraitError):
            board.set_state({"placed": {id: list(other)}})
    assert (board.placed, board.summary) == before


@pytest.mark.parametrize(
    "placed",
    [
        {"nobody_said_this": ["inside", "lasting", "yes"]},
        {UTTERANCES[1]["id"]: ["inside", "lasting"]},
        {UTTERANCES[1]["id"]: ["inside", "lasting", "perhaps"]},
        {UTTERANCES[1]["id"]: ["lasting", "inside", "yes"]},
        {UTTERANCES[1]["id"]: "inside"},
        {UTTERANCES[1]["id"]: [["inside"], None, {}]},
        {7: ["inside", "lasting", "yes"]},
        [UTTERANCES[1]["id"]],
        None,
    ],
    ids=str,
)
def test_a_bad_placement_is_refused_and_changes_nothing(placed):
    board = UtteranceBoard()
    board.place(UTTERANCES[0]["id"], "inside", "lasting", "no")
    before = board.placed, board.summary, board.cards
    with pytest.raises(t.TraitError):
        board.placed = placed
    with pytest.raises(t.TraitError):
        board.set_state({"placed": placed})
    assert (board.placed, board.summary, board.cards) == before


@pytest.mark.parametrize("deck", [-1, DECKS, 0.5, "two", None])
def test_a_deck_that_is_not_there_is_refused_and_changes_nothing(deck):
    board = UtteranceBoard(1)
    before = board.cards
    with pytest.raises(t.TraitError):
        board.deck = deck
    assert (board.deck, board.cards) == (1, before)


def test_clearing_the_board_lets_the_deck_be_sorted_anew():
    board = UtteranceBoard()
    id = board.cards[0]["id"]
    board.place(id, *FIELDS[0])
    board.placed = {}
    assert board.summary == []
    assert board.table().empty
    board.place(id, *FIELDS[1])
    assert board.placed == {id: FIELDS[1]}


def test_a_new_deck_brings_its_own_cards_and_counts_only_them():
    board, _ = filled(0, FIELDS)
    board.deck = 1
    assert [card["id"] for card in board.cards] == [utterance["id"] for utterance in UTTERANCES[DECK:][:DECK]]
    assert board.summary == []
    board.place(board.cards[0]["id"], *FIELDS[0])
    assert all(" of 1." in sentence for sentence in board.summary)


def test_a_deck_and_its_placed_cards_come_back_together():
    board = UtteranceBoard()
    id = UTTERANCES[2 * DECK]["id"]
    board.set_state({"deck": 2, "placed": {id: list(FIELDS[3])}})
    assert board.placed == {id: FIELDS[3]}
    assert board.cards[0]["id"] == id
    assert len(board.summary) == len(DIMENSIONS)
