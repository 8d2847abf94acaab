"""Wall clocks and instants: clocks that jump forward, back, and never."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from civic.localtime import days_before, instant, known, next_allowed, quiet, wall

CHANGING = ("Africa/Cairo", "Asia/Beirut", "Europe/London")
STEADY = {"Asia/Baghdad": 3, "Asia/Phnom_Penh": 7, "Africa/Nairobi": 3, "Africa/Accra": 0}
_shown = some.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1))  # noqa: DTZ001
_zones = some.sampled_from((*CHANGING, *STEADY, "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe"))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("zone", "shown", "expected"),
    [
        # Cairo goes forward at midnight: 2026-04-24 has no 00:00 to 00:59.
        ("Africa/Cairo", "2026-04-23 23:59", "2026-04-23T21:59Z"),
        ("Africa/Cairo", "2026-04-24 00:00", "2026-04-23T22:00Z"),
        ("Africa/Cairo", "2026-04-24 00:30", "2026-04-23T22:00Z"),
        ("Africa/Cairo", "2026-04-24 01:00", "2026-04-23T22:00Z"),
        ("Africa/Cairo", "2026-04-24 09:00", "2026-04-24T06:00Z"),
        # and back at midnight of 2026-10-30: 23:00 to 23:59 of the 29th come twice.
        ("Africa/Cairo", "2026-10-29 23:30", "2026-10-29T20:30Z"),
        ("Africa/Cairo", "2026-10-30 00:00", "2026-10-29T22:00Z"),
        # Beirut the same way, on 2026-03-29 and 2026-10-25.
        ("Asia/Beirut", "2026-03-29 00:15", "2026-03-28T22:00Z"),
        ("Asia/Beirut", "2026-03-29 08:00", "2026-03-29T05:00Z"),
        ("Asia/Beirut", "2026-10-24 23:30", "2026-10-24T20:30Z"),
        # London at one in the morning, on 2026-03-29 and 2026-10-25.
        ("Europe/London", "2026-03-29 00:59", "2026-03-29T00:59Z"),
        ("Europe/London", "2026-03-29 01:30", "2026-03-29T01:00Z"),
        ("Europe/London", "2026-03-29 02:00", "2026-03-29T01:00Z"),
        ("Europe/London", "2026-10-25 01:30", "2026-10-25T00:30Z"),
        ("Europe/London", "2026-10-25 02:00", "2026-10-25T02:00Z"),
    ],
)
def test_a_skipped_time_is_the_first_instant_after_and_a_repeated_one_the_first_of_two(
    zone: str, shown: str, expected: str
) -> None:
    assert instant(_at(shown), zone) == _at(expected)


@pytest.mark.parametrize("zone", STEADY)
@given(shown=_shown)
def test_where_the_clocks_never_change_it_is_plain_arithmetic(zone: str, shown: datetime) -> None:
    assert instant(shown, zone) == shown.replace(tzinfo=UTC) - timedelta(hours=STEADY[zone])


@given(_shown, _zones)
def test_every_wall_time_is_one_instant_that_shows_it_or_the_end_of_the_gap(shown: datetime, zone: str) -> None:
    found = instant(shown, zone)
    assert found.tzinfo is UTC
    assert wall(found, zone) >= shown  # the same, or, in a gap, the first that exists
    if wall(found, zone) != shown:
        before = found - timedelta(seconds=1)
        assert wall(before, zone) < shown
        assert before.astimezone(ZoneInfo(zone)).utcoffset() != found.astimezone(ZoneInfo(zone)).utcoffset()


def test_a_time_with_a_zone_is_no_wall_time() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        instant(datetime(2026, 1, 1, tzinfo=UTC), "UTC")


def test_the_day_before_has_the_same_time_on_the_wall_also_when_it_is_23_or_25_hours_away() -> None:
    for zone, shown, hours in (
        ("Africa/Cairo", "2026-04-24 10:00", 23),
        ("Africa/Cairo", "2026-10-30 10:00", 25),
        ("Asia/Beirut", "2026-03-29 10:00", 23),
        ("Europe/London", "2026-10-25 10:00", 25),
        ("Asia/Baghdad", "2026-04-24 10:00", 24),
    ):
        begins = instant(_at(shown), zone)
        assert begins - days_before(begins, zone) == timedelta(hours=hours)
        assert wall(days_before(begins, zone), zone) == _at(shown) - timedelta(days=1)


@given(_shown.map(lambda shown: shown.replace(tzinfo=UTC)), _zones)
def test_the_next_allowed_hour_is_the_first_by_day(moment: datetime, zone: str) -> None:
    allowed = next_allowed(moment, zone)
    assert not quiet(allowed, zone)
    assert moment <= allowed < moment + timedelta(hours=14)
    if allowed > moment:
        assert quiet(moment, zone)
        assert quiet(allowed - timedelta(seconds=1), zone)


def test_in_the_night_of_a_clock_change_morning_is_eight_on_the_wall() -> None:
    night = datetime(2026, 4, 23, 20, tzinfo=UTC)  # 22:00 in Cairo
    assert next_allowed(night, "Africa/Cairo") == datetime(2026, 4, 24, 5, tzinfo=UTC)
    assert next_allowed(night - timedelta(days=1), "Africa/Cairo") == datetime(2026, 4, 23, 6, tzinfo=UTC)


def test_zones_are_known_or_not() -> None:
    assert known("Asia/Baghdad")
    assert not any(known(zone) for zone in ("", None, "Mars/Olympus", "../etc/passwd"))
