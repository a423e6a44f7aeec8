"""The database: SQLite on this computer, or the PostgreSQL that `VICIOUS_CYCLE_DATABASE_URL` names.

All writing goes through one thread, which commits what has come in meanwhile in one go: three hundred phones
cost a handful of commits, not three hundred. A job's future is done once it is on disk.
"""

import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import platformdirs
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from vicious_cycle.room.refusal import RefusedError

SETTING = "VICIOUS_CYCLE_DATABASE_URL"
MOST_TOGETHER = 200  # jobs in one commit
PATIENCE = 10_000  # milliseconds that SQLite waits for another process's commit
MIGRATING = 0x7663  # any number: two servers on one PostgreSQL must not change the schema at once

Job = Callable[..., Any]
"""A function of (connection, code, ...) that reads or changes one room."""


class DatabaseError(Exception):
    """The database cannot be used; the text says why, in one sentence."""


def address() -> sa.URL:
    """The database that is asked for, otherwise a file in the user's data directory."""
    asked = os.environ.get(SETTING)
    if not asked:
        folder = platformdirs.user_data_path("vicious-cycle")
        return sa.URL.create("sqlite", database=str(folder / "rooms.sqlite3"))
    try:
        url = sa.make_url(asked)
        return (
            url.set(drivername="postgresql+psycopg") if url.drivername in ("postgres", "postgresql") else url
        )
    except sa.exc.ArgumentError:
        raise DatabaseError(
            f"{SETTING} must read like postgresql://user:password@host/name or sqlite:////folder/file."
        ) from None
    plain = url.drivername in ("postgres", "postgresql")
    return url.set(drivername="postgresql+psycopg") if plain else url


class Database:
    """Rooms on disk.

    Args:
        url: of SQLite or PostgreSQL; the schema is brought up to date.

    Raises:
        DatabaseError: it cannot be reached, made or brought up to date.
    """

    def __init__(self, url: sa.URL | str):
        url = sa.make_url(url)
        try:
            if url.get_backend_name() == "sqlite" and url.database:
                Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._engine = sa.create_engine(url)
            if url.get_backend_name() == "sqlite":
                sa.event.listen(self._engine, "connect", _prepare_sqlite)
                sa.event.listen(self._engine, "begin", _begin_sqlite)
            self._writing = self._engine.execution_options(writes=True)
            with self._writing.begin() as connection:
                _upgrade(connection)
        except (sa.exc.SQLAlchemyError, OSError, ImportError) as trouble:
            reason = str(getattr(trouble, "orig", trouble)).splitlines()[0]
            raise DatabaseError(
                f"The database {url.render_as_string()} cannot be used: {reason}. It is set by {SETTING}."
            ) from None
        self.changed: Callable[[set[str]], None] = lambda codes: None
        self._jobs: queue.SimpleQueue = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(2, "room-reader")
        self._writer = threading.Thread(target=self._write_on, name="room-writer", daemon=True)
        self._writer.start()

    def write(self, job: Job, code: str, *arguments) -> Future:
        """Run a job in a transaction; its future is done when that is on disk, or failed and left nothing."""
        future: Future = Future()
        self._jobs.put((future, job, code, arguments))
        return future

    def read(self, job: Job, code: str, *arguments) -> Future:
        """Run a job that changes nothing, on one state of the database."""
        return self._readers.submit(self._read, job, code, arguments)

    def close(self) -> None:
        """Finish what was asked for, then let go of the database."""
        self._jobs.put(None)
        self._writer.join()
        self._readers.shutdown()
        self._engine.dispose()

    def _read(self, job, code, arguments):
        with self._engine.begin() as connection:
            return job(connection, code, *arguments)

    def _write_on(self):
        running = True
        while running:
            jobs = [self._jobs.get()]
            while len(jobs) < MOST_TOGETHER and not self._jobs.empty():
                jobs.append(self._jobs.get())
            running = None not in jobs
            self._commit([job for job in jobs if job is not None])

    def _commit(self, jobs):
        try:
            results = self._together(jobs)
        except Exception as trouble:
            if len(jobs) > 1:  # a deadlock with another server, or one job at fault: each by itself then
                for job in jobs:
                    self._commit([job])
            else:
                jobs[0][0].set_exception(trouble)
            return
        codes = {code for (_, _, code, _), result in zip(jobs, results, strict=True) if _done(result)}
        if codes:
            self.changed(codes)  # first, so that whoever asked finds nobody told of the state before
        for (future, *_), result in zip(jobs, results, strict=True):
            if _done(result):
                future.set_result(result)
            else:
                future.set_exception(result)

    def _together(self, jobs):
        results = []
        with self._writing.begin() as connection:
            for _, job, code, arguments in jobs:
                try:
                    with connection.begin_nested():
                        results.append(job(connection, code, *arguments))
                except RefusedError as refused:
                    results.append(refused)
        return results


def _done(result):
    return not isinstance(result, RefusedError)


def _prepare_sqlite(connection, _):
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, not where sqlite3 guesses
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={PATIENCE}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection):
    # A transaction that will write takes the lock first: later it may not be had any more.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _upgrade(connection):
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATING)))
    config = Config()
    config.set_main_option("script_location", "vicious_cycle.room:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
