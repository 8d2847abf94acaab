"""Who people are, in their own words; what they agreed to; and the groups that staff speak to."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from bot.vocabulary import AGE_BANDS, COMES_AS, PURPOSES, SEXES
from bot.words import DEFAULT, LANGUAGES
from civic import people
from storage.audience import Profile
from storage.db import Store
from storage.office import Area
from storage.people import AddressRow, Citizen, Consent

REFUSED, UNKNOWN = "refused", "unknown"  # "would rather not say", "asked and not known"; None is "not asked"
HERSELF = "herself"
FIELDS: Mapping[str, Container[str | None]] = {"sex": SEXES, "age_band": AGE_BANDS, "roles": COMES_AS}
CHANNELS = ("telegram", "whatsapp", "sms")

_SOURCES = 60  # characters that say who told us
_NOTICE = 32  # characters that say under which words she agreed


def profile(session: Session, citizen_id: int) -> Profile:
    """What is known of her. Made, with nothing in it, when there is none."""
    known = session.get(Profile, citizen_id)
    if known is None:
        citizen = session.get_one(Citizen, citizen_id)
        known = Profile(citizen_id=citizen_id, roles=[], source="", updated_at=citizen.created_at)
        session.add(known)
        session.flush()
    return known


def told(session: Session, citizen: Citizen) -> dict[str, Any]:
    """What she may be told of it herself, and whether she was asked; nothing is made."""
    known = session.get(Profile, citizen.id)
    return {
        "asked": asked(known),
        "sex": known.sex if known else None,
        "age_band": known.age_band if known else None,
        "area": (known.area_told or known.area_id) if known else None,
        "role": next(iter(known.roles), None) if known else None,
    }


def asked(known: Profile | None) -> bool:
    """Whether she was asked about herself. Once is enough, whatever she answered."""
    return known is not None and HERSELF in known.source.split(", ")


def describe(session: Session, store: Store, citizen: Citizen, *, source: str = HERSELF, **values: str | None) -> None:
    """Keep what she said of herself: sex, age_band, roles (one), area (an id as text); each may be "refused" or
    "unknown", kept apart from None, which is "not asked". Without values: that she was asked. Raises ValueError."""
    known = profile(session, citizen.id)
    for field, value in values.items():
        _describe(known, field, value)
    known.source = sourced(known.source, source)
    known.updated_at = store.now()
    session.flush()


def _describe(known: Profile, field: str, value: str | None) -> None:
    absent = value in (None, REFUSED, UNKNOWN)
    if field == "area":
        known.area_id = None if absent else int(value or "")
        known.area_told = value if absent else None
    elif field not in FIELDS or not (absent or value in FIELDS[field]):
        raise ValueError(f"{field} cannot be that")  # the value is hers
    elif field == "roles":
        known.roles = [value] if value else []
    else:
        setattr(known, field, value)


def sourced(before: str, source: str) -> str:
    """Who told us, the newest last. What she said herself is never crowded out."""
    sources = [one for one in before.split(", ") if one and one != source]
    while len(", ".join([*sources, source])) > _SOURCES:
        sources.remove(next(one for one in sources if one != HERSELF))
    return ", ".join([*sources, source])


def agrees(session: Session, citizen_id: int, purpose: str) -> bool:
    """Whether we may write to her for this: her newest word holds, silence is no, STOP goes above it."""
    return bool(session.scalar(select(Citizen.id).where(Citizen.id == citizen_id, agreeing(purpose, Citizen.id))))


def agree(session: Session, store: Store, address: AddressRow, purpose: str, given: bool, words: str) -> None:
    """Put her word on record: for what, when, on which channel, and how (`words`: "keyword", "session 4", ...).

    STOP is not undone by it: START is the one way back.
    """
    session.add(word(store, address, purpose, given, words))
    session.flush()


def word(store: Store, address: AddressRow, purpose: str, given: bool, words: str) -> Consent:
    """One line of that record, not yet written."""
    if purpose not in PURPOSES:
        raise ValueError(purpose)
    return Consent(
        citizen_id=address.citizen_id,
        purpose=purpose,
        given=given,
        channel=address.channel,
        notice=f"{people.NOTICE}/{people.language_of(address.citizen)}/{words}"[:_NOTICE],
        at=store.now(),
    )


def agreeing(purpose: str, citizen_id: Any) -> ColumnElement[bool]:
    """The same as `agrees`, as a condition on a column of citizens' ids, for statements about many."""
    newest = (
        select(Consent.given)
        .where(Consent.citizen_id == citizen_id, Consent.purpose == purpose)
        .order_by(Consent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    given = func.coalesce(newest, False).is_(True)
    if purpose == "report":  # news of her own report goes on after STOP
        return given
    her = Citizen.__table__.alias("stopped")
    stopped = select(her.c.id).where(her.c.id == citizen_id, her.c.stopped_at.is_not(None)).exists()
    return and_(given, ~stopped)


def checked(rules: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Rules with only what we know, in a settled order. Raises ValueError on anything that is no list."""
    known: dict[str, Iterable[str]] = {
        "roles": COMES_AS, "sexes": SEXES, "ages": AGE_BANDS, "languages": LANGUAGES, "channels": CHANNELS,
    }  # fmt: skip
    chosen: dict[str, list[Any]] = {"areas": sorted({int(area) for area in rules.get("areas", ())})}
    for name, values in known.items():
        wanted = set(rules.get(name, ()))
        chosen[name] = [value for value in values if value in wanted]
    return {name: values for name, values in chosen.items() if values}


def members(rules: Mapping[str, Any]) -> Select[int, int, str, str, str | None]:
    """The people of a group, as a statement that gives citizen_id, address_id, channel, language and zone (None:
    the programme's). One row a person: the address she used last of those where she can be reached.

    Rules: {areas: [id, with all below], roles, sexes, ages, languages, channels}. Values of one kind are
    alternatives, kinds add up. Consent is not among them: it is asked for at the moment of sending.
    """
    spoken = func.coalesce(Citizen.language, DEFAULT)
    wanted = checked(rules)
    statement = (
        select(
            Citizen.id.label("citizen_id"),
            AddressRow.id.label("address_id"),
            AddressRow.channel.label("channel"),
            spoken.label("language"),
            Profile.zone.label("zone"),
        )
        .select_from(Citizen)
        .join(AddressRow, AddressRow.id == _last_used())
        .outerjoin(Profile, Profile.citizen_id == Citizen.id)
        .where(Citizen.data_key.is_not(None))
    )
    conditions: Mapping[str, Callable[[list[Any]], ColumnElement[bool]]] = {
        "areas": lambda areas: Profile.area_id.in_(_within(areas)),
        "roles": lambda roles: or_(*(cast(Profile.roles, String).like(f'%"{role}"%') for role in roles)),
        "sexes": Profile.sex.in_,
        "ages": Profile.age_band.in_,
        "languages": spoken.in_,
        "channels": AddressRow.channel.in_,
    }
    return statement.where(*(conditions[name](values) for name, values in wanted.items()))


def _last_used() -> Any:
    """A person's reachable address that she wrote from last: read from the index, person by person."""
    hers = AddressRow.__table__.alias("hers")
    silent = case((hers.c.last_inbound_at.is_(None), 1), else_=0)
    return (
        select(hers.c.id)
        .where(hers.c.citizen_id == Citizen.id, hers.c.reachable)
        .order_by(silent, hers.c.last_inbound_at.desc(), hers.c.id.desc())
        .limit(1)
        .correlate(Citizen)
        .scalar_subquery()
    )


def _within(areas: list[int]) -> Select[int]:
    tree = select(Area.id).where(Area.id.in_(list(areas))).cte("within", recursive=True)
    tree = tree.union(select(Area.id).where(Area.parent_id == tree.c.id))
    return select(tree.c.id)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people a group has now, and of them, how many may be written to for each purpose."""

    total: int
    by_channel: Mapping[str, int]
    by_language: Mapping[str, int]
    with_consent: Mapping[str, int]


def count(session: Session, rules: Mapping[str, Any]) -> Counts:
    group = members(rules).subquery("members")
    willing = [
        func.sum(case((agreeing(purpose, group.c.citizen_id), 1), else_=0)).label(purpose) for purpose in PURPOSES
    ]
    cells = select(group.c.channel, group.c.language, func.count().label("n"), *willing)
    rows = session.execute(cells.group_by(group.c.channel, group.c.language)).all()
    return Counts(
        total=sum(row.n for row in rows),
        by_channel=_summed((row.channel, row.n) for row in rows),
        by_language=_summed((row.language, row.n) for row in rows),
        with_consent={purpose: sum(getattr(row, purpose) for row in rows) for purpose in PURPOSES},
    )


def _summed(cells: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for name, n in cells:
        sums[name] = sums.get(name, 0) + n
    return dict(sorted(sums.items(), key=lambda cell: (-cell[1], cell[0])))
