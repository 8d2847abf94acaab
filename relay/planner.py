"""May this message go now? Pure: everything it needs is handed in (the whole table is tested)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.base import Capabilities
from civic.localtime import next_allowed

ALWAYS = frozenset({"reply", "report"})  # answers to what she wrote, and news of her own report, survive STOP
_RECHECK = timedelta(hours=1)
_PAUSED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be said, as far as the decision needs it."""

    purpose: str
    expires_at: datetime | None = None
    state: str = ""  # of the broadcast it belongs to
    fresh: bool = True  # it still makes sense: the session was not moved, the poll is open, she has not answered


@dataclass(frozen=True, slots=True)
class Recipient:
    reachable: bool
    stopped: bool
    last_inbound_at: datetime | None
    agrees: bool = False  # to the errand's purpose
    zone: str = "UTC"


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


def plan(errand: Errand, to: Recipient, can: Capabilities, now: datetime) -> Plan:
    """Reasons are codes; `admin.delivery` has the words for each."""
    if errand.expires_at is not None and now >= errand.expires_at:
        return Drop("expired")
    if errand.purpose not in ALWAYS and (withheld := _withheld(errand, to)):
        return Drop(withheld)
    if not to.reachable:
        return Drop("gone")
    if errand.purpose not in ALWAYS and (held := _held(errand, to, now)):
        return held
    if can.window_hours is not None and not _open(can.window_hours, to.last_inbound_at, now):
        return Hold(now + _RECHECK, "window_closed")
    return Send()


def _withheld(errand: Errand, to: Recipient) -> str:
    if errand.state == "cancelled":
        return "cancelled"
    if to.stopped:
        return "stopped"
    if not to.agrees:
        return "no_consent"
    return "" if errand.fresh else "stale"


def _held(errand: Errand, to: Recipient, now: datetime) -> Hold | None:
    if errand.state == "paused":
        return Hold(now + _PAUSED, "paused")
    morning = next_allowed(now, to.zone)
    return Hold(morning, "quiet_hours") if morning > now else None


def _open(hours: int, last: datetime | None, now: datetime) -> bool:
    # Five minutes early: the provider's clock is not ours.
    return last is not None and now < last + timedelta(hours=hours) - timedelta(minutes=5)
