"""An office that works: places, two offices and their people, and a citizen who wrote."""

from dataclasses import dataclass
from itertools import count

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Address
from civic import areas, people
from civic.filing import Filing, file
from civic.programme import Programme
from civic.sealed import Spot
from storage.db import Store
from storage.office import Area, Office, Staff
from storage.people import AddressRow
from storage.post import InboxRow
from storage.reports import Report

_numbers = count(1)


@dataclass(frozen=True)
class Town:
    """What a test needs to begin with, by id: sessions come and go."""

    store: Store
    water: int
    sewage: int
    zahra: int  # at the water office
    omar: int  # at the sewage office
    focal: int


@pytest.fixture
def programme() -> Programme:
    return Programme({"en": "Jawab", "ar": "جواب"}, "800 1234", "Asia/Baghdad", ("en", "ar", "km"))


@pytest.fixture
def town(store: Store) -> Town:
    with store.session() as session:
        areas.load(session)
        najaf = area(session, "iq-njf")
        water = Office(
            code="water", names={"en": "Water office", "ar": "دائرة الماء"}, area_id=najaf.id, groups=["water"]
        )
        sewage = Office(code="sewage", names={"en": "Sewage office"}, area_id=najaf.id, groups=["sewage"])
        session.add_all([water, sewage])
        session.flush()
        zahra, omar = (_staff(store, name, "official", office) for name, office in (("zahra", water), ("omar", sewage)))
        focal = _staff(store, "focal", "focal_point", None)
        session.add_all([zahra, omar, focal])
        session.flush()
        return Town(store, water.id, sewage.id, zahra.id, omar.id, focal.id)


def _staff(store: Store, name: str, role: str, office: Office | None) -> Staff:
    return Staff(username=name, name=name.title(), role=role, office=office, password_hash="-", created_at=store.now())


def area(session: Session, code: str) -> Area:
    return session.scalars(select(Area).where(Area.code == code)).one()


def a_citizen(session: Session, store: Store, language: str = "en", id: str = "+9647700000001") -> AddressRow:
    row = people.meet(session, store, Address("sms", id), "Maryam")
    row.citizen.language = language
    people.wrote(session, store, row)
    return row


def a_turn(session: Session, store: Store) -> int:
    """An inbox row, as every turn has one."""
    key = store.vault.digest("test", str(next(_numbers)))
    row = InboxRow(channel="sms", event_key=key, lane=key, due_at=store.now(), received_at=store.now())
    session.add(row)
    session.flush()
    return row.id


def a_report(session: Session, store: Store, language: str = "en", **said: object) -> Report:
    who = a_citizen(session, store, language)
    said = {"problem": "SEW-OVER", "area_id": area(session, "iq-njf-kufa").id, "details": "It runs over", **said}
    return file(session, store, who, Filing(spot=Spot("By the bridge"), **said), inbox_id=a_turn(session, store))  # type: ignore[arg-type]
