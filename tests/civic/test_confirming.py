"""She has the last word: yes, partly or no, and what she adds."""

from sqlalchemy.orm import Session

from bot import references
from bot.messages import Media
from civic import reports
from storage.db import Store
from storage.reports import Report
from tests.civic.conftest import Town, a_report
from tests.civic.office import asked, history, move


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
