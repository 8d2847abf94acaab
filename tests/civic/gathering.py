"""Sessions and people for tests of the office."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Address
from civic import audience, people, sessions
from civic.session_plan import Plan
from storage.db import Store
from storage.office import Staff
from storage.people import AddressRow
from storage.sessions import DialogueSession, Invitation


def a_plan(store: Store, **wanted: Any) -> Plan:
    plan = Plan(
        kind="women_dialogue",
        titles={"en": "Water in our street", "ar": "الماء في شارعنا"},
        places={"en": "Youth centre", "ar": "مركز الشباب"},
        starts_at=store.now() + timedelta(days=7),
        zone="Asia/Baghdad",
        minutes=120,
        capacity=3,
    )
    return replace(plan, **wanted)


def a_manager(session: Session, store: Store) -> Staff:
    known = session.scalars(select(Staff).where(Staff.username == "mona")).one_or_none()
    if known is None:
        known = Staff(username="mona", name="Mona", role="manager", password_hash="-", created_at=store.now())
        session.add(known)
        session.flush()
    return known


def a_session(session: Session, store: Store, **wanted: Any) -> DialogueSession:
    """One that is open."""
    staff = a_manager(session, store)
    meeting = sessions.create(session, store, a_plan(store, **wanted), staff)
    sessions.open_(session, store, meeting, staff)
    return meeting


def somebody(
    session: Session, store: Store, n: int = 0, *, sex: str | None = None, age: str | None = None
) -> AddressRow:
    """A citizen who wants invitations."""
    row = people.meet(session, store, Address("sms", f"+96477000{n:05}"))
    row.citizen.language = "en"
    people.wrote(session, store, row)
    audience.agree(session, store, row, "invitations", True, "test")
    if sex or age:
        audience.describe(session, store, row.citizen, sex=sex, age_band=age)
    return row


def seat(session: Session, meeting: DialogueSession, row: AddressRow) -> str | None:
    mine = select(Invitation.seat).where(Invitation.session_id == meeting.id, Invitation.citizen_id == row.citizen_id)
    return session.scalar(mine)
