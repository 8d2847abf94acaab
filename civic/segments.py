"""Saved groups of people: named, changed and removed. Who is in one is counted anew each time."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.folding import clean
from civic import audience, history
from storage.audience import Segment
from storage.broadcasts import Broadcast
from storage.db import Store
from storage.office import Staff
from storage.polls import Poll

NAME_LIMIT = 120  # characters
_ON_ITS_WAY = ("expanding", "sending", "paused")


class Unnamed(Exception):
    """A group needs a name of 1 to NAME_LIMIT characters."""


class Taken(Exception):
    """There is a group of this name already."""


class InUse(Exception):
    """A message to this group is on its way, or it is named by one: the group stays as it is."""


def create(session: Session, store: Store, staff: Staff, name: str, rules: Mapping[str, Any]) -> Segment:
    """Raises Unnamed, Taken."""
    segment = Segment(
        name=_named(session, name), rules=audience.checked(rules), created_by=staff.id, created_at=store.now()
    )
    session.add(segment)
    session.flush()
    history.log(session, store, staff, "add group", f"segment {segment.id}", **segment.rules)
    return segment


def change(session: Session, store: Store, staff: Staff, segment: Segment, name: str, rules: Mapping[str, Any]) -> None:
    """Raises Unnamed, Taken, and InUse while a message to it is on its way: half of the people would be others."""
    session.refresh(segment, with_for_update=True)
    sending = select(Broadcast.id).where(Broadcast.segment_id == segment.id, Broadcast.state.in_(_ON_ITS_WAY))
    if session.scalar(sending.limit(1)):
        raise InUse
    segment.name, segment.rules = _named(session, name, segment), audience.checked(rules)
    session.flush()
    history.log(session, store, staff, "change group", f"segment {segment.id}", **segment.rules)


def remove(session: Session, store: Store, staff: Staff, segment: Segment) -> None:
    """Raises InUse when a message or a poll was for it: the record of whom it was for stays."""
    number = segment.id
    named = (select(what.id).where(what.segment_id == number).limit(1) for what in (Broadcast, Poll))
    if any(session.scalar(one) for one in named):
        raise InUse
    session.delete(segment)
    session.flush()
    history.log(session, store, staff, "remove group", f"segment {number}")


def _named(session: Session, said: str, but: Segment | None = None) -> str:
    name = " ".join(clean(said).split())
    if not 1 <= len(name) <= NAME_LIMIT:
        raise Unnamed
    same = select(Segment.id).where(Segment.name == name)
    if but is not None:
        same = same.where(Segment.id != but.id)
    if session.scalar(same):
        raise Taken
    return name
