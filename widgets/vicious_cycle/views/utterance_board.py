"""Why did it happen? Pupils' own words, placed on Weiner's map and compared with the kit's reading."""

from functools import cache
from itertools import product

import traitlets as t

from vicious_cycle import datasets, words
from vicious_cycle.views.base import View, page_code, style

DECK, DECKS = 8, 6  # cards a deck, and decks
DIMENSIONS = {"locus": ("inside", "outside"), "stability": ("lasting", "passing"), "control": ("yes", "no")}
FIELDS = tuple(product(*DIMENSIONS.values()))
AGREE, DIFFER, ARGUABLE = "agree", "differ", "arguable"


class UtteranceBoard(View):
    """A deck of eight cards, each placed once on one of eight fields: locus x stability x controllability.

    Attributes:
        deck: which block of eight utterances is shown, 0..5. decks: how many there are.
        cards: the deck for the browser, with the feedback for every field of every card; see `_card`.
        placed: maps an utterance's id to where it was placed, (locus, stability, control) as in `DIMENSIONS`.
            Setting it raises `TraitError` for an unknown id, an unknown place, or a card that is moved;
            `{}` clears the board.
        summary: a sentence for each dimension on the placed cards of the deck; empty before the first.
        counted: how many cards the summary counts, so that a page that is ahead of it can tell.
        name: tells it from the other boards of its notebook.
    """

    _esm = page_code("drawing.js", "deck.js", "utterance_board.js")
    _css = style("utterance_board.css")

    name = t.Unicode("utterance_board").tag(sync=True)
    deck = t.Int(0, min=0, max=DECKS - 1).tag(sync=True)
    decks = t.Int(DECKS, read_only=True).tag(sync=True)
    cards = t.List().tag(sync=True)
    placed = t.Dict(key_trait=t.Unicode(), value_trait=t.Tuple(*map(t.Enum, DIMENSIONS.values())))
    placed.tag(sync=True)
    summary = t.List(t.Unicode()).tag(sync=True)
    counted = t.Int(0).tag(sync=True)

    def __init__(self, deck=0, **traits):
        # `placed` before a change: while the browser's is checked, the trait holds the new value already.
        self._standing = {}
        super().__init__("utterance_board", deck=deck, **traits)
        self._deal()
        self.observe(self._deal, "deck")
        self._count()
        self.observe(self._count, ["deck", "placed"])

    def place(self, id, locus, stability, control):
        """Place one card; raises `TraitError` as `placed` does."""
        self.placed = self.placed | {id: (locus, stability, control)}

    def table(self):
        """The placed cards of the deck, one row each, as a DataFrame.

        Columns: id, words; for each dimension `your_` and `kit_` and its name (the two answers), and its name
        alone: "agree", "differ", or "arguable" where the answers differ and careful readers do, too.
        """
        import pandas as pd

        rows = []
        for utterance, place, verdicts in self._readings():
            row = {"id": utterance["id"], "words": utterance["words"]}
            answers = zip(DIMENSIONS, place, _place(utterance), verdicts, strict=True)
            for name, yours, kits, verdict in answers:
                row |= {f"your_{name}": yours, f"kit_{name}": kits, name: verdict}
            rows.append(row)
        return pd.DataFrame(rows)

    @t.validate("placed")
    def _stands(self, proposal):
        known = {utterance["id"] for utterance in _utterances()}
        for id, place in proposal["value"].items():
            if id not in known:
                raise t.TraitError(f"there is no utterance {id!r}")
            if self._standing.get(id, place) != place:
                raise t.TraitError(f"{id} is placed already; the first answer counts")
        return proposal["value"]

    def _deal(self, change=None):
        self.cards = _cards(self.deck)

    def _count(self, change=None):
        self._standing = dict(self.placed)
        readings = [verdicts for _, _, verdicts in self._readings()]
        with self.hold_sync():
            self.counted = len(readings)
            self.summary = [
                _summed_up(name, [verdicts[i] for verdicts in readings])
                for i, name in enumerate(DIMENSIONS if readings else ())
            ]

    def _readings(self):
        """The placed cards of the deck: (utterance, place, verdicts)."""
        return [
            (utterance, place, _verdicts(utterance, place))
            for utterance in _deck(self.deck)
            if (place := self.placed.get(utterance["id"]))
        ]


def feedback(utterance, locus, stability, control):
    """What is said when an utterance is placed on a field.

    Args:
        utterance: a row of `datasets.utterances()`. locus, stability, control: as in `DIMENSIONS`.

    Returns:
        {"headline": a sentence, "questions": a list of {"verdict", "said"}, one a dimension}.
    """
    place = (locus, stability, control)
    verdicts = _verdicts(utterance, place)
    answers = zip(DIMENSIONS, place, _place(utterance), verdicts, strict=True)
    return {
        "headline": _headline(verdicts),
        "questions": [{"verdict": each[-1], "said": _compared(utterance, *each)} for each in answers],
    }


def _verdicts(utterance, place):
    """How each answer compares; where careful readers differ, another answer is arguable."""
    arguable = utterance["differ"].split()
    return [
        AGREE if yours == kits else ARGUABLE if name in arguable else DIFFER
        for name, yours, kits in zip(DIMENSIONS, place, _place(utterance), strict=True)
    ]


def _compared(utterance, name, yours, kits, verdict):
    """One question's comparison in words."""
    section = words.section("utterance_board")
    answers = section["answers"]
    said = words.text(
        f"utterance_board.said_{verdict}",
        question=section["questions"][name], yours=answers[yours], kits=answers[kits],
    )  # fmt: skip
    contested = verdict == AGREE and name in utterance["differ"].split()
    return f"{said} {words.text('utterance_board.contested')}" if contested else said


def _headline(verdicts):
    if DIFFER in verdicts:
        return words.text("utterance_board.headline_differ", n=verdicts.count(DIFFER))
    return words.text(f"utterance_board.headline_{ARGUABLE if ARGUABLE in verdicts else AGREE}")


def _summed_up(name, verdicts):
    """One dimension's sentence over all placed cards."""
    section = words.section("utterance_board")
    places = {"question": section["questions"][name], "agree": verdicts.count(AGREE), "n": len(verdicts)}
    said = words.text("utterance_board.sum", **places)
    more = verdicts.count(ARGUABLE)
    return f"{said} {words.text('utterance_board.sum_arguable', n=more)}" if more else said


def _card(utterance):
    """One card: what is on it, where the kit puts it and why, and the feedback by field."""
    section = words.section("utterance_board")
    causes = words.section("common")["causes"] | section["more_causes"]
    return {name: utterance[name] for name in ("id", "outcome", "situation", "words", "cause", "because")} | {
        "setting": words.text("utterance_board.setting", age=utterance["age"], subject=utterance["subject"]),
        "cause_said": words.text("utterance_board.cause", cause=causes[utterance["cause"]]),
        "differ_because": utterance["differ_because"],
        "place": _place(utterance),
        "feedback": {" ".join(field): feedback(utterance, *field) for field in FIELDS},
    }


def _place(utterance):
    """Where the kit puts an utterance: its answer on each dimension."""
    return [utterance[name] for name in DIMENSIONS]


@cache
def _cards(deck):
    return [_card(utterance) for utterance in _deck(deck)]


def _deck(deck):
    return _utterances()[deck * DECK : (deck + 1) * DECK]


@cache
def _utterances():
    return datasets.utterances()
