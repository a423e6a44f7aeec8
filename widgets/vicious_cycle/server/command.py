"""The command `vicious-cycle`: serve the notebooks, open them in JupyterLab, or check the model's patterns.

Light on purpose: whatever takes time to import is imported where it is used.
"""

import argparse
import contextlib
import errno
import importlib.util
import logging
import os
import shutil
import socket
import sys
import tempfile
import threading
import webbrowser
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from . import settings
from .kernels import forking

if TYPE_CHECKING:
    from . import sharing


class UserError(Exception):
    """Something that the user can put right; the text is one plain sentence that says how."""


def main(argv: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(argv)
    try:
        _check_packages()
        return options.run(options) or 0
    except UserError as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def serve(options: argparse.Namespace) -> None:
    """Serve the notebooks with Voila until Ctrl+C or SIGTERM."""
    _open_more_files()
    folder = _folder(options.notebooks)
    places = _places(options.visitors)
    place = _shared_place(options) if options.share or options.address else _own_place(options)
    rooms, room = _rooms(options)

    def ready():
        address = _announce(place)
        if room:
            address = _announce_room(place, room)
        if options.browser:
            # A text browser would otherwise hold the server up until it is closed.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    logging.getLogger("tornado").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="vicious-cycle-") as scratch:
        os.environ.update(settings.environment(Path(scratch)))
        with forking.warm_processes() as warm:
            from . import app

            app.serve(folder, place, places, warm, Path(scratch), ready, rooms, options.debug)
    if rooms:
        rooms.close()


def lab(options: argparse.Namespace) -> None:
    """Open JupyterLab on the notebooks, or on a copy where they cannot be changed."""
    folder = _folder(options.notebooks)
    if not _can_be_changed(folder):
        folder = _copy(folder)
    (listener,) = _listen(options.port)
    port = listener.getsockname()[1]
    listener.close()

    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(settings.lab(folder, port, options.browser))


def check(options: argparse.Namespace) -> int:
    """Look whether everything is ready for the day; returns 1 where something is wrong."""
    from . import preflight

    return 0 if preflight.run(_folder(options.notebooks)) else 1


def patterns(options: argparse.Namespace) -> None:
    """Say for each pattern of the model whether it is met; one that is not is a finding, not a failure."""
    from vicious_cycle import datasets
    from vicious_cycle.simulation.patterns import all_patterns

    measured = []
    for pattern in all_patterns():
        print(pattern.line(), flush=True)
        measured.append(pattern)
    print(f"{sum(pattern.met for pattern in measured)} of {len(measured)} patterns met")
    if options.save:
        try:
            datasets.write_model_patterns(options.save, measured)
        except OSError as error:
            raise UserError(f"They could not be written to {options.save} ({error.strerror}).") from None


def study(options: argparse.Namespace) -> None:
    """Run a study of the model."""
    from vicious_cycle.study import command
    from vicious_cycle.study.work import StudyError

    try:
        command.run(options)
    except (StudyError, ValueError) as trouble:
        raise UserError(trouble) from None


def report(options: argparse.Namespace) -> None:
    """Write the report of a live room, as a page and as a table."""
    from vicious_cycle.room import database, opening, refusal

    try:
        for file in opening.write_report(options.code, options.out):
            print(file)
    except (database.DatabaseError, refusal.RefusedError, OSError) as trouble:
        raise UserError(str(trouble)) from None


def handouts(options: argparse.Namespace) -> None:
    """Write the participants' handout and the facilitator's guide for printing."""
    from vicious_cycle.handouts import printing

    try:
        written, trouble = printing.write(options.folder, options.replace)
    except printing.HandoutError as refusal:
        raise UserError(refusal) from None
    print(f"Written to {options.folder}: {', '.join(written)}")
    if trouble:
        print(trouble)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vicious-cycle",
        description="Serve the workshop's notebooks on this computer and open them in the browser.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {version('vicious-cycle')}")
    parser.set_defaults(run=serve, port=None, browser=True, notebooks=None)
    parser.add_argument("--share", action="store_true", help="let others in this network take part")
    parser.add_argument("--visitors", metavar="N", help="how many may be here at once")
    parser.add_argument("--debug", action="store_true", help="show the details of what fails")
    parser.add_argument("--address", help="share under this address, where the computer has several")
    parser.add_argument(
        "--room",
        nargs="?",
        const="",
        metavar="CODE",
        help="open a live room, or go on with the one of that code",
    )
    commands = parser.add_subparsers(title="other commands", metavar="")
    # What stands before the command must not be undone by the defaults after it.
    unset = {"argument_default": argparse.SUPPRESS}
    in_lab = commands.add_parser("lab", help="open the notebooks in JupyterLab, to change them", **unset)
    in_lab.set_defaults(run=lab)
    before = commands.add_parser("check", help="look whether all is ready for the day", **unset)
    before.set_defaults(run=check)
    before.add_argument("--notebooks", type=Path, metavar="FOLDER", help="use your own copy of the notebooks")
    for where in (parser, in_lab):
        add = where.add_argument
        add("--port", help=f"port to use (otherwise {settings.PORT}, or the next free one)")
        add("--no-browser", action="store_false", dest="browser", help="do not open the browser")
        add("--notebooks", type=Path, metavar="FOLDER", help="use your own copy of the notebooks")
    in_sums = commands.add_parser("report", help="write what came out of a live room, in sums", **unset)
    in_sums.set_defaults(run=report)
    in_sums.add_argument("code", help="the room's code, such as KITE42")
    in_sums.add_argument("out", type=Path, metavar="FOLDER", help="where the page and the table go")
    checks = commands.add_parser("patterns", help="check the patterns that the model should show")
    checks.set_defaults(run=patterns)
    papers = commands.add_parser("handouts", help="write handout and facilitator's guide for printing")
    papers.set_defaults(run=handouts)
    papers.add_argument("folder", type=Path, metavar="OUT", help="the folder that they go to")
    papers.add_argument("--replace", action="store_true", help="write over files of the same names there")
    studies = commands.add_parser("study", help="vary the model's numbers and see what its answers depend on")
    studies.set_defaults(run=study)
    studies.add_argument("study", metavar="NAME|FILE", help="a study of the kit, or a TOML file of your own")
    studies.add_argument("--out", metavar="FILE", help="where the table goes (otherwise NAME.csv here)")
    studies.add_argument("--workers", metavar="N", help="processes on this computer (otherwise one a core)")
    studies.add_argument("--scheduler", metavar="ADDRESS", help="use the workers of a Dask cluster instead")
    studies.add_argument("--resume", action="store_true", help="go on with a run that was stopped")
    checks.set_defaults(run=patterns, save=None)
    checks.add_argument("--save", type=Path, metavar="FILE", help="write them as a table (CSV) too")
    return parser


