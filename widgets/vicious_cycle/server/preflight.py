"""What can be wrong on the day, looked at before it: each line says what was found, and what to do."""

import re
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil

from . import settings, sharing

TRIED = 4  # kernels that are started to measure what one takes
RUN = "import sys; from vicious_cycle.server.command import main; sys.exit(main(sys.argv[1:]))"


@dataclass(frozen=True)
class Finding:
    """One line of the check: `good` is True, None (works, but know this) or False; `advice` is what to do."""

    good: bool | None
    text: str
    advice: str = ""

    def __str__(self):
        mark = {True: "ok  ", None: "note", False: "NO  "}[self.good]
        return f"{mark}  {self.text}" + (f"\n      {self.advice}" if self.advice else "")


def findings(folder: Path) -> Iterator[Finding]:
    """Look at this computer, and serve a folder of notebooks for a moment to see that it works."""
    yield _port()
    yield _network()
    yield _browser()
    yield _front_end()
    yield from _serving(folder)


def _port() -> Finding:
    with socket.socket() as probe:
        if probe.connect_ex((settings.ADDRESS, settings.PORT)) != 0:
            return Finding(True, f"Port {settings.PORT} is free.")
    return Finding(
        None,
        f"Port {settings.PORT} is in use, perhaps by a workshop that runs already.",
        "Nothing need be done: the next free one is taken and named. To choose one, add --port.",
    )


def _network() -> Finding:
    known = sharing.addresses()
    if not known:
        return Finding(
            None,
            "This computer is in no network, so it can present but not be shared.",
            "To let others take part, join their Wi-Fi or open a hotspot, then check again.",
        )
    others = f" (also {', '.join(known[1:])}; choose with --address)" if known[1:] else ""
    return Finding(
        True,
        f"With --share, others in the network find this computer at {known[0]}{others}.",
        "Try it with a phone in the same Wi-Fi; some guest networks keep devices apart. If the computer asks "
        "whether Python may accept connections, allow it.",
    )


def _browser() -> Finding:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return Finding(
            None,
            "No browser was found that could be opened by itself.",
            "Open the address that is printed in a browser yourself.",
        )
    return Finding(True, "There is a browser to open the workshop in.")


def _front_end() -> Finding:
    from voila.paths import collect_static_paths
    from voila.utils import get_voila_labextensions_path

    from .assets import files_in

    files = files_in(*collect_static_paths(["voila"], "base"))
    found = [
        name
        for name in settings.EXTENSIONS
        if any(
            (Path(folder) / name / "package.json").is_file() for folder in get_voila_labextensions_path([])
        )
    ]
    missing = sorted(set(settings.EXTENSIONS) - set(found)) + ([] if "voila.js" in files else ["voila.js"])
    if missing:
        return Finding(
            False,
            f"Parts that the pages are made of are missing: {', '.join(missing)}.",
            f"Install them again: {sys.executable} -m pip install --force-reinstall voila anywidget "
            "jupyterlab_widgets",
        )
    return Finding(True, "All files that the pages are made of are on this computer.")


def _serving(folder: Path) -> Iterator[Finding]:
    names = sorted(file.name for file in folder.glob("[!.]*.ipynb"))
    if not names:
        yield Finding(
            False, f"There are no notebooks in {folder}.", "Give the folder that has them: --notebooks."
        )
        return
    with _server(folder) as (address, process):
        if address is None:
            yield Finding(
                False,
                "The workshop could not be started.",
                "Start it with vicious-cycle and follow what it says.",
            )
            return
        silent = {name for name in names if not _open(address, name)}
        before = _memory(process)  # with all that is made once, however many come
        for _ in range(TRIED):
            _open(address, names[0])
        each = (_memory(process) - before) / TRIED
    if silent:
        yield Finding(
            False,
            f"These notebooks did not open: {', '.join(sorted(silent))}.",
            "If you have changed them, run them in vicious-cycle lab; otherwise install the kit again.",
        )
    else:
        yield Finding(True, f"All {len(names)} notebooks open.")
    yield _room_for(each)


def _room_for(each: float) -> Finding:
    """How many visitors there is memory for, if each takes so many MB or what is known from use."""
    each = max(each, settings.KERNEL_MEMORY)
    free = psutil.virtual_memory().available / 1e6
    visitors = int((free - settings.MEMORY_LEFT_ALONE) / each)
    said = f"{free / 1000:.1f} GB of memory are free; at {each:.0f} MB a visitor"
    if visitors < 1:
        return Finding(False, f"{said} not even one fits.", "Close other programs, then check again.")
    return Finding(
        None if visitors < 30 else True,
        f"{said} this computer can take {visitors} visitors who open notebooks at once.",
        "Whoever comes beyond that waits in line. Closing other programs makes room for more."
        if visitors < 30
        else "",
    )


@contextmanager
def _server(folder: Path):
    """The workshop on a free port, as (address, process); the address is None where it did not start."""
    command = [sys.executable, "-c", RUN, "--no-browser", "--notebooks", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            said = (re.match(r"Open (http\S+/)", line) for line in server.stdout)
            yield next((found[1] for found in said if found), None), psutil.Process(server.pid)
        finally:
            server.terminate()


def _open(address: str, name: str) -> bool:
    """Whether a notebook opens and has its widgets."""
    try:
        with urlopen(f"{address}voila/render/{name}", timeout=120) as answer:
            page = answer.read().decode()
    except OSError:
        return False
    return "kernelId" in page and 'class="trouble"' not in page


def _memory(process: psutil.Process) -> float:
    """MB that a process and all that it has started take, what they share counted once."""
    total = 0
    for one in (process, *process.children(recursive=True)):
        try:
            full = one.memory_full_info()
        except psutil.Error:
            continue  # it has just ended
        total += getattr(full, "pss", full.uss)
    return total / 1e6


def run(folder: Path) -> bool:
    """Print all findings; returns whether nothing is wrong."""
    good = True
    for finding in findings(folder):
        print(finding, flush=True)
        good = good and finding.good is not False
    print("Ready." if good else "Not ready yet: see the lines that begin with NO.")
    return good
