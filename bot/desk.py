"""The port from the talk to the office: what a conversation may ask of it, for one citizen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.messages import Location, Media
from bot.words import Voice

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """One thing offered by the office: an area, a report. The label is in the citizen's language."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Places:
    """What a typed name or a pin may mean. `sure` when there is one match and it is exact."""

    options: tuple[Found, ...] = ()
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a report: its reference, who will answer, and by which local date (datetime.date)."""

    reference: str
    office: str
    due: Any


@dataclass(frozen=True, slots=True)
class Status:
    """One report as its author may see it. Text in the citizen's language, `updated` a datetime."""

    reference: str
    service: str
    area: str
    state: str
    updated: Any
    note: str


class Desk(Protocol):
    """The office, as one citizen meets it. Every change is part of the turn's one transaction."""

    @property
    def voice(self) -> Voice:
        """The citizen's language as it stands now, in her programme's time zone."""

    @property
    def org(self) -> str: ...

    @property
    def phone(self) -> str:
        """A person's phone number, for those who would rather talk."""

    @property
    def language_chosen(self) -> bool: ...

    @property
    def consented(self) -> bool: ...

    def speak(self, language: str) -> None: ...

    def consent(self, given: bool) -> None: ...

    def stop(self) -> None: ...

    def start(self) -> None: ...

    def find_places(self, said: str | Location) -> Places: ...

    def file(self, answers: Answers) -> Filed:
        """Make a report. Keys: kind (of KINDS), problem (code of PROBLEMS), area (id from find_places, or None),
        place (her words for it, or ""), location (Location or None), details (str, "" when she spoke),
        media (tuple of Media), named (bool: may the office see her name?)."""

    def file_private(self, text: str, media: Sequence[Media], safe: bool) -> str:
        """Keep a sensitive report apart; gives its reference."""

    def my_reports(self) -> Sequence[Found]:
        """Her latest reports, newest first, at most seven."""

    def status(self, reference: str) -> Status | None:
        """One of *her own* reports; None for anything else, also when it exists."""

    def confirm(self, reference: str, answer: str) -> bool:
        """Her word on whether it is fixed: yes, partly or no (no opens it again). False when no longer open."""

    def add(self, reference: str, text: str, media: Sequence[Media]) -> bool:
        """More words or a photo for one of her own open reports. False when it is no longer open."""

    def profile(self) -> Mapping[str, Any]:
        """What is known of her: {"asked": bool, "sex", "age_band", "area", "role"}, None where not asked."""

    def describe(self, field: str, value: str) -> None:
        """What she says of herself. Fields: sex (of SEXES), age_band (of AGE_BANDS), roles (of COMES_AS), area (an
        id from find_places); each may be "refused" or "unknown". "asked" with any value: that she was asked."""

    def agrees(self, purpose: str) -> bool:
        """Whether we may write to her for this purpose now (of PURPOSES)."""

    def agree(self, purpose: str, given: bool, words: str) -> bool:
        """Put her word on record, and how she gave it: "keyword", "session", ... False: she said STOP before, and
        only START brings messages back."""

    def polls(self) -> Sequence[Found]:
        """Polls that are open, that she has not finished and that speak her language, at most seven. The ids are
        the names of their flows."""

    def poll_of(self, code: str) -> str | None:
        """The flow of the open poll that a link, a QR code or "JOIN p-<code>" names; None for anything else."""

    def poll_begin(self, poll: str) -> Mapping[str, Any]:
        """How she stands with it: {"state", "given"}. state: "ask" (she has not agreed to polls), "new", "again"
        (she stopped in the middle), "done", "closed". given: her answers so far, by question, as the flow has them."""

    def poll_answer(self, poll: str, question: str, value: Mapping[str, Any]) -> bool:
        """Keep one answer: {"choice": id}, {"choices": [ids]}, {"number": n}, {"text": words} or {"skipped": True}.
        False when the poll is closed or she has finished it."""

    def poll_done(self, poll: str) -> int | None:
        """She has answered all; gives how many people have by now. None when it was closed before."""

    def poll_results(self, poll: str) -> Mapping[str, str] | None:
        """{"title", "results"} of a closed poll, in her language; None while it is open."""

    def sessions(self) -> Sequence[Found]:
        """The next sessions that are hers to see, soonest first, at most five. Private ones are not named."""

    def session(self, session: str) -> Mapping[str, Any] | None:
        """One session as she may see it, None when it is not hers to see. Texts in her language: event, place, about
        ("" for none), time (of the clock there), link ("" for none); date (datetime.date); state: open, cancelled,
        over; day: today, tomorrow, later; private: yes, no; standing: none, seat, waiting, no, maybe; pos (on the
        waiting list, else 0); n (seats); handle (what she says at the door)."""

    def rsvp(self, session: str, answer: str) -> Mapping[str, Any]:
        """Her answer: yes, no or maybe. {"outcome": seat, waiting, no, maybe or over, "pos": on the waiting list}."""

    def needs(self, session: str, text: str) -> None:
        """What she needs to take part, in her words; "" for nothing."""

    def join_session(self, code: str) -> str | None:
        """She came by a session's code: it is hers to see from now on. Its id, or None for no such open session."""
