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
