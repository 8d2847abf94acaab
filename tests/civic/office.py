"""Small moves that tests of the office share."""

import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.base import Part
from civic import reports
from storage.db import Store
from storage.office import Staff
from storage.post import InboxRow, OutboxRow
from storage.reports import Report, Update
from tests.civic.conftest import Town


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
