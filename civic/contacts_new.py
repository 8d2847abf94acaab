"""The people of a list, written at once: who is new, who is known, and whose consent is recorded."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from civic import audience, people
from civic.contact_rows import Person
from storage.audience import ContactList, Profile
from storage.db import Store
from storage.people import AddressRow, Citizen, Consent

Value = TypeVar("Value")

_AT_ONCE = 500  # values in one statement


class Arrivals:
    """What a list brings, seen against those we know already. Nothing is written before `write`.

    It never goes over a person's own words: what she said of herself, agreed to or withdrew stays, and after STOP
    nothing is recorded in her name.
    """

    def __init__(self, session: Session, store: Store, contacts: ContactList, listed: Sequence[Person]) -> None:
        self._session, self._store, self._contacts = session, store, contacts
        lookups = {store.vault.digest("address", *_words(person)): person for person in listed}
        rows = _known(session, list(lookups))
        self.known = [(row, lookups[row.lookup]) for row in rows]
        met = {row.lookup for row in rows}
        self.new = [(lookup, person) for lookup, person in lookups.items() if lookup not in met]
        self.agreeing = self._silent([row for row in rows if row.citizen.data_key and not row.citizen.stopped_at])

    @property
    def channels(self) -> Iterator[str]:
        """The channels of the new, one for each."""
        return (person.address.channel for _lookup, person in self.new)

    @property
    def consents(self) -> Iterator[str]:
        """The purposes of the consents that are recorded, one for each."""
        for purpose in self._contacts.purposes:
            yield from (purpose for _row in (*self.new, *self.agreeing[purpose]))

    def write(self) -> None:
        """Make the new known, fill in what is not known of the others, record consents. Two of us may write at once:
        IntegrityError then, and nothing is written."""
        rows = self._welcome()
        profiles = _profiles(self._session, [row.citizen_id for row, _person in self.known])
        for row, person in self.known:
            if row.citizen.data_key:
                self._fill(row.citizen, profiles.get(row.citizen_id), person)
        for purpose in self._contacts.purposes:
            self._session.add_all(self._consent(row, purpose) for row in (*rows, *self.agreeing[purpose]))
        self._session.flush()

    def _silent(self, rows: Sequence[AddressRow]) -> dict[str, list[AddressRow]]:
        """By purpose, those who never said anything about it themselves."""
        said = set()
        for chunk in _chunks([row.citizen_id for row in rows]):
            words = select(Consent.citizen_id, Consent.purpose).where(Consent.citizen_id.in_(chunk)).distinct()
            said |= {tuple(word) for word in self._session.execute(words)}
        return {
            purpose: [row for row in rows if (row.citizen_id, purpose) not in said]
            for purpose in self._contacts.purposes
        }

    def _welcome(self) -> list[AddressRow]:
        handles = people.fresh_handles(self._session, len(self.new))
        rows = [self._row(lookup, person, handle) for (lookup, person), handle in zip(self.new, handles, strict=True)]
        self._session.add_all(rows)
        self._session.flush()
        for row, (_lookup, person) in zip(rows, self.new, strict=True):
            self._fill(row.citizen, None, person)
        return rows

    def _row(self, lookup: bytes, person: Person, handle: str) -> AddressRow:
        vault, now = self._store.vault, self._store.now()
        own_key = vault.new_key()
        return AddressRow(
            citizen=Citizen(handle=handle, data_key=own_key, created_at=now),
            channel=person.address.channel,
            lookup=lookup,
            sealed=vault.seal(person.address.id, drawer="address", key=own_key),
            created_at=now,
        )

    def _fill(self, citizen: Citizen, known: Profile | None, person: Person) -> None:
        """Take over what nobody has said yet."""
        citizen.language = citizen.language or person.language
        if person.name and citizen.name_sealed is None:
            citizen.name_sealed = self._store.vault.seal(person.name, drawer="name", key=people.key(citizen))
        told = {"sex": person.sex, "age_band": person.age_band, "area_id": person.area_id}
        told = {name: value for name, value in told.items() if value and not (known and _said(known, name))}
        roles = [person.role] if person.role and not (known and known.roles) else []
        if not told and not roles:
            return
        if known is None:
            known = Profile(citizen_id=citizen.id, roles=[], source="")
            self._session.add(known)
        for name, value in told.items():
            setattr(known, name, value)
        known.roles = roles or known.roles
        known.source = audience.sourced(known.source, f"list {self._contacts.id}")
        known.updated_at = self._store.now()

    def _consent(self, row: AddressRow, purpose: str) -> Consent:
        return audience.word(self._store, row, purpose, True, f"list {self._contacts.id}")


def _said(known: Profile, name: str) -> object:
    return (known.area_id or known.area_told) if name == "area_id" else getattr(known, name)


def _words(person: Person) -> tuple[str, str]:
    return person.address.channel, person.address.id


def _known(session: Session, lookups: list[bytes]) -> list[AddressRow]:
    """Lookups are digests of channel and id together: one of another channel is another."""
    found: list[AddressRow] = []
    for chunk in _chunks(lookups):
        rows = select(AddressRow).where(AddressRow.lookup.in_(chunk)).options(joinedload(AddressRow.citizen))
        found += session.scalars(rows.execution_options(populate_existing=True))
    return found


def _profiles(session: Session, citizens: list[int]) -> dict[int, Profile]:
    found: dict[int, Profile] = {}
    for chunk in _chunks(citizens):
        profiles = session.scalars(select(Profile).where(Profile.citizen_id.in_(chunk)))
        found |= {known.citizen_id: known for known in profiles}
    return found


def _chunks(values: Sequence[Value]) -> Iterable[Sequence[Value]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))
