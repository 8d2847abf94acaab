"""A first start shows an office at work, and a second one changes nothing."""

from sqlalchemy import func, select

from bot.vocabulary import GROUPS, STATES
from civic import areas, demo, indicators, offices
from storage.db import Store
from storage.office import Area, LogEntry, Office, Staff
from storage.post import InboxRow, OutboxRow
from storage.reports import Report

PASSWORDS = {name: f"secret of {name}" for name in demo.ACCOUNTS}


def _seed(store: Store) -> None:
    with store.session() as session:
        demo.seed(session, store, PASSWORDS, lambda password: f"hash of {password}")


def test_an_office_at_work(store: Store) -> None:
    _seed(store)
    with store.read() as session:
        reports = session.scalars(select(Report)).all()
        assert len(reports) >= 15
        assert {report.language for report in reports} == {"ar", "ckb", "km", "sw", "en", "fr", "es"}
        assert {report.state for report in reports} >= {"received", "assigned", "in_progress", "need_info", "closed"}
        assert all(report.state in STATES and report.created_at < store.now() for report in reports)
        totals = indicators.totals(session)
        assert totals.confirmed
        assert totals.median_hours
        staff = {one.username: one for one in session.scalars(select(Staff))}
        assert staff.keys() == PASSWORDS.keys()
        assert staff["najaf"].password_hash == "hash of secret of najaf"
        assert staff["najaf"].office is not None
        assert staff["admin"].office is None
        for table in (OutboxRow, InboxRow, LogEntry):
            assert session.scalar(select(func.count()).select_from(table)) == 0, "nobody made up is told anything"


def test_a_second_start_changes_nothing(store: Store) -> None:
    _seed(store)
    with store.read() as session:
        before = [session.scalar(select(func.count()).select_from(table)) for table in (Report, Office, Staff, Area)]
    _seed(store)
    with store.read() as session:
        assert before == [
            session.scalar(select(func.count()).select_from(table)) for table in (Report, Office, Staff, Area)
        ]


def test_every_service_of_every_place_has_an_office(store: Store) -> None:
    _seed(store)
    with store.session() as session:
        codes = {area.id: area.code for area in session.scalars(select(Area))}
        for group in GROUPS:
            for area_id, code in codes.items():
                office = offices.route(session, group, area_id)
                assert group in office.groups
                above = {node.id for node in areas.gazetteer(session).lineage(area_id)}
                assert office.area_id in above, code
            assert offices.route(session, group, None).code == offices.LAST_RESORT


def test_the_nearest_office_answers(store: Store) -> None:
    _seed(store)
    with store.session() as session:
        by_code = {area.code: area.id for area in session.scalars(select(Area))}
        routed = {
            ("water", "iq-njf-kufa"): "iq-njf-water",
            ("sewage", "iq-njf"): "iq-njf-sewage",
            ("waste", "iq-anb-ramadi"): "iq-anb-ramadi-municipality",
            ("waste", "iq-anb-hit"): offices.LAST_RESORT,
            ("general", "kh-010806"): "kh-01-administration",
            ("water", "ke-43-rangwe"): "ke-43-county",
            ("waste", "gh-wp-stma-essikado"): "gh-wp-stma",
        }
        for (group, place), office in routed.items():
            assert offices.route(session, group, by_code[place]).code == office
