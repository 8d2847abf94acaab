"""Filing a report: once for each turn, under a reference nobody can guess."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import references
from bot.messages import Media
from bot.vocabulary import SENSITIVE
from civic import attachments, history, offices, people, services
from civic.sealed import Spot
from storage.db import Store
from storage.people import AddressRow
from storage.reports import Report

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Filing:
    """What the citizen said. Only `details` or `media` need be there; the rest has a sensible absence."""

    kind: str = "complaint"
    problem: str | None = None
    area_id: int | None = None
    spot: Spot = field(default_factory=Spot)
    details: str = ""
    media: Sequence[Media] = ()
    anonymous: bool = True


def file(
    session: Session, store: Store, address: AddressRow, filing: Filing, *, inbox_id: int | None, n: int = 0
) -> Report:
    """Make it a report of the office that answers for it. The same turn (inbox_id, n) gives the same report."""
    if filing.problem in SENSITIVE:
        raise ValueError("a sensitive report never becomes an ordinary one: see civic.private")
    for _attempt in range(_ATTEMPTS):
        if inbox_id is not None and (earlier := _of_turn(session, inbox_id, n)):
            return earlier
        try:
            with session.begin_nested():
                return _insert(session, store, address, filing, inbox_id, n)
        except IntegrityError:
            continue  # another worker filed this turn, or the reference is taken: look again
    raise RuntimeError("could not file a report")


def new_reference() -> str:
    return references.new(lambda digits: "".join(secrets.choice("0123456789") for _ in range(digits)))


def _of_turn(session: Session, inbox_id: int, n: int) -> Report | None:
    return session.scalars(select(Report).where(Report.inbox_id == inbox_id, Report.n == n)).one_or_none()


def _insert(
    session: Session, store: Store, address: AddressRow, filing: Filing, inbox_id: int | None, n: int
) -> Report:
    citizen, now = address.citizen, store.now()
    key = people.key(citizen)
    problem = services.problem(filing.problem, filing.kind)
    report = Report(
        reference=new_reference(),
        inbox_id=inbox_id,
        n=n,
        citizen=citizen,
        address=address,
        language=people.language_of(citizen),
        kind=filing.kind,
        problem=problem.code,
        severity=problem.severity,
        area_id=filing.area_id,
        precision=_precision(filing),
        place_sealed=store.vault.seal(filing.spot.to_json(), drawer="report place", key=key),
        details_sealed=store.vault.seal(filing.details, drawer="report details", key=key),
        anonymous=filing.anonymous,
        state="received",
        office=offices.route(session, problem.group, filing.area_id),
        created_at=now,
        due_at=services.due(problem.severity, now),
    )
    session.add(report)
    session.flush()
    history.record(session, store, report, "filed", by_citizen=True, state="received")
    attachments.add(session, store, report, filing.media, address.channel)
    return report


def _precision(filing: Filing) -> str:
    if filing.spot.pin:
        return "exact"
    return "area" if filing.area_id is not None else "words"
