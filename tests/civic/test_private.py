"""A sensitive report is read by the focal point, each time on record, and is met nowhere else."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.messages import Media
from civic import indicators, private
from civic.desk import CivicDesk
from civic.programme import Programme
from storage.db import Store
from storage.office import LogEntry, Staff
from storage.reports import PrivateReport, Report
from tests.civic.conftest import Town, a_citizen, a_turn

WORDS = "He asked for money behind the pump house"


def _filed(session: Session, store: Store, *, safe: bool = True, inbox_id: int | None = None) -> PrivateReport:
    turn = inbox_id or a_turn(session, store)
    return private.file(
        session, store, a_citizen(session, store, "sw"), WORDS, [Media("voice", "v1")], safe=safe, inbox_id=turn
    )


def test_read_by_the_focal_point_each_time_on_record(town: Town, store: Store) -> None:
    with store.session() as session:
        report = _filed(session, store)
        assert WORDS.encode() not in report.sealed
        focal = session.get_one(Staff, town.focal)
        assert [one.id for one in private.listed(session, focal)] == [report.id]
        for _look in range(2):
            content = private.open_report(session, store, report, focal)
        assert content == private.Content(WORDS, (Media("voice", "v1"),), "sms", "+9647700000001", "sw")
        private.close_report(session, store, report, focal)
        assert report.state == "closed"
        acts = session.execute(select(LogEntry.staff_id, LogEntry.action, LogEntry.subject).order_by(LogEntry.id)).all()
        assert [act.action for act in acts] == ["open private", "open private", "close private"]
        assert {(act.staff_id, act.subject) for act in acts} == {(focal.id, f"private {report.id}")}


def test_nobody_else_sees_even_the_list(town: Town, store: Store) -> None:
    with store.session() as session:
        report = _filed(session, store)
        omar, focal = session.get_one(Staff, town.omar), session.get_one(Staff, town.focal)
        focal.active = False
        for someone in (omar, focal):
            for act in (
                lambda who: private.listed(session, who),
                lambda who: private.open_report(session, store, report, who),
                lambda who: private.close_report(session, store, report, who),
            ):
                with pytest.raises(private.NotYours):
                    act(someone)
        assert report.state == "received"


def test_when_it_is_not_safe_nothing_leads_back_to_her(town: Town, store: Store) -> None:
    with store.session() as session:
        report = _filed(session, store, safe=False)
        content = private.open_report(session, store, report, session.get_one(Staff, town.focal))
        assert (content.address, content.text) == ("", WORDS)


def test_one_turn_files_once(town: Town, store: Store) -> None:
    with store.session() as session:
        turn = a_turn(session, store)
        assert _filed(session, store, inbox_id=turn) is _filed(session, store, inbox_id=turn)


def test_met_in_no_count_and_no_list(town: Town, store: Store, programme: Programme) -> None:
    with store.session() as session:
        before = (indicators.totals(session), indicators.by_group(session), indicators.by_week(session, store.now()))
        report = _filed(session, store)
        after = (indicators.totals(session), indicators.by_group(session), indicators.by_week(session, store.now()))
        assert before == after
        her = a_citizen(session, store, "sw")
        desk = CivicDesk(session, store, her.citizen, her, programme, inbox_id=a_turn(session, store), channel="sms")
        assert desk.my_reports() == []
        assert desk.status(report.reference) is None
        assert not desk.add(report.reference, "more", ())
        assert session.scalar(select(func.count()).select_from(Report)) == 0
