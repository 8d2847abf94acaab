"""What staff write down for a session, and what is wrong with it: every objection is a sentence of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from bot.vocabulary import SESSION_KINDS
from bot.words import LANGUAGES, Text, _
from civic import seats
from storage.sessions import DialogueSession, Invitation

LONGEST = 120  # characters of a title or a place: a message names both
LONGEST_WORDS = 400  # what it is about: two parts of an SMS
MOST_SEATS = 10_000
MOST_MINUTES = 14 * 24 * 60

_KIND = _("Please choose a kind of session from the list.")
_TITLE = _("Please write a title in at least one language.")
_PLACE = _("Please say where it is, in at least one language.")
_LONG = _("A title or a place has at most {most} characters, what it is about {words}.")
_PAST = _("This session would begin in the past. Please choose a later day or time.")
_ZONE = _("Please choose a time zone from the list.")
_MINUTES = _("A session lasts from 15 minutes to 14 days.")
_SEATS = _("A session has from 1 to {most} seats.")
_KEPT = _("Seats kept for women and for youth are {kept} together, more than the {capacity} seats there are.")
_PROMISED = _(
    "These people have a seat already and would lose it: {people}. Leave more seats, or cancel with them first."
)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why it cannot be like this."""

    reason: Text
    blanks: Mapping[str, object] = field(default_factory=dict)


class Refused(Exception):
    """The session cannot be like this; nothing was changed."""

    def __init__(self, objections: Sequence[Objection]) -> None:
        super().__init__([objection.reason for objection in objections])
        self.objections = objections


@dataclass(frozen=True, slots=True)
class Plan:
    """A session as staff want it. Texts by language; `starts_at` an instant, None when it could not be read."""

    kind: str
    titles: Mapping[str, str]
    places: Mapping[str, str]
    starts_at: datetime | None
    zone: str
    minutes: int
    capacity: int
    women: int = 0
    youth: int = 0
    words: Mapping[str, str] = field(default_factory=dict)
    area_id: int | None = None
    public: bool = True
    facilitator_id: int | None = None

    @property
    def seats(self) -> seats.Rules:
        return seats.Rules(self.capacity, self.women, self.youth)


def plan_of(meeting: DialogueSession) -> Plan:
    """The session as it stands."""
    return Plan(
        meeting.kind,
        meeting.titles,
        meeting.places,
        meeting.starts_at,
        meeting.zone,
        meeting.minutes,
        meeting.capacity,
        meeting.seats_women,
        meeting.seats_youth,
        meeting.words,
        meeting.area_id,
        meeting.public,
        meeting.facilitator_id,
    )


def keep(meeting: DialogueSession, plan: Plan) -> None:
    """Write the plan, which was checked, into the session."""
    assert plan.starts_at is not None  # noqa: S101  # `objections` has seen to it
    meeting.kind, meeting.area_id, meeting.public = plan.kind, plan.area_id, plan.public
    meeting.titles, meeting.words, meeting.places = dict(plan.titles), dict(plan.words), dict(plan.places)
    meeting.starts_at, meeting.zone, meeting.minutes = plan.starts_at, plan.zone, plan.minutes
    meeting.capacity, meeting.seats_women, meeting.seats_youth = plan.capacity, plan.women, plan.youth
    meeting.facilitator_id = plan.facilitator_id


def objections(plan: Plan, now: datetime) -> list[Objection]:
    """All that is wrong with a plan by itself."""
    kept = plan.women + plan.youth
    rules: list[tuple[bool, Objection]] = [
        (plan.kind in SESSION_KINDS, Objection(_KIND)),
        (any(plan.titles.values()), Objection(_TITLE)),
        (any(plan.places.values()), Objection(_PLACE)),
        (_short(plan), Objection(_LONG, {"most": LONGEST, "words": LONGEST_WORDS})),
        (plan.zone in available_timezones(), Objection(_ZONE)),
        (plan.starts_at is not None and plan.starts_at > now, Objection(_PAST)),
        (15 <= plan.minutes <= MOST_MINUTES, Objection(_MINUTES)),
        (1 <= plan.capacity <= MOST_SEATS, Objection(_SEATS, {"most": MOST_SEATS})),
        (
            min(plan.women, plan.youth) >= 0 and kept <= plan.capacity,
            Objection(_KEPT, {"kept": kept, "capacity": plan.capacity}),
        ),
    ]
    return [objection for holds, objection in rules if not holds]


def losing(rules: seats.Rules, seated: Sequence[tuple[Invitation, seats.Groups]]) -> list[Objection]:
    """Who would lose a promised seat under these rules, by handle. `seated` in the order they got their seats."""
    gone = seats.displaced(rules, [groups for _invitation, groups in seated])
    if not gone:
        return []
    return [Objection(_PROMISED, {"people": [seated[place][0].citizen.handle for place in gone]})]


def moved(before: Plan, after: Plan) -> bool:
    """Whether people must be told: another time or another place."""
    return (before.starts_at, before.zone, before.places) != (after.starts_at, after.zone, after.places)


def ends_at(meeting: DialogueSession) -> datetime:
    return meeting.starts_at + timedelta(minutes=meeting.minutes)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in this language, else in the first that has one."""
    return texts.get(language) or next((texts[code] for code in LANGUAGES if texts.get(code)), "")


def _short(plan: Plan) -> bool:
    names = [*plan.titles.values(), *plan.places.values()]
    return all(len(name) <= LONGEST for name in names) and all(
        len(words) <= LONGEST_WORDS for words in plan.words.values()
    )
