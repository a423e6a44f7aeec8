"""The warm processes that kernels are forked from: one that has imported all, under it one a notebook.

    python -m vicious_cycle.server.kernels.warm      imports, then waits for orders on its standard input
      |- 01_failure_streaks.ipynb                    forked from it: runs the notebook, then waits for orders
      |    |- a visitor's kernel                     forked from that: only opens its sockets
      |    `- ...
      `- ...

An order is one message on a socket, a JSON object with file descriptors beside it. The first of these is
the line on which the new process answers, and by which a kernel notices that the server is gone: none
outlives it, however it ends. No thread and no ZeroMQ context is made before the last fork, because neither
survives one; and what a kernel would do first is done before, because what it does not touch it shares.
"""

import contextlib
import ctypes
import gc
import json
import os
import signal
import socket
import sys
import threading
import types
from pathlib import Path

LONGEST_ORDER = 1 << 16  # bytes
MOST_FILES = 2
DIE_WITH_PARENT, BECOME_SUBREAPER = 1, 36  # PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER


def main():
    """Become warm; after the first fork a notebook's process, after the second a kernel."""
    orders = socket.socket(fileno=os.dup(0))
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)  # cells read no orders
    # Kernels whose notebook's process has ended have this one as their parent then, and none stays a zombie.
    prctl(BECOME_SUBREAPER, 1)
    app = application()
    root = os.getpid()
    order, line, orders = forked(orders)
    file = Path(order["file"])
    os.chdir(file.parent)
    prctl(DIE_WITH_PARENT, signal.SIGKILL)  # even amid a cell that runs for ever
    if os.getppid() != root:  # which ended before: of that, nobody is told any more
        os._exit(0)
    say(line, run(file, app.shell))
    order, line = forked(orders)
    threading.Thread(target=end_with, args=(line,), daemon=True).start()
    open_sockets(app, order["connection_file"])
    say(line, "ready")
    app.start()
    os._exit(0)


def prctl(option: int, value: int) -> None:
    """Ask Linux for something about this process (`man prctl`)."""
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def forked(orders: socket.socket) -> tuple:
    """Fork a process for each order that comes; returns, in the new process only, the order and its sockets.

    The old one ends when nobody is left who could give orders.
    """
    gc.collect()
    gc.freeze()  # the collector writes to what it looks at, and what is written to is shared no more
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children: none stays a zombie
    while True:
        order, files, *_ = socket.recv_fds(orders, LONGEST_ORDER, MOST_FILES)
        if not order:
            os._exit(0)
        if os.fork() == 0:
            break
        for file in files:
            os.close(file)
    orders.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setpgid(0, 0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # Python's own generator is seeded anew by every fork
    line, *others = (socket.socket(fileno=file) for file in files)
    say(line, os.getpid())
    return json.loads(order), line, *others


def say(line: socket.socket, said) -> None:
    """Answer an order with what JSON can say."""
    line.sendall(json.dumps(said).encode() + b"\n")


def end_with(line: socket.socket) -> None:
    """End this process when the other end of its line is gone, whatever else it may be doing."""
    line.recv(1)
    os._exit(0)


def application():
    """IPython's kernel application, done with all that needs no socket: configuration, shell, imports."""
    sys.modules["debugpy"] = None  # visitors may not debug, and each kernel would import it
    import faulthandler  # noqa: F401

    import ipykernel.debugger
    import ipykernel.ipkernel
    import numpy.ma  # noqa: F401
    import zmq.eventloop.zmqstream  # noqa: F401
    from ipykernel.compiler import XCachingCompiler
    from ipykernel.kernelapp import IPKernelApp
    from ipykernel.zmqshell import ZMQInteractiveShell
    from IPython.core.application import BaseIPythonApplication

    # A kernel lists the files of all modules for its debugger: that alone would unshare 2 MB.
    ipykernel.ipkernel.sys = types.SimpleNamespace(**vars(sys) | {"modules": {}})
    app = IPKernelApp.instance()
    BaseIPythonApplication.initialize(app, [])
    app.shell = ZMQInteractiveShell.instance(
        parent=app, profile_dir=app.profile_dir, user_ns={}, compiler_class=XCachingCompiler
    )
    app.init_pdb()
    app.init_path()
    app.init_gui_pylab()
    app.init_extensions()
    app.init_code()
    import vicious_cycle.views  # noqa: F401  # after the shell, for ipywidgets asks it to be told of widgets

    return app


def run(file: Path, shell) -> list[list[dict]]:
    """Run a notebook up to its first cell that fails; returns the outputs of each code cell that was run."""
    import nbformat
    from jupyter_client.session import Session
    from nbformat.v4 import output_from_msg

    outputs = []

    class Recorder(Session):
        """Keeps as outputs what would be sent to a page."""

        def send(self, _, message, content=None, parent=None, **rest):
            message = message if isinstance(message, dict) else self.msg(message, content, parent)
            with contextlib.suppress(
                ValueError
            ):  # no output, but "clear" or "update": nothing stands here yet
                outputs.append(output_from_msg(message))

    class Stream:
        """Records what is printed."""

        def __init__(self, name):
            self.name = name

        def write(self, text):
            if outputs and outputs[-1].get("name") == self.name:
                outputs[-1].text += text
            else:
                recorder.send(None, "stream", {"name": self.name, "text": text})

        def flush(self):
            """Nothing is held back."""

    recorder = shell.displayhook.session = shell.display_pub.session = Recorder()
    try:
        cells = nbformat.read(file, as_version=4).cells
    except Exception:  # of many kinds; the server, which reads the file as well, says that it cannot
        return []
    ran = []
    with contextlib.redirect_stdout(Stream("stdout")), contextlib.redirect_stderr(Stream("stderr")):
        for cell in cells:
            if cell.cell_type != "code":
                continue
            result = shell.run_cell(cell.source)
            ran.append(list(outputs))
            outputs.clear()
            if not result.success:
                break
    return ran


def open_sockets(app, connection_file: str) -> None:
    """Make a kernel of the application: what IPython does first thing, less what was done before the fork.

    There is no heartbeat, because the server watches the process; and no thread for subshells, which would
    answer a widget out of turn.
    """
    app.connection_file = connection_file
    app.init_connection_file()
    app.init_sockets()
    app.shell_channel_thread = None
    app.init_io()
    app.init_signal()
    shell = app.shell
    app.init_kernel()
    app.init_shell()
    shell.kernel = app.kernel
    for comm in app.kernel.comm_manager.comms.values():
        comm.kernel = app.kernel  # those of widgets that were made before there was one


if __name__ == "__main__":
    main()
