"""A session from draft to held. Each function is part of the caller's transaction and on the record."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from civic import history, links, seating, session_news
from civic.history import Stale
from civic.session_news import due_reminders, invite
from civic.session_plan import Objection, Plan, Refused, keep, losing, moved, objections, plan_of
from storage.db import Store
from storage.office import Staff
from storage.sessions import DialogueSession, Invitation

__all__ = [
    "Objection", "Plan", "Refused", "Stale",
    "attend", "cancel", "create", "due_reminders", "edit", "hold", "invite", "mark", "move", "open_",
]  # fmt: skip


def create(session: Session, store: Store, plan: Plan, staff: Staff) -> DialogueSession:
    """A draft, seen by staff only. Raises Refused."""
    _check(objections(plan, store.now()))
    meeting = DialogueSession(
        code=links.new_code(), state="draft", edition=1, created_by=staff.id, created_at=store.now()
    )
    keep(meeting, plan)
    session.add(meeting)
    session.flush()
    _record(session, store, staff, "create session", meeting)
    return meeting


def open_(session: Session, store: Store, meeting: DialogueSession, staff: Staff) -> None:
    """From now on people can be invited, find it and answer. Raises Refused when its time has passed meanwhile."""
    _locked(session, meeting, "draft")
    _check(objections(plan_of(meeting), store.now()))
    meeting.state = "open"
    _record(session, store, staff, "open session", meeting)


def edit(session: Session, store: Store, meeting: DialogueSession, plan: Plan, staff: Staff, *, seen: str) -> bool:
    """Change it as a whole. An open one with another time or place has moved: all are told, and True is given.

    More seats go to those who wait, at once. Raises Stale when it is not as it was `seen` (see `mark`), and Refused
    when the plan is wrong or takes away a seat that somebody was promised.
    """
    _locked(session, meeting, "draft", "open")
    if mark(meeting) != seen:
        raise Stale
    _check(objections(plan, store.now()) + losing(plan.seats, seating.seated(session, meeting.id)))
    moves = meeting.state == "open" and moved(plan_of(meeting), plan)
    keep(meeting, plan)
    if moves:
        meeting.edition += 1
        session.flush()
        session_news.moved(session, store, meeting, staff)
    seating.promote(session, store, meeting)
    _record(session, store, staff, "move session" if moves else "edit session", meeting)
    return moves


def move(
    session: Session, store: Store, meeting: DialogueSession, staff: Staff, *, starts_at: datetime, zone: str
) -> bool:
    """The same at another time."""
    session.refresh(meeting)
    plan = replace(plan_of(meeting), starts_at=starts_at, zone=zone)
    return edit(session, store, meeting, plan, staff, seen=mark(meeting))


def cancel(session: Session, store: Store, meeting: DialogueSession, staff: Staff) -> None:
    """It will not take place. Whoever knows of it is told once, and nothing else about it goes out any more."""
    _locked(session, meeting, "draft", "open")
    known = meeting.state == "open" and meeting.starts_at > store.now()
    meeting.state = "cancelled"
    meeting.edition += 1
    session.flush()
    if known:
        session_news.cancelled(session, store, meeting, staff)
    _record(session, store, staff, "cancel session", meeting)


def hold(session: Session, store: Store, meeting: DialogueSession, staff: Staff) -> None:
    """It took place. Raises Stale while it lies ahead."""
    _locked(session, meeting, "open")
    if meeting.starts_at > store.now():
        raise Stale
    meeting.state = "held"
    _record(session, store, staff, "hold session", meeting)


def attend(
    session: Session, store: Store, meeting: DialogueSession, staff: Staff, invitation_id: int, came: bool | None
) -> Invitation:
    """Tick that someone came, or did not; None takes the tick back. Raises Stale for who is not on its list."""
    _locked(session, meeting, "open", "held")
    listed = select(Invitation).where(Invitation.id == invitation_id, Invitation.session_id == meeting.id)
    invitation = session.scalars(listed).one_or_none()
    if invitation is None:
        raise Stale
    if invitation.attended != came:
        invitation.attended = came
        _record(session, store, staff, "tick attendance", meeting, invitation=invitation_id, came=came)
    return invitation


def mark(meeting: DialogueSession) -> str:
    """Changes whenever the session does: a form carries it back."""
    return sha256(repr((plan_of(meeting), meeting.state, meeting.edition)).encode()).hexdigest()[:16]


def _locked(session: Session, meeting: DialogueSession, *states: str) -> None:
    """See it as it is now, and keep everyone else waiting. Raises Stale when it is in no state for this."""
    if seating.lock(session, meeting.id) is None or meeting.state not in states:
        raise Stale


def _check(found: list[Objection]) -> None:
    if found:
        raise Refused(found)


def _record(
    session: Session, store: Store, staff: Staff, action: str, meeting: DialogueSession, **detail: object
) -> None:
    history.log(session, store, staff, action, f"session {meeting.id}", **{"edition": meeting.edition, **detail})
