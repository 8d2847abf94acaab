"""A report's history and the record of what staff did: rows that are only ever added."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from civic import people
from storage.db import Store
from storage.office import LogEntry, Staff
from storage.reports import Report, Update


class Stale(Exception):
    """Something happened to the report since the form was shown. Nothing was changed: look again, then decide."""


def latest(session: Session, report: Report) -> int:
    """The number of the newest line. Staff forms carry it back as `seen`."""
    return session.scalar(select(func.max(Update.id)).where(Update.report_id == report.id)) or 0


def hold(session: Session, report: Report, seen: int | None = None) -> None:
    """Lock the report until the transaction ends and see it as it is now. Raises Stale when `seen` is not the end."""
    session.flush()
    session.refresh(report, with_for_update=True)
    if seen is not None and latest(session, report) != seen:
        raise Stale


def record(
    session: Session,
    store: Store,
    report: Report,
    kind: str,
    *,
    text: str = "",
    staff: Staff | None = None,
    by_citizen: bool = False,
    state: str | None = None,
    public: bool = True,
) -> Update:
    """Add one line, its words sealed under the citizen's key, and take over the state when it says one."""
    sealed = store.vault.seal(text, drawer="update", key=people.key(report.citizen)) if text else None
    line = Update(
        report_id=report.id,
        at=store.now(),
        kind=kind,
        staff_id=staff.id if staff else None,
        by_citizen=by_citizen,
        state=state,
        text_sealed=sealed,
        public=public,
    )
    session.add(line)
    if state is not None:
        report.state = state
    session.flush()
    return line


def log(session: Session, store: Store, staff: Staff, action: str, subject: str, **detail: object) -> None:
    """Put on record what a member of staff did or looked at: ids and codes, never words or names."""
    session.add(LogEntry(at=store.now(), staff_id=staff.id, action=action, subject=subject, detail=detail))
    session.flush()
