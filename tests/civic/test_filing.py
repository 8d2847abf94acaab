"""Filed whole, once for each turn, and never what is sensitive."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from bot import references
from bot.messages import Media
from civic import sealed
from civic.filing import Filing, file
from civic.sealed import Spot
from storage.db import Store
from storage.reports import Attachment, Report, Update
from tests.civic.conftest import Town, a_citizen, a_report, a_turn, area
from tests.civic.office import history


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
