"""What became of the messages to a citizen, told truthfully: how far each came, and why not further."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.context import say
from bot.words import Text, _
from storage.post import OutboxRow

STEPS: Mapping[str, Text] = {
    "queued": _("Waiting to be sent"),
    "sent": _("Sent"),
    "delivered": _("Delivered"),
    "read": _("Read"),
    "failed": _("Not delivered"),
}
_RANK = {"failed": 0, "queued": 1, "sent": 2, "delivered": 3, "read": 4}

# By the code that the relay or the provider gave. Twilio's numbers are from its public list of error codes.
REASONS: Mapping[str, Text] = {
    "gone": _("The citizen blocked this channel or left it."),
    "opted_out": _("The citizen told the provider to send nothing more."),
    "stopped": _("The citizen asked us to stop."),
    "window_closed": _(
        "Here we may write only within a day of the citizen's last message. It goes out when the citizen writes again."
    ),
    "no_consent": _("The citizen has not agreed to messages of this kind, or no longer does."),
    "quiet_hours": _("It is night or evening where the citizen lives. It goes out in the morning."),
    "expired": _("Its time passed before it could be sent."),
    "stale": _("It no longer made sense: moved, closed, or answered already."),
    "cancelled": _("Staff called it off."),
    "paused": _("Staff paused it."),
    "no_channel": _("This channel has no account here. Please tell the administrator."),
    "not_worked": _("We failed to prepare it. It waits under failed messages."),
    "bad_address": _("The address does not exist or cannot receive messages."),
    "configuration": _("The channel is stopped: its account or settings need the administrator."),
    "our_bug": _("The provider refused the message as wrong. Please tell the administrator."),
    "unknown": _("The connection broke while sending: it may or may not have arrived."),
    "retry": _("The provider is busy. We try again by ourselves."),
    "30003": _("The phone is off or out of reach."),
    "30004": _("The phone company blocks our messages."),
    "30005": _("The number is unknown to the phone company."),
    "30006": _("This number cannot receive text messages."),
    "30007": _("The phone company filtered the message out."),
    "21610": _("The citizen told the provider to send nothing more."),
    "63016": _(
        "Here we may write only within a day of the citizen's last message. It goes out when the citizen writes again."
    ),
}
OTHER = _("The provider gave this code: {code}.")


@dataclass(frozen=True, slots=True)
class Part:
    """One provider call of a message."""

    step: str
    reason: str
    at: object

    @property
    def label(self) -> Text:
        return STEPS[self.step]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A whole message: as far as its slowest part came."""

    step: str
    reasons: Sequence[str]
    parts: Sequence[Part]
    segments: int
    at: object = None

    @property
    def label(self) -> Text:
        return STEPS[self.step]

    @property
    def uneven(self) -> bool:
        """Whether some parts came further than others."""
        return len({part.step for part in self.parts}) > 1


def of_updates(session: Session, update_ids: Iterable[int]) -> dict[int, Delivery]:
    """What is known of the messages that carry these lines of a history."""
    chosen = select(OutboxRow).where(OutboxRow.update_id.in_(list(update_ids))).order_by(OutboxRow.id)
    calls: dict[int, list[OutboxRow]] = {}
    for row in session.scalars(chosen):
        calls.setdefault(row.update_id or 0, []).append(row)
    return {update_id: _joined(rows) for update_id, rows in calls.items()}


def why(code: str | None) -> str:
    """A reason in words. Codes look like "gone" or "unknown:TimedOut"; what we do not know is shown as it is."""
    if not code:
        return ""
    kind, _colon, detail = code.partition(":")
    known = REASONS.get(detail) or REASONS.get(kind)
    return say(known) if known else say(OTHER, code=code)


def _joined(rows: Sequence[OutboxRow]) -> Delivery:
    parts = [Part(_step(row), why(row.reason), row.delivered_at or row.sent_at or row.created_at) for row in rows]
    slowest = min(parts, key=lambda part: _RANK[part.step])
    reasons = list(dict.fromkeys(part.reason for part in parts if part.reason))
    return Delivery(slowest.step, reasons, parts, sum(row.segments for row in rows), slowest.at)


def _step(row: OutboxRow) -> str:
    # "sent" is ours to say as soon as the provider took it; the rest is the provider's news.
    return "sent" if row.delivery == "queued" and row.sent_at else row.delivery
