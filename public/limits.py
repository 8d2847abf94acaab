"""How often one client may look something up. Kept in memory: nobody's address is written down."""

from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from threading import Lock

MOST_CLIENTS = 20_000  # remembered at once; beyond that the longest silent is forgotten


class Limit:
    """At most `most` times in `seconds`, counted for each client apart."""

    def __init__(self, most: int, *, seconds: int, now: Callable[[], datetime]) -> None:
        self._most = most
        self._window = timedelta(seconds=seconds)
        self._now = now
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def admits(self, address: str | None) -> bool:
        """Count this attempt, and say whether it is one too many."""
        now, client = self._now(), _client(address)
        with self._lock:
            times = self._seen.setdefault(client, deque())
            self._seen.move_to_end(client)
            while times and times[0] <= now - self._window:
                times.popleft()
            while len(self._seen) > MOST_CLIENTS:
                self._seen.popitem(last=False)
            if len(times) >= self._most:
                return False
            times.append(now)
            return True


def _client(address: str | None) -> str:
    """One household or phone: an IPv6 user has a whole /64 to call from."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)
