"""Who watches a room, and what they are sent when it changes.

What this server changes is told at once, what another server on its database does after `LOOK_EVERY`.
Whoever connects gets the present state, so that a phone that slept needs no history to catch up.
"""

import asyncio
from collections import defaultdict

from tornado.ioloop import PeriodicCallback

from vicious_cycle.room import pages, results
from vicious_cycle.room.database import Database

LOOK_EVERY = 0.3  # seconds between looks at the database
GATHER = 0.1  # seconds in which further changes are waited for, so that a burst of answers is told once
ROLES = ("first half", "second half", "facilitator")


class Watched:
    """A room with its watchers: per role the last event and the queues that want the next."""

    def __init__(self):
        self.version = self.place = None
        self.events: dict[str, str] = {}
        self.queues: dict[str, set[asyncio.Queue]] = {role: set() for role in ROLES}
        self.refreshing = asyncio.Lock()
        self.due = False

    @property
    def deserted(self) -> bool:
        """Whether nobody watches."""
        return not any(self.queues.values())


class Live:
    """All rooms that somebody watches on this server."""

    def __init__(self, database: Database):
        self.database = database
        self.rooms: dict[str, Watched] = defaultdict(Watched)
        self.loop = asyncio.get_event_loop()
        database.changed = lambda codes: self.loop.call_soon_threadsafe(self._told, codes)
        self._looking = PeriodicCallback(self._look, LOOK_EVERY * 1000)
        self._looking.start()

    async def watch(self, code: str, role: str) -> asyncio.Queue:
        """A queue of events for one who plays a role; the present state is in it already."""
        watched = self.rooms[code]
        mailbox: asyncio.Queue = asyncio.Queue()
        watched.queues[role].add(mailbox)
        if role not in watched.events or watched.due:
            await self._refresh(code)
        if mailbox.empty():
            mailbox.put_nowait(watched.events[role])
        return mailbox

    def leave(self, code: str, role: str, mailbox: asyncio.Queue) -> None:
        """Send no more."""
        watched = self.rooms[code]
        watched.queues[role].discard(mailbox)
        if watched.deserted:
            self.rooms.pop(code, None)

    def _told(self, codes):
        for code in codes & self.rooms.keys():
            watched = self.rooms[code]
            if not watched.due:
                watched.due = True
                self.loop.call_later(GATHER, lambda code=code: asyncio.ensure_future(self._refresh(code)))

    async def _look(self):
        codes = list(self.rooms)
        if not codes:
            return
        found = await asyncio.wrap_future(self.database.read(results.versions, codes))
        self._told({code for code in codes if found.get(code) != self.rooms[code].version})

    async def _refresh(self, code):
        watched = self.rooms[code]
        async with watched.refreshing:
            watched.due = False
            now = await asyncio.wrap_future(self.database.read(results.snapshot, code))
            if now is None:  # deleted
                return
            watched.version = now.version
            for role, event in self._events(watched, now):
                watched.events[role] = event
                for mailbox in watched.queues[role]:
                    mailbox.put_nowait(event)

    def _events(self, watched, now):
        """(role, event) of the roles for which something has changed; what nobody watches is not made."""
        place = pages.place(now)
        if place != watched.place:
            watched.place = place
            for half, role in enumerate(ROLES[:2]):
                yield role, pages.event(pages.phone_event(now, half))
        if watched.queues[ROLES[2]]:
            yield ROLES[2], pages.event(pages.console_event(now))
        else:
            watched.events.pop(ROLES[2], None)
