"""Getting a study's jobs done, by processes of this computer or a Dask cluster, so that nothing done is lost.

Every result is written to a journal beside the table, and is on the disk before it is reported. A run that is
killed goes on from there. A worker that is lost costs the time of the jobs it had in hand.
"""

import json
import multiprocessing
import os
import re
import signal
import threading
from collections import deque
from concurrent.futures import FIRST_COMPLETED, CancelledError, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

_LOSSES = 5  # workers lost one after another, nothing done between, before giving up
_IN_HAND = 3  # chunks a worker has waiting, so that it never waits itself


class StudyError(Exception):
    """Something that keeps a study from going on; one plain sentence that says what to do."""


class Journal:
    """Results so far, one line of JSON a chunk, appended and synced to the disk before `write` returns.

    The first line names what is run: a journal of another study, or of another version, is refused. What
    stands behind the last complete line was torn by a sudden end, was never reported, and is cut off.
    """

    def __init__(self, file, what, resume):
        """Open or begin a journal.

        Args:
            file: where it is or will be.
            what: a text that is the same for the same study only.
            resume: go on with a journal that is there; otherwise one that is there is refused.

        Raises:
            StudyError: a journal that may not be gone on with, or a file that cannot be written.
        """
        self.file = Path(file)
        self.done = {}
        head = json.dumps({"study": what})
        try:
            lines = self._complete_lines()
            if lines and not resume:
                raise StudyError(
                    f"{self.file} holds an unfinished run; go on with --resume, or delete it to begin anew"
                )
            if lines and lines[0] != head:
                raise StudyError(
                    f"{self.file} belongs to another study or another version; delete it to begin anew"
                )
            for line in lines[1:]:
                self.done |= {tuple(key): result for key, result in json.loads(line)}
            self._stream = self.file.open("ab")
        except OSError as trouble:
            raise self._unwritable(trouble) from None
        if not lines:
            self._append(head)

    def _complete_lines(self):
        """The lines that were written in full; anything behind them is cut off."""
        if not self.file.exists():
            return []
        data = self.file.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if whole != data:
            os.truncate(self.file, len(whole))
        return whole.decode().splitlines()

    def write(self, results):
        """Keep results, {(stage, number of the job): list of floats}; they are safe once this returns."""
        self._append(json.dumps(list(results.items())))
        self.done |= results

    def _append(self, line):
        try:
            self._stream.write(line.encode() + b"\n")
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as trouble:  # a full disk: what was reported before is kept
            raise self._unwritable(trouble) from None

    def _unwritable(self, trouble):
        return StudyError(f"{self.file} cannot be written: {trouble.strerror}")

    def close(self):
        """Close it; what it holds stays."""
        self._stream.close()

    def remove(self):
        """Once the table is written nobody needs it."""
        self.close()
        self.file.unlink(missing_ok=True)


def carry_out(plan, compute, journal, hands, chunk=1, report=lambda what, done, all_: None):
    """Follow a plan to its end.

    Args:
        plan: a generator that yields (what, jobs) and returns rows, see `plans`.
        compute: a function of a list of jobs that returns a list of results; must be picklable.
        journal: a `Journal`.
        hands: `Hands` that compute.
        chunk: jobs handed out together.
        report: called with (what, jobs done, all jobs) after these have been kept.

    Returns:
        (rows, computed): what the plan returned, and how many jobs were computed, not taken from the journal.
    """
    computed, stage, results = 0, 0, None
    while True:
        try:
            what, jobs = plan.send(results)
        except StopIteration as end:
            return end.value, computed
        missing = [number for number in range(len(jobs)) if (stage, number) not in journal.done]
        done = len(jobs) - len(missing)
        report(what, done, len(jobs))
        parts = [missing[start : start + chunk] for start in range(0, len(missing), chunk)]
        for part, found in hands.do(compute, [[jobs[number] for number in part] for part in parts], parts):
            journal.write({(stage, number): result for number, result in zip(part, found, strict=True)})
            done += len(part)
            computed += len(part)
            report(what, done, len(jobs))
        results = [journal.done[stage, number] for number in range(len(jobs))]
        stage += 1


class Hands:
    """Workers behind a `concurrent.futures` executor, which is made anew if they are lost.

    Attributes:
        count: how many of them there are.
    """

    def __init__(self, make_executor, count):
        self.count = count
        self._make = make_executor
        self._executor = make_executor()

    def do(self, compute, chunks, names):
        """Compute each chunk; yields (its name, result) as they come, in whatever order."""
        waiting, running, losses = deque(zip(names, chunks, strict=True)), {}, 0
        while waiting or running:
            try:
                while waiting and len(running) < _IN_HAND * self.count:
                    running[self._executor.submit(compute, waiting[0][1])] = waiting[0]
                    waiting.popleft()
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    found = future.result()
                    yield running.pop(future)[0], found
                    losses = 0
            except BrokenProcessPool:
                losses += 1
                if losses > _LOSSES:
                    raise StudyError("the workers end again and again; is there memory enough?") from None
                waiting.extendleft(running.values())
                running.clear()
                self._executor = self._make()
            except BaseException:
                for future in running:
                    future.cancel()
                raise

    def rest(self):
        """Let the workers go once they have finished what they are at."""
        self._executor.shutdown(wait=True)


@contextmanager
def of_this_computer(workers):
    """`Hands` that are processes of this computer."""
    hands = Hands(
        lambda: ProcessPoolExecutor(
            workers, multiprocessing.get_context("spawn"), initializer=_end_with_parent
        ),
        workers,
    )
    try:
        yield hands
    finally:
        hands.rest()


def _end_with_parent():
    """A worker does not outlive the process that started it, and ends at its Ctrl+C without a word."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)

    def watch():
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def of_a_cluster(address):
    """`Hands` that are the workers of a Dask cluster.

    Raises:
        StudyError: Dask is missing, the address is none, nobody answers there, or there is no worker.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise StudyError("Dask is missing; pip install 'vicious-cycle[scale]' brings it") from None
    if not re.fullmatch(r"([a-z]+://)?[^\s/]+:[0-9]+", address):
        raise StudyError(f"--scheduler is {address!r}; it must be like tcp://192.0.2.1:8786")
    try:
        client = Client(address, timeout=5, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as trouble:
        raise StudyError(f"no Dask scheduler answers at {address}: {trouble}") from None
    with client:
        count = sum(client.nthreads().values())
        if not count:
            raise StudyError(
                f"the Dask scheduler at {address} has no worker; start one with: dask worker {address}"
            )
        hands = Hands(lambda: client.get_executor(pure=False), count)
        try:
            yield hands
        except CancelledError:
            raise StudyError(
                f"the Dask scheduler at {address} is gone; --resume goes on from what is kept"
            ) from None
        except KilledWorker:
            raise StudyError("the cluster's workers end again and again; is there memory enough?") from None
        finally:
            hands.rest()