def _check_packages() -> None:
    for package in settings.NEEDED:
        try:
            found = importlib.util.find_spec(package)
        except ImportError:
            found = None
        if not found:
            raise UserError(
                f'The Python package "{package}" is missing; this command installs it: '
                f"{sys.executable} -m pip install {package}"
            )


def _places(asked: str | None) -> int:
    """How many visitors there may be at once: as asked for, or as there is memory for."""
    if asked is None:
        return settings.places()
    if not (asked.isascii() and asked.isdigit() and int(asked) > 0):
        raise UserError(
            f"The number of visitors must be a whole number from 1 on, such as 30, not {asked!r}."
        )
    return int(asked)


def _open_more_files() -> None:
    """Take as many files and sockets as the system grants: each kernel needs about twenty."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows has no such limit
        import resource

        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 65536), most))


def _folder(asked: Path | None) -> Path:
    """The folder of notebooks that was asked for, or the kit's own."""
    from vicious_cycle.datasets import NOTEBOOKS

    folder = (asked or NOTEBOOKS).resolve()
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}; give the one with your notebooks after --notebooks.")
    return folder


def _own_place(options: argparse.Namespace) -> "sharing.Place":
    """Listen on this computer only; who opens a room there leads it, everyone else takes part."""
    from . import facilitator, sharing

    secret = None if options.room is None else facilitator.new_secret()
    return sharing.Place(_listen(options.port), secret=secret)


def _rooms(options: argparse.Namespace):
    """The database of live rooms, if a room or a database is asked for, and the room that is opened in it."""
    from vicious_cycle.room import database, opening, refusal

    if options.room is None and database.SETTING not in os.environ:
        return None, None
    try:
        rooms = opening.open_database()
        if options.room is None:
            return rooms, None
        return rooms, opening.same_room(rooms, options.room) if options.room else opening.new_room(rooms)
    except (database.DatabaseError, refusal.RefusedError) as trouble:
        raise UserError(str(trouble)) from None


