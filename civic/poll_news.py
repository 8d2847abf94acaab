"""What people are told about a poll after it was sent: one reminder, and later its results."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from civic import broadcasts
from civic.broadcasts import Due
from civic.localtime import days_before
from civic.poll_editions import hold, is_over, log, published
from storage.broadcasts import Broadcast
from storage.db import Store
from storage.office import Staff
from storage.polls import Poll

RESULTS_TRIED = timedelta(days=3)  # long enough for a weekend without a phone


def due_reminders(session: Session, now: datetime) -> list[Due]:
    """One reminder for those who stopped in the middle: a day before it closes, or half-way where it is open
    for less than two days."""
    running = select(Poll).where(Poll.state == "published", Poll.opens_at <= now, Poll.closes_at > now)
    found = []
    for poll in session.scalars(running):
        if poll.opens_at is None or poll.closes_at is None:
            continue
        half = poll.opens_at + (poll.closes_at - poll.opens_at) / 2
        nominal = max(days_before(poll.closes_at, poll.zone), half.replace(microsecond=0))
        edition = published(poll)
        if nominal <= now and edition is not None:
            schedule = f"poll {poll.id} reminder"
            found.append(
                Due(schedule, nominal, "poll_reminder", poll.id, edition.number, "polls", expires_at=poll.closes_at)
            )
    return found


def send_results(session: Session, store: Store, poll: Poll, staff: Staff | None) -> Broadcast | None:
    """Tell those who answered what came out. None while it is open, or when they were told before."""
    hold(session, poll)
    now = store.now()
    told = select(Broadcast.id).where(Broadcast.kind == "results", Broadcast.subject_id == poll.id)
    if not is_over(poll, now) or session.scalar(told.where(Broadcast.state != "cancelled")) is not None:
        return None
    edition = published(poll)
    log(session, store, staff, "send results", poll)
    return broadcasts.plan(
        session,
        store,
        kind="results",
        subject_id=poll.id,
        edition=edition.number if edition else 0,
        purpose="polls",
        due_at=now,
        expires_at=now + RESULTS_TRIED,
        staff=staff,
    )
