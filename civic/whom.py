"""Whom a broadcast goes to, and whether it still makes sense for one of them. One line a kind."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from civic import audience
from storage.audience import Profile
from storage.broadcasts import Broadcast
from storage.db import dialect
from storage.people import AddressRow, Citizen
from storage.polls import Poll, PollResponse
from storage.sessions import DialogueSession, Invitation

People = Select[*tuple[Any, ...]]  # citizen_id, address_id, channel, zone
SEATED = ("open", "women", "youth")


def whom(broadcast: Broadcast) -> People:
    """Its group as it is now; without one, the people its subject knows."""
    if broadcast.segment is not None:
        return audience.members(broadcast.segment.rules)
    return KNOWN[broadcast.kind](broadcast.subject_id)


def _invited(session_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Invitation.citizen_id,
            Invitation.address_id,
            AddressRow.channel.label("channel"),
            Profile.zone.label("zone"),
        )
        .join(AddressRow, AddressRow.id == Invitation.address_id)
        .outerjoin(Profile, Profile.citizen_id == Invitation.citizen_id)
        .where(Invitation.session_id == session_id)
    )


def _silent(session_id: int) -> People:
    return _invited(session_id).where(Invitation.answer.is_(None))


def _coming(session_id: int) -> People:
    seated = Invitation.seat.in_(SEATED)
    return _invited(session_id).where(or_(seated, Invitation.answer == "maybe"))


def _concerned(session_id: int) -> People:
    """Those who were asked, were on their way or wait for a seat; who said no need not know."""
    return _invited(session_id).where(Invitation.answer.is_distinct_from("no"))


def _answered(poll_id: int) -> People:
    last = (
        select(AddressRow.id)
        .where(AddressRow.citizen_id == PollResponse.citizen_id, AddressRow.channel == PollResponse.channel)
        .order_by(AddressRow.id.desc())
        .limit(1)
        .correlate(PollResponse)
        .scalar_subquery()
    )
    return (
        select(
            PollResponse.citizen_id,
            AddressRow.id.label("address_id"),
            AddressRow.channel.label("channel"),
            Profile.zone.label("zone"),
        )
        .join(Citizen, Citizen.id == PollResponse.citizen_id)
        .join(AddressRow, AddressRow.id == last)
        .outerjoin(Profile, Profile.citizen_id == PollResponse.citizen_id)
        .where(PollResponse.poll_id == poll_id)
    )


def _unfinished(poll_id: int) -> People:
    return _answered(poll_id).where(PollResponse.done_at.is_(None))


KNOWN: Mapping[str, Callable[[int], People]] = {
    "invitation": _silent,
    "reminder_day": _coming,
    "reminder_hours": _coming,
    "moved": _concerned,
    "cancelled": _concerned,
    "poll": _unfinished,
    "poll_reminder": _unfinished,
    "results": _answered,
}


def invite(session: Session, broadcast: Broadcast, citizen_id: int, address_id: int) -> None:
    """She is one of the session's people from the moment her conversation begins."""
    insert = postgresql.insert(Invitation) if dialect(session) == "postgresql" else sqlite.insert(Invitation)
    row = {"session_id": broadcast.subject_id, "citizen_id": citizen_id, "address_id": address_id, "source": "invited"}
    session.execute(insert.values(row).on_conflict_do_nothing())


def fresh(session: Session, broadcast: Broadcast, citizen_id: int) -> bool:
    """Whether it still makes sense for her."""
    return FRESH[broadcast.kind](session, broadcast, citizen_id)


def _meeting(session: Session, broadcast: Broadcast, state: str) -> bool:
    """The session stands as it stood when this was planned: once it is moved or called off, older words are wrong."""
    meeting = session.get(DialogueSession, broadcast.subject_id)
    return meeting is not None and meeting.state == state and meeting.edition == broadcast.edition


def _hers(session: Session, broadcast: Broadcast, citizen_id: int) -> Invitation | None:
    hers = select(Invitation).where(Invitation.session_id == broadcast.subject_id, Invitation.citizen_id == citizen_id)
    return session.scalars(hers).one_or_none()


def _still_to_ask(session: Session, broadcast: Broadcast, citizen_id: int) -> bool:
    hers = _hers(session, broadcast, citizen_id)
    return _meeting(session, broadcast, "open") and (hers is None or hers.answer is None)


def _still_coming(session: Session, broadcast: Broadcast, citizen_id: int) -> bool:
    hers = _hers(session, broadcast, citizen_id)
    if hers is None or not _meeting(session, broadcast, "open"):
        return False
    return hers.answer == "maybe" or hers.seat in SEATED


def _still_concerned(session: Session, broadcast: Broadcast, citizen_id: int) -> bool:
    hers = _hers(session, broadcast, citizen_id)
    state = "cancelled" if broadcast.kind == "cancelled" else "open"
    return _meeting(session, broadcast, state) and hers is not None and hers.answer != "no"


def _still_unanswered(session: Session, broadcast: Broadcast, citizen_id: int) -> bool:
    poll = session.get(Poll, broadcast.subject_id)
    done = select(PollResponse.id).where(
        PollResponse.poll_id == broadcast.subject_id,
        PollResponse.citizen_id == citizen_id,
        PollResponse.done_at.is_not(None),
    )
    return poll is not None and poll.state == "published" and session.scalar(done) is None


def _always(_session: Session, _broadcast: Broadcast, _citizen_id: int) -> bool:
    return True


FRESH: Mapping[str, Callable[[Session, Broadcast, int], bool]] = {
    "invitation": _still_to_ask,
    "reminder_day": _still_coming,
    "reminder_hours": _still_coming,
    "moved": _still_concerned,
    "cancelled": _still_concerned,
    "poll": _still_unanswered,
    "poll_reminder": _still_unanswered,
    "results": _always,
}
