"""What do you hear, and what do you say? Vignettes, replies, and what the model makes of such replies."""

from collections import Counter
from functools import cache

import traitlets as t

from vicious_cycle import datasets, words
from vicious_cycle.simulation import CAUSES, Scenario
from vicious_cycle.views.base import View, page_code, style
from vicious_cycle.views.explorable import simulate_each
from vicious_cycle.views.year import ATTEMPTS

DECK, DECKS = 6, 3  # cards a deck, and decks
PUPILS = 100  # such pupils, each with other skill and luck; the first is the one on the card
TERM = ATTEMPTS // 3
NOBODY = "none"  # the reply of somebody who says nothing
UNCHANGED = "unchanged"  # the same words as a reply that changes the room, while the room stays as it is

# What a pupil with such a signal is in the model. The names of the signals are those of `vignettes.csv`.
ORDINARY = {"pace": 0.05, "skill_sd": 0.3}
SIGNALS = {
    "ability": {"failure_style": -0.6},
    "luck": {"success_style": -0.6},
    "in_vain": {"failure_style": -0.3, "success_style": -0.3, "skill_mean": -0.3},
    "hiding": {
        "failure_style": -0.2,
        "belief_bias": 2.0,
    },  # hardly tries, as work that seems easy asks for little
    "analysis": {"failure_style": 0.5, "success_style": 0.3},
    "room": {"pressure": 0.9},
}
CHANGES_ROOM, CHANGED_ROOM = "task", {"pressure": 0.0}  # the reply to "room" that takes the report seriously


class SignalBoard(View):
    """A deck of six cards: first the signal is heard, then one of four replies is chosen; each once.

    Attributes:
        deck: which block of six vignettes is shown, 0..2. decks: how many there are.
        cards: the deck for the browser, with all feedback; see `_card`.
        heard: maps a vignette's id to the signal that was heard, a key of `SIGNALS`.
        replied: maps a vignette's id to the kind of reply that was chosen. Setting either raises
            `TraitError` for an unknown id, an unknown signal, a reply that was not offered or came before the
            signal, or an answer that is changed; `{}` for both clears the board.
        summary: sentences on the deck once all its cards are answered, else empty.
        name: tells it from the other boards of its notebook.
    """

    _esm = page_code("drawing.js", "deck.js", "signal_board.js")
    _css = style("utterance_board.css", "signal_board.css")

    name = t.Unicode("signal_board").tag(sync=True)
    deck = t.Int(0, min=0, max=DECKS - 1).tag(sync=True)
    decks = t.Int(DECKS, read_only=True).tag(sync=True)
    cards = t.List().tag(sync=True)
    heard = t.Dict(key_trait=t.Unicode(), value_trait=t.Enum(tuple(SIGNALS))).tag(sync=True)
    replied = t.Dict(key_trait=t.Unicode(), value_trait=t.Unicode()).tag(sync=True)
    summary = t.List(t.Unicode()).tag(sync=True)

    def __init__(self, deck=0, **traits):
        # What stood before a change: while the browser's is checked, the traits hold the new values already.
        self._standing = {"heard": {}, "replied": {}}
        super().__init__("signal_board", deck=deck, **traits)
        self._deal()
        self.observe(self._deal, "deck")
        self.observe(self._sum_up, ["deck", "heard", "replied"])

    def hear(self, id, signal):
        """Say which signal is heard in one vignette; raises `TraitError` as `heard` does."""
        self.heard = self.heard | {id: signal}

    def reply(self, id, kind):
        """Choose a reply to one vignette; raises `TraitError` as `replied` does."""
        self.replied = self.replied | {id: kind}

    def table(self):
        """The answered cards of the deck, one row each, as a DataFrame.

        Columns: id, words, your_signal, kit_signal, reply, invites (the cause), and how many of 100 such
        pupils still try in June: still_trying after such replies, nobody if nobody answers.
        """
        import pandas as pd

        return pd.DataFrame(self._answered())

    @t.validate("heard", "replied")
    def _stands(self, proposal):
        name, answers = proposal["trait"].name, proposal["value"]
        known = {vignette["id"]: vignette for vignette in _vignettes()}
        for id, answer in answers.items():
            if id not in known:
                raise t.TraitError(f"there is no vignette {id!r}")
            if self._standing[name].get(id, answer) != answer:
                raise t.TraitError(f"{id} is answered already; the first answer counts")
            if name == "replied":
                if answer not in [reply["reply"] for reply in known[id]["replies"]]:
                    raise t.TraitError(f"{answer!r} is no reply to {id}")
                if id not in self.heard:
                    raise t.TraitError(f"say first what you hear in {id}")
        return answers

    def _deal(self, change=None):
        self.cards = _cards(self.deck)

    def _sum_up(self, change):
        self._standing = {"heard": dict(self.heard), "replied": dict(self.replied)}
        rows = list(self._answered())
        self.summary = _summed_up(rows) if len(rows) == DECK else []

    def _answered(self):
        """The row of `table` of each card of the deck that is answered."""
        for card in self.cards:
            kind, signal = self.replied.get(card["id"]), self.heard.get(card["id"])
            if kind is None or signal is None:
                continue
            reply = next(reply for reply in card["replies"] if reply["kind"] == kind)
            trying = {row["kind"]: row["trying"] for row in card["account"]}
            yield {
                "id": card["id"],
                "words": card["words"],
                "your_signal": signal,
                "kit_signal": card["signal"],
                "reply": kind,
                "invites": reply["invites"],
                "still_trying": trying[kind],
                "nobody": trying[NOBODY],
            }


