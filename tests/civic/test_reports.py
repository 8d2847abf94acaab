"""What officials do with a report: always told, on record, and never over somebody's head."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from civic import reports, sealed
from storage.db import Store
from storage.office import LogEntry, Office, Staff
from storage.post import InboxRow, OutboxRow
from storage.reports import Report, Update
from tests.civic.conftest import Town, a_report
from tests.civic.office import history, move, told
from tests.clock import Clock


def test_an_answer_reaches_her_in_her_language_and_is_on_record(town: Town, store: Store, clock: Clock) -> None:
    with store.session() as session:
        report = a_report(session, store, "ar")
        clock.travel(hours=5)
        omar = session.get_one(Staff, town.omar)
        line = reports.reply(session, store, report, omar, " سيصل الفريق غداً ", seen=reports.latest(session, report))
        assert report.answered_at == clock()
        assert sealed.words(store, line) == "سيصل الفريق غداً"
        sent = session.scalars(select(OutboxRow)).one()
        assert (sent.address_id, sent.channel, sent.update_id, sent.purpose) == (
            report.address_id,
            "sms",
            line.id,
            "report",
        )
        assert "سيصل الفريق غداً" in told(session, store)[0]
        entry = session.scalars(select(LogEntry)).one()
        assert (entry.staff_id, entry.action, entry.subject) == (omar.id, "reply", f"report {report.id}")
        first = report.answered_at
        clock.travel(hours=1)
        reports.reply(session, store, report, omar, "Again", seen=line.id)
        assert report.answered_at == first


def test_a_note_is_for_colleagues_only(town: Town, store: Store) -> None:
    with store.session() as session:
        report = a_report(session, store)
        omar = session.get_one(Staff, town.omar)
        line = reports.note(session, store, report, omar, "Ask the plumber", seen=reports.latest(session, report))
        assert not line.public
        assert told(session, store) == []
        assert report.answered_at is None


def test_a_form_that_missed_something_changes_nothing(town: Town, store: Store) -> None:
    with store.session() as session:
        report = a_report(session, store)
        seen = reports.latest(session, report)
        omar, zahra = session.get_one(Staff, town.omar), session.get_one(Staff, town.zahra)
        reports.add(session, store, report, "It is worse now", channel="sms")
        late: list[Callable[[], object]] = [
            lambda: reports.reply(session, store, report, omar, "Soon", seen=seen),
            lambda: reports.note(session, store, report, omar, "Soon", seen=seen),
            lambda: reports.change_state(session, store, report, omar, "rejected", "No", seen=seen),
            lambda: reports.assign(session, store, report, omar, assignee=zahra, seen=seen),
        ]
        for change in late:
            with pytest.raises(reports.Stale):
                change()
        assert history(session, report) == [("filed", "received"), ("words", None)]
        assert told(session, store) == []


def test_of_two_officials_at_once_one_is_told_to_look_again(town: Town, store: Store) -> None:
    with store.session() as session:
        report_id = a_report(session, store).id
        seen = reports.latest(session, session.get_one(Report, report_id))
    together = Barrier(8)

    def answer(n: int) -> bool:
        together.wait()
        with store.session() as session:
            report, omar = session.get_one(Report, report_id), session.get_one(Staff, town.omar)
            try:
                reports.reply(session, store, report, omar, f"Answer {n}", seen=seen)
            except reports.Stale:
                return False
            return True

    with ThreadPoolExecutor(8) as workers:
        assert sum(workers.map(answer, range(8))) == 1
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == 1


def test_handed_to_another_office_she_is_told_which(town: Town, store: Store) -> None:
    with store.session() as session:
        report = a_report(session, store)
        omar, zahra = session.get_one(Staff, town.omar), session.get_one(Staff, town.zahra)
        reports.assign(session, store, report, omar, assignee=omar, seen=reports.latest(session, report))
        assert (report.state, report.assignee_id) == ("assigned", omar.id)
        reports.assign(session, store, report, omar, assignee=None, seen=reports.latest(session, report))
        assert len(told(session, store)) == 1
        water = session.get_one(Office, town.water)
        reports.assign(session, store, report, omar, office=water, assignee=zahra, seen=reports.latest(session, report))
        assert (report.office_id, report.assignee_id) == (town.water, zahra.id)
        assert "Water office" in told(session, store)[1]


def test_a_failure_half_way_leaves_nothing(town: Town, store: Store) -> None:
    class Broken(Exception):
        pass

    def turn() -> None:
        with store.session() as session:
            move(session, town, a_report(session, store), "resolved", "Done")
            raise Broken

    with pytest.raises(Broken):
        turn()
    with store.read() as session:
        for table in (Report, Update, OutboxRow, LogEntry, InboxRow):
            assert session.scalar(select(func.count()).select_from(table)) == 0
