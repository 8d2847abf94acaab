"""The lines of a report's history as the ticket shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from admin import delivery
from admin.context import say, store
from admin.delivery import Delivery
from bot.vocabulary import STATES
from bot.words import Text, _
from civic import sealed
from storage.reports import Report, Update

BY_STAFF: Mapping[str, Text] = {
    "reply": _("{name} answered the citizen"),
    "note": _("{name} wrote a note for colleagues"),
    "state": _("{name} changed the state: {state}"),
    "assign": _("{name} handed it over"),
}
BY_CITIZEN: Mapping[str, Text] = {
    "filed": _("The citizen reported this"),
    "words": _("The citizen added"),
    "confirm": _("The citizen was asked whether it is fixed"),
}
BY_ITSELF = _("State changed: {state}")
CONFIRMATIONS: Mapping[str, Text] = {
    "yes": _("Yes, it is fixed."),
    "partly": _("Partly fixed."),
    "no": _("No, it is not fixed."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history, ready to show."""

    id: int
    at: datetime
    kind: str
    side: str  # "citizen", "office", "note": who speaks
    title: str
    words: str
    state: str | None
    delivery: Delivery | None
    fresh: bool  # newer than what the reader had seen


def lines(session: Session, report: Report, seen: int | None = None) -> Sequence[Line]:
    """The whole history, oldest first. What came after line `seen` is marked fresh."""
    whole = select(Update).where(Update.report_id == report.id).options(joinedload(Update.staff)).order_by(Update.id)
    updates = session.scalars(whole).all()
    told = delivery.of_updates(session, [update.id for update in updates])
    return [_line(update, told.get(update.id), seen) for update in updates]


def _line(update: Update, told: Delivery | None, seen: int | None) -> Line:
    words = sealed.words(store(), update)
    if update.kind == "confirm":
        words = say(CONFIRMATIONS[words]) if words in CONFIRMATIONS else words
    side = "citizen" if update.by_citizen else "office" if update.public else "note"
    fresh = seen is not None and update.id > seen
    return Line(update.id, update.at, update.kind, side, _title(update), words, update.state, told, fresh)


def _title(update: Update) -> str:
    state = say(STATES[update.state]) if update.state else ""
    if update.staff is not None and update.kind in BY_STAFF:
        return say(BY_STAFF[update.kind], name=update.staff.name, state=state)
    if update.kind in BY_CITIZEN:
        return say(BY_CITIZEN[update.kind])
    return say(BY_ITSELF, state=state)


def mark(shown: Sequence[Line]) -> str:
    """Changes when a line is added or news of a delivery comes in."""
    told = [
        (line.id, [(part.step, part.reason) for part in line.delivery.parts] if line.delivery else None)
        for line in shown
    ]
    return sha256(repr(told).encode()).hexdigest()[:16]
