"""What people are told of a session and when: invitations, reminders, that it moved or was called off."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.orm import Session

from civic import broadcasts, localtime
from civic.broadcasts import Due
from civic.seating import PURPOSE
from civic.seats import SEATED
from storage.broadcasts import DEALT, Broadcast, Recipient
from storage.db import Store
from storage.office import Staff
from storage.sessions import DialogueSession, Invitation

SHORTLY = timedelta(hours=2)  # before the session: the second reminder, and the end of the first


def invite(
    session: Session, store: Store, meeting: DialogueSession, staff: Staff, segment_id: int, at: datetime
) -> Broadcast:
    """Have a segment invited at an instant, or from now on. Raises ValueError when the session has begun by then."""
    return broadcasts.plan(
        session,
        store,
        kind="invitation",
        subject_id=meeting.id,
        edition=meeting.edition,
        purpose=PURPOSE,
        segment_id=segment_id,
        due_at=max(at, store.now()),
        expires_at=meeting.starts_at,
        staff=staff,
    )


def moved(session: Session, store: Store, meeting: DialogueSession, staff: Staff) -> None:
    """Everyone who knows of it is told once; invitations that still wait speak of the new time by themselves."""
    waiting = update(Broadcast).where(*_of(meeting, "invitation"), Broadcast.state.not_in(broadcasts.OVER))
    session.execute(waiting.values(expires_at=meeting.starts_at))
    _tell(session, store, meeting, staff, "moved")


def cancelled(session: Session, store: Store, meeting: DialogueSession, staff: Staff) -> None:
    """Everyone who knows of it is told once, and nothing else goes out."""
    for kind in ("invitation", "reminder_day", "reminder_hours", "moved"):
        waiting = select(Broadcast).where(*_of(meeting, kind), Broadcast.state.not_in(broadcasts.OVER))
        for broadcast in session.scalars(waiting):
            broadcasts.cancel(session, store, broadcast, staff)
    _tell(session, store, meeting, staff, "cancelled")


def _tell(session: Session, store: Store, meeting: DialogueSession, staff: Staff, kind: str) -> None:
    broadcasts.plan(
        session,
        store,
        kind=kind,
        subject_id=meeting.id,
        edition=meeting.edition,
        purpose=PURPOSE,
        due_at=store.now(),
        expires_at=meeting.starts_at,
        staff=staff,
    )


def _of(meeting: DialogueSession, kind: str) -> tuple[Any, ...]:
    return Broadcast.kind == kind, Broadcast.subject_id == meeting.id


def due_reminders(session: Session, now: datetime) -> list[Due]:
    """The reminders whose time has come: a day before, by the clock on the wall there, and two hours before.

    None for a time that was past already when the session was made or moved: that news was the reminder.
    """
    soon = select(DialogueSession).where(
        DialogueSession.state == "open",
        DialogueSession.starts_at > now,
        DialogueSession.starts_at <= now + timedelta(days=1, hours=2),  # a day, and the widest clock change
    )
    found = []
    for meeting in session.scalars(soon.order_by(DialogueSession.id)):
        told = _last_told(session, meeting)
        found += [due for due in _reminders(meeting) if told < due.nominal_at <= now < due.expires_at]
    return found


def _reminders(meeting: DialogueSession) -> tuple[Due, Due]:
    def due(kind: str, at: datetime, until: datetime) -> Due:
        schedule = f"session {meeting.id} {kind} {meeting.edition}"
        return Due(schedule, at, kind, meeting.id, meeting.edition, PURPOSE, until)

    shortly = meeting.starts_at - SHORTLY
    return (
        due("reminder_day", localtime.days_before(meeting.starts_at, meeting.zone), shortly),
        due("reminder_hours", shortly, meeting.starts_at),
    )


def _last_told(session: Session, meeting: DialogueSession) -> datetime:
    """When its present time was made known."""
    told = select(func.max(Broadcast.created_at)).where(*_of(meeting, "moved"), Broadcast.edition == meeting.edition)
    return session.scalar(told) or meeting.created_at


def was_invited(citizen_id: int) -> ColumnElement[bool]:
    """A condition on the session at hand: an invitation to it has gone out to her."""
    hers: Select[int] = select(Recipient.id).join(Broadcast, Broadcast.id == Recipient.broadcast_id)
    return (
        hers.where(Recipient.citizen_id == citizen_id, Broadcast.kind == "invitation", Recipient.state == DEALT)
        .where(Broadcast.subject_id == DialogueSession.id)
        .correlate(DialogueSession)
        .exists()
    )


def invitation_is_fresh(session: Session, broadcast: Broadcast, citizen_id: int) -> bool:
    """She has not answered, and there is still something to answer."""
    answered = _hers(broadcast, citizen_id, Invitation.answer.is_not(None))
    return _stands(session, broadcast, "open", any_edition=True) and session.scalar(answered) is None


def reminder_is_fresh(session: Session, broadcast: Broadcast, citizen_id: int) -> bool:
    """The session has not moved since, and she has a seat or may still come."""
    coming = _hers(broadcast, citizen_id, or_(Invitation.seat.in_(SEATED), Invitation.answer == "maybe"))
    return _stands(session, broadcast, "open") and session.scalar(coming) is not None


def move_is_fresh(session: Session, broadcast: Broadcast, citizen_id: int) -> bool:
    """It has not moved again since, and she has not said no."""
    declined = _hers(broadcast, citizen_id, Invitation.answer == "no")
    return _stands(session, broadcast, "open") and session.scalar(declined) is None


def cancellation_is_fresh(session: Session, broadcast: Broadcast, citizen_id: int) -> bool:
    declined = _hers(broadcast, citizen_id, Invitation.answer == "no")
    return _stands(session, broadcast, "cancelled") and session.scalar(declined) is None


def _hers(broadcast: Broadcast, citizen_id: int, holds: Any) -> Select[int]:
    mine = select(Invitation.id).where(Invitation.session_id == broadcast.subject_id)
    return mine.where(Invitation.citizen_id == citizen_id, holds)


def _stands(session: Session, broadcast: Broadcast, state: str, *, any_edition: bool = False) -> bool:
    now = select(DialogueSession.state, DialogueSession.edition).where(DialogueSession.id == broadcast.subject_id)
    found = session.execute(now).one_or_none()
    return found is not None and found.state == state and (any_edition or found.edition == broadcast.edition)
