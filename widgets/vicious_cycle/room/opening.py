"""Opens the live room for the command: the database, and a new room or one to go on with."""

import time
from dataclasses import dataclass

from vicious_cycle import words
from vicious_cycle.room import anagrams, codes, report, results, rules
from vicious_cycle.room.database import Database, address
from vicious_cycle.room.refusal import RefusedError

TRIES = 100


@dataclass(frozen=True)
class Opened:
    """A room that the command has opened: its code, and the facilitator's secret."""

    code: str
    secret: str


def open_database() -> Database:
    """The database that the settings name; rooms whose time is over are closed and deleted."""
    database = Database(address())
    database.write(rules.sweep, "", time.time()).result()
    return database


def new_room(database: Database) -> Opened:
    """Open a room under a code that is free."""
    for _ in range(TRIES):
        room = Opened(codes.new_code(), codes.new_secret())
        try:
            database.write(rules.open_room, room.code, room.secret, time.time()).result()
        except RefusedError:
            continue
        for question in (anagrams.question(), in_words()):
            database.write(rules.register, room.code, room.secret, time.time(), question).result()
        return room
    raise RefusedError(409, "code_taken")


def in_words() -> dict:
    """The one question that asks for words; the room must be allowed to be asked for them first."""
    said = words.section("room_words")
    return {"key": "words", "kind": "text", "title": said["title"], "question": said["question"]}


def same_room(database: Database, code: str) -> Opened:
    """Go on with a room, as after a restart: phones stay in it, the facilitator gets a new link."""
    room = Opened(codes.typed(code) or code, codes.new_secret())
    database.write(rules.renew_secret, room.code, room.secret, time.time()).result()
    return room


def write_report(code: str, folder) -> list:
    """Write the report as HTML and CSV into a folder; returns the files. RefusedError without a room."""
    database = open_database()
    try:
        known = codes.typed(code) or code
        room = database.read(results.snapshot, known, True).result()
        if room is None:
            raise RefusedError(404, "no_room")
        folder.mkdir(parents=True, exist_ok=True)
        files = [folder / f"room-{known}.{kind}" for kind in ("html", "csv")]
        for file, text in zip(files, (report.as_html(room), report.as_csv(room)), strict=True):
            file.write_text(text, "utf-8")
        return files
    finally:
        database.close()
