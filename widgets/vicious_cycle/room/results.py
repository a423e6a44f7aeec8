"""What a room has answered: counted, compared with the model, said; fewer than five are not told apart."""

from collections import Counter
from dataclasses import dataclass
from statistics import mean, median_low

import sqlalchemy as sa

from vicious_cycle import words
from vicious_cycle.room.tables import answer, participant, question, room

FEWEST = 5
MOST_TOLD = 1000
_TOLD: dict = {}  # (database, room, question, moved) -> answers


@dataclass(frozen=True)
class Asked:
    """A question of a room with what was answered.

    Attributes:
        spec: as it was asked. state, round: as they are now.
        answered: how many answers each round has.
        answers: round -> [(value, sure, half)], in an order that tells nothing; {} until it is revealed.
        texts: [(id, words, shown)] of a question that asks for words.
    """

    id: int
    spec: dict
    state: str
    round: int
    answered: dict
    answers: dict
    texts: list


@dataclass(frozen=True)
class Snapshot:
    """A room at one moment; `questions` by id, `current` the id of the one on the phones, or None."""

    code: str
    version: int
    open: bool
    expires: float
    texts: bool
    step: int
    began: float | None
    joined: int
    current: int | None
    questions: dict


def snapshot(db, code, everything=False):
    """Read a room; None if there is none. With `everything`, also answers that have not been revealed."""
    here = db.execute(sa.select(room).where(room.c.code == code)).first()
    if here is None:
        return None
    joined = db.scalar(
        sa.select(sa.func.count()).select_from(participant).where(participant.c.room_id == here.id)
    )
    asked = {}
    for row in db.execute(
        sa.select(question).where(question.c.room_id == here.id).order_by(question.c.id)
    ).all():
        counts = dict(
            db.execute(
                sa.select(answer.c.round, sa.func.count())
                .where(answer.c.question_id == row.id)
                .group_by(answer.c.round)
            ).all()
        )
        told = row.state == "revealed"
        asked[row.id] = Asked(
            row.id, row.spec, row.state, row.round, counts,
            _answers(db, row.id) if everything else _told(db, code, row) if told else {},
            _texts(db, row.id) if row.spec["kind"] == "text" else [],
        )  # fmt: skip
    return Snapshot(
        here.code, here.version, here.closed is None, here.expires, here.texts, here.step,
        here.began, joined, here.current, asked,
    )  # fmt: skip


def versions(db, codes):
    """code -> version of some rooms."""
    return dict(db.execute(sa.select(room.c.code, room.c.version).where(room.c.code.in_(codes))).all())


def own(db, room_code, token_hash):
    """What one phone has answered, [(question id, round, turn, value, sure)], and its half; or None."""
    who = db.execute(
        sa.select(participant.c.id, participant.c.half)
        .join(room, room.c.id == participant.c.room_id)
        .where(room.c.code == room_code, participant.c.token == token_hash)
    ).first()
    if who is None:
        return None
    columns = (answer.c.question_id, answer.c.round, answer.c.turn, answer.c.value, answer.c.sure)
    rows = db.execute(sa.select(*columns).where(answer.c.participant_id == who.id)).all()
    return [tuple(row) for row in rows], who.half


def _told(db, code, row):
    """The answers of a revealed question, read once: none comes or goes until it moves on."""
    at = (str(db.engine.url), code, row.id, row.moved)
    if at not in _TOLD:
        if len(_TOLD) >= MOST_TOLD:
            _TOLD.clear()
        _TOLD[at] = _answers(db, row.id)
    return _TOLD[at]


def _answers(db, question_id):
    rows = db.execute(
        sa.select(answer.c.round, answer.c.value, answer.c.sure, participant.c.half)
        .join(participant, participant.c.id == answer.c.participant_id)
        .where(answer.c.question_id == question_id)
    ).all()
    rounds = {}
    for in_round, value, sure, half in sorted(rows, key=repr):
        rounds.setdefault(in_round, []).append((value, sure, half))
    return rounds


def _texts(db, question_id):
    rows = db.execute(
        sa.select(answer.c.id, answer.c.value, answer.c.shown).where(answer.c.question_id == question_id)
    ).all()
    return sorted((tuple(row) for row in rows), key=lambda row: row[1])


# What is drawn and said


def middle(spec, values):
    """The room's answer: the median of numbers, point by point of a curve, or what most have chosen."""
    if spec["kind"] == "curve":
        return [median_low(column) for column in zip(*values, strict=True)]
    if spec["kind"] == "choice":
        counts = Counter(values)
        return max((key for key, _ in spec["options"]), key=lambda key: counts[key])
    return median_low(values)


def revealed(asked):
    """All that a revealed question shows, as plain data.

    Returns a dict: `headline`, `subline`; `rounds`, one dict a round: `n`, and from five answers on `middle`
    and `counts` ([[value, count]]), for a curve `curves`, for anagrams `halves`; for words `texts`.
    """
    rounds = []
    for in_round in range(1, asked.round + 1):
        answers = asked.answers.get(in_round, [])
        rounds.append({"round": in_round, "n": len(answers), **_shown(asked.spec, answers)})
    headline, subline = _say(asked.spec, rounds)
    texts = [said for _, said, shown in asked.texts if shown]
    return {"headline": headline, "subline": subline, "rounds": rounds, "texts": texts}


