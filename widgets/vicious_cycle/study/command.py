"""`vicious-cycle study`: from a definition to a table, with progress on the way."""

import csv
import hashlib
import importlib.util
import json
import os
import sys
import time
from functools import cache, partial
from pathlib import Path

from vicious_cycle.study import fits, plans, work
from vicious_cycle.study.definition import read

_KINDS = {  # by the section that asks for it: the plan, what a worker does, the package that it needs
    "sweep": (plans.sweep, plans.outcomes_at, "numpy"),
    "screening": (plans.sensitivity, plans.outcomes_at, "SALib"),
    "fit": (fits.plan, fits.compute, "scipy"),
}
_A_CHUNK = 1_000_000  # pupil-attempts handed out together: a fraction of a second
_BAR = 30  # characters
_MOST_WORKERS = 256


def run(options):
    """Carry out a study as asked for on the command line.

    Raises:
        ValueError, work.StudyError: what the user can put right, in one sentence; nothing was written.
    """
    study = read(options.study, fits.observed_curves())
    out = Path(options.out or f"{study.name}.csv")
    if not out.parent.is_dir():
        raise work.StudyError(f"there is no folder {out.parent} to write {out.name} to")
    if out.is_dir():
        raise work.StudyError(f"{out} is a folder; give the name of a file after --out")
    plan, compute, needed = next(kind for section, kind in _KINDS.items() if getattr(study, section))
    if not importlib.util.find_spec(needed):
        raise work.StudyError(f"{needed} is missing; pip install 'vicious-cycle[study]' brings it")
    workers = _number_of_workers(options.workers)
    begun = time.monotonic()
    hands = work.of_a_cluster(options.scheduler) if options.scheduler else work.of_this_computer(workers)
    with hands as hands:
        journal = work.Journal(f"{out}.journal", _identity(study), options.resume)
        each = plans.pupil_attempts(study)
        try:
            rows, computed = work.carry_out(
                plan(study),
                partial(_compute, compute, _code(), study),
                journal,
                hands,
                chunk=max(1, _A_CHUNK // each) if each else 1,
                report=_Progress(),
            )
        finally:
            journal.close()
    _write(out, rows)
    journal.remove()
    seconds = time.monotonic() - begun
    rate = f", {computed * each / seconds / 1e6:.2f} million pupil-attempts a second" if each else ""
    print(f"{out}: {len(rows)} rows. {computed} jobs in {seconds:.1f} s (workers: {hands.count}){rate}.")


def _number_of_workers(asked):
    if asked is None:
        return os.cpu_count() or 1
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked) <= _MOST_WORKERS):
        raise work.StudyError(f"--workers is {asked!r}; it must be a whole number from 1 to {_MOST_WORKERS}")
    return int(asked)


def _compute(compute, code, study, jobs):
    """What a worker does; on a cluster it must have the same code as the one who asks."""
    if _code() != code:
        raise work.StudyError(
            "a worker of the cluster has another version of the kit; install the same there"
        )
    return [compute(study, job) for job in jobs]


@cache
def _code():
    """A text that is the same where the model and its studies are the same."""
    package = Path(__file__).parents[1]
    files = sorted(file for part in ("simulation", "study") for file in (package / part).glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _identity(study):
    """A text that is the same for the same study, carried out by the same code."""
    written = json.dumps([study.as_dict(), _code()], sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def _write(out, rows):
    """Write the table in one go: a reader finds the old one or the new one, never a part."""
    part = out.with_name(f"{out.name}.part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(out)


class _Progress:
    """A bar on a terminal, a line now and then elsewhere."""

    def __init__(self):
        self._what, self._begun, self._before, self._said = None, 0.0, 0, 0.0

    def __call__(self, what, done, every):
        now = time.monotonic()
        if what != self._what:
            self._what, self._begun, self._before, self._said = what, now, done, 0.0
        terminal = sys.stderr.isatty()
        if done < every and not terminal and now - self._said < 1:
            return
        self._said = now
        left = (now - self._begun) / (done - self._before) * (every - done) if done > self._before else None
        text = f"{what}: {done} of {every}" + (f", {left:.0f} s left" if left and done < every else "")
        if terminal:
            full = _BAR * done // max(every, 1)
            ending = "\n" if done == every else ""
            print(
                f"\r{'#' * full}{'.' * (_BAR - full)} {text}\x1b[K", end=ending, file=sys.stderr, flush=True
            )
        else:
            print(text, file=sys.stderr, flush=True)
