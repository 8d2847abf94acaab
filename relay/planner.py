"""May this message go now? Pure: everything it needs is handed in (the whole table is tested)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.base import Capabilities

ALWAYS = frozenset({"reply", "report"})  # answers to what she wrote, and news of her own report, survive STOP
_RECHECK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Recipient:
    reachable: bool
    stopped: bool
    last_inbound_at: datetime | None


@dataclass(frozen=True, slots=True)
class Send:
    """Now, as free text."""


@dataclass(frozen=True, slots=True)
class Hold:
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Drop:
    reason: str


Plan = Send | Hold | Drop


def plan(purpose: str, to: Recipient, can: Capabilities, now: datetime) -> Plan:
    """Reasons are codes; `admin` has the words for each."""
    if to.stopped and purpose not in ALWAYS:
        return Drop("stopped")
    if not to.reachable:
        return Drop("gone")
    if can.window_hours is not None and not _open(can.window_hours, to.last_inbound_at, now):
        return Hold(now + _RECHECK, "window_closed")
    return Send()


def _open(hours: int, last: datetime | None, now: datetime) -> bool:
    # Five minutes early: the provider's clock is not ours.
    return last is not None and now < last + timedelta(hours=hours) - timedelta(minutes=5)
