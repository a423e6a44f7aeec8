"""Both databases for real: a SQLite file, and a PostgreSQL of the tests' own."""

import os
import runpy
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from examples import NUMBER

from vicious_cycle.room import rules
from vicious_cycle.room.database import Database

NOW = 1_800_000_000.0


@pytest.fixture(scope="session")
def kit():
    """The helpers of tests/server/running.py (a test folder is no package, so they cannot be imported)."""
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "server" / "running.py")))


@pytest.fixture(scope="session")
def postgres(kit):
    """Address of a PostgreSQL cluster for these tests; skipped where there is none, but in CI."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = shutil.which("initdb") or (programs and str(programs[-1]))
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no PostgreSQL here (Debian: postgresql)")
    # Not in pytest's own folder, which is closed to other users: PostgreSQL refuses to run as root.
    folder = Path(tempfile.mkdtemp(prefix="vicious-cycle-postgres-"))
    as_postgres = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    port = kit.free_port()

    def run(program, *arguments):
        command = [*as_postgres, str(Path(found).with_name(program)), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    cluster = str(folder / "cluster")
    run("initdb", "--auth=trust", "--username=kit", "--encoding=UTF8", "--locale=C", cluster)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    log = str(folder / "log")
    run("pg_ctl", "--pgdata", cluster, "--options", options, "--log", log, "--wait", "start")
    yield f"postgresql://kit@127.0.0.1:{port}/postgres"
    run("pg_ctl", "--pgdata", cluster, "--mode", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """Address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'rooms.sqlite3'}"
    address = request.getfixturevalue("postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return address.replace("postgresql", "postgresql+psycopg")


@pytest.fixture
def database(url):
    """An empty database, up to date."""
    database = Database(url)
    yield database
    database.close()


class Room:
    """A room in a database, as its facilitator and its phones use it; each call waits until it is on disk."""

    def __init__(self, database, code="KITE42", now=NOW):
        self.database, self.code, self.secret, self.now = database, code, "secret", now
        self.write(rules.open_room, self.secret, now)

    def write(self, job, *arguments):
        return self.database.write(job, self.code, *arguments).result(60)

    def read(self, job, *arguments):
        return self.database.read(job, self.code, *arguments).result(60)

    def lead(self, job, *arguments):
        return self.write(job, self.secret, self.now, *arguments)

    def ask(self, spec=NUMBER):
        """Register a question and open it; returns its id."""
        number = self.lead(rules.register, spec)
        self.lead(rules.move, spec["key"], "open")
        return number

    def join(self, *tokens):
        for token in tokens:
            self.write(rules.join, token, self.now)

    def answer(self, token, question, value, turn=1, in_round=1, sure=1):
        return self.write(rules.keep_answer, token, self.now, question, in_round, turn, value, sure)


@pytest.fixture
def room(database):
    """An open room, KITE42."""
    return Room(database)
