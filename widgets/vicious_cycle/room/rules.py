"""What may happen in a room. Each function is one transaction; what is refused changes nothing.

A question is closed, then open, locked, revealed; at most one of a room is open. Only an open question takes
answers, for the round that it is in. What the facilitator does takes the room's secret, what a phone does its
token.

Every change begins by raising the room's version, which makes changes to one room wait for each other, also
where several servers share a PostgreSQL, and tells all of them that there is something new.
"""

import secrets as lots

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from vicious_cycle.room import codes
from vicious_cycle.room.questions import check_answer, checked
from vicious_cycle.room.refusal import RefusedError
from vicious_cycle.room.tables import answer, participant, question, room

OPEN_FOR = 12 * 3600  # seconds until a room closes by itself
KEPT_FOR = 7 * 24 * 3600  # seconds until a closed room is deleted with its answers
MOST_PHONES = 2000
MOST_QUESTIONS = 200
LATEST_TURN = 2**31 - 1

# action -> (states it may start from, state it leads to)
ACTIONS = {
    "open": (("closed", "locked"), "open"),
    "lock": (("open",), "locked"),
    "reveal": (("open", "locked"), "revealed"),
    "again": (("locked", "revealed"), "open"),
    "reset": (("open", "locked", "revealed"), "closed"),
}


# The facilitator


def open_room(db, code, secret, now):
    """Make a room; RefusedError (409) if the code is taken."""
    try:
        db.execute(
            room.insert().values(
                code=code, secret=codes.hashed(secret), opened=now, expires=now + OPEN_FOR,
                version=1, texts=False, step=0,
            )
        )  # fmt: skip
    except IntegrityError:
        raise RefusedError(409, "code_taken") from None


def renew_secret(db, code, secret, now):
    """A new facilitator link for a room that is open; the old one ends."""
    here = _enter(db, code, now)
    db.execute(room.update().where(room.c.id == here.id).values(secret=codes.hashed(secret)))


def close_room(db, code, secret, now):
    """End a room: nothing is open any more, and no token of a phone is left."""
    here = _lead(db, code, secret, now)
    _close(db, here.id, now)


def settle_room(db, code, secret, now, values):
    """Set some of `texts` (may words be asked for), `step`, `began` (the clock); returns the version."""
    here = _lead(db, code, secret, now)
    db.execute(room.update().where(room.c.id == here.id).values(**values))
    return here.version


def register(db, code, secret, now, spec):
    """Tell the room a question; one that has been opened already stays as it was asked. Returns its id."""
    here = _lead(db, code, secret, now)
    spec = checked(spec)
    known = db.execute(
        sa.select(question).where(question.c.room_id == here.id, question.c.key == spec["key"])
    ).first()
    if known is None:
        asked = db.scalar(sa.select(sa.func.count()).where(question.c.room_id == here.id))
        if asked >= MOST_QUESTIONS:
            raise RefusedError(409, "too_many_questions", n=MOST_QUESTIONS)
        new = question.insert().values(
            room_id=here.id, key=spec["key"], spec=spec, state="closed", round=1, moved=here.version
        )
        return db.execute(new.returning(question.c.id)).scalar_one()
    if known.state == "closed":
        db.execute(question.update().where(question.c.id == known.id).values(spec=spec))
    return known.id


def move(db, code, secret, now, key, action):
    """Open, lock, reveal or reset a question, or open it again for its second round; see `ACTIONS`."""
    here = _lead(db, code, secret, now)
    if action not in ACTIONS:
        raise RefusedError(400, "bad_action")
    asked = _question(db, here, question.c.key == key)
    allowed, state = ACTIONS[action]
    if asked.state not in allowed:
        raise RefusedError(409, "not_now", action=action, state=asked.state)
    if action not in possible(asked.state, asked.round):
        raise RefusedError(409, "two_rounds")
    if asked.spec["kind"] == "text" and state == "open" and not here.texts:
        raise RefusedError(409, "no_texts")
    values = {"state": state, "moved": here.version}
    if action == "again":
        values["round"] = 2
    if action == "reset":
        values["round"] = 1
        db.execute(answer.delete().where(answer.c.question_id == asked.id))
    if state == "open":
        others = (question.c.room_id == here.id, question.c.state == "open", question.c.id != asked.id)
        db.execute(question.update().where(*others).values(state="locked"))
    db.execute(question.update().where(question.c.id == asked.id).values(**values))
    db.execute(room.update().where(room.c.id == here.id).values(current=asked.id))


def possible(state, in_round):
    """The actions that a question in a state and round takes now."""
    actions = [action for action, (allowed, _) in ACTIONS.items() if state in allowed]
    return [action for action in actions if action != "again" or in_round == 1]


