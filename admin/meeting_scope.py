"""Whose sessions one sees, whose one changes, and who may read what people need."""

from flask import abort
from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session, joinedload

from admin.context import staff
from admin.permissions import below
from storage.office import Office, Staff
from storage.sessions import DialogueSession

ALL = frozenset({"administrator", "manager"})


def visible(who: Staff) -> ColumnElement[bool]:
    """The sessions this person may see. Private ones are for those who run them."""
    own = or_(DialogueSession.facilitator_id == who.id, DialogueSession.created_by == who.id)
    match who.role:
        case role if role in ALL:
            return true()
        case "official":
            return or_(own, DialogueSession.public & _of_office(who))
        case "oversight":
            return or_(own, DialogueSession.public)
        case "facilitator":
            return DialogueSession.facilitator_id == who.id
    return false()


def changeable(who: Staff) -> ColumnElement[bool]:
    """The sessions this person may write, invite to and call off."""
    if who.role in ALL:
        return true()
    if who.role != "official":
        return false()
    return or_(DialogueSession.created_by == who.id, DialogueSession.public & _of_office(who))


def _of_office(who: Staff) -> ColumnElement[bool]:
    if who.office_id is None:
        return true()
    area_id = select(Office.area_id).where(Office.id == who.office_id).scalar_subquery()
    return DialogueSession.area_id.in_(below(area_id))


def find(session: Session, session_id: int, *, to_change: bool = False) -> DialogueSession:
    """One that this person may see, or change. What she may not does not exist for her."""
    if session_id >= 2**63:
        abort(404)
    mine = (changeable if to_change else visible)(staff())
    wanted = select(DialogueSession).where(DialogueSession.id == session_id, mine)
    loaded = wanted.options(joinedload(DialogueSession.facilitator), joinedload(DialogueSession.area))
    return session.scalars(loaded).one_or_none() or abort(404)


def may_change(session: Session, meeting: DialogueSession) -> bool:
    mine = select(DialogueSession.id).where(DialogueSession.id == meeting.id, changeable(staff()))
    return session.scalar(mine) is not None


def may_tick(session: Session, meeting: DialogueSession) -> bool:
    return meeting.facilitator_id == staff().id or may_change(session, meeting)


def may_read_needs(meeting: DialogueSession) -> bool:
    """What somebody needs to take part is told to those who prepare it: its facilitator and managers."""
    return staff().role == "manager" or meeting.facilitator_id == staff().id
