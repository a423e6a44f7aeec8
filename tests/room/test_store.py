"""The store: what is kept is kept once, and what is refused changes nothing; on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from examples import NUMBER

from vicious_cycle.room import results, rules, tables
from vicious_cycle.room.database import Database, DatabaseError
from vicious_cycle.room.refusal import RefusedError

OTHER = {
    "key": "03#ending",
    "kind": "choice",
    "question": "How does it end?",
    "options": [["a", "A"], ["b", "B"]],
}


def everything(database):
    """All rows of all tables, without a room's version."""

    def read(db, _):
        return {
            table.name: [
                tuple(row)
                for row in db.execute(
                    sa.select(*(column for column in table.c if column.name != "version")).order_by(
                        table.c.id
                    )
                )
            ]
            for table in tables.metadata.sorted_tables
        }

    return database.read(read, "").result()


def refused(why, call, *arguments, **named):
    """The call is refused for that reason."""
    with pytest.raises(RefusedError) as refusal:
        call(*arguments, **named)
    assert refusal.value.why == why


def test_the_migrations_make_the_tables_that_the_code_expects(database):
    with database._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_a_database_that_is_up_to_date_stays_as_it_is(url, database, room):
    room.join("one")
    before = everything(database)
    again = Database(url)
    assert everything(again) == before
    again.close()


@pytest.mark.parametrize(
    "address", ["sqlite:////proc/none/rooms.sqlite3", "postgresql+psycopg://kit:secret@127.0.0.1:1/none"]
)
def test_a_database_that_cannot_be_used_is_told_in_one_sentence_without_its_password(address):
    with pytest.raises(DatabaseError) as trouble:
        Database(address)
    assert len(str(trouble.value).splitlines()) == 1
    assert "secret" not in str(trouble.value)


def test_an_answer_can_be_changed_until_it_is_locked(room):
    question = room.ask()
    room.join("one")
    room.answer("one", question, 11)
    room.answer("one", question, 7, turn=2)
    room.lead(rules.move, NUMBER["key"], "lock")
    refused("locked", room.answer, "one", question, 3, turn=3)
    room.lead(rules.move, NUMBER["key"], "reveal")
    refused("locked", room.answer, "one", question, 3, turn=3)
    assert room.read(results.snapshot).questions[question].answers == {1: [(7, 1, room_half(room))]}


def room_half(room):
    from vicious_cycle.room import codes

    return room.read(results.own, codes.hashed("one"))[1]


def test_a_message_that_comes_twice_or_late_counts_once(room):
    question = room.ask()
    room.join("one")
    for _ in range(3):
        room.answer("one", question, 11)
    room.answer("one", question, 7, turn=2)
    room.answer("one", question, 7, turn=2)
    refused("later_answer", room.answer, "one", question, 11, turn=1)
    refused("later_answer", room.answer, "one", question, 12, turn=2)
    room.lead(rules.move, NUMBER["key"], "lock")
    room.answer("one", question, 7, turn=2)  # it is there already, and the phone may not know
    shot = room.read(results.snapshot, True).questions[question]
    assert shot.answered == {1: 1}
    assert [value for value, _, _ in shot.answers[1]] == [7]


def test_answers_are_told_only_after_they_are_revealed(room):
    question = room.ask()
    room.join("one")
    room.answer("one", question, 11)
    assert room.read(results.snapshot).questions[question].answers == {}
    room.lead(rules.move, NUMBER["key"], "lock")
    assert room.read(results.snapshot).questions[question].answers == {}
    room.lead(rules.move, NUMBER["key"], "reveal")
    assert room.read(results.snapshot).questions[question].answers


def test_a_second_round_leaves_the_first_as_it_was(room):
    question = room.ask()
    room.join("one")
    room.answer("one", question, 11)
    room.lead(rules.move, NUMBER["key"], "lock")
    room.lead(rules.move, NUMBER["key"], "again")
    refused("locked", room.answer, "one", question, 2, turn=2, in_round=1)
    room.answer("one", question, 6, in_round=2)
    room.lead(rules.move, NUMBER["key"], "reveal")
    refused("two_rounds", room.lead, rules.move, NUMBER["key"], "again")
    answers = room.read(results.snapshot).questions[question].answers
    assert [[value for value, _, _ in answers[number]] for number in (1, 2)] == [[11], [6]]


def test_one_question_is_open_at_a_time(room):
    first = room.ask()
    second = room.ask(OTHER)
    states = {each.id: each.state for each in room.read(results.snapshot).questions.values()}
    assert states == {first: "locked", second: "open"}


