"""Public numbers: right on both databases, and never small enough to point at somebody."""

from datetime import timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from civic import indicators
from civic.indicators import Count, Totals
from storage.db import Store
from storage.reports import Report
from tests.civic.conftest import Town, a_report
from tests.clock import Clock


def _some(session: Session, store: Store, problem: str, n: int) -> list[Report]:
    return [a_report(session, store, problem=problem) for _ in range(n)]


def test_nothing_yet(town: Town, store: Store) -> None:
    with store.read() as session:
        assert indicators.totals(session) == Totals(0, 0, 0, 0, 0, 0, None)
        assert {line.received for line in indicators.by_group(session)} == {Count(0)}
        assert [week.received for week in indicators.by_week(session, store.now())] == [Count(0)] * 12


def test_totals_and_the_median_of_the_answers(town: Town, store: Store) -> None:
    hours = [1, 2, 3.5, 50, 200, 7]
    with store.session() as session:
        reports = _some(session, store, "WAT-LEAK", 9)
        for report, waited in zip(reports, hours, strict=False):
            report.answered_at = report.created_at + timedelta(hours=waited)
        for report in reports[:3]:
            report.state, report.resolved_at = "closed", store.now()
        reports[0].confirmed = "yes"
        reports[4].confirmed = "no"
        session.flush()
        for answered in (hours, hours[:5]):
            reports[5].answered_at = reports[5].created_at + timedelta(hours=7) if answered == hours else None
            session.flush()
            totals = indicators.totals(session)
            assert (totals.received, totals.answered, totals.resolved) == (9, len(answered), 3)
            assert (totals.confirmed, totals.denied, totals.open) == (1, 1, 6)
            assert totals.median_hours is not None
            assert abs(totals.median_hours - median(answered)) < 0.01


def test_small_numbers_are_hidden_and_cannot_be_worked_out(town: Town, store: Store) -> None:
    with store.session() as session:
        _some(session, store, "WAT-LEAK", 12)
        _some(session, store, "SEW-OVER", 7)
        _some(session, store, "SWM-MISS", 3)
        lines = {line.group: line.received for line in indicators.by_group(session)}
        assert lines["waste"] == Count(None, few=True)
        assert lines["sewage"] == Count(None), "else the total less the others gives the small one away"
        assert (lines["water"], lines["general"]) == (Count(12), Count(0))


def test_weeks_end_now_and_small_ones_are_hidden(town: Town, store: Store, clock: Clock) -> None:
    with store.session() as session:
        _some(session, store, "WAT-LEAK", 6)
        clock.travel(days=7)
        _some(session, store, "WAT-LEAK", 2)
        weeks = indicators.by_week(session, clock())
        assert [week.received for week in weeks[-2:]] == [Count(6), Count(None, few=True)]
        assert weeks[-1].start == clock() - timedelta(weeks=1)
        clock.travel(days=7 * 12)
        assert {week.received for week in indicators.by_week(session, clock())} == {Count(0)}
        assert len(session.scalars(select(Report.id)).all()) == 8
