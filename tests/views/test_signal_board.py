"""The board of signals and replies, without a browser: answer cards, read what is said and counted."""

import re

import pytest
import traitlets as t

from vicious_cycle import datasets, words
from vicious_cycle.simulation import Scenario, simulate
from vicious_cycle.views import SignalBoard
from vicious_cycle.views.signal_board import (
    DECK,
    DECKS,
    NOBODY,
    PUPILS,
    SIGNALS,
    TERM,
    UNCHANGED,
    feedback,
    scenarios,
)  # fmt: skip

VIGNETTES = datasets.vignettes()
CARDS = [card for deck in range(DECKS) for card in SignalBoard(deck).cards]


@pytest.fixture
def board():
    return SignalBoard()


def finish(board, place=0):
    """Hear in every card what the kit hears, and choose its reply at this place."""
    for card in board.cards:
        board.hear(card["id"], card["signal"])
        board.reply(card["id"], card["replies"][place]["kind"])


def numbers(sentence):
    return [int(number) for number in re.findall(r"\d+", sentence)]


def test_every_vignette_is_dealt_once_and_every_signal_is_a_pupil_of_the_model():
    assert [card["id"] for card in CARDS] == [vignette["id"] for vignette in VIGNETTES]
    assert len(VIGNETTES) == DECK * DECKS
    assert {vignette["signal"] for vignette in VIGNETTES} == set(SIGNALS)


@pytest.mark.parametrize("place", range(len(VIGNETTES)), ids=[vignette["id"] for vignette in VIGNETTES])
def test_every_number_of_an_account_is_recomputed_from_its_run(place):
    runs = {kind: simulate(room) for kind, room in scenarios(VIGNETTES[place], place).items()}
    trying = {kind: PUPILS - int(run.gave_up[-1].sum()) for kind, run in runs.items()}
    term = {kind: round(100 * run.effort[TERM - 1].mean()) for kind, run in runs.items()}
    account = {row["kind"]: row for row in CARDS[place]["account"]}
    assert account.keys() == runs.keys()
    for kind, row in account.items():
        assert row["trying"] == trying[kind]
        assert row["effort"] == [round(100 * share) for share in runs[kind].effort[:, 0].tolist()]
        own = [term[kind], trying[kind], PUPILS]
        compared = [term[kind], term[NOBODY], trying[kind], PUPILS, trying[NOBODY]]
        assert numbers(row["said"]) == (own if kind == NOBODY else compared)


def test_all_replies_to_a_pupil_have_the_same_luck_so_the_first_attempt_is_the_same():
    for card in CARDS:
        rows = [row for row in card["account"] if card["signal"] != "room"]
        assert len({row["effort"][0] for row in rows}) <= 1


def test_a_call_for_effort_helps_the_pupil_who_hardly_tries_and_harms_the_one_who_tries():
    for card in CARDS:
        rows = {row["kind"]: row for row in card["account"]}
        if "effort" not in rows:
            continue
        if card["signal"] == "hiding":
            assert rows["effort"]["term"] > rows[NOBODY]["term"] + 0.05
            assert rows["effort"]["trying"] >= rows[NOBODY]["trying"] - 2
        if card["signal"] == "in_vain":
            assert rows["effort"]["trying"] < rows[NOBODY]["trying"] - 10


def test_taking_a_pupil_at_the_word_does_nothing_until_the_room_changes():
    for card in CARDS:
        rows = {row["kind"]: row for row in card["account"]}
        assert (card["signal"] == "room") == (UNCHANGED in rows)
        if UNCHANGED in rows:
            assert rows["task"]["trying"] > 90
            assert rows[UNCHANGED]["trying"] <= rows[NOBODY]["trying"]


def test_hearing_what_the_kit_hears_is_said_so_and_where_readers_differ_too():
    vignette = next(vignette for vignette in VIGNETTES if vignette["also"])
    other = next(signal for signal in SIGNALS if signal not in (vignette["signal"], vignette["also"]))
    assert feedback(vignette, vignette["signal"]).startswith("You and the kit hear the same")
    assert feedback(vignette, vignette["also"]).endswith("Careful readers may hear either.")
    differ = feedback(vignette, other)
    assert all(
        words.section("signal_board")["signals"][each] in differ for each in (other, vignette["signal"])
    )


def test_a_finished_deck_is_summed_up_and_tabled(board):
    finish(board)
    table = board.table()
    assert list(table["id"]) == [card["id"] for card in board.cards]
    assert (table["your_signal"] == table["kit_signal"]).all()
    trying = [
        next(row["trying"] for row in card["account"] if row["kind"] == card["replies"][0]["kind"])
        for card in board.cards
    ]
    assert list(table["still_trying"]) == trying
    heard, invited, still = board.summary
    assert numbers(heard) == [DECK, DECK]
    assert sum(numbers(invited)) == DECK
    assert numbers(still) == [sum(trying), DECK * PUPILS, table["nobody"].sum()]


def test_until_the_last_card_is_answered_nothing_is_summed_up(board):
    board.hear(board.cards[0]["id"], "room")
    board.reply(board.cards[0]["id"], board.cards[0]["replies"][1]["kind"])
    assert board.summary == []
    assert len(board.table()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("heard", {"no_such_card": "luck"}),
        ("heard", {VIGNETTES[0]["id"]: "noise"}),
        ("replied", {"no_such_card": "effort"}),
        ("replied", {VIGNETTES[0]["id"]: "shouting"}),
        ("replied", {VIGNETTES[0]["id"]: "effort"}),
        ("deck", 3),
        ("deck", -1),
    ],
)
def test_what_is_no_answer_is_refused_and_changes_nothing(board, name, value):
    before = board.deck, board.heard, board.replied
    with pytest.raises(t.TraitError):
        setattr(board, name, value)
    assert (board.deck, board.heard, board.replied) == before


def test_the_first_answer_counts(board):
    card = board.cards[0]
    board.hear(card["id"], "luck")
    board.reply(card["id"], card["replies"][0]["kind"])
    with pytest.raises(t.TraitError, match="first answer counts"):
        board.hear(card["id"], "room")
    with pytest.raises(t.TraitError, match="first answer counts"):
        board.reply(card["id"], card["replies"][1]["kind"])
    assert board.replied == {card["id"]: card["replies"][0]["kind"]}


def test_the_board_can_be_cleared_and_another_deck_dealt(board):
    finish(board)
    board.heard, board.replied = {}, {}
    assert board.summary == []
    first = board.cards
    board.deck = 1
    assert {card["id"] for card in board.cards}.isdisjoint(card["id"] for card in first)


def test_a_reply_moves_nothing_but_the_reply_and_what_it_promises():
    for place, vignette in enumerate(VIGNETTES):
        rooms = scenarios(vignette, place)
        plain = {k: v for k, v in vars(rooms[NOBODY]).items() if k != "reply"}
        for kind, room in rooms.items():
            assert isinstance(room, Scenario)
            changed = {k for k, v in vars(room).items() if k != "reply" and plain[k] != v}
            assert changed == ({"pressure"} if (vignette["signal"], kind) == ("room", "task") else set())
