"""How much one client may ask for. A school shares one address, so that may do what a hall of phones does.

Addresses are kept in memory only, as a keyed hash that dies with the process, and forgotten when quiet.
"""

import hashlib
import secrets
import time

_KEY = secrets.token_bytes(16)
MOST_KNOWN = 10_000


class Allowance:
    """A bucket of requests for each client, `burst` deep, that fills again with `rate` a second."""

    def __init__(self, burst: float, rate: float, now=time.monotonic):
        self.burst, self.rate, self.now = burst, rate, now
        self._left: dict[bytes, tuple[float, float]] = {}

    def take(self, client: str) -> bool:
        """Take one request out of a client's bucket; False if it is empty."""
        now = self.now()
        name = hashlib.blake2b(client.encode("utf-8", "replace"), key=_KEY, digest_size=8).digest()
        if len(self._left) >= MOST_KNOWN:
            self._forget(now)
        left, since = self._left.get(name, (self.burst, now))
        left = min(self.burst, left + (now - since) * self.rate)
        self._left[name] = (left - 1 if left >= 1 else left, now)
        return left >= 1

    def _forget(self, now):
        full = self.burst / self.rate  # seconds after which a bucket is as if it had never been used
        self._left = {name: (left, since) for name, (left, since) in self._left.items() if now - since < full}
