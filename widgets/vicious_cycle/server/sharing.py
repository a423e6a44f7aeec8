"""Where a server is found: by this computer only, or by others in its network too, who scan a code."""

import ipaddress
import socket
from dataclasses import dataclass
from io import StringIO

import psutil
import segno

from . import settings


@dataclass(frozen=True)
class Place:
    """Where a server answers.

    Attributes:
        listeners: sockets that listen already, all on one port.
        network: this computer's address in its network where the server is shared, None where it is not.
        secret: what the facilitator's link proves where the server is shared, None where it trusts its user.
    """

    listeners: tuple[socket.socket, ...]
    network: str | None = None
    secret: str | None = None

    @property
    def own_url(self) -> str:
        """Where this computer finds the server, also when its network fails."""
        return self._url(settings.ADDRESS)

    @property
    def url(self) -> str:
        """Where those who take part find the server."""
        return self._url(self.network or settings.ADDRESS)

    @property
    def hosts(self) -> frozenset[str]:
        """The names, without a port, that the server answers to."""
        return frozenset({"localhost", "[::1]", settings.ADDRESS, self.network or settings.ADDRESS})

    def _url(self, host: str) -> str:
        return f"http://{host}:{self.listeners[0].getsockname()[1]}/"


def addresses() -> list[str]:
    """IPv4 addresses of this computer in its networks, the likeliest to be reached first; [] if in none."""
    up = [name for name, state in psutil.net_if_stats().items() if state.isup]
    cards = psutil.net_if_addrs()
    found = [one.address for name in up for one in cards.get(name, ()) if one.family == socket.AF_INET]
    first = _towards_the_gateway()
    known = [ipaddress.ip_address(address) for address in found]
    usable = [address for address in known if not (address.is_loopback or address.is_unspecified)]
    usable.sort(key=lambda address: (str(address) != first, address.is_link_local, not address.is_private))
    return [str(address) for address in usable]


def qr_code(address: str) -> str:
    """A QR code of an address for a dark or a light terminal, as lines of half blocks."""
    out = StringIO()
    segno.make(address, error="l", micro=False).terminal(out, compact=True)
    return out.getvalue()


def _towards_the_gateway() -> str | None:
    """The address that the routing table picks for the way out; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation
        except OSError:
            return None
        return probe.getsockname()[0]
