"""Which edition of a poll is written and which is asked, and when it can be answered."""

from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from civic.poll_form import PollForm
from storage.db import Store
from storage.office import LogEntry, Staff
from storage.polls import Poll, PollEdition


def draft(poll: Poll) -> PollEdition | None:
    """The edition that is being written; None when all are published."""
    newest = poll.editions[-1]
    return newest if newest.published_at is None else None


def published(poll: Poll) -> PollEdition | None:
    """The edition that people are asked."""
    return next((edition for edition in reversed(poll.editions) if edition.published_at is not None), None)


def form_of(edition: PollEdition) -> PollForm:
    return PollForm.from_json(edition.content)


def is_open(poll: Poll, now: datetime) -> bool:
    opened = poll.opens_at is not None and poll.opens_at <= now
    return poll.state == "published" and opened and (poll.closes_at is None or now < poll.closes_at)


def is_over(poll: Poll, now: datetime) -> bool:
    """Whether its results are final."""
    return poll.state == "closed" or (
        poll.state == "published" and poll.closes_at is not None and poll.closes_at <= now
    )


def open_now(now: datetime) -> Select[Poll]:
    """Polls that can be answered, those that close first first."""
    timely = (Poll.opens_at <= now, or_(Poll.closes_at.is_(None), Poll.closes_at > now))
    return select(Poll).where(Poll.state == "published", *timely).order_by(Poll.closes_at, Poll.id)


def hold(session: Session, poll: Poll) -> None:
    """Nobody else changes this poll until the transaction ends."""
    session.flush()  # what is changed and not written yet would be read over
    session.refresh(poll, with_for_update=True)
    session.expire(poll, ["editions"])


def log(session: Session, store: Store, staff: Staff | None, action: str, poll: Poll, **detail: object) -> None:
    who = staff.id if staff else None
    session.add(LogEntry(at=store.now(), staff_id=who, action=action, subject=f"poll {poll.id}", detail=detail))