def _shown(spec, answers):
    if len(answers) < FEWEST or spec["kind"] == "text":
        return {}
    values = [value for value, _, _ in answers]
    if spec["kind"] == "anagrams":
        halves = [[value[-1] for value, _, half in answers if half == which] for which in (0, 1)]
        if min(map(len, halves)) < FEWEST:
            return {}
        return {"halves": [{"n": len(half), "solved": sum(half)} for half in halves]}
    if spec["kind"] == "curve":
        return {"middle": middle(spec, values), "curves": values}
    order = [key for key, _ in spec["options"]] if spec["kind"] == "choice" else sorted(set(values))
    counts = Counter(values)
    return {"middle": middle(spec, values), "counts": [[key, counts[key]] for key in order]}


def told(spec, value):
    """A value of a question in words, without its unit."""
    if spec["kind"] == "choice":
        return words.text("room.quoted", said=dict(spec["options"])[value].rstrip("."))
    if spec["kind"] == "scale":
        steps = spec["steps"]
        return words.text("room.quoted", said=steps[round(value / spec["high"] * (len(steps) - 1))])
    return str(value)


def _say(spec, rounds):
    """Headline and subline: where the room is, how far off, in which direction, and how round 2 moved it."""
    last = rounds[-1]
    kind, outcome = spec["kind"], spec.get("outcome")
    if kind == "text":
        return words.text("room.texts_headline", n=last["n"]), ""
    if kind == "anagrams":
        return _say_halves(last)
    if "middle" not in last:
        simulation = _simulation(spec, outcome)
        return words.text("room.too_few", n=last["n"], fewest=FEWEST), simulation
    moved = _say_moved(spec, rounds)
    if kind == "curve":
        return _say_curve(last["middle"], outcome, moved)
    said = told(spec, last["middle"])
    if kind == "choice":
        chose = dict(last["counts"])[last["middle"]]
        headline = words.text("room.most_chose", chose=chose, n=last["n"], said=said)
        if outcome is not None:
            right = dict(last["counts"])[outcome]
            moved = " ".join(filter(None, [words.text("room.choice_right", n=right, all=last["n"]), moved]))
            headline = f"{headline} {_simulation(spec, outcome)}"
        return headline, moved
    if outcome is None:
        return words.text("room.room_stands", said=said), moved
    headline = f"{words.text('room.room_guessed', said=said)} {_simulation(spec, outcome)}"
    return headline, " ".join(filter(None, [_direction(last, outcome), moved]))


def _simulation(spec, outcome):
    if outcome is None or spec["kind"] == "curve":
        return ""
    return words.text("room.simulation", said=f"{told(spec, outcome)} {spec.get('unit', '')}".strip())


def _direction(last, outcome):
    high = sum(count for value, count in last["counts"] if value > outcome)
    low = sum(count for value, count in last["counts"] if value < outcome)
    exact = last["n"] - high - low
    if max(high, low, exact) == last["n"]:
        which = "all_high" if high else "all_low" if low else "all_exact"
        return words.text(f"room.{which}", n=last["n"])
    return words.text("room.spread", high=high, low=low, exact=exact)


def _say_curve(curve, outcome, moved):
    if outcome is None:
        return words.text("room.curve_headline", first=curve[0], last=curve[-1]), moved
    off = _off(curve, outcome)
    lean = mean(curve) - mean(outcome)
    which = "none" if off == 0 else "mixed" if abs(lean) * 2 < off else "high" if lean > 0 else "low"
    return words.text(f"room.curve_{which}", n=off), moved


def _say_halves(last):
    if "halves" not in last:
        return words.text("room.halves_few", fewest=FEWEST), ""
    first, second = last["halves"]
    headline = words.text(
        "room.halves",
        first=first["solved"],
        first_n=first["n"],
        second=second["solved"],
        second_n=second["n"],
    )
    return headline, words.text("room.halves_subline")


def distance(spec, value):
    """How far a guess is from the outcome, in the units of the question; None where there is no distance."""
    outcome = spec.get("outcome")
    if value is None or outcome is None or spec["kind"] not in ("number", "scale", "curve"):
        return None
    return _off(value, outcome)


def _off(value, outcome):
    """How far a guess is from the outcome; for a curve on average over its points, in whole points."""
    if isinstance(value, list):
        return round(mean(abs(a - b) for a, b in zip(value, outcome, strict=True)))
    return abs(value - outcome)


def _say_moved(spec, rounds):
    """What talking has changed, if there were two rounds that can be shown."""
    if len(rounds) < 2 or any("middle" not in each for each in rounds):
        return ""
    before, after = (each["middle"] for each in rounds)
    outcome = spec.get("outcome")
    if before == after:
        return words.text("room.moved_not")
    if spec["kind"] == "choice":
        return words.text("room.moved_choice", before=told(spec, before))
    if outcome is None:
        return words.text(
            "room.moved_curve" if spec["kind"] == "curve" else "room.moved", before=told(spec, before)
        )
    nearer = _off(before, outcome) - _off(after, outcome)
    which = "moved_nearer" if nearer > 0 else "moved_away" if nearer < 0 else "moved_across"
    return words.text(f"room.{which}", n=abs(nearer))
