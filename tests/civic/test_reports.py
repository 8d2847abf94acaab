"""From filed to closed: only along the table, always told, never twice, never over somebody's head."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import references
from bot.channels.base import Part
from bot.messages import Media
from bot.vocabulary import OPEN, STATES
from civic import reports, sealed, states
from civic.filing import Filing, file
from civic.sealed import Spot
from storage.db import Store
from storage.office import LogEntry, Office, Staff
from storage.post import InboxRow, OutboxRow
from storage.reports import Attachment, Report, Update
from tests.civic.conftest import Town, a_citizen, a_report, a_turn, area
from tests.clock import Clock


def told(session: Session, store: Store) -> list[str]:
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
    return [Part.from_json(store.vault.read(row.part, drawer="post")).text for row in rows]


def asked(session: Session, store: Store) -> list[dict[str, object]]:
    rows = session.scalars(select(InboxRow).where(InboxRow.kind == "start").order_by(InboxRow.id))
    return [json.loads(store.vault.read(row.raw, drawer="post")) for row in rows]


def history(session: Session, report: Report) -> Sequence[tuple[str, str | None]]:
    lines = session.scalars(select(Update).where(Update.report_id == report.id).order_by(Update.id))
    return [(line.kind, line.state) for line in lines]


def move(session: Session, town: Town, report: Report, state: str, text: str = "Because.") -> Update:
    omar = session.get_one(Staff, town.omar)
    return reports.change_state(session, town.store, report, omar, state, text, seen=reports.latest(session, report))


def put(session: Session, report: Report, state: str) -> Report:
    report.state = state
    session.flush()
    return report


def test_filed_whole(town: Town, store: Store) -> None:
    with store.session() as session:
        kufa = area(session, "iq-njf-kufa")
        report = a_report(session, store, "ar", media=(Media("photo", "file-1", "image/jpeg", 10),), anonymous=False)
        assert (report.state, report.severity, report.office_id) == ("received", "urgent", town.sewage)
        assert (report.area_id, report.precision, report.language) == (kufa.id, "area", "ar")
        assert references.read(report.reference) == report.reference
        assert (report.due_at - report.created_at).days == 3
        assert sealed.details(store, report) == "It runs over"
        assert sealed.spot(store, report) == Spot("By the bridge")
        assert b"runs over" not in (report.details_sealed or b"")
        assert history(session, report) == [("filed", "received")]
        assert session.scalars(select(Attachment.state)).all() == ["waiting"]


def test_one_turn_files_once_under_twenty_threads(town: Town, store: Store) -> None:
    with store.session() as session:
        who = a_citizen(session, store)
        turn = a_turn(session, store)
    together = Barrier(20)

    def work(_n: int) -> str:
        together.wait()
        with store.session() as session:
            return file(session, store, session.merge(who, load=True), Filing(details="Leak"), inbox_id=turn).reference

    with ThreadPoolExecutor(20) as workers:
        assert len(set(workers.map(work, range(20)))) == 1
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 1
        assert session.scalar(select(func.count()).select_from(Update)) == 1


def test_two_matters_of_one_turn_are_two_reports(town: Town, store: Store) -> None:
    with store.session() as session:
        who, turn = a_citizen(session, store), a_turn(session, store)
        one, two = (file(session, store, who, Filing(details=str(n)), inbox_id=turn, n=n) for n in range(2))
        assert one.reference != two.reference


def test_a_sensitive_problem_is_never_filed_among_the_others(town: Town, store: Store) -> None:
    with store.session() as session, pytest.raises(ValueError, match="sensitive"):
        file(session, store, a_citizen(session, store), Filing(problem="GEN-CORR"), inbox_id=None)


@pytest.mark.parametrize("before", STATES)
def test_only_along_the_table(town: Town, store: Store, before: str) -> None:
    with store.session() as session:
        reports_ = {after: put(session, a_report(session, store), before) for after in STATES}
        for after, report in reports_.items():
            words = len(told(session, store)) + len(asked(session, store))
            if after in states.MOVES[before]:
                move(session, town, report, after)
                assert report.state == after
                words += 1
            else:
                with pytest.raises(reports.MoveRefused) as refused:
                    move(session, town, report, after)
                assert refused.value.allowed == states.MOVES[before]
                assert report.state == before
            assert len(told(session, store)) + len(asked(session, store)) == words


def test_the_table_hangs_together() -> None:
    assert set(states.MOVES) == set(STATES)
    for before, allowed in states.MOVES.items():
        assert allowed, f"{before} is a dead end"
        assert before not in allowed
        assert set(allowed) <= set(STATES)
    assert not states.ENDED & OPEN
    assert set(states.ASKS) <= states.REASON_REQUIRED


@pytest.mark.parametrize("state", sorted(states.REASON_REQUIRED))
@pytest.mark.parametrize("text", ["", "  \n", "x" * (reports.TEXT_LIMIT + 1)])
def test_a_reason_where_she_must_be_told(town: Town, store: Store, state: str, text: str) -> None:
    before = next(before for before, allowed in states.MOVES.items() if state in allowed)
    with store.session() as session:
        report = put(session, a_report(session, store), before)
        with pytest.raises(reports.Unsaid):
            move(session, town, report, state, text)
        assert report.state == before
        assert len(history(session, report)) == 1


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
        late = [
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


def _resolved(session: Session, town: Town) -> Report:
    report = a_report(session, town.store, "ar")
    move(session, town, report, "resolved", "The pipe is new")
    return report


def test_solved_asks_her(town: Town, store: Store) -> None:
    with store.session() as session:
        report = _resolved(session, town)
        (question,) = asked(session, store)
        assert question["flow"] == "confirm"
        assert question["answers"] == {
            "reference": references.show(report.reference), "office": "Sewage office", "note": "The pipe is new",
        }  # fmt: skip
        assert question["update_id"] == reports.latest(session, report)


def test_need_info_asks_her_and_her_words_take_it_up_again(town: Town, store: Store) -> None:
    with store.session() as session:
        report = a_report(session, store)
        move(session, town, report, "need_info", "Which street?")
        (question,) = asked(session, store)
        assert (question["flow"], question["answers"]["question"]) == ("more", "Which street?")  # type: ignore[index]
        assert reports.add(session, store, report, "The third", [Media("photo", "x")], channel="sms")
        assert report.state == "in_progress"
        assert history(session, report)[-1] == ("words", "in_progress")


def test_yes_closes(town: Town, store: Store) -> None:
    with store.session() as session:
        report = _resolved(session, town)
        assert reports.confirm(session, store, report, "yes")
        assert (report.state, report.confirmed, report.priority) == ("closed", "yes", 0)
        assert report.closed_at == store.now()
        assert report.resolved_at == store.now()


def test_no_opens_it_again_and_is_counted(town: Town, store: Store) -> None:
    with store.session() as session:
        report = _resolved(session, town)
        assert reports.confirm(session, store, report, "no")
        assert (report.state, report.confirmed, report.priority, report.reopened) == ("reopened", "no", 1, 1)
        assert report.resolved_at is None
        move(session, town, report, "resolved", "Now really")
        assert report.confirmed is None
        assert reports.confirm(session, store, report, "yes")
        assert (report.state, report.reopened) == ("closed", 1)


def test_partly_goes_on_with_priority(town: Town, store: Store) -> None:
    with store.session() as session:
        report = _resolved(session, town)
        assert reports.confirm(session, store, report, "partly")
        assert (report.state, report.confirmed, report.priority, report.reopened) == ("in_progress", "partly", 1, 0)


def test_her_word_counts_also_after_the_office_closed_it(town: Town, store: Store) -> None:
    with store.session() as session:
        report = _resolved(session, town)
        move(session, town, report, "closed", "No answer for a month")
        assert report.confirmed is None
        assert reports.confirm(session, store, report, "no")
        assert report.state == "reopened"


def test_late_or_strange_words_on_the_question_change_nothing(town: Town, store: Store) -> None:
    with store.session() as session:
        report = a_report(session, store)
        assert not reports.confirm(session, store, report, "yes")
        move(session, town, report, "resolved", "Done")
        assert not reports.confirm(session, store, report, "maybe")
        assert reports.confirm(session, store, report, "yes")
        assert not reports.confirm(session, store, report, "no")
        assert report.state == "closed"
        assert not reports.add(session, store, report, "One more thing", channel="sms")


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