def show_text(db, code, secret, now, answer_id, shown):
    """Let the room see one answer in words, or hide it again."""
    here = _lead(db, code, secret, now)
    own = sa.select(question.c.id).where(question.c.room_id == here.id)
    changed = db.execute(
        answer.update().where(answer.c.id == answer_id, answer.c.question_id.in_(own)).values(shown=shown)
    )
    if not changed.rowcount:
        raise RefusedError(404, "no_question")


def leads(db, code, secret):
    """Whether a secret is that of a room, open or closed."""
    kept = db.scalar(sa.select(room.c.secret).where(room.c.code == code))
    return codes.same(secret, kept or codes.hashed("")) and kept is not None


# Phones


def join(db, code, token, now):
    """Take part, in the half of the room that is smaller, or else in one by lot."""
    here = _enter(db, code, now)
    counts = dict(
        db.execute(
            sa.select(participant.c.half, sa.func.count())
            .where(participant.c.room_id == here.id)
            .group_by(participant.c.half)
        ).all()
    )
    first, second = counts.get(0, 0), counts.get(1, 0)
    if first + second >= MOST_PHONES:
        raise RefusedError(409, "full", n=MOST_PHONES)
    half = lots.randbelow(2) if first == second else int(second < first)
    db.execute(participant.insert().values(room_id=here.id, token=codes.hashed(token), half=half))


def keep_answer(db, code, token, now, question_id, in_round, turn, value, sure):
    """Keep a phone's answer to an open question; a later `turn` replaces an earlier one.

    The same turn with the same answer may come any number of times: it is there already.
    """
    here = _enter(db, code, now)
    who = member(db, here.id, token)
    asked = _question(db, here, question.c.id == question_id)
    if in_round not in (1, 2) or type(turn) is not int or not 1 <= turn <= LATEST_TURN:
        raise RefusedError(400, "bad_answer")
    check_answer(asked.spec, value, sure)
    place = (
        answer.c.question_id == asked.id,
        answer.c.participant_id == who.id,
        answer.c.round == in_round,
    )
    before = db.execute(sa.select(answer).where(*place)).first()
    if before and before.turn == turn and (before.value, before.sure) == (value, sure):
        return
    if asked.state != "open" or asked.round != in_round:
        raise RefusedError(409, "locked")
    if before is None:
        new = {"question_id": asked.id, "participant_id": who.id, "round": in_round, "shown": False}
        db.execute(answer.insert().values(**new, turn=turn, value=value, sure=sure))
    elif before.turn < turn:
        db.execute(
            answer.update()
            .where(answer.c.id == before.id)
            .values(turn=turn, value=value, sure=sure, shown=False)
        )
    else:
        raise RefusedError(409, "later_answer")


def member(db, room_id, token):
    """The participant to whom a token belongs; RefusedError (401) if there is none."""
    found = (
        token
        and db.execute(
            sa.select(participant).where(
                participant.c.room_id == room_id, participant.c.token == codes.hashed(token)
            )
        ).first()
    )
    if not found:
        raise RefusedError(401, "not_joined")
    return found


# Time


def sweep(db, _, now):
    """Close the rooms whose time is over, and delete those closed long ago, with all that is in them."""
    late = sa.select(room.c.id).where(room.c.closed.is_(None), room.c.expires <= now)
    for (over,) in db.execute(late).all():
        _close(db, over, now)
    db.execute(room.delete().where(room.c.closed <= now - KEPT_FOR))


def _close(db, room_id, now):
    db.execute(room.update().where(room.c.id == room_id).values(closed=now, version=room.c.version + 1))
    db.execute(participant.update().where(participant.c.room_id == room_id).values(token=None))
    db.execute(
        question.update()
        .where(question.c.room_id == room_id, question.c.state == "open")
        .values(state="locked")
    )


def _enter(db, code, now):
    """The room, for a change to it: from here to the end of the transaction nobody else changes it."""
    here = db.execute(
        room.update().where(room.c.code == code).values(version=room.c.version + 1).returning(*room.c)
    ).first()
    if here is None:
        raise RefusedError(404, "no_room")
    if here.closed is not None or here.expires <= now:
        raise RefusedError(410, "room_closed")
    return here


def _lead(db, code, secret, now):
    here = _enter(db, code, now)
    if not codes.same(secret, here.secret):
        raise RefusedError(403, "not_facilitator")
    return here


def _question(db, here, condition):
    found = db.execute(sa.select(question).where(question.c.room_id == here.id, condition)).first()
    if found is None:
        raise RefusedError(404, "no_question")
    return found
