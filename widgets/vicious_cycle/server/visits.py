"""Who is here: which kernels there are, who is connected to them, and who waits for a place.

A kernel lives as long as its page. It ends when the page says goodbye, when nobody has come back to it for a
while, or when nobody ever came; and a page whose kernel has ended by itself is told at once.
"""

import asyncio
import time
from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar

import psutil
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from . import settings
from .sockets import ENDED


class Visits:
    """Watches the kernels of a server.

    Args:
        kernels: the kernel manager. places: how many kernels there may be at once.
    """

    def __init__(self, kernels, places: int):
        self.kernels = kernels
        self.places = places
        self._sockets = defaultdict(set)  # kernel -> those connected to it
        self._alone = {}  # kernel -> since when nobody is
        self._met = set()  # kernels that somebody has been connected to
        self._ending = set()
        self._arriving = 0  # places kept for pages that have no kernel yet
        self._line = {}  # ticket -> when it was last asked about, in order of arrival

    # Kernels

    def sockets(self, kernel: str) -> set:
        """The sockets that are connected to a kernel, without those that are on their way out."""
        known = self._sockets.get(kernel, ())
        return {one for one in known if one.ws_connection and not one.ws_connection.is_closing()}

    def connected(self, kernel: str, socket) -> None:
        """A page has connected to its kernel."""
        self._sockets[kernel].add(socket)
        self._alone.pop(kernel, None)
        self._met.add(kernel)

    def disconnected(self, kernel: str, socket) -> None:
        """A page has left its kernel, or was cut off; it may come back."""
        self._sockets[kernel].discard(socket)
        self._alone[kernel] = time.monotonic()

    def heard(self, kernel: str) -> None:
        """A page that is still loading has asked for its kernel."""
        self._alone[kernel] = time.monotonic()

    async def end(self, kernel: str) -> None:
        """End a kernel; one that is not there any more is no trouble."""
        if kernel in self._ending:
            return
        self._ending.add(kernel)
        try:
            if kernel in self.kernels:
                await self.kernels.shutdown_kernel(kernel, now=True)
        finally:
            self._ending.discard(kernel)
            self._forget(kernel)

    async def watch(self) -> None:
        """End the kernels that nobody needs any more, and tell those whose kernel has ended by itself."""
        now = time.monotonic()
        running = set(self.kernels.list_kernel_ids())
        over = [kernel for kernel in running if await self._is_over(kernel, now)]
        await asyncio.gather(*map(self.end, over))
        for kernel in (self._sockets.keys() | self._alone.keys()) - running:
            self._forget(kernel)

    async def _is_over(self, kernel: str, now: float) -> bool:
        """Whether a kernel has ended by itself, or its page has been away for too long."""
        if not await self.kernels.get_kernel(kernel).is_alive():
            return True
        if self.sockets(kernel):
            return False
        patience = settings.RETURN_WITHIN if kernel in self._met else settings.COME_WITHIN
        return now - self._alone.setdefault(kernel, now) > patience

    def _forget(self, kernel: str) -> None:
        for socket in list(self._sockets.pop(kernel, ())):
            socket.close(ENDED, "the kernel has ended")
        self._alone.pop(kernel, None)
        self._met.discard(kernel)

    # Places

    @contextmanager
    def arrival(self):
        """Keep a place for a page until it has its kernel, or until it is done without one."""
        place = _Place(self)
        token = _ARRIVAL.set(place)
        try:
            yield
        finally:
            _ARRIVAL.reset(token)
            place.give_back()

    def free(self) -> int:
        """How many more may come in now, by number and by the memory that is left."""
        left = self.places - len(self.kernels.list_kernel_ids()) - self._arriving
        available = psutil.virtual_memory().available / 1e6 - settings.MEMORY_LEFT_ALONE
        # What was taken since the start counts already; whoever is arriving has not taken theirs yet.
        return min(left, int(available / settings.KERNEL_MEMORY) - self._arriving)

    def ahead(self, ticket: str) -> int:
        """How many stand before a ticket in the line, itself included; 0 where it would be let in now.

        A ticket that is new goes to the end. One that nobody asked about for a while is passed by, so that it
        does not hold up the others, but keeps its place for when its page wakes up.
        """
        now = time.monotonic()
        self._line = {one: seen for one, seen in self._line.items() if now - seen < settings.TICKET_LASTS}
        self._line[ticket] = now
        before = 0
        for one, seen in self._line.items():
            if one == ticket:
                break
            before += now - seen < settings.AWAKE_WITHIN
        return 0 if before < self.free() else before + 1

    def let_in(self, ticket: str) -> bool:
        """Whether a ticket is let in now; then it stands in the line no more."""
        if self.ahead(ticket):
            return False
        del self._line[ticket]
        return True


_ARRIVAL = ContextVar("arrival", default=None)


class _Place:
    """A place that is kept for a page which has no kernel yet."""

    def __init__(self, visits: Visits):
        self.visits = visits
        self.kept = True
        visits._arriving += 1

    def give_back(self) -> None:
        """It is kept no more: there is a kernel in it, or there will be none."""
        self.visits._arriving -= self.kept
        self.kept = False


class VisitorKernels(AsyncMappingKernelManager):
    """Kernels that take the place which was kept for them, and that all end together."""

    async def start_kernel(self, **asked) -> str:
        """Start a kernel; returns its id."""
        kernel = await super().start_kernel(**asked)
        if place := _ARRIVAL.get():
            place.give_back()
        return kernel

    async def shutdown_all(self, now: bool = False) -> None:
        """End all kernels, also one that is just starting, and forget any that could not start.

        Jupyter keeps these two apart from the others, and fails at the first of them.
        """
        starting = [
            self._pending_kernels.pop(one) for one in self._pending_kernels.keys() - self._kernels.keys()
        ]
        for start in starting:
            start.cancel()
        await asyncio.gather(*starting, return_exceptions=True)
        await super().shutdown_all(now=now)
