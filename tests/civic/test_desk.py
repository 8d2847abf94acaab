"""What one citizen can do and see: her own matters, all of them, and nobody else's."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import references
from bot.desk import Desk
from bot.messages import Location, Media
from bot.words import LANGUAGES
from civic import reports, sealed
from civic.desk import CivicDesk
from civic.programme import Programme
from storage.db import Store
from storage.office import Staff
from storage.reports import Attachment, PrivateReport, Report
from tests.civic.conftest import Town, a_citizen, a_turn, area


@pytest.fixture
def session(town: Town, store: Store) -> Iterator[Session]:
    with store.session() as session:
        yield session


def a_desk(session: Session, store: Store, programme: Programme, id: str = "+9647700000001") -> CivicDesk:
    her = a_citizen(session, store, "en", id)
    return CivicDesk(session, store, her.citizen, her, programme, inbox_id=a_turn(session, store), channel="sms")


@pytest.fixture
def desk(session: Session, store: Store, programme: Programme) -> CivicDesk:
    return a_desk(session, store, programme)


def told(session: Session, **said: object) -> dict[str, object]:
    """As flows.report hands it over."""
    return {
        "kind": "complaint",
        "problem": "SEW-OVER",
        "area": str(area(session, "iq-njf-kufa").id),
        "place": "By the bridge",
        "location": None,
        "details": "It runs over",
        "media": (),
        "named": False,
        **said,
    }


def test_it_is_the_desk_that_flows_speak_to(desk: CivicDesk) -> None:
    port: Desk = desk
    assert port.org == "Jawab"
    assert port.phone == "800 1234"


def test_language_and_consent_hold_at_once(session: Session, desk: CivicDesk) -> None:
    for language in LANGUAGES:
        desk.speak(language)
        assert desk.voice.language == language
        assert desk.language_chosen
    assert not desk.consented
    desk.consent(True)
    assert desk.consented
    desk.stop()
    assert desk.consented, "what she had agreed to is kept while she is left alone"
    desk.start()
    desk.consent(False)
    assert not desk.consented


def test_filed_with_all_she_said(session: Session, store: Store, desk: CivicDesk) -> None:
    pin = Location(32.03, 44.4)
    filed = desk.file(told(session, location=pin, media=(Media("photo", "p"),), named=True))
    report = session.scalars(select(Report)).one()
    assert (filed.reference, filed.office, filed.due) == (report.reference, "Sewage office", date(2026, 3, 5))
    assert (report.precision, report.anonymous, report.problem) == ("exact", False, "SEW-OVER")
    assert sealed.details(store, report) == "It runs over"
    assert sealed.spot(store, report) == sealed.Spot("By the bridge", pin)
    assert session.scalar(select(func.count()).select_from(Attachment)) == 1


def test_the_promise_is_a_day_of_her_zone(session: Session, store: Store, desk: CivicDesk, clock: object) -> None:
    clock.travel(hours=13)  # type: ignore[attr-defined]  # 22:00 UTC is 01:00 of the next day in Baghdad
    assert desk.file(told(session)).due == date(2026, 3, 6)


def test_two_reports_in_one_turn(session: Session, desk: CivicDesk) -> None:
    assert desk.file(told(session)).reference != desk.file(told(session)).reference


@pytest.mark.parametrize(
    "strange", [{"area": None}, {"area": "none"}, {"problem": "X"}, {"kind": "?"}, {"details": None}]
)
def test_strange_answers_are_filed_all_the_same(session: Session, desk: CivicDesk, strange: dict[str, object]) -> None:
    assert references.read(desk.file(told(session, **strange)).reference)
    assert references.read(desk.file({}).reference)


def test_a_place_nobody_serves_goes_to_the_programme(session: Session, desk: CivicDesk) -> None:
    nairobi = area(session, "ke-47-kibra")
    assert desk.file(told(session, area=str(nairobi.id))).office == "Programme desk"
    assert desk.file(told(session, problem="SWM-MISS")).office == "Programme desk"


def test_a_sensitive_problem_that_slips_through_is_filed_apart(session: Session, desk: CivicDesk) -> None:
    filed = desk.file(told(session, problem="GEN-CORR"))
    assert session.scalar(select(func.count()).select_from(Report)) == 0
    assert session.scalars(select(PrivateReport.reference)).all() == [filed.reference]


def test_her_list_is_hers_newest_first_and_short(session: Session, store: Store, programme: Programme) -> None:
    desk, other = a_desk(session, store, programme), a_desk(session, store, programme, "+9647700000002")
    mine = [desk.file(told(session)).reference for _ in range(9)]
    other.file(told(session))
    listed = desk.my_reports()
    assert [one.id for one in listed] == mine[::-1][:7]
    assert references.show(mine[-1]) in listed[0].label


def test_status_of_her_own_and_of_no_other(
    session: Session, store: Store, programme: Programme, town: Town, clock: object
) -> None:
    desk, other = a_desk(session, store, programme), a_desk(session, store, programme, "+9647700000002")
    reference = desk.file(told(session)).reference
    report = session.scalars(select(Report)).one()
    omar = session.get_one(Staff, town.omar)
    clock.travel(hours=2)  # type: ignore[attr-defined]
    reports.reply(session, store, report, omar, "We come tomorrow", seen=reports.latest(session, report))
    clock.travel(hours=1)  # type: ignore[attr-defined]
    reports.note(session, store, report, omar, "Bring the long hose", seen=reports.latest(session, report))
    status = desk.status(references.show(reference))
    assert status is not None
    assert (status.reference, status.service, status.area) == (reference, "Overflow or blocked sewer", "Kufa, Najaf")
    assert (status.state, status.note) == ("Received", "We come tomorrow")
    assert (store.now() - status.updated).total_seconds() == 3600, "a note for colleagues is no news for her"
    for said in (reference, "0000000000", "123", "", "DROP TABLE report", "٤" * 10):
        assert other.status(said) is None
        assert not other.confirm(said, "no")
        assert not other.add(said, "x", ())


def test_she_confirms_and_adds(session: Session, store: Store, town: Town, desk: CivicDesk) -> None:
    reference = desk.file(told(session)).reference
    report = session.scalars(select(Report)).one()
    assert not desk.confirm(reference, "yes")
    omar = session.get_one(Staff, town.omar)
    reports.change_state(session, store, report, omar, "resolved", "Done", seen=reports.latest(session, report))
    assert desk.confirm(references.show(reference), "no")
    assert desk.add(reference, "Still running", [Media("photo", "p")])
    assert (report.state, report.priority) == ("reopened", 1)
