"""Browsers that are logged in: kept on our side, so that each can be logged out from afar."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from flask import Request
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session, joinedload
from werkzeug import Response

from storage.office import Office, Staff, StaffSession

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
_FORGET = timedelta(days=7)  # ended sessions are kept this long, then dropped
_TOUCH = timedelta(minutes=1)  # a busy clerk costs one write a minute, not one a click


def begin(session: Session, staff_id: int, now: datetime) -> str:
    """Log a browser in; gives the token for its cookie, which is stored nowhere else."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(StaffSession).where(StaffSession.seen_at < now - _FORGET))
    session.add(StaffSession(token_hash=digest(token), staff_id=staff_id, created_at=now, seen_at=now))
    return token


def find(session: Session, token: str | None, now: datetime) -> StaffSession | None:
    """The log-in behind a cookie while it holds: not ended, not idle, not too old, its owner still active."""
    if not token:
        return None
    statement = (
        select(StaffSession)
        .join(StaffSession.staff)
        .options(joinedload(StaffSession.staff).joinedload(Staff.office).joinedload(Office.area))
        .where(StaffSession.token_hash == digest(token), Staff.active, *_holding(now))
    )
    return session.scalars(statement).one_or_none()


def needs_touch(found: StaffSession, now: datetime) -> bool:
    return now - found.seen_at > _TOUCH


def touch(session: Session, found: StaffSession, now: datetime) -> None:
    session.execute(update(StaffSession).where(StaffSession.token_hash == found.token_hash).values(seen_at=now))


def holding(session: Session, staff_id: int, now: datetime) -> Sequence[StaffSession]:
    """Where someone is logged in, latest first."""
    mine = select(StaffSession).where(StaffSession.staff_id == staff_id, *_holding(now))
    return session.scalars(mine.order_by(StaffSession.seen_at.desc())).all()


def end(session: Session, token: str | None, now: datetime) -> None:
    if token:
        _end(session, now, StaffSession.token_hash == digest(token))


def end_all(session: Session, staff_id: int, now: datetime, *, but: str | None = None) -> None:
    """Log someone out everywhere, save for the browser that holds the token `but`."""
    others = [StaffSession.token_hash != digest(but)] if but else []
    _end(session, now, StaffSession.staff_id == staff_id, *others)


def end_one(session: Session, staff_id: int, name: str, now: datetime) -> None:
    """Log out one of someone's own browsers, by the name that `name_of` gave it."""
    for found in holding(session, staff_id, now):
        if name_of(found) == name:
            _end(session, now, StaffSession.token_hash == found.token_hash)


def name_of(found: StaffSession) -> str:
    """A name for a session that pages may carry: it does not lead to the token."""
    return sha256(b"session name" + found.token_hash).hexdigest()[:16]


def cookie_name(secure: bool) -> str:
    return "__Host-jawab" if secure else "jawab_session"


def token_of(request: Request, secure: bool) -> str | None:
    return request.cookies.get(cookie_name(secure))


def set_cookie(response: Response, token: str, secure: bool) -> None:
    """For the browser's session only: closing it logs out."""
    response.set_cookie(cookie_name(secure), token, secure=secure, httponly=True, samesite="Strict", path="/")


def drop_cookie(response: Response, secure: bool) -> None:
    response.delete_cookie(cookie_name(secure), secure=secure, httponly=True, samesite="Strict", path="/")


def _end(session: Session, now: datetime, *which: ColumnElement[bool]) -> None:
    ended = update(StaffSession).where(StaffSession.revoked_at.is_(None), *which)
    session.execute(ended.values(revoked_at=now))


def _holding(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        StaffSession.revoked_at.is_(None),
        StaffSession.seen_at > now - IDLE,
        StaffSession.created_at > now - ABSOLUTE,
    )


def digest(token: str) -> bytes:
    """What is stored of a token."""
    return sha256(token.encode()).digest()
