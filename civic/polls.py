"""Polls: written as drafts, frozen when published, corrected by new editions, open from one moment to another."""

from datetime import datetime

from sqlalchemy.orm import Session

from civic import broadcasts, links
from civic.poll_editions import draft, form_of, hold, is_open, is_over, log, open_now, published
from civic.poll_faults import Fault
from civic.poll_form import PollForm
from civic.poll_news import due_reminders, send_results
from civic.poll_ready import faults
from civic.poll_shelf import shelf
from storage.audience import Segment
from storage.db import Store
from storage.office import Staff
from storage.polls import Poll, PollEdition

__all__ = [
    "Fault", "Frozen", "NotReady", "close", "correct", "create", "draft", "due_reminders", "faults", "form_of",
    "is_open", "is_over", "open_now", "publish", "published", "save", "schedule", "send_results", "shelf",
]  # fmt: skip


class NotReady(Exception):
    """It cannot be published as it stands. `faults` says why, question by question. Nothing was changed."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


class Frozen(Exception):
    """What was published is never edited: `correct` makes the next edition."""


def create(session: Session, store: Store, staff: Staff | None, form: PollForm, zone: str) -> Poll:
    """A draft. Whatever is in it is kept."""
    poll = Poll(
        code=links.new_code(),
        state="draft",
        zone=zone,
        created_by=staff.id if staff else None,
        created_at=store.now(),
    )
    poll.editions.append(PollEdition(number=1, content=form.to_json()))
    session.add(poll)
    session.flush()
    log(session, store, staff, "make poll", poll)
    return poll


def save(session: Session, poll: Poll, form: PollForm) -> None:
    """Keep a draft, however unfinished. Raises Frozen."""
    hold(session, poll)
    edition = draft(poll)
    if edition is None:
        raise Frozen
    edition.content = form.to_json()
    session.flush()


def schedule(
    session: Session,
    poll: Poll,
    *,
    opens_at: datetime | None,
    closes_at: datetime | None,
    segment: Segment | None,
    public: bool,
) -> None:
    """When and for whom. Raises Frozen: once published, only `close` ends it earlier."""
    hold(session, poll)
    if poll.state != "draft":
        raise Frozen
    poll.opens_at, poll.closes_at, poll.segment, poll.public = opens_at, closes_at, segment, public
    session.flush()


def publish(session: Session, store: Store, poll: Poll, staff: Staff | None) -> None:
    """Freeze the draft, and have it sent to its segment when it opens. Raises NotReady, Frozen."""
    hold(session, poll)
    edition = draft(poll)
    if edition is None or poll.state == "closed":
        raise Frozen
    now = store.now()
    if found := faults(session, poll, now):
        raise NotReady(found)
    edition.published_at = now
    first, poll.state = poll.state == "draft", "published"
    poll.opens_at = poll.opens_at or now
    session.flush()
    log(session, store, staff, "publish poll", poll, edition=edition.number)
    if first and poll.segment_id is not None and poll.closes_at is not None:
        broadcasts.plan(
            session,
            store,
            kind="poll",
            subject_id=poll.id,
            edition=edition.number,
            purpose="polls",
            segment_id=poll.segment_id,
            due_at=max(poll.opens_at, now),
            expires_at=poll.closes_at,
            staff=staff,
        )


def correct(session: Session, store: Store, poll: Poll, staff: Staff | None) -> PollEdition:
    """A new draft with the words of the published one. People go on with that until the new one is published."""
    hold(session, poll)
    if (edition := draft(poll)) is not None:
        return edition
    if poll.state == "closed":
        raise Frozen
    edition = PollEdition(number=poll.editions[-1].number + 1, content=poll.editions[-1].content)
    poll.editions.append(edition)
    session.flush()
    log(session, store, staff, "correct poll", poll, edition=edition.number)
    return edition


def close(session: Session, store: Store, poll: Poll, staff: Staff | None) -> None:
    """End it now. Answers so far are kept."""
    hold(session, poll)
    if poll.state != "published":
        raise Frozen
    now = store.now()
    poll.state, poll.closes_at = "closed", min(poll.closes_at or now, now)
    session.flush()
    log(session, store, staff, "close poll", poll)
