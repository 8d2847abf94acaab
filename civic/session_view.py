"""A session as one citizen may see it: in her language, at its own local time, and only if it is hers to see."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from bot.desk import Found
from bot.words import Text, Voice, _
from civic import links, seating, session_news
from civic.programme import Programme
from civic.session_plan import in_language
from storage.db import Store
from storage.people import AddressRow
from storage.sessions import DialogueSession, Invitation

MOST = 5  # choices in one message: their names are long, and an SMS has six parts at most

_LISTED = _("{event}, {date}")
_UNNAMED = _("A private invitation")
_NAMELESS = _("a meeting")


def view(
    session: Session, store: Store, programme: Programme, session_id: int, address: AddressRow, voice: Voice
) -> Mapping[str, Any] | None:
    """What a conversation says of it; None when it is not hers to see. `state`: open, cancelled or over."""
    hers = select(DialogueSession).where(DialogueSession.id == session_id, _hers(address.citizen_id))
    meeting = session.scalars(hers.where(DialogueSession.state != "draft")).one_or_none()
    if meeting is None:
        return None
    invitation = _noted(session, meeting, address)
    seat = seating.standing(session, invitation) if invitation else seating.Seat("none")
    return {
        **told(meeting, voice),
        "state": "open" if seating.running(store, meeting) else "cancelled" if _called_off(store, meeting) else "over",
        "day": _day(store, meeting),
        "standing": seat.outcome,
        "pos": seat.position,
        "n": meeting.capacity,
        "handle": address.citizen.handle,
        "link": links.page(programme, links.SESSION, meeting.code),
    }


def told(meeting: DialogueSession, voice: Voice) -> dict[str, Any]:
    """Its words in one language, date and time as the clock on the wall says there."""
    there = meeting.starts_at.astimezone(ZoneInfo(meeting.zone))
    return {
        "event": in_language(meeting.titles, voice.language) or voice.say(_NAMELESS),
        "date": there.date(),
        "time": Voice(voice.language, meeting.zone).clock(meeting.starts_at),
        "place": in_language(meeting.places, voice.language),
        "about": in_language(meeting.words, voice.language),
        "private": "no" if meeting.public else "yes",
    }


def found(session: Session, store: Store, citizen_id: int, voice: Voice) -> Sequence[Found]:
    """The next sessions she may come to: public ones, and those she was invited to. Private ones are not named."""
    ahead = select(DialogueSession).where(
        DialogueSession.state == "open", DialogueSession.starts_at > store.now(), _hers(citizen_id)
    )
    return [
        Found(str(meeting.id), voice.say(_label(meeting), **told(meeting, voice)))
        for meeting in session.scalars(ahead.order_by(DialogueSession.starts_at, DialogueSession.id).limit(MOST))
    ]


def join(session: Session, store: Store, code: str, address: AddressRow) -> str | None:
    """She came by its link, square or word: it is hers to see from now on. Gives its id, or None for no such code."""
    coded = select(DialogueSession.id).where(DialogueSession.code == code.strip().upper())
    session_id = session.scalar(coded)
    meeting = seating.lock(session, session_id) if session_id is not None else None
    if meeting is None or not seating.running(store, meeting):
        return None
    seating.note(session, meeting, address, "link")
    return str(meeting.id)


def _label(meeting: DialogueSession) -> Text:
    return _LISTED if meeting.public else _UNNAMED


def _noted(session: Session, meeting: DialogueSession, address: AddressRow) -> Invitation | None:
    """Her row; from the moment that an invitation reached her there is one, silent as she may stay."""
    known = seating.invitation_of(session, meeting.id, address.citizen_id)
    asked = select(DialogueSession.id).where(
        DialogueSession.id == meeting.id, session_news.was_invited(address.citizen_id)
    )
    if known is None and session.scalar(asked) is not None:
        return seating.note(session, meeting, address, "invited")
    return known


def _hers(citizen_id: int) -> ColumnElement[bool]:
    """Hers to see: public, or she was invited, or she came by its code."""
    mine = select(Invitation.session_id).where(Invitation.citizen_id == citizen_id)
    return or_(DialogueSession.public, DialogueSession.id.in_(mine), session_news.was_invited(citizen_id))


def _called_off(store: Store, meeting: DialogueSession) -> bool:
    return meeting.state == "cancelled" and meeting.starts_at > store.now()


def _day(store: Store, meeting: DialogueSession) -> str:
    """Today or tomorrow as people there say it, or later."""
    zone = ZoneInfo(meeting.zone)
    days = (meeting.starts_at.astimezone(zone).date() - store.now().astimezone(zone).date()).days
    return {0: "today", 1: "tomorrow"}.get(days, "later")