def test_a_reset_forgets_the_answers_of_its_question_only(room):
    first = room.ask()
    room.join("one")
    room.answer("one", first, 11)
    second = room.ask(OTHER)
    room.answer("one", second, "a")
    room.lead(rules.move, NUMBER["key"], "reset")
    shot = room.read(results.snapshot, True).questions
    assert (shot[first].state, shot[first].answered, shot[second].answered) == ("closed", {}, {1: 1})


def test_a_question_that_was_opened_stays_as_it_was_asked(room):
    question = room.ask()
    assert room.lead(rules.register, NUMBER | {"question": "Something else?"}) == question
    assert room.read(results.snapshot).questions[question].spec == NUMBER


def test_when_a_room_closes_no_token_is_left_and_nothing_is_taken_any_more(room):
    question = room.ask()
    room.join("one", "two")
    room.answer("one", question, 11)
    room.lead(rules.close_room)
    rows = everything(room.database)
    assert [row[2] for row in rows["participant"]] == [None, None]
    assert len(rows["answer"]) == 1
    for call in (
        lambda: room.join("three"),
        lambda: room.answer("two", question, 3),
        lambda: room.lead(rules.move, NUMBER["key"], "reveal"),
        lambda: room.lead(rules.register, OTHER),
    ):
        refused("room_closed", call)
    assert everything(room.database) == rows


def test_a_room_expires_by_itself_and_is_deleted_with_all_that_is_in_it(room):
    question = room.ask()
    room.join("one")
    room.answer("one", question, 11)
    late = room.now + rules.OPEN_FOR
    refused("room_closed", room.write, rules.join, "two", late)
    room.write(rules.sweep, late)
    assert not room.read(results.snapshot).open
    assert everything(room.database)["participant"][0][2] is None
    room.write(rules.sweep, late + rules.KEPT_FOR - 1)
    assert room.read(results.snapshot) is not None
    room.write(rules.sweep, late + rules.KEPT_FOR)
    assert not any(everything(room.database).values())


def test_what_is_refused_changes_nothing(room):
    question = room.ask()
    room.join("one")
    room.answer("one", question, 11)
    before = everything(room.database)
    answer = room.answer
    for why, call in {
        "no_room": lambda: room.database.write(rules.join, "NONE22", "x", room.now).result(),
        "not_joined": lambda: answer("nobody", question, 3),
        "no_question": lambda: answer("one", 10**6, 3, turn=2),
        "bad_sure": lambda: answer("one", question, 3, turn=2, sure=None),
        "not_facilitator": lambda: room.write(rules.move, "forged", room.now, NUMBER["key"], "lock"),
        "bad_action": lambda: room.lead(rules.move, NUMBER["key"], "destroy"),
        "not_now": lambda: room.lead(rules.move, NUMBER["key"], "open"),
        "code_taken": lambda: room.write(rules.open_room, "other", room.now),
        "bad_question": lambda: room.lead(rules.register, NUMBER | {"high": 10**9}),
    }.items():
        refused(why, call)
    for value in (-1, 16, 3.0, "3", None, True, [3], {"a": 1}, float("nan")):
        refused("bad_answer", answer, "one", question, value, turn=2)
    for turn in (0, -1, 2**40, "1", None, True, 1.5):
        refused("bad_answer", answer, "one", question, 3, turn=turn)
    assert everything(room.database) == before


def test_the_room_is_split_in_halves_by_lot(room):
    room.join(*map(str, range(40)))
    halves = [row[3] for row in everything(room.database)["participant"]]
    assert halves.count(0) == halves.count(1) == 20
    assert halves not in ([0, 1] * 20, [1, 0] * 20)


def test_answers_that_come_at_once_from_two_servers_are_each_kept_once(url, room):
    question = room.ask()
    other = Database(url)
    tokens = [f"phone {number}" for number in range(30)]
    room.join(*tokens)

    def send(job):
        place, (database, token) = job
        return database.write(
            rules.keep_answer, room.code, token, room.now, question, 1, 1, place % 15, 1
        ).result(60)

    jobs = [
        (place, (database, token))
        for place, token in enumerate(tokens)
        for database in (room.database, other)
    ]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda job: send((job[0], job[1])), jobs))
    shot = other.read(results.snapshot, room.code, True).result()
    assert shot.questions[question].answered == {1: 30}
    assert shot.joined == 30
    other.close()
