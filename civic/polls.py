"""Polls: written as drafts, frozen when published, corrected by new editions, open from one moment to another."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from bot.flow import Book, Flow
from bot.words import LANGUAGES, _
from civic import audience, broadcasts, links
from civic.poll_faults import Fault, check, mixes
from civic.poll_flow import compiled, name_of
from civic.poll_form import PollForm
from storage.audience import Segment
from storage.db import Store
from storage.office import LogEntry, Staff
from storage.polls import Poll, PollEdition

NO_END = _("Please say when it closes.")
ENDS_BEFORE = _("It would close before it opens, or has closed already. Please choose a later time.")
UNHEARD = _("The group speaks {language} too (people: {people}), and the poll has no words in it.")


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
    _log(session, store, staff, "make poll", poll)
    return poll


def draft(poll: Poll) -> PollEdition | None:
    """The edition that is being written; None when all are published."""
    newest = poll.editions[-1]
    return newest if newest.published_at is None else None


def published(poll: Poll) -> PollEdition | None:
    """The edition that people are asked."""
    return next((edition for edition in reversed(poll.editions) if edition.published_at is not None), None)


def form_of(edition: PollEdition) -> PollForm:
    return PollForm.from_json(edition.content)


def save(session: Session, poll: Poll, form: PollForm) -> None:
    """Keep a draft, however unfinished. Raises Frozen."""
    hold(session, poll)
    edition = draft(poll)
    if edition is None:
        raise Frozen
    edition.content = form.to_json()
    session.flush()


def schedule(
    poll: Poll, *, opens_at: datetime | None, closes_at: datetime | None, segment: Segment | None, public: bool
) -> None:
    """When and for whom. Raises Frozen: once published, only `close` ends it earlier."""
    if poll.state != "draft":
        raise Frozen
    poll.opens_at, poll.closes_at, poll.segment, poll.public = opens_at, closes_at, segment, public


def faults(session: Session, poll: Poll, now: datetime) -> list[Fault]:
    """All that stands between this draft and its publication."""
    edition = draft(poll)
    if edition is None:
        return []
    form, before = form_of(edition), published(poll)
    found = check(form, poll.id)
    if before is not None:
        found += mixes(form_of(before), form)
    return found + _times(poll, now) + _unheard(session, poll, form)


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
    _log(session, store, staff, "publish poll", poll, edition=edition.number)
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
    _log(session, store, staff, "correct poll", poll, edition=edition.number)
    return edition


def close(session: Session, store: Store, poll: Poll, staff: Staff | None) -> None:
    """End it now. Answers so far are kept."""
    hold(session, poll)
    if poll.state != "published":
        raise Frozen
    now = store.now()
    poll.state, poll.closes_at = "closed", min(poll.closes_at or now, now)
    session.flush()
    _log(session, store, staff, "close poll", poll)


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


def shelf(book: Book, session: Session) -> Book:
    """The book of all conversations, with each published poll as "poll-<id>" beside the ones written by hand.

    Closed ones stay in it: whoever stands in the middle of one is told, and her old buttons still mean something.
    """
    editions = (
        select(PollEdition)
        .join(Poll)
        .where(PollEdition.published_at.is_not(None), Poll.state != "draft")
        .order_by(PollEdition.number)  # the newest of a poll comes last, and stays
    )
    newest = {edition.poll_id: edition for edition in session.scalars(editions)}
    return {**book, **{name_of(id): _flow(_Edition(edition)) for id, edition in newest.items()}}


class _Edition:
    """A published edition as a key: it never changes, so its conversation is made once."""

    def __init__(self, edition: PollEdition) -> None:
        self.id, self.poll_id, self.content = edition.id, edition.poll_id, edition.content

    def __hash__(self) -> int:
        return hash((self.id, self.poll_id))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Edition) and (self.id, self.content) == (other.id, other.content)


@lru_cache(maxsize=256)
def _flow(edition: _Edition) -> Flow:
    return compiled(PollForm.from_json(edition.content), edition.poll_id)


def hold(session: Session, poll: Poll) -> None:
    """Nobody else changes this poll until the transaction ends."""
    session.refresh(poll, with_for_update=True)
    session.expire(poll, ["editions"])


def _times(poll: Poll, now: datetime) -> list[Fault]:
    if poll.closes_at is None:
        return [Fault(NO_END)]
    if poll.closes_at <= max(poll.opens_at or now, now):
        return [Fault(ENDS_BEFORE)]
    return []


def _unheard(session: Session, poll: Poll, form: PollForm) -> list[Fault]:
    """Languages that the segment speaks and the poll does not."""
    if poll.segment is None:
        return []
    spoken: Mapping[str, int] = audience.count(session, poll.segment.rules).by_language
    return [
        Fault(UNHEARD, {"language": LANGUAGES.get(code, code), "people": n})
        for code, n in spoken.items()
        if n and code not in form.languages
    ]


def _log(session: Session, store: Store, staff: Staff | None, action: str, poll: Poll, **detail: object) -> None:
    who = staff.id if staff else None
    session.add(LogEntry(at=store.now(), staff_id=who, action=action, subject=f"poll {poll.id}", detail=detail))
