"""The rows of the inbox, its tabs and what can be chosen from: read for one member of staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from admin.context import now, staff, store, voice
from admin.filters import Filter, late, mark
from admin.permissions import visible_reports
from bot.vocabulary import OPEN, STATES
from civic import sealed
from storage.office import Area
from storage.post import OutboxRow
from storage.reports import Report, Update

PAGE = 25
EXCERPT = 160  # characters of her words in a row
_TABS = ("received", "in_progress", "resolved", "closed")  # shown also when empty


@dataclass(frozen=True, slots=True)
class Row:
    """One report as the inbox shows it."""

    report: Report
    words: str
    place: str
    overdue: bool
    undelivered: bool


@dataclass(frozen=True, slots=True)
class Listing:
    rows: Sequence[Row]
    after: str  # where the next page begins; empty on the last
    counts: Mapping[str, int]  # by state, within the other filters

    @property
    def open(self) -> int:
        return sum(self.counts.get(state, 0) for state in OPEN)

    @property
    def mark(self) -> str:
        """Changes when anything does that the list shows."""
        told = [
            (row.report.id, row.report.state, row.report.priority, row.report.assignee_id, row.overdue, row.undelivered)
            for row in self.rows
        ]
        return sha256(repr((told, sorted(self.counts.items()), self.after)).encode()).hexdigest()[:16]

    def tabs(self, chosen: str) -> list[str]:
        return [state for state in STATES if self.counts.get(state) or state in _TABS or state == chosen]


def read(session: Session, wanted: Filter) -> Listing:
    seen = visible_reports(session, staff())
    chosen = wanted.conditions(staff().id, now())
    page = seen.where(*chosen, wanted.states()).order_by(*wanted.order()).limit(PAGE + 1)
    if (beyond := wanted.beyond()) is not None:
        page = page.where(beyond)
    loaded = page.options(
        *(joinedload(part) for part in (Report.citizen, Report.address, Report.area, Report.assignee))
    )
    reports = session.scalars(loaded).all()
    shown = reports[:PAGE]
    broken = _undelivered(session, [report.id for report in shown])
    rows = [_row(report, report.id in broken) for report in shown]
    by_state = seen.where(*chosen).with_only_columns(Report.state, func.count()).group_by(Report.state)
    counts = {row[0]: row[1] for row in session.execute(by_state)}
    return Listing(rows, mark(shown[-1]) if len(reports) > PAGE else "", counts)


def overdue(session: Session) -> int:
    """How many of all that this person may see are past their day."""
    due = visible_reports(session, staff()).where(late(now()))
    return session.scalar(due.with_only_columns(func.count())) or 0


def areas(session: Session) -> list[tuple[int, str]]:
    """Areas that hold reports this person may see, with all above them, as a tree by indented names."""
    used = visible_reports(session, staff()).where(Report.area_id.is_not(None)).with_only_columns(Report.area_id)
    wanted = select(Area.id, Area.parent_id).where(Area.id.in_(used)).cte("wanted", recursive=True)
    wanted = wanted.union(select(Area.id, Area.parent_id).where(Area.id == wanted.c.parent_id))
    found = session.scalars(select(Area).where(Area.id.in_(select(wanted.c.id)))).all()
    return tree(found)


def tree(found: Sequence[Area]) -> list[tuple[int, str]]:
    """Areas with their indented names, each below the one it lies in."""
    return _tree(sorted(found, key=lambda area: area.name(voice().language)), None, 0)


def _tree(found: Sequence[Area], parent: int | None, depth: int) -> list[tuple[int, str]]:
    lines = []
    for area in found:
        if area.parent_id == parent:
            lines.append((area.id, "\u2003" * depth + area.name(voice().language)))
            lines += _tree(found, area.id, depth + 1)
    return lines


def _row(report: Report, undelivered: bool) -> Row:
    words = " ".join(sealed.details(store(), report).split())
    excerpt = words if len(words) <= EXCERPT else words[: EXCERPT - 1].rstrip() + "…"
    return Row(report, excerpt, place(report), is_late(report, now()), undelivered)


def place(report: Report) -> str:
    """The area by its name, else what she said about the place."""
    return report.area.name(voice().language) if report.area else sealed.spot(store(), report).said


def is_late(report: Report, at: datetime) -> bool:
    return report.state in OPEN and report.due_at < at


def _undelivered(session: Session, report_ids: Sequence[int]) -> frozenset[int]:
    """Reports with something said to the citizen that did not reach her."""
    failed = (
        select(Update.report_id)
        .join(OutboxRow, OutboxRow.update_id == Update.id)
        .where(Update.report_id.in_(report_ids), OutboxRow.delivery == "failed")
    )
    return frozenset(session.scalars(failed))
