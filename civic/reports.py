"""Everything that may happen to a report after it was filed. Each function is part of the caller's transaction."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.folding import clean
from bot.messages import Media
from bot.vocabulary import OPEN
from civic import attachments, history, notices, states
from civic.filing import Filing, file
from civic.history import Stale, latest
from storage.db import Store
from storage.office import Office, Staff
from storage.reports import Report, Update

TEXT_LIMIT = 2000  # characters a member of staff may write at once: four or five SMS pages are read by nobody


class Unsaid(Exception):
    """Words are missing where the citizen must be told something, or there are more than TEXT_LIMIT."""


class MoveRefused(Exception):
    """The report may not move there from where it stands. `allowed` says where it may."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(", ".join(allowed))
        self.allowed = allowed


def reply(session: Session, store: Store, report: Report, staff: Staff, text: str, *, seen: int) -> Update:
    """Write to the citizen. Raises Unsaid, Stale."""
    text = _checked(text, required=True)
    history.hold(session, report, seen)
    line = history.record(session, store, report, "reply", text=text, staff=staff)
    stamp(store, report, moved=False, answered=True)
    notices.answered(session, store, report, line, text)
    history.log(session, store, staff, "reply", _subject(report))
    return line


def note(session: Session, store: Store, report: Report, staff: Staff, text: str, *, seen: int) -> Update:
    """Write for the colleagues only; the citizen is not told. Raises Unsaid, Stale."""
    text = _checked(text, required=True)
    history.hold(session, report, seen)
    line = history.record(session, store, report, "note", text=text, staff=staff, public=False)
    history.log(session, store, staff, "note", _subject(report))
    return line


def change_state(
    session: Session, store: Store, report: Report, staff: Staff, state: str, text: str = "", *, seen: int
) -> Update:
    """Move it and tell the citizen, with the reason where she needs one. Raises MoveRefused, Unsaid, Stale."""
    history.hold(session, report, seen)
    before = report.state
    if state not in states.MOVES[before]:
        raise MoveRefused(states.MOVES[before])
    text = _checked(text, required=state in states.REASON_REQUIRED)
    line = history.record(session, store, report, "state", text=text, staff=staff, state=state)
    stamp(store, report, moved=True, answered=bool(text))
    notices.moved(session, store, report, line, text)
    history.log(session, store, staff, "change state", _subject(report), before=before, after=state)
    return line


def assign(
    session: Session,
    store: Store,
    report: Report,
    staff: Staff,
    *,
    office: Office | None = None,
    assignee: Staff | None = None,
    seen: int,
) -> Update:
    """Hand it to an office, to a person there, or to nobody yet. She is told when an office takes it. Raises Stale."""
    history.hold(session, report, seen)
    moves = office is not None and office.id != report.office_id
    if office is not None:
        report.office = office
    report.assignee = assignee
    takes = report.state in ("received", "reopened")
    line = history.record(session, store, report, "assign", staff=staff, state="assigned" if takes else None)
    if takes or moves:
        notices.handed_over(session, store, report, line)
    who = assignee.id if assignee else None
    history.log(session, store, staff, "assign", _subject(report), office=report.office.id, assignee=who)
    return line


def confirm(session: Session, store: Store, report: Report, answer: str) -> bool:
    """Her word on whether it is fixed: "yes", "partly" or "no". False when it is not hers to say any more."""
    history.hold(session, report)
    after = states.CONFIRMED.get(report.state, {}).get(answer)
    if after is None or report.confirmed is not None or report.resolved_at is None:
        return False
    report.confirmed = answer
    changed = after if after != report.state else None
    history.record(session, store, report, "confirm", text=answer, by_citizen=True, state=changed)
    if answer != "yes":
        report.priority += 1
    stamp(store, report, moved=changed is not None, answered=False)
    return True


def add(
    session: Session, store: Store, report: Report, text: str, media: Sequence[Media] = (), *, channel: str
) -> bool:
    """Her further words or pictures. They answer the office's question, if it asked one. False when it has ended."""
    history.hold(session, report)
    if report.state not in states.ADDABLE:
        return False
    answers = report.state == "need_info"
    history.record(
        session, store, report, "words", text=text, by_citizen=True, state="in_progress" if answers else None
    )
    attachments.add(session, store, report, media, channel)
    return True


def stamp(store: Store, report: Report, *, moved: bool, answered: bool) -> None:
    """Keep the moments that go with what just happened: the state it moved to, and words from the office."""
    now = store.now()
    if answered and report.answered_at is None:
        report.answered_at = now
    if not moved:
        return
    if report.state == "resolved":
        report.resolved_at, report.confirmed = now, None
    elif report.state in states.ENDED:
        report.closed_at = now
    elif report.state in OPEN:
        report.resolved_at = report.closed_at = None
        report.reopened += report.state == "reopened"


def _checked(text: str, *, required: bool) -> str:
    if len(text) > TEXT_LIMIT:
        raise Unsaid
    text = clean(text).strip()
    if required and not text:
        raise Unsaid
    return text


def _subject(report: Report) -> str:
    return f"report {report.id}"


__all__ = [
    "TEXT_LIMIT", "Filing", "MoveRefused", "Stale", "Unsaid",
    "add", "assign", "change_state", "confirm", "file", "latest", "note", "reply",
]  # fmt: skip