def _announce_room(place: "sharing.Place", room) -> str:
    """Say how phones join a room and how it is led; returns the facilitator's link."""
    from vicious_cycle.room.codes import spoken

    from . import sharing

    join = f"{place.url}j/{room.code}"
    path = f"room/{room.code}/lead/{room.secret}"
    print(f"Room {spoken(room.code)}: phones join at {join}")
    with contextlib.suppress(UnicodeEncodeError):
        print(sharing.qr_code(join))
    if place.network:
        print(f"For whoever leads the room alone, on another device: {place.url}{path}")
    print(f"For whoever leads the room alone, on this computer: {place.own_url}{path}", flush=True)
    return place.own_url + path


def _shared_place(options: argparse.Namespace) -> "sharing.Place":
    """Listen on this computer's address in its network, and on the one that lasts when the network fails."""
    from . import facilitator, sharing

    known = sharing.addresses()
    if not known:
        raise UserError(
            "This computer is in no network, so nobody could come; join one, or leave --share out."
        )
    network = options.address or known[0]
    if network not in known:
        raise UserError(f"This computer's address is not {network!r}; it is known as {' or '.join(known)}.")
    listeners = _listen(options.port, settings.ADDRESS, network)
    return sharing.Place(listeners, network, facilitator.new_secret())


def _announce(place: "sharing.Place") -> str:
    """Say where the server is; returns the address for this computer's own browser."""
    if place.network is None:
        print(f"Open {place.url} in a browser on this computer. Ctrl+C stops it.", flush=True)
        return place.url
    from . import facilitator, sharing

    link = place.own_url + facilitator.PATH.lstrip("/") + place.secret
    print(f"Open {place.url} in a browser on any device in this network. Ctrl+C stops it.")
    with contextlib.suppress(
        UnicodeEncodeError
    ):  # a terminal without block characters shows the address alone
        print(sharing.qr_code(place.url))
    print(f"For whoever leads the workshop alone, on this computer: {link}", flush=True)
    return link


def _listen(asked: str | None, *addresses: str) -> tuple[socket.socket, ...]:
    """Take the port that was asked for, or the first free one from the usual one on, at each address."""
    if asked is None:
        ports = range(settings.PORT, settings.PORT + settings.PORTS_TO_TRY)
    elif asked.isascii() and asked.isdigit() and 1 <= int(asked) <= 65535:
        ports = [int(asked)]
    else:
        raise UserError(
            f"The port must be a whole number from 1 to 65535, such as {settings.PORT}, not {asked!r}."
        )
    for port in ports:
        try:
            listeners = _bind(port, *(addresses or [settings.ADDRESS]))
        except OSError as error:
            refused = error
        else:
            if port != ports[0]:
                print(f"Port {ports[0]} is in use, so this is port {port}.")
            return listeners
    if asked is None:
        raise UserError(f"Ports {ports[0]} to {ports[-1]} are all in use; name a free one with --port.")
    if refused.errno == errno.EACCES:
        raise UserError(f"You may not use port {asked}; choose one above 1023, or leave --port out.")
    raise UserError(
        f"Port {asked} is in use; choose another one, or leave --port out and a free one is found."
    )


def _bind(port: int, *addresses: str) -> tuple[socket.socket, ...]:
    """Listen on a port at each address, or at none of them."""
    with contextlib.ExitStack() as undo:
        listeners = []
        for address in addresses:
            listener = undo.enter_context(socket.socket())
            listeners.append(listener)
            if os.name == "posix":  # free again at once after a stop; on Windows this would share a busy one
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((address, port))
            listener.listen(128)
            listener.setblocking(False)
        undo.pop_all()
    return tuple(listeners)


def _can_be_changed(folder: Path) -> bool:
    """Whether people can work in a folder: it takes files and is not part of an installed package."""
    if {"site-packages", "dist-packages"} & set(folder.parts):
        return False
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def _copy(folder: Path) -> Path:
    """Copy the notebooks to the user's home; files that are there already may carry changes and stay."""
    workplace = Path.home() / settings.COPY
    try:
        workplace.mkdir(exist_ok=True)
        for notebook in sorted(folder.glob("*.ipynb")):
            if not (workplace / notebook.name).exists():
                shutil.copyfile(notebook, workplace / notebook.name)
    except OSError as error:
        raise UserError(
            f"The notebooks in {folder} cannot be changed, nor copied to {workplace} ({error.strerror}); "
            "copy them to a folder of yours and give it after --notebooks."
        ) from None
    print(
        f"The notebooks in {folder} cannot be changed, so this opens your copy of them: {workplace}",
        flush=True,
    )
    return workplace
