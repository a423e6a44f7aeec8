"""`vicious-cycle study` as a process of its own: killed, short of a worker, on a cluster, given nonsense."""

import json
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import pytest

BIN = Path(sys.executable).parent
PATIENCE = 120  # seconds; only a run that is broken takes that long
POINTS = 45
SWEEP = f"""
date = 2026-11-25
seed = 3
pupils = 8000
attempts = 50
outcomes = ["given_up", "streak_effect"]
[base]
failure_style = -0.5
[vary]
pace = [0.0, 0.08]
cost = [0.4, 0.9]
[sweep]
points = {POINTS}
"""


@pytest.fixture
def study(tmp_path):
    """Start a sweep in a folder of its own; the definition can be changed by what is replaced."""
    (tmp_path / "hard.toml").write_text(SWEEP)

    def start(*arguments, **process):
        command = [BIN / "vicious-cycle", "study", "hard.toml", "--out", "hard.csv", *arguments]
        return subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **process
        )

    start.folder = tmp_path
    return start


def finished(process):
    """How many jobs a run says it has computed, once it has ended without an error."""
    said, trouble = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, trouble
    return int(re.search(r"(\d+) jobs", said)[1])


def reported(process, least):
    """Wait until a run reports that at least so many points are done; returns how many it reported."""
    for line in process.stderr:
        if (done := int(re.search(r"points: (\d+) of", line)[1])) >= least:
            return done
    raise AssertionError(f"it ended with code {process.wait()}")


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """What one worker finds when nothing happens to it."""
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "hard.toml").write_text(SWEEP)
    command = [BIN / "vicious-cycle", "study", "hard.toml", "--workers", "1"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    assert [file.name for file in sorted(folder.iterdir())] == ["hard.csv", "hard.toml"]
    found = (folder / "hard.csv").read_bytes()
    assert found.count(b"\n") == 1 + POINTS
    return found


def test_a_run_killed_in_the_middle_goes_on_and_has_lost_nothing_that_it_reported(study, table):
    run = study("--workers", "2")
    done = reported(run, 4)
    workers = psutil.Process(run.pid).children(recursive=True)
    run.kill()
    run.communicate()
    assert psutil.wait_procs(workers, timeout=30)[1] == []  # nobody computes on for nobody
    assert not (study.folder / "hard.csv").exists()
    journal = study.folder / "hard.csv.journal"
    kept = sum(len(json.loads(line)) for line in journal.read_bytes().split(b"\n")[1:-1])
    assert done <= kept < POINTS

    with journal.open("ab") as torn:
        torn.write(b"[[[0, 44], [0.1")
    refused = study()
    assert "--resume" in refused.communicate(timeout=PATIENCE)[1]
    assert refused.returncode == 2

    assert finished(study("--workers", "2", "--resume")) == POINTS - kept
    assert (study.folder / "hard.csv").read_bytes() == table
    assert not journal.exists()


def test_two_workers_of_which_one_is_lost_find_what_one_finds(study, table):
    run = study("--workers", "2")
    reported(run, 1)
    workers = [
        child for child in psutil.Process(run.pid).children() if "spawn_main" in " ".join(child.cmdline())
    ]
    workers[0].kill()
    assert finished(run) == POINTS
    assert (study.folder / "hard.csv").read_bytes() == table


@contextmanager
def ended(process):
    """A process that has ended when the block has."""
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def cluster(tmp_path):
    """A real Dask scheduler with two real workers: its address, and the workers' processes."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    file = tmp_path / "scheduler.json"
    local = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    worker = [
        "--scheduler-file",
        file,
        "--nthreads",
        "1",
        "--no-nanny",
        "--no-dashboard",
        "--host",
        "127.0.0.1",
    ]
    with ExitStack() as running:
        start = [BIN / "dask", "scheduler", *local, "--scheduler-file", file]
        scheduler = running.enter_context(ended(subprocess.Popen(start, **quiet)))
        give_up = time.monotonic() + PATIENCE
        while not file.exists():
            assert scheduler.poll() is None
            assert time.monotonic() < give_up
            time.sleep(0.1)
        workers = [
            running.enter_context(ended(subprocess.Popen([BIN / "dask", "worker", *worker], **quiet)))
            for _ in range(2)
        ]
        address = json.loads(file.read_text())["address"]
        wait = (
            "import sys; from distributed import Client; Client(sys.argv[1]).wait_for_workers(2, timeout=60)"
        )
        subprocess.run([sys.executable, "-c", wait, address], check=True, timeout=PATIENCE)
        yield address, workers


def test_a_cluster_of_which_a_worker_is_killed_finds_what_one_process_finds(study, table, cluster):
    address, workers = cluster
    run = study("--scheduler", address)
    reported(run, 1)
    workers[0].send_signal(signal.SIGKILL)
    assert finished(run) == POINTS
    assert (study.folder / "hard.csv").read_bytes() == table


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--workers", "0"], "--workers is '0'; it must be a whole number from 1 to 256"),
        (["--workers", "many"], "--workers is 'many'; it must be a whole number from 1 to 256"),
        (["--out", "nowhere/hard.csv"], "there is no folder nowhere"),
        (["--out", "."], ". is a folder; give the name of a file after --out"),
        (["--scheduler", "tcp://127.0.0.1:9"], "no Dask scheduler answers at tcp://127.0.0.1:9"),
        (["--scheduler", "no address"], "--scheduler is 'no address'; it must be like tcp://"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_before_anything_is_written(study, arguments, named):
    run = study(*arguments)
    trouble = run.communicate(timeout=PATIENCE)[1]
    assert run.returncode == 2
    assert named in trouble
    assert "Traceback" not in trouble
    assert [file.name for file in study.folder.iterdir()] == ["hard.toml"]


def test_a_wrong_definition_is_refused_with_field_and_range_and_nothing_is_written(study):
    (study.folder / "hard.toml").write_text(SWEEP.replace("[0.4, 0.9]", "[0.4, 9.0]"))
    run = study()
    assert run.communicate(timeout=PATIENCE)[1] == (
        "vary.cost is [0.4, 9.0]; it must be two numbers, the lower one first, from 0 to 5\n"
    )
    assert run.returncode == 2
    assert [file.name for file in study.folder.iterdir()] == ["hard.toml"]


def test_a_journal_of_another_study_is_not_gone_on_with(study):
    run = study("--workers", "1")
    reported(run, 1)
    run.kill()
    run.communicate()
    (study.folder / "hard.toml").write_text(SWEEP.replace("seed = 3", "seed = 4"))
    kept = (study.folder / "hard.csv.journal").read_bytes()
    again = study("--resume")
    assert "belongs to another study" in again.communicate(timeout=PATIENCE)[1]
    assert again.returncode == 2
    assert (study.folder / "hard.csv.journal").read_bytes() == kept
