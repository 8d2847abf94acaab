"""The office as one citizen meets it in a chat: bot.desk.Desk over the tables, in her turn's one transaction."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import references
from bot.desk import Answers, Filed, Found, Places, Status
from bot.messages import Location, Media
from bot.vocabulary import SENSITIVE, STATES
from bot.words import Voice, _
from civic import (
    areas,
    audience,
    people,
    poll_answers,
    poll_results,
    private,
    reports,
    sealed,
    seating,
    services,
    session_view,
)
from civic.programme import Programme
from civic.told import filing_of
from storage.db import Store
from storage.people import AddressRow, Citizen
from storage.reports import Report, Update

MOST_REPORTS = 7  # choices in one message

_REPORT = _("{ticket}: {service}")
_PLACE_IN_WORDS = _("the place you described")


class CivicDesk:
    """One citizen's desk for one turn. Writes through `session`; the caller commits."""

    def __init__(
        self,
        session: Session,
        store: Store,
        citizen: Citizen,
        address: AddressRow,
        programme: Programme,
        *,
        inbox_id: int,
        channel: str,
    ) -> None:
        self._session = session
        self._store = store
        self._citizen = citizen
        self._address = address
        self._programme = programme
        self._inbox_id = inbox_id
        self._channel = channel
        self._filed = 0

    @property
    def voice(self) -> Voice:
        return self._programme.voice(people.language_of(self._citizen))

    @property
    def org(self) -> str:
        return self._programme.name(people.language_of(self._citizen))

    @property
    def phone(self) -> str:
        return self._programme.phone

    @property
    def language_chosen(self) -> bool:
        return self._citizen.language is not None

    @property
    def consented(self) -> bool:
        return people.consents(self._session, self._citizen, "report")

    def speak(self, language: str) -> None:
        self._citizen.language = language

    def consent(self, given: bool) -> None:
        people.record_consent(self._session, self._store, self._address, "report", given)

    def stop(self) -> None:
        people.stop(self._session, self._store, self._address)

    def start(self) -> None:
        people.start(self._session, self._store, self._address)
        seating.reconsider(self._session, self._store, self._citizen.id)

    def profile(self) -> Mapping[str, Any]:
        return audience.told(self._session, self._citizen)

    def describe(self, field: str, value: str) -> None:
        values = {} if field == "asked" else {field: value}
        audience.describe(self._session, self._store, self._citizen, **values)
        seating.reconsider(self._session, self._store, self._citizen.id)

    def agrees(self, purpose: str) -> bool:
        return audience.agrees(self._session, self._citizen.id, purpose)

    def agree(self, purpose: str, given: bool, words: str) -> bool:
        audience.agree(self._session, self._store, self._address, purpose, given, words)
        seating.reconsider(self._session, self._store, self._citizen.id)
        return self._citizen.stopped_at is None

    def find_places(self, said: str | Location) -> Places:
        return areas.find(self._session, said, self.voice.language)

    def file(self, answers: Answers) -> Filed:
        if answers.get("problem") in SENSITIVE:  # the flow leaves before this; a slip there must not expose her
            return self._file_apart(answers)
        filing = filing_of(answers)
        report = reports.file(self._session, self._store, self._address, filing, inbox_id=self._inbox_id, n=self._filed)
        self._filed += 1
        due = report.due_at.astimezone(ZoneInfo(self._programme.zone)).date()
        return Filed(report.reference, report.office.name(self.voice.language), due)

    def file_private(self, text: str, media: Sequence[Media], safe: bool) -> str:
        report = private.file(
            self._session, self._store, self._address, text, media, safe=safe, inbox_id=self._inbox_id
        )
        return report.reference

    def my_reports(self) -> Sequence[Found]:
        mine = select(Report).where(Report.citizen_id == self._citizen.id).order_by(Report.id.desc())
        return [
            Found(
                report.reference,
                self.voice.say(_REPORT, ticket=references.show(report.reference), service=self._service(report)),
            )
            for report in self._session.scalars(mine.limit(MOST_REPORTS))
        ]

    def status(self, reference: str) -> Status | None:
        report = self._mine(reference)
        if report is None:
            return None
        newest = self._newest(report)
        area = areas.label(self._session, report.area_id, self.voice.language)
        return Status(
            report.reference,
            self._service(report),
            area or self.voice.say(_PLACE_IN_WORDS),
            self.voice.say(STATES[report.state]),
            newest.at if newest else report.created_at,
            self._note(report),
        )

    def confirm(self, reference: str, answer: str) -> bool:
        report = self._mine(reference)
        return report is not None and reports.confirm(self._session, self._store, report, answer)

    def add(self, reference: str, text: str, media: Sequence[Media]) -> bool:
        report = self._mine(reference)
        return report is not None and reports.add(
            self._session, self._store, report, text, media, channel=self._channel
        )

    def polls(self) -> Sequence[Found]:
        return poll_answers.waiting(self._session, self._store, self._address)

    def poll_of(self, code: str) -> str | None:
        return poll_answers.coded(self._session, self._store, code)

    def poll_begin(self, poll: str) -> Mapping[str, Any]:
        return poll_answers.begin(self._session, self._store, self._address, int(poll))

    def poll_answer(self, poll: str, question: str, value: Mapping[str, Any]) -> bool:
        return poll_answers.answer(self._session, self._store, self._address, int(poll), question, value)

    def poll_done(self, poll: str) -> int | None:
        return poll_answers.finish(self._session, self._store, self._address, int(poll))

    def poll_results(self, poll: str) -> Mapping[str, str] | None:
        return poll_results.message(self._session, self._store, int(poll), self.voice)

    def sessions(self) -> Sequence[Found]:
        return session_view.found(self._session, self._store, self._citizen.id, self.voice)

    def session(self, session: str) -> Mapping[str, Any] | None:
        return session_view.view(
            self._session, self._store, self._programme, int(session or 0), self._address, self.voice
        )

    def rsvp(self, session: str, answer: str) -> Mapping[str, Any]:
        if self.session(session) is None:
            return {"outcome": "over", "pos": 0}
        seat = seating.answer(self._session, self._store, int(session), self._address, answer)
        return {"outcome": seat.outcome, "pos": seat.position}

    def needs(self, session: str, text: str) -> None:
        seating.needs(self._session, self._store, int(session), self._citizen.id, text)

    def join_session(self, code: str) -> str | None:
        return session_view.join(self._session, self._store, code, self._address)

    def _file_apart(self, answers: Answers) -> Filed:
        filing = filing_of({**answers, "problem": None})
        place = filing.spot.said
        text = "\n".join(part for part in (filing.details, place) if part)
        reference = self.file_private(text, filing.media, safe=False)
        due = self._store.now().astimezone(ZoneInfo(self._programme.zone)).date() + timedelta(private.ANSWER_DAYS)
        return Filed(reference, self.org, due)

    def _mine(self, reference: str) -> Report | None:
        """One of her own; anybody else's is as unknown as one that never was."""
        read = references.read(reference)
        if not isinstance(read, str):
            return None
        mine = select(Report).where(Report.reference == read, Report.citizen_id == self._citizen.id)
        return self._session.scalars(mine).one_or_none()

    def _service(self, report: Report) -> str:
        return self.voice.say(services.problem(report.problem).label)

    def _lines(self, report: Report) -> Any:
        return select(Update).where(Update.report_id == report.id, Update.public).order_by(Update.id.desc())

    def _newest(self, report: Report) -> Update | None:
        return self._session.scalars(self._lines(report).limit(1)).one_or_none()

    def _note(self, report: Report) -> str:
        """The last words of the office."""
        spoken = self._lines(report).where(~Update.by_citizen, Update.text_sealed.is_not(None)).limit(1)
        line = self._session.scalars(spoken).one_or_none()
        return sealed.words(self._store, line) if line else ""
