"""The planner's whole table."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels import CAPABILITIES
from relay.planner import Drop, Hold, Plan, Recipient, Send, plan

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _to(*, reachable: bool = True, stopped: bool = False, hours: float | None = 1) -> Recipient:
    return Recipient(reachable, stopped, None if hours is None else NOW - timedelta(hours=hours))


@pytest.mark.parametrize(
    ("purpose", "channel", "to", "expected"),
    [
        ("reply", "sms", _to(), Send()),
        ("reply", "sms", _to(stopped=True), Send()),
        ("report", "telegram", _to(stopped=True), Send()),
        ("invitations", "telegram", _to(stopped=True), Drop("stopped")),
        ("reply", "telegram", _to(reachable=False), Drop("gone")),
        ("report", "sms", _to(hours=None), Send()),
        ("report", "telegram", _to(hours=500), Send()),
        ("report", "whatsapp", _to(hours=23.9), Send()),
        ("report", "whatsapp", _to(hours=23.95), Hold(NOW + timedelta(hours=1), "window_closed")),
        ("report", "whatsapp", _to(hours=25), Hold(NOW + timedelta(hours=1), "window_closed")),
        ("report", "whatsapp", _to(hours=None), Hold(NOW + timedelta(hours=1), "window_closed")),
    ],
)
def test_plan(purpose: str, channel: str, to: Recipient, expected: Plan) -> None:
    assert plan(purpose, to, CAPABILITIES[channel], NOW) == expected
