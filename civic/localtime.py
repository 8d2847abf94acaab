"""Local time: the instant that a wall clock means in a zone, and the hours in which nobody is disturbed."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

QUIET_FROM, QUIET_UNTIL = time(20), time(8)  # local; between them only what she asked for herself
_SECOND = timedelta(seconds=1)


def known(zone: str | None) -> bool:
    """Whether this is a zone of the time zone database."""
    return zone in _zones()


_zones = cache(available_timezones)  # it reads a folder each time


def wall(moment: datetime, zone: str) -> datetime:
    """What the clock on the wall shows there: a datetime without a zone."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def instant(shown: datetime, zone: str) -> datetime:
    """The instant (UTC) at which a wall clock there shows this. A time that the clocks skip is the first instant
    after the gap; a time that they show twice is the first of the two. Raises ValueError when `shown` has a zone."""
    if shown.tzinfo is not None:
        raise ValueError("a wall clock has no time zone")
    there = ZoneInfo(zone)
    late = shown.replace(tzinfo=there, fold=0).astimezone(UTC)
    if late.astimezone(there).replace(tzinfo=None) == shown:
        return late
    return _change(shown.replace(tzinfo=there, fold=1).astimezone(UTC), late, there)


def _change(before: datetime, after: datetime, there: ZoneInfo) -> datetime:
    """The first second of the new time, between an instant of the old one and an instant of the new one."""
    old = before.astimezone(there).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0) if middle.replace(microsecond=0) > before else middle
        if middle.astimezone(there).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def days_before(moment: datetime, zone: str, days: int = 1) -> datetime:
    """The instant at which the wall clock there shows the same time, so many days earlier."""
    return instant(wall(moment, zone) - timedelta(days=days), zone)


def quiet(moment: datetime, zone: str) -> bool:
    """Whether it is evening, night or early morning there."""
    shown = wall(moment, zone).time()
    return shown >= QUIET_FROM or shown < QUIET_UNTIL


def next_allowed(moment: datetime, zone: str) -> datetime:
    """The moment itself by day; at night the next morning there."""
    if not quiet(moment, zone):
        return moment
    shown = wall(moment, zone)
    day = shown.date() + timedelta(days=1 if shown.time() >= QUIET_FROM else 0)
    return max(moment, instant(datetime.combine(day, QUIET_UNTIL), zone))
