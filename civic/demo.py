"""What a first start shows: offices, staff and a few made-up reports, so that no screen is empty."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from importlib import resources
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.messages import Address
from bot.vocabulary import STATES
from civic import areas, history, offices, people, reports
from civic.filing import Filing
from civic.sealed import Spot
from storage.db import Store
from storage.office import Area, Office, Staff
from storage.reports import Report


class Account(NamedTuple):
    """One demonstration account; the office by its code, empty for all offices."""

    name: str
    role: str  # of admin.permissions.ROLES
    office: str
    language: str


ACCOUNTS: Mapping[str, Account] = {
    "admin": Account("Alia Administrator", "administrator", "", "en"),
    "manager": Account("Mona Manager", "manager", "", "en"),
    "najaf": Account("Nasser, Najaf Sewerage", "official", "iq-njf-sewage", "ar"),
    "ramadi": Account("Rana, Ramadi Municipality", "official", "iq-anb-ramadi-municipality", "en"),
    "focal": Account("Farah, focal point", "focal_point", "", "en"),
}


def seed(session: Session, store: Store, passwords: Mapping[str, str], hash_password: Callable[[str], str]) -> None:
    """Fill an empty house. Does nothing when somebody works there already, so it may be called at every start."""
    if session.scalar(select(func.count()).select_from(Staff)):
        return
    areas.load(session)
    places = {area.code: area for area in session.scalars(select(Area))}
    for row in _data("offices.json"):
        session.add(Office(code=row["code"], names=row["names"], area=places[row["area"]], groups=row["groups"]))
    session.flush()
    offices.last_resort(session)
    _staff(session, store, passwords, hash_password)
    for row in sorted(_data("samples.json"), key=lambda row: -row["days"]):
        _report(session, store, places, row)


def _data(name: str) -> Any:
    return json.loads(resources.files("civic.data").joinpath(name).read_text("utf-8"))


def _staff(session: Session, store: Store, passwords: Mapping[str, str], hash_password: Callable[[str], str]) -> None:
    by_code = {office.code: office for office in session.scalars(select(Office))}
    for username, password in passwords.items():
        account = ACCOUNTS[username]
        someone = Staff(
            username=username,
            name=account.name,
            role=account.role,
            office=by_code.get(account.office),
            language=account.language,
            password_hash=hash_password(password),
            created_at=store.now(),
        )
        session.add(someone)
    session.flush()


def _report(session: Session, store: Store, places: Mapping[str, Area], row: Any) -> None:
    """Live through one report as it happened, without telling the made-up citizen anything."""
    began = store.now() - timedelta(days=row["days"])
    past = _at(store, began)
    who = people.meet(session, past, Address(row["channel"], row["who"]))
    who.citizen.language = row["language"]
    people.wrote(session, past, who)
    people.record_consent(session, past, who, "report", True)
    said = Filing(row["kind"], row["problem"], places[row["area"]].id, Spot(row["said"]), row["details"])
    report = reports.file(session, past, who, said, inbox_id=None)
    official = session.scalars(select(Staff).where(Staff.office_id == report.office_id)).first()
    for kind, hours, *text in row["story"]:
        _live(session, _at(store, began + timedelta(hours=hours)), report, official, kind, "".join(text))


def _live(session: Session, then: Store, report: Report, official: Staff | None, kind: str, text: str) -> None:
    if kind == "confirm":
        reports.confirm(session, then, report, text)
        return
    if kind == "assigned":
        report.assignee = official
    changed = kind if kind in STATES else None
    history.record(session, then, report, "state" if changed else kind, text=text, staff=official, state=changed)
    reports.stamp(then, report, moved=changed is not None, answered=bool(text))


def _at(store: Store, moment: datetime) -> Store:
    return Store(store.engine, store.vault, lambda: moment)
