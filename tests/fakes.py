"""A desk without an office behind it: keeps what it is told, and counts up its references."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from bot import references
from bot.answers import Answers
from bot.desk import Filed, Found, Places, Status
from bot.folding import fold_name
from bot.messages import Address, Inbound, Location, Media
from bot.vocabulary import PROBLEMS, STATES
from bot.words import Voice

AREAS = {
    "ramadi": ("Ramadi", "الرمادي", "ڕەمادی"),
    "kufa": ("Kufa", "الكوفة", "کوفە"),
    "najaf-district": ("Najaf (district)", "قضاء النجف"),
    "najaf": ("Najaf (governorate)", "محافظة النجف"),
}
CITIZEN = Address("telegram", "3527065")


def heard(text: str = "", **more: Any) -> Inbound:
    return Inbound(CITIZEN, "1", text, **more)


def a_meeting(event: str, place: str, **more: Any) -> dict[str, Any]:
    """A session as the office shows it to one citizen."""
    seen = {"event": event, "date": date(2026, 3, 10), "time": "16:00", "place": place, "about": "", "private": "no"}
    stands = {"state": "open", "day": "tomorrow", "standing": "none", "pos": 0, "n": 20, "handle": "K7F2-PM"}
    return {**seen, **stands, "link": "https://water.example/sessions/K7F2PMXA", **more}


@dataclass
class FakeDesk:
    """The office as one citizen meets it, in memory."""

    language: str = "en"
    language_chosen: bool = True
    consented: bool = True
    org: str = "City Voice"
    phone: str = "0800 123"
    stopped: bool = False
    filed: list[Answers] = field(default_factory=list)
    private: list[tuple[str, Sequence[Media], bool]] = field(default_factory=list)
    confirmed: list[tuple[str, str]] = field(default_factory=list)
    added: list[tuple[str, str, Sequence[Media]]] = field(default_factory=list)
    reports: dict[str, Status] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    open_polls: dict[str, str] = field(default_factory=dict)  # flow -> title
    poll_states: dict[str, str] = field(default_factory=dict)
    poll_answers: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    poll_given: dict[str, Any] = field(default_factory=dict)
    polls_done: list[str] = field(default_factory=list)
    made: int = 0
    described: dict[str, str] = field(default_factory=lambda: {"asked": "yes"})
    agreed: dict[str, bool] = field(default_factory=dict)
    meetings: dict[str, dict[str, Any]] = field(default_factory=dict)
    rsvps: list[tuple[str, str]] = field(default_factory=list)
    needed: dict[str, str] = field(default_factory=dict)
    agreements: list[tuple[str, bool, str]] = field(default_factory=list)

    @property
    def voice(self) -> Voice:
        return Voice(self.language)

    def speak(self, language: str) -> None:
        self.language, self.language_chosen = language, True

    def consent(self, given: bool) -> None:
        self.consented = given

    def stop(self) -> None:
        self.stopped = True

    def start(self) -> None:
        self.stopped = False

    def profile(self) -> Mapping[str, Any]:
        named = {"area": self.described.get("area"), "role": self.described.get("roles")}
        known = {name: self.described.get(name) for name in ("sex", "age_band")}
        return {"asked": "asked" in self.described, **known, **named}

    def describe(self, field: str, value: str) -> None:
        self.described[field] = value

    def agrees(self, purpose: str) -> bool:
        return self.agreed.get(purpose, False) and not self.stopped

    def agree(self, purpose: str, given: bool, words: str) -> bool:
        self.agreed[purpose] = given
        self.agreements.append((purpose, given, words))
        return not self.stopped

    def find_places(self, said: str | Location) -> Places:
        if isinstance(said, Location):
            return Places((Found("ramadi", "Ramadi"),), sure=True)
        hits = [
            Found(area, names[0])
            for area, names in AREAS.items()
            if any(fold_name(said) in fold_name(name) for name in names)
        ]
        return Places(tuple(hits), sure=len(hits) == 1)

    def file(self, answers: Answers) -> Filed:
        self.filed.append(answers)
        reference = self._reference()
        problem = PROBLEMS[answers["problem"]]
        self.reports[reference] = Status(
            reference,
            self.voice.say(problem.label),
            AREAS[answers["area"]][0] if answers["area"] else answers["place"],
            self.voice.say(STATES["received"]),
            datetime(2026, 3, 9, 8, 30, tzinfo=UTC),
            "",
        )
        return Filed(reference, "Water Office", date(2026, 3, 16))

    def file_private(self, text: str, media: Sequence[Media], safe: bool) -> str:
        self.private.append((text, media, safe))
        return self._reference()

    def my_reports(self) -> Sequence[Found]:
        return [Found(ref, f"{references.show(ref)} {row.service}") for ref, row in reversed(self.reports.items())][:7]

    def status(self, reference: str) -> Status | None:
        return self.reports.get(reference)

    def confirm(self, reference: str, answer: str) -> bool:
        self.confirmed.append((reference, answer))
        return reference not in self.closed

    def add(self, reference: str, text: str, media: Sequence[Media]) -> bool:
        self.added.append((reference, text, media))
        return reference not in self.closed

    def polls(self) -> Sequence[Found]:
        done = {f"poll-{poll}" for poll, state in self.poll_states.items() if state == "done"}
        return [Found(flow, title) for flow, title in self.open_polls.items() if flow not in done]

    def poll_of(self, code: str) -> str | None:
        return next(iter(self.open_polls), None) if code == "K7F2PM" else None

    def poll_begin(self, poll: str) -> Mapping[str, Any]:
        return {"state": self.poll_states.get(poll, "new"), "given": self.poll_given}

    def poll_answer(self, poll: str, question: str, value: Mapping[str, Any]) -> bool:
        if self.poll_states.get(poll) == "closed":
            return False
        self.poll_answers[question] = value
        return True

    def poll_done(self, poll: str) -> int | None:
        self.polls_done.append(poll)
        return None if self.poll_states.get(poll) == "closed" else 1212 + len(self.polls_done)

    def poll_results(self, poll: str) -> Mapping[str, str] | None:
        if self.poll_states.get(poll) != "closed":
            return None
        return {"title": "Water at home", "results": "1. Do you have water today? Yes 620, No 592"}

    def sessions(self) -> Sequence[Found]:
        unnamed = "A private invitation"
        return [Found(id, unnamed if row["private"] == "yes" else row["event"]) for id, row in self.meetings.items()]

    def session(self, session: str) -> Mapping[str, Any] | None:
        return self.meetings.get(session)

    def rsvp(self, session: str, answer: str) -> Mapping[str, Any]:
        """One that has no seats left answers that she waits, third."""
        meeting = self.meetings.get(session)
        if meeting is None or meeting["state"] != "open":
            return {"outcome": "over", "pos": 0}
        self.rsvps.append((session, answer))
        outcome = {"yes": "seat" if meeting["n"] else "waiting"}.get(answer, answer)
        meeting.update(standing=outcome, pos=3 if outcome == "waiting" else 0)
        return {"outcome": outcome, "pos": meeting["pos"]}

    def needs(self, session: str, text: str) -> None:
        self.needed[session] = text

    def join_session(self, code: str) -> str | None:
        return "7" if code.casefold() == "k7f2pmxa" and "7" in self.meetings else None

    def _reference(self) -> str:
        self.made += 1
        return references.new(lambda n: f"{48 + self.made * 7919:0{n}d}"[-n:])
