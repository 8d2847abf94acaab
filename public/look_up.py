"""One report as everyone may see it: where it stands and since when, and nobody's words."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bot import references
from bot.vocabulary import OPEN, STATES
from bot.words import Voice
from civic import areas, services
from storage.reports import Report, Update

NOBODYS = "0000000000"  # no reference begins with 0: looked up instead of what is none, in the same time


@dataclass(frozen=True, slots=True)
class Standing:
    """Texts in the reader's language; moments for her zone."""

    reference: str  # as it is read aloud
    state: str
    code: str
    service: str
    area: str
    office: str
    received: datetime
    promised: date | None  # while nobody has answered
    answered: datetime | None
    resolved: datetime | None
    closed: datetime | None
    updated: datetime
    reopened: int
    confirmed: bool


def find(session: Session, said: str, voice: Voice) -> Standing | None:
    """The report of this number in any digits, or None: also for what is no number, and for what is private."""
    read = references.read(said)
    number = read if isinstance(read, str) else NOBODYS
    wanted = select(Report).where(Report.reference == number).options(joinedload(Report.office))
    report = session.scalars(wanted).one_or_none()
    return _standing(session, report, voice) if report else None


def _standing(session: Session, report: Report, voice: Voice) -> Standing:
    shown = select(func.max(Update.at)).where(Update.report_id == report.id, Update.public)
    waiting = report.answered_at is None and report.state in OPEN
    return Standing(
        reference=references.show(report.reference),
        state=voice.say(STATES[report.state]),
        code=report.state,
        service=voice.say(services.problem(report.problem).label),
        area=areas.label(session, report.area_id, voice.language),
        office=report.office.name(voice.language),
        received=report.created_at,
        promised=report.due_at.astimezone(ZoneInfo(voice.zone)).date() if waiting else None,
        answered=report.answered_at,
        resolved=report.resolved_at,
        closed=report.closed_at,
        updated=session.scalar(shown) or report.created_at,
        reopened=report.reopened,
        confirmed=report.confirmed == "yes",
    )
