"""Trouble on demand: what goes wrong at a provider, for whom, and how often."""

import itertools
import threading
from dataclasses import dataclass, field
from typing import Any

from simulator.records import CHANNELS

# While the product calls a provider.
CALL_KINDS = {
    "rate_limit": "429, try again after `seconds`; not processed",
    "blocked": "the citizen has blocked or unsubscribed: 403 at Telegram, 400/21610 at Twilio",
    "server_error": "HTTP `status` (500); not processed",
    "html": "HTTP `status` (502) with a page instead of JSON; not processed",
    "hang": "no answer for `seconds`, then 504; not processed",
    "accept_then_hang": "processed, but no answer for `seconds`, then 504",
}
# While a provider calls the product.
PUSH_KINDS = {
    "duplicate": "`copies` more of the same webhook at the same time",
    "late_duplicate": "`copies` more of the same webhook, `seconds` later",
    "reorder_callbacks": "status callbacks arrive in the wrong order",
    "no_callbacks": "no status callback at all",
    "undelivered": "the message ends undelivered with error `code`",
}
KINDS = CALL_KINDS | PUSH_KINDS
DEFAULT_STATUS = {"server_error": 500, "html": 502}


@dataclass(slots=True)
class Fault:
    """`channel` and `address` empty: any. `times` None: until removed. `every` 3: each third matching event."""

    kind: str
    channel: str = ""
    address: str = ""
    times: int | None = 1
    every: int = 1
    seconds: float = 1.0
    copies: int = 2
    status: int = 0
    code: int = 30003
    id: int = 0
    seen: int = field(default=0, repr=False)

    def as_json(self) -> dict[str, Any]:
        names = ("id", "kind", "channel", "address", "times", "every", "seconds", "copies", "status", "code")
        return {name: getattr(self, name) for name in names}


class Faults:
    """The list of present troubles. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Raises ValueError with a plain sentence when the fault makes no sense."""
        check(fault)
        fault.id = next(self._ids)
        fault.status = fault.status or DEFAULT_STATUS.get(fault.kind, 0)
        with self._lock:
            self._faults.append(fault)
        return fault

    def remove(self, fault_id: int) -> bool:
        with self._lock:
            before = len(self._faults)
            self._faults = [fault for fault in self._faults if fault.id != fault_id]
            return len(self._faults) < before

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def present(self) -> list[dict[str, Any]]:
        with self._lock:
            return [fault.as_json() for fault in self._faults]

    def take(self, kinds: set[str], channel: str, address: str) -> Fault | None:
        """The first trouble that strikes this event, counted down; None when all goes well."""
        with self._lock:
            for fault in self._faults:
                if fault.kind not in kinds or fault.channel not in ("", channel) or fault.address not in ("", address):
                    continue
                fault.seen += 1
                if fault.seen % fault.every:
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._faults.remove(fault)
                return fault
        return None


def check(fault: Fault) -> None:
    """Raise ValueError, in a sentence, for a fault that cannot be."""
    if fault.kind not in KINDS:
        raise ValueError(f"There is no fault '{fault.kind}'. There are: {', '.join(KINDS)}.")
    if fault.channel not in ("", *CHANNELS):
        raise ValueError(f"There is no channel '{fault.channel}'. There are: {', '.join(CHANNELS)}.")
    if fault.times is not None and fault.times < 1:
        raise ValueError("'times' is how often it strikes: 1 or more, or null for always.")
    if fault.every < 1:
        raise ValueError("'every' is 1 or more.")
    if not 0 <= fault.seconds <= 3600:
        raise ValueError("'seconds' lies between 0 and 3600.")
    if not 1 <= fault.copies <= 20:
        raise ValueError("'copies' lies between 1 and 20.")
    if fault.status and not 500 <= fault.status <= 599:
        raise ValueError("'status' is a server error, 500 to 599.")
