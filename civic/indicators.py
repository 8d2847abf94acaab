"""What everyone may know: how many reports, how many answered and how fast, and whether citizens agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, cast, extract, func, select
from sqlalchemy.orm import Session

from bot.vocabulary import GROUPS, OPEN, PROBLEMS
from storage.reports import Report

FEW = 5  # a smaller number in a breakdown could point at somebody
WEEKS = 12


@dataclass(frozen=True, slots=True)
class Count:
    """A number of reports, or the fact that it is too small to print."""

    n: int | None
    few: bool = False  # fewer than FEW; otherwise hidden so that the others do not give a small one away

    @staticmethod
    def of(n: int) -> "Count":
        return Count(None, few=True) if 0 < n < FEW else Count(n)


@dataclass(frozen=True, slots=True)
class Totals:
    """Numerators with their denominators: answered, resolved and open of received, confirmed of resolved."""

    received: int
    answered: int
    resolved: int  # the office says so today
    confirmed: int  # and the citizen says so too
    denied: int  # she said no, or partly, and has not been asked again since
    open: int
    median_hours: float | None  # from her report to the first words of a person


@dataclass(frozen=True, slots=True)
class Line:
    """One service group."""

    group: str
    received: Count
    answered: Count
    resolved: Count
    confirmed: Count
    open: Count


@dataclass(frozen=True, slots=True)
class Week:
    """Reports received in the seven days from `start`."""

    start: datetime
    received: Count


_FILTERS: Mapping[str, ColumnElement[bool]] = {
    "answered": Report.answered_at.is_not(None),
    "resolved": Report.resolved_at.is_not(None),
    "confirmed": Report.resolved_at.is_not(None) & (Report.confirmed == "yes"),
    "denied": Report.confirmed.in_(["no", "partly"]),
    "open": Report.state.in_(OPEN),
}


def totals(session: Session) -> Totals:
    counts = [func.count().filter(condition).label(name) for name, condition in _FILTERS.items()]
    row = session.execute(select(func.count().label("received"), *counts).select_from(Report)).one()
    return Totals(**row._mapping, median_hours=median_hours(session, row.answered))


def median_hours(session: Session, answered: int) -> float | None:
    """The middle of all answer times, by the database: both middle ones of an even number, halved."""
    if not answered:
        return None
    hours = _hours(session)
    middle = (
        select(hours)
        .where(Report.answered_at.is_not(None))
        .order_by(hours)
        .offset((answered - 1) // 2)
        .limit(2 - answered % 2)
    )
    found = session.scalars(middle).all()
    return sum(found) / len(found) if found else None


def _hours(session: Session) -> ColumnElement[Any]:
    if session.get_bind().dialect.name == "sqlite":
        return (func.julianday(Report.answered_at) - func.julianday(Report.created_at)) * 24.0
    return cast(extract("epoch", Report.answered_at - Report.created_at), Float) / 3600.0


def by_group(session: Session) -> Sequence[Line]:
    """One line for each service group, small numbers hidden."""
    counts = [func.count().filter(condition).label(name) for name, condition in _FILTERS.items()]
    rows = session.execute(select(Report.problem, func.count().label("received"), *counts).group_by(Report.problem))
    names = ("received", "answered", "resolved", "confirmed", "open")
    sums = {group: dict.fromkeys(names, 0) for group in GROUPS}
    for row in rows:
        group = PROBLEMS[row.problem].group if row.problem in PROBLEMS else "general"
        for name in names:
            sums[group][name] += row._mapping[name]
    hidden = {name: hide([sums[group][name] for group in GROUPS]) for name in names}
    return [Line(group, **{name: hidden[name][at] for name in names}) for at, group in enumerate(GROUPS)]


def hide(column: Sequence[int]) -> list[Count]:
    """Hide what is small. One hidden number alone is the total less the others: then the next one goes too."""
    counts = [Count.of(n) for n in column]
    shown = [at for at, count in enumerate(counts) if count.n]
    if sum(count.few for count in counts) == 1 and shown:
        counts[min(shown, key=lambda at: column[at])] = Count(None)
    return counts


def by_week(session: Session, now: datetime) -> Sequence[Week]:
    """The last twelve weeks, oldest first, the last of them ending now."""
    first = now - timedelta(weeks=WEEKS)
    starts = [first + timedelta(weeks=n) for n in range(WEEKS)]
    inside = [
        func.count().filter((Report.created_at > start) & (Report.created_at <= start + timedelta(weeks=1)))
        for start in starts
    ]
    row = session.execute(select(*inside).where(Report.created_at > first)).one()
    return [Week(start, Count.of(n)) for start, n in zip(starts, row, strict=True)]
