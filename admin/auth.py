"""Logging in: one answer for a wrong name and a wrong password, and a pause after five wrong ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from admin import passwords, sessions
from admin.passwords import hash_password
from storage.db import Store
from storage.office import LogEntry, Staff

__all__ = ["LOCK", "TRIES", "Entry", "hash_password", "log_in"]

TRIES = 5
LOCK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of a try: a token for the cookie, or a pause until `locked`, or neither: it was wrong."""

    token: str | None = None
    locked: datetime | None = None
    language: str = ""


def log_in(store: Store, username: str, password: str) -> Entry:
    """Check a name and a password. The hashing happens outside any transaction: it is slow on purpose."""
    username = username.strip().casefold()[:64]
    with store.read() as session:
        staff = session.scalars(select(Staff).where(Staff.username == username)).one_or_none()
        locked = _locked(session, store, staff, username)
    if locked:
        return Entry(locked=locked)
    right = passwords.matches(password, staff.password_hash if staff else None)
    stronger = hash_password(password) if staff and right and passwords.outdated(staff.password_hash) else None
    with store.session() as session:
        if staff is not None and right and staff.active:
            return _enter(session, staff, store.now(), stronger)
        return Entry(locked=_refuse(session, store, staff, username))


def _enter(session: Session, staff: Staff, now: datetime, stronger: str | None) -> Entry:
    values: dict[str, object] = {"failures": 0, "locked_until": None}
    if stronger:
        values["password_hash"] = stronger
    session.execute(update(Staff).where(Staff.id == staff.id).values(**values))
    session.add(LogEntry(at=now, staff_id=staff.id, action="login", subject=f"staff {staff.id}"))
    return Entry(token=sessions.begin(session, staff.id, now), language=staff.language)


def _refuse(session: Session, store: Store, staff: Staff | None, username: str) -> datetime | None:
    """Put the wrong try on record; gives until when no more are taken, once there were too many."""
    now = store.now()
    known = staff.id if staff else None
    session.add(LogEntry(at=now, staff_id=known, action="login refused", subject=_trace(store, username)))
    if staff is None:
        session.flush()
        return _locked(session, store, None, username)
    again = update(Staff).where(Staff.id == staff.id).values(failures=Staff.failures + 1).returning(Staff.failures)
    failures = session.execute(again).scalar_one()
    if failures < TRIES:
        return None
    locked: datetime = now + LOCK
    session.execute(update(Staff).where(Staff.id == staff.id).values(failures=0, locked_until=locked))
    return locked


def _locked(session: Session, store: Store, staff: Staff | None, username: str) -> datetime | None:
    """Until when tries are refused. A name that nobody has locks just the same: the pause betrays nothing."""
    now = store.now()
    if staff is not None:
        return staff.locked_until if staff.locked_until and staff.locked_until > now else None
    tries = select(func.count(), func.max(LogEntry.at)).where(
        LogEntry.subject == _trace(store, username), LogEntry.action == "login refused", LogEntry.at > now - LOCK
    )
    count, last = session.execute(tries).one()
    return last + LOCK if count >= TRIES and last else None


def _trace(store: Store, username: str) -> str:
    """What a refused try leaves in the record: not the name, which may be a password typed into the wrong field."""
    return f"login {store.vault.digest('login', username).hex()[:24]}"