def feedback(vignette, signal):
    """What is said when a signal is heard in a vignette, a row of `datasets.vignettes()`."""
    names = words.section("signal_board")["signals"]
    agree = "agree" if signal == vignette["signal"] else "also" if signal == vignette["also"] else "differ"
    places = {"yours": names[signal], "kits": names[vignette["signal"]]}
    return words.text(f"signal_board.heard_{agree}", **places)


def scenarios(vignette, seed):
    """The year of a hundred such pupils: maps a kind of reply, `NOBODY` or `UNCHANGED` to a `Scenario`."""
    pupil = {"pupils": PUPILS, "attempts": ATTEMPTS, "seed": seed} | ORDINARY | SIGNALS[vignette["signal"]]
    kinds = [reply["reply"] for reply in vignette["replies"]]
    rooms = {kind: Scenario(**pupil, reply=kind) for kind in (*kinds, NOBODY)}
    if vignette["signal"] == "room":
        rooms[UNCHANGED] = rooms[CHANGES_ROOM]
        rooms[CHANGES_ROOM] = Scenario(**pupil | CHANGED_ROOM, reply=CHANGES_ROOM)
    return rooms


def _summed_up(rows):
    causes = words.section("common")["causes"]
    named = Counter(row["invites"] for row in rows)
    counts = ", ".join(f"{causes[cause]} {named[cause]}" for cause in CAUSES if named[cause])
    trying, nobody = (sum(row[column] for row in rows) for column in ("still_trying", "nobody"))
    agree = sum(row["your_signal"] == row["kit_signal"] for row in rows)
    return [
        words.text("signal_board.sum_heard", agree=agree, all=len(rows)),
        words.text("signal_board.sum_invited", counts=counts),
        words.text("signal_board.sum_trying", trying=trying, nobody=nobody, all=PUPILS * len(rows)),
    ]


def _card(vignette, account):
    """One card: what is on it, the feedback by signal, the replies, and the model's account of each."""
    section = words.section("signal_board")
    causes = words.section("common")["causes"]
    return {name: vignette[name] for name in ("id", "outcome", "situation", "words", "signal", "because")} | {
        "setting": words.text("signal_board.setting", age=vignette["age"], subject=vignette["subject"]),
        "heard": {signal: feedback(vignette, signal) for signal in SIGNALS},
        "also_because": vignette["also_because"],
        "pupil": section["pupils"][vignette["signal"]],
        "replies": [
            {
                "kind": reply["reply"],
                **{name: reply[name] for name in ("words", "invites", "why")},
                "cause": causes[reply["invites"]],
                "invited": words.text("signal_board.invited", cause=causes[reply["invites"]]),
                "status": words.text(
                    "signal_board.status", status=section["statuses"][reply["status"]], source=reply["source"]
                ),
            }
            for reply in vignette["replies"]
        ],
        "account": account,
    }  # fmt: skip


def _account(vignette, runs):
    """One row a kind: this pupil's effort (whole percent), and what a hundred such pupils come to."""
    kinds = words.section("signal_board")["kinds"]
    nobody = _figures(runs[NOBODY])
    rows = []
    for kind, run in runs.items():
        changes = vignette["signal"] == "room" and kind == CHANGES_ROOM
        figures = _figures(run)
        said = words.text(
            f"signal_board.account_{NOBODY if kind == NOBODY else 'reply'}",
            term=words.percent(figures["term"]), trying=figures["trying"], all=PUPILS,
            nobody=nobody["trying"], nobody_term=words.percent(nobody["term"]),
        )  # fmt: skip
        effort = [round(100 * share) for share in run.effort[:, 0].tolist()]
        label = kinds["changed" if changes else kind]
        rows.append({"kind": kind, "label": label, "effort": effort, "said": said} | figures)
    return rows


def _figures(run):
    """The mean effort at the end of the term, and how many still try in June."""
    return {"term": float(run.effort[TERM - 1].mean()), "trying": PUPILS - int(run.gave_up[-1].sum())}


@cache
def _cards(deck):
    places = range(deck * DECK, (deck + 1) * DECK)
    vignettes = [_vignettes()[place] for place in places]
    years = [scenarios(vignette, seed) for vignette, seed in zip(vignettes, places, strict=True)]
    runs = simulate_each([year.values() for year in years], ("effort", "gave_up"))
    return [
        _card(vignette, _account(vignette, dict(zip(year, run, strict=True))))
        for vignette, year, run in zip(vignettes, years, runs, strict=True)
    ]


@cache
def _vignettes():
    return datasets.vignettes()
