"""Whom a broadcast goes to, and whether it still makes sense for one of them. One line a kind."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from civic import audience, session_news
from civic.seats import SEATED
from storage.audience import Profile
from storage.broadcasts import Broadcast
from storage.people import AddressRow, Citizen
from storage.polls import Poll, PollResponse
from storage.sessions import Invitation

People = Select[*tuple[Any, ...]]  # citizen_id, address_id, channel, zone


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


def fresh(session: Session, broadcast: Broadcast, citizen_id: int) -> bool:
    """Whether it still makes sense for her."""
    return FRESH[broadcast.kind](session, broadcast, citizen_id)


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
    "invitation": session_news.invitation_is_fresh,
    "reminder_day": session_news.reminder_is_fresh,
    "reminder_hours": session_news.reminder_is_fresh,
    "moved": session_news.move_is_fresh,
    "cancelled": session_news.cancellation_is_fresh,
    "poll": _still_unanswered,
    "poll_reminder": _still_unanswered,
    "results": _always,
}
