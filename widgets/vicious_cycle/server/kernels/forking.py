"""The server's end of the warm processes: starts them, and orders notebooks and kernels from them.

What the processes do, and why, is told in warm.py. Light: they start before the server is imported.
"""

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

from ..settings import KERNELS

LONGEST_ANSWER = 1 << 26  # bytes; the outputs of a notebook
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class ProcessGoneError(Exception):
    """A process ended before it answered."""


def is_possible() -> bool:
    """Whether kernels can be forked here and watched, as on Linux since 2019, and nobody has forbidden it."""
    if os.environ.get(KERNELS) == "plain":
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


class Fork:
    """A forked process, as the server knows it."""

    def __init__(self, pid: int, pidfd: int, line: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.pid = pid
        self._pidfd = pidfd
        self._end = select.poll()
        self._end.register(pidfd, select.POLLIN)
        self._line, self._writer = line, writer

    @property
    def is_over(self) -> bool:
        """Whether the process has ended."""
        return self._pidfd is None or bool(self._end.poll(0))

    async def says(self):
        """The next of its answers.

        Raises:
            ProcessGoneError: if it ended before.
        """
        return await _next(self._line)

    def signal(self, number: int) -> None:
        """Signal the process and those that it has started, unless it has ended."""
        if not self.is_over:
            os.killpg(self.pid, number)

    def forget(self) -> None:
        """Let go of a process; a kernel that has not ended ends by this."""
        if self._pidfd is not None:
            os.close(self._pidfd)
            self._pidfd = None
            self._writer.close()


class Orders:
    """A channel on which a warm process takes orders; it ends when this is closed."""

    def __init__(self):
        self._ours, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ours.setblocking(False)

    async def give(self, order: dict, *beside: int) -> Fork:
        """Have a process forked for an order.

        Args:
            order: what it is to do. beside: further files that it gets, by their descriptors.

        Raises:
            ProcessGoneError: if the warm process has ended.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            await self._send(json.dumps(order).encode(), [theirs.fileno(), *beside])
        line, writer = await asyncio.open_connection(sock=ours, limit=LONGEST_ANSWER)
        try:
            pid = await _next(line)
            return Fork(pid, os.pidfd_open(pid), line, writer)
        except ProcessLookupError as gone:
            writer.close()
            raise ProcessGoneError from gone

    async def _send(self, order: bytes, files: list[int]) -> None:
        while True:
            try:
                socket.send_fds(self._ours, [order], files)
                return
            except BlockingIOError:  # so many orders are waiting
                await asyncio.sleep(0.01)
            except OSError as gone:
                raise ProcessGoneError from gone

    def close(self) -> None:
        """End the process as soon as it waits for orders; those that were forked from it go on."""
        self._ours.close()


async def _next(line: asyncio.StreamReader):
    try:
        said = await line.readline()
    except ConnectionError:
        said = b""
    if not said:
        raise ProcessGoneError
    return json.loads(said)


class WarmNotebook:
    """A process in which a notebook is run once, and from which kernels are forked then.

    Attributes:
        version: what the file was when it was run.
        outputs: a task, its result a list of outputs for each code cell that was run; the last cell may have
            failed.
    """

    def __init__(self, root: Orders, file: Path, version):
        self.version = version
        self._orders = Orders()
        self._process = None
        self.outputs = asyncio.ensure_future(self._run(root, file))

    async def _run(self, root: Orders, file: Path) -> list:
        with self._orders.theirs as theirs:
            self._process = await root.give({"file": str(file)}, theirs.fileno())
        return await self._process.says()

    @property
    def is_good(self) -> bool:
        """Whether it is being made, or is there and its notebook has run without an error."""
        if not self.outputs.done():
            return True
        if self.outputs.cancelled() or self.outputs.exception() or self._process.is_over:
            return False
        return not any(output["output_type"] == "error" for cell in self.outputs.result() for output in cell)

    async def fork(self, connection_file: str) -> Fork:
        """Fork a kernel; returns when its sockets are open.

        Raises:
            ProcessGoneError: if the process, or the kernel, has ended.
        """
        kernel = await self._orders.give({"connection_file": connection_file})
        try:
            await kernel.says()
        except ProcessGoneError:
            kernel.forget()
            raise
        return kernel

    def close(self) -> None:
        """End the process, even amid the notebook; the kernels that were forked from it go on."""
        self.outputs.cancel()
        self._orders.close()
        if self._process:
            self._process.signal(signal.SIGKILL)
            self._process.forget()


class WarmProcesses:
    """All warm processes of a server; starts the first one at once."""

    def __init__(self):
        self._notebooks: dict[Path, WarmNotebook] = {}
        self._start()

    def _start(self):
        self._orders = Orders()
        with self._orders.theirs as theirs:
            self._root = subprocess.Popen(
                [sys.executable, "-m", "vicious_cycle.server.kernels.warm"],
                stdin=theirs,
                env=os.environ | ONE_THREAD,
                start_new_session=True,  # Ctrl+C is for the server, which ends them in its own time
            )

    def notebook(self, file: Path) -> WarmNotebook:
        """The process for a notebook as its file is now; a new one if that changed or the old one ended."""
        version = file.stat().st_mtime_ns
        known = self._notebooks.get(file)
        if known and known.is_good and known.version == version:
            return known
        if known:
            known.close()
        if self._root.poll() is not None:
            self._orders.close()
            self._start()
        self._notebooks[file] = WarmNotebook(self._orders, file, version)
        return self._notebooks[file]

    def close(self):
        """End all of them."""
        for notebook in self._notebooks.values():
            notebook.close()
        self._orders.close()
        self._root.wait()


@contextlib.contextmanager
def warm_processes():
    """Warm processes to the end of a `with` block, or None where kernels cannot be forked."""
    warm = WarmProcesses() if is_possible() else None
    try:
        yield warm
    finally:
        if warm:
            warm.close()
