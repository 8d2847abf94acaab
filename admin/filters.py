"""What the inbox is asked to show: read from the address bar, turned into conditions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from admin.permissions import below
from bot.vocabulary import GROUPS, OPEN, PROBLEMS, STATES
from storage.reports import Report

SORTS = ("due", "newest")
SEVERITIES = ("urgent", "high", "normal")


@dataclass(frozen=True, slots=True)
class Filter:
    """One way of looking at the inbox. Empty means: all of them."""

    state: str = ""  # one state; empty: all that are open
    group: str = ""
    area: int | None = None
    severity: str = ""
    assignee: str = ""  # "me", "nobody"
    overdue: bool = False
    sort: str = "due"
    after: str = ""  # where the page before ended

    @staticmethod
    def read(args: Mapping[str, str]) -> "Filter":
        """What we do not know is left out, so that an old bookmark still shows something."""
        area = args.get("area", "")
        state = _known(args.get("state", ""), STATES)
        return Filter(
            state=state,
            group=_known(args.get("group", ""), GROUPS),
            area=int(area) if area.isascii() and area.isdigit() and len(area) < 16 else None,
            severity=_known(args.get("severity", ""), SEVERITIES),
            assignee=_known(args.get("assignee", ""), ("me", "nobody")),
            overdue=args.get("overdue") == "1",
            sort=_known(args.get("sort", ""), SORTS) or ("due" if not state or state in OPEN else "newest"),
            after=args.get("after", ""),
        )

    def query(self, **changes: Any) -> str:
        """This filter, changed, as it stands in an address."""
        wanted = replace(self, **{"after": "", **changes})
        told = {
            "state": wanted.state,
            "group": wanted.group,
            "area": wanted.area,
            "severity": wanted.severity,
            "assignee": wanted.assignee,
            "overdue": "1" if wanted.overdue else "",
            "sort": wanted.sort,
            "after": wanted.after,
        }
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def narrowed(self) -> bool:
        return bool(self.group or self.area or self.severity or self.assignee or self.overdue)

    def conditions(self, staff_id: int, now: datetime) -> list[ColumnElement[bool]]:
        """Everything but the state, which the tabs count over."""
        chosen: list[ColumnElement[bool]] = []
        if self.group:
            codes = [problem.code for problem in PROBLEMS.values() if problem.group == self.group]
            chosen.append(Report.problem.in_(codes))
        if self.area is not None:
            chosen.append(Report.area_id.in_(below(self.area)))
        if self.severity:
            chosen.append(Report.severity == self.severity)
        if self.assignee:
            chosen.append(Report.assignee_id == staff_id if self.assignee == "me" else Report.assignee_id.is_(None))
        if self.overdue:
            chosen.append(late(now))
        return chosen

    def states(self) -> ColumnElement[bool]:
        return Report.state == self.state if self.state else Report.state.in_(sorted(OPEN))

    def order(self) -> tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]:
        return (Report.due_at, Report.id) if self.sort == "due" else (Report.id.desc(),)

    def beyond(self) -> ColumnElement[bool] | None:
        """After the last row of the page before; None on the first page, or when the mark cannot be read."""
        micros, _dot, number = self.after.partition(".")
        if not (
            micros.isascii() and micros.isdigit() and number.isascii() and number.isdigit() and len(self.after) < 40
        ):
            return None
        if self.sort == "newest":
            return Report.id < int(number)
        try:
            due = datetime.fromtimestamp(int(micros) / 1_000_000, UTC)
        except (OverflowError, ValueError, OSError):
            return None
        return or_(Report.due_at > due, and_(Report.due_at == due, Report.id > int(number)))


def mark(report: Report) -> str:
    """Where a page ends, for `after`."""
    return f"{round(report.due_at.timestamp() * 1_000_000)}.{report.id}"


def late(now: datetime) -> ColumnElement[bool]:
    """Past its promised day, and nobody has answered yet or it is open again."""
    return and_(Report.state.in_(sorted(OPEN)), Report.due_at < now)


def _known(value: str, known: Any) -> str:
    return value if value in known else ""
