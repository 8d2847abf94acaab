"""A desk with three people: Amal and Basim of the water office, and Cyra, who has no business with its reports."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import sessions
from admin.app import create_app
from bot.messages import Address, Location
from civic import people
from civic.filing import Filing, file
from civic.programme import Programme
from civic.sealed import Spot
from storage.db import Store
from storage.office import Area, Office, Staff
from storage.reports import Attachment, Report
from tests.admin.browser import Browser

LANGUAGES = ("en", "ar", "ckb", "km", "sw", "fr", "es")


class Compiled(BytecodeCache):
    """Templates compiled once for all tests: each builds an app of its own."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = Compiled()


@dataclass
class Desk:
    """The office of these tests, and what its app was asked to do."""

    store: Store
    app: Flask
    nudged: list[bool] = field(default_factory=list)

    def browser(self, username: str = "", **kept: Any) -> Browser:
        """A fresh browser, logged in without the slow password when a name is given."""
        browser = Browser(self.app, **kept)
        if username:
            with self.store.session() as session:
                staff_id = session.scalars(select(Staff.id).where(Staff.username == username)).one()
                token = sessions.begin(session, staff_id, self.store.now())
            browser.client.set_cookie("jawab_session", token)
        return browser

    def staff(self, username: str) -> Staff:
        with self.store.read() as session:
            return session.scalars(select(Staff).where(Staff.username == username)).one()

    def report(self, report_id: int) -> Report:
        with self.store.read() as session:
            return session.get_one(Report, report_id)

    def file(self, details: str = "No water since Monday.", **wanted: Any) -> int:
        """A citizen's report to the water office; gives its number."""
        with self.store.session() as session:
            return a_report(session, self.store, details, **wanted)

    def change(self, act: Callable[[Session], object]) -> None:
        with self.store.session() as session:
            act(session)


@pytest.fixture
def desk(store: Store) -> Desk:
    with store.session() as session:
        _people(session, store)
    nudged: list[bool] = []
    app = an_app(store, lambda: nudged.append(True))
    return Desk(store, app, nudged)


def an_app(store: Store, nudge: Callable[[], object], *, secure: bool = False) -> Flask:
    programme = Programme({"en": "Water Dialogue", "ar": "حوار المياه"}, "800 1234", "Asia/Baghdad", LANGUAGES)
    app = create_app(store, programme, nudge, secret="s" * 32, media=a_file, secure_cookies=secure)
    app.testing = True
    app.jinja_env.bytecode_cache = _COMPILED
    return app


def a_file(attachment: Attachment) -> bytes:
    if attachment.file == "gone":
        raise FileNotFoundError
    return b"OggS" + b"0" * 100


def _people(session: Session, store: Store) -> None:
    iraq = Area(code="iq", level="country", names={"en": "Iraq", "ar": "العراق"})
    session.add(iraq)
    session.flush()
    najaf = Area(code="iq-njf", level="governorate", parent_id=iraq.id, names={"en": "Najaf", "ar": "النجف"})
    basra = Area(code="iq-bas", level="governorate", parent_id=iraq.id, names={"en": "Basra", "ar": "البصرة"})
    session.add_all([najaf, basra])
    session.flush()
    kufa = Area(code="iq-njf-kufa", level="district", parent_id=najaf.id, names={"en": "Kufa", "ar": "الكوفة"})
    session.add(kufa)
    session.flush()
    water = Office(code="water", names={"en": "Najaf Water", "ar": "ماء النجف"}, area_id=kufa.id, groups=["water"])
    waste = Office(code="waste", names={"en": "Najaf Waste"}, area_id=najaf.id, groups=["waste"])
    south = Office(code="south", names={"en": "Basra Water"}, area_id=basra.id, groups=["water", "sewage"])
    session.add_all([water, waste, south])
    session.flush()
    for name, role, office in (
        ("amal", "official", water),
        ("basim", "official", water),
        ("cyra", "official", waste),
        ("majid", "manager", waste),
        ("salma", "manager", south),
        ("admin", "administrator", None),
        ("farah", "focal_point", None),
        ("omar", "oversight", None),
        ("huda", "facilitator", None),
    ):
        session.add(
            Staff(
                username=name,
                name=name.title(),
                role=role,
                office=office,
                password_hash="not a hash",
                created_at=store.now(),
            )
        )


def a_report(
    session: Session,
    store: Store,
    details: str = "No water since Monday.",
    *,
    channel: str = "sms",
    address: str = "+9647700000001",
    language: str = "en",
    problem: str = "WAT-NONE",
    area: str = "iq-njf-kufa",
    office: str = "water",
    place: str = "Behind the bakery",
    state: str = "received",
    age: timedelta = timedelta(0),
    anonymous: bool = True,
) -> int:
    citizen = people.meet(session, store, Address(channel, address), "Maryam Example")
    citizen.citizen.language = language
    area_id = session.scalars(select(Area.id).where(Area.code == area)).one() if area else None
    filing = Filing(
        problem=problem,
        area_id=area_id,
        spot=Spot(place, Location(32.03, 44.4)),
        details=details,
        anonymous=anonymous,
    )
    report = file(session, store, citizen, filing, inbox_id=None)
    report.office = session.scalars(select(Office).where(Office.code == office)).one()
    report.state = state
    report.created_at -= age
    report.due_at -= age
    session.flush()
    return report.id
