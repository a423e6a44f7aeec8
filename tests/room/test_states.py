"""Whatever facilitator and phones do, in whatever order: the room's states hold, on a real SQLite file."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from vicious_cycle.room import results, rules
from vicious_cycle.room.database import Database
from vicious_cycle.room.questions import STATES
from vicious_cycle.room.refusal import RefusedError

NOW = 1_800_000_000.0
QUESTIONS = [
    {"key": "a#number", "kind": "number", "question": "How many?", "high": 15, "outcome": 4},
    {"key": "b#choice", "kind": "choice", "question": "Which?", "options": [["x", "X"], ["y", "Y"]]},
]
KEYS = [spec["key"] for spec in QUESTIONS]
VALUES = {"number": st.integers(0, 15), "choice": st.sampled_from(["x", "y"])}
PHONES = ["one", "two", "three"]


class RoomMachine(RuleBasedStateMachine):
    """A room beside what it should hold: for each question its state, round and answers by (phone, round)."""

    @initialize()
    def open_room(self):
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database(f"sqlite:///{Path(self.folder.name) / 'rooms.sqlite3'}")
        self.write(rules.open_room, "secret", NOW)
        self.numbers = [self.write(rules.register, "secret", NOW, spec) for spec in QUESTIONS]
        for token in PHONES:
            self.write(rules.join, token, NOW)
        self.expected = {key: ["closed", 1, {}] for key in KEYS}
        self.open = True

    def write(self, job, *arguments):
        return self.database.write(job, "KITE42", *arguments).result(60)

    def tried(self, job, *arguments):
        """Whether it was done; if it was refused, the invariant below sees that nothing has changed."""
        try:
            self.write(job, *arguments)
        except RefusedError:
            return False
        return True

    @rule(
        key=st.sampled_from(KEYS),
        action=st.sampled_from(sorted(rules.ACTIONS)),
        secret=st.sampled_from(["secret"] * 5 + ["forged"]),
    )
    def facilitator_moves(self, key, action, secret):
        state, in_round, answers = self.expected[key]
        allowed, leads_to = rules.ACTIONS[action]
        may = (
            self.open
            and secret == "secret"
            and state in allowed
            and not (action == "again" and in_round == 2)
        )
        assert self.tried(rules.move, secret, NOW, key, action) == may
        if not may:
            return
        if leads_to == "open":
            for other in self.expected.values():
                other[0] = "locked" if other[0] == "open" else other[0]
        in_round = {"again": 2, "reset": 1}.get(action, in_round)
        self.expected[key] = [leads_to, in_round, {} if action == "reset" else answers]

    @rule(
        which=st.integers(0, 1), token=st.sampled_from([*PHONES, "stranger"]), in_round=st.integers(1, 2),
        turn=st.integers(1, 4), sure=st.integers(0, 2), data=st.data(),
    )  # fmt: skip
    def phone_answers(self, which, token, in_round, turn, sure, data):
        spec = QUESTIONS[which]
        value = data.draw(VALUES[spec["kind"]])
        state, now, answers = self.expected[spec["key"]]
        before = answers.get((token, in_round))
        repeated = before == (turn, value, sure)
        taken = state == "open" and now == in_round and (before is None or before[0] < turn)
        may = self.open and token != "stranger" and (repeated or taken)
        done = self.tried(rules.keep_answer, token, NOW, self.numbers[which], in_round, turn, value, sure)
        assert done == may
        if may:
            answers[token, in_round] = (turn, value, sure)

    @rule(closing=st.sampled_from([False] * 9 + [True]))
    def facilitator_closes(self, closing):
        if not closing:
            return
        assert self.tried(rules.close_room, "secret", NOW) == self.open
        self.open = False
        for each in self.expected.values():
            each[0] = "locked" if each[0] == "open" else each[0]

    @invariant()
    def the_room_holds_what_was_acknowledged_and_tells_what_was_revealed(self):
        shot = self.database.read(results.snapshot, "KITE42", True).result(60)
        told = self.database.read(results.snapshot, "KITE42").result(60)
        assert shot.open == self.open
        assert sum(asked.state == "open" for asked in shot.questions.values()) <= 1
        for number, spec in zip(self.numbers, QUESTIONS, strict=True):
            asked = shot.questions[number]
            state, in_round, answers = self.expected[spec["key"]]
            assert state in STATES
            assert (asked.state, asked.round) == (state, in_round)
            for each in (1, 2):
                kept = sorted((value, sure) for value, sure, _ in asked.answers.get(each, []))
                assert kept == sorted(answer[1:] for (_, at), answer in answers.items() if at == each)
            assert bool(told.questions[number].answers) == (state == "revealed" and bool(answers))

    def teardown(self):
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()


TestRoom = RoomMachine.TestCase
TestRoom.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
