"""Sensitive reports: sealed apart, read by the focal point only, every look on record.

They live in a table of their own, so no list, count, search or export of ordinary reports can meet them.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.messages import Media
from civic import filing, history, people
from storage.db import Store
from storage.office import Staff
from storage.people import AddressRow
from storage.reports import PrivateReport

FOCAL_POINT = "focal_point"  # of admin.permissions.ROLES
ANSWER_DAYS = 1  # a human being reads it within
_DRAWER = "private"
_ATTEMPTS = 5


class NotYours(Exception):
    """Only the focal point may look at this."""


@dataclass(frozen=True, slots=True)
class Content:
    """What she told us. `address` only when it is safe to write back."""

    text: str
    media: tuple[Media, ...]
    channel: str
    address: str
    language: str


def file(
    session: Session,
    store: Store,
    row: AddressRow,
    text: str,
    media: Sequence[Media],
    *,
    safe: bool,
    inbox_id: int,
) -> PrivateReport:
    """Keep it under the drawer's own key, with nothing that leads to her when she must not be written to."""
    for _attempt in range(_ATTEMPTS):
        turn = select(PrivateReport).where(PrivateReport.inbox_id == inbox_id)
        if earlier := session.scalars(turn).one_or_none():
            return earlier
        address = people.address_of(store, row) if safe else ""
        content = Content(text, tuple(media), row.channel, address, people.language_of(row.citizen))
        try:
            with session.begin_nested():
                return _insert(session, store, content, safe, inbox_id)
        except IntegrityError:
            continue
    raise RuntimeError("could not file a private report")


def _insert(session: Session, store: Store, content: Content, safe: bool, inbox_id: int) -> PrivateReport:
    report = PrivateReport(
        reference=filing.new_reference(),
        inbox_id=inbox_id,
        sealed=store.vault.seal(json.dumps(asdict(content), ensure_ascii=False), drawer=_DRAWER),
        safe_to_reply=safe,
        created_at=store.now(),
    )
    session.add(report)
    session.flush()
    return report


def listed(session: Session, staff: Staff) -> Sequence[PrivateReport]:
    """All of them, newest first, to show by reference, date and state: never by content. Raises NotYours."""
    _admit(staff)
    return session.scalars(select(PrivateReport).order_by(PrivateReport.id.desc())).all()


def open_report(session: Session, store: Store, report: PrivateReport, staff: Staff) -> Content:
    """Read it, which goes on record in the same transaction. Raises NotYours."""
    _admit(staff)
    history.log(session, store, staff, "open private", f"private {report.id}")
    if report.state == "received":
        report.state = "opened"
    kept = json.loads(store.vault.read(report.sealed, drawer=_DRAWER))
    return Content(**{**kept, "media": tuple(Media(**one) for one in kept["media"])})


def close_report(session: Session, store: Store, report: PrivateReport, staff: Staff) -> None:
    """The focal point has done what there was to do. Raises NotYours."""
    _admit(staff)
    report.state = "closed"
    history.log(session, store, staff, "close private", f"private {report.id}")


def _admit(staff: Staff) -> None:
    if staff.role != FOCAL_POINT or not staff.active:
        raise NotYours
