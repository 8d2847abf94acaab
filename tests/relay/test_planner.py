"""The planner's whole table, and what it promises whatever it is asked."""

from datetime import UTC, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from admin.delivery import REASONS
from bot.channels import CAPABILITIES
from relay.planner import ALWAYS, Drop, Errand, Hold, Plan, Recipient, Send, plan

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 22, 19, tzinfo=UTC)  # 22:00 in Baghdad
ZONES = ("Asia/Baghdad", "Asia/Beirut", "Africa/Cairo", "Europe/London", "Asia/Phnom_Penh", "Africa/Accra", "UTC")


def _to(
    *, reachable: bool = True, stopped: bool = False, hours: float | None = 1, agrees: bool = True, zone: str = "UTC"
) -> Recipient:
    return Recipient(reachable, stopped, None if hours is None else NOW - timedelta(hours=hours), agrees, zone)


@pytest.mark.parametrize(
    ("purpose", "channel", "to", "expected"),
    [
        ("reply", "sms", _to(), Send()),
        ("reply", "sms", _to(stopped=True, agrees=False), Send()),
        ("report", "telegram", _to(stopped=True), Send()),
        ("invitations", "telegram", _to(), Send()),
        ("invitations", "telegram", _to(stopped=True), Drop("stopped")),
        ("invitations", "telegram", _to(agrees=False), Drop("no_consent")),
        ("polls", "telegram", _to(agrees=False), Drop("no_consent")),
        ("reply", "telegram", _to(reachable=False), Drop("gone")),
        ("invitations", "telegram", _to(reachable=False), Drop("gone")),
        ("report", "sms", _to(hours=None), Send()),
        ("report", "telegram", _to(hours=500), Send()),
        ("report", "whatsapp", _to(hours=23.9), Send()),
        ("report", "whatsapp", _to(hours=23.95), Hold(NOW + timedelta(hours=1), "window_closed")),
        ("invitations", "whatsapp", _to(hours=25), Hold(NOW + timedelta(hours=1), "window_closed")),
        ("report", "whatsapp", _to(hours=None), Hold(NOW + timedelta(hours=1), "window_closed")),
    ],
)
def test_plan(purpose: str, channel: str, to: Recipient, expected: Plan) -> None:
    assert plan(Errand(purpose), to, CAPABILITIES[channel], NOW) == expected


@pytest.mark.parametrize(
    ("errand", "expected"),
    [
        (Errand("polls", NOW + timedelta(minutes=1)), Send()),
        (Errand("polls", NOW), Drop("expired")),
        (Errand("reply", NOW), Drop("expired")),
        (Errand("polls", fresh=False), Drop("stale")),
        (Errand("polls", state="sending"), Send()),
        (Errand("polls", state="paused"), Hold(NOW + timedelta(minutes=1), "paused")),
        (Errand("polls", state="cancelled"), Drop("cancelled")),
    ],
)
def test_a_broadcast_that_ends_changes_or_is_held(errand: Errand, expected: Plan) -> None:
    assert plan(errand, _to(), CAPABILITIES["sms"], NOW) == expected


def test_at_night_a_broadcast_waits_for_the_morning_where_she_lives() -> None:
    to, can = _to(zone="Asia/Baghdad"), CAPABILITIES["sms"]
    morning = datetime(2026, 11, 23, 5, tzinfo=UTC)  # 08:00 there
    assert plan(Errand("polls"), to, can, NIGHT) == Hold(morning, "quiet_hours")
    assert plan(Errand("polls"), to, can, morning) == Send()
    assert plan(Errand("reply"), to, can, NIGHT) == Send()
    assert plan(Errand("report"), to, can, NIGHT) == Send()


_moments = some.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001
_people = some.builds(
    Recipient,
    reachable=some.booleans(),
    stopped=some.booleans(),
    last_inbound_at=some.none() | _moments,
    agrees=some.booleans(),
    zone=some.sampled_from(ZONES),
)
_errands = some.builds(
    Errand,
    purpose=some.sampled_from(["reply", "report", "invitations", "polls"]),
    expires_at=some.none() | _moments,
    state=some.sampled_from(["", "sending", "paused", "cancelled", "done"]),
    fresh=some.booleans(),
)


@given(_errands, _people, some.sampled_from(sorted(CAPABILITIES)), _moments)
def test_nothing_is_sent_that_must_not_be(errand: Errand, to: Recipient, channel: str, now: datetime) -> None:
    planned = plan(errand, to, CAPABILITIES[channel], now)
    if isinstance(planned, Send):
        assert to.reachable
        assert errand.expires_at is None or now < errand.expires_at
        if errand.purpose not in ALWAYS:
            assert to.agrees
            assert not to.stopped
            assert errand.fresh
            assert errand.state not in ("paused", "cancelled")
            assert 8 <= now.astimezone(ZoneInfo(to.zone)).hour < 20
    elif isinstance(planned, Hold):
        assert planned.until > now  # no tight loop


@given(_errands, _people, some.sampled_from(sorted(CAPABILITIES)), _moments)
def test_staff_can_read_why_whatever_was_not_sent(errand: Errand, to: Recipient, channel: str, now: datetime) -> None:
    planned = plan(errand, to, CAPABILITIES[channel], now)
    assert isinstance(planned, get_args(Plan))
    assert isinstance(planned, Send) or planned.reason in REASONS
