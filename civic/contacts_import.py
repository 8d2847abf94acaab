"""Bringing in a list of people who agreed elsewhere: first a dry run, then all that is good of it, or nothing."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.folding import clean
from civic import areas, contact_columns, contact_files, contact_rows, history
from civic.contact_files import Row, Unreadable
from civic.contact_rows import Broken, Person
from civic.contacts_new import Arrivals
from storage.audience import ContactList
from storage.db import Executor, Store, changed
from storage.office import Staff

PURPOSES = ("invitations", "polls")  # what a list can bring consent for; for reports she is asked herself
_HEADER_WITHIN = 10  # rows: titles and logos stand above it
_DRAWER = "list"
_ATTEMPTS = 3  # somebody of the list wrote to us at this moment: look again


class Changed(Exception):
    """The list is not as the person confirming saw it, was imported already, or is no longer kept."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What staff say about a list: how it is called, where its people agreed and to what, and what rows leave out."""

    name: str
    agreed_where: str
    purposes: tuple[str, ...]
    region: str
    channel: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that cannot be imported, and why: a code of contact_rows.REASONS."""

    row: Row
    reason: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What would happen to each row: those read as people, those said twice, those broken."""

    header: Sequence[str]
    people: Sequence[Person]
    repeated: int
    broken: Sequence[Fault]

    @property
    def reasons(self) -> Mapping[str, list[int]]:
        """Reason -> the numbers of the rows."""
        found: dict[str, list[int]] = {}
        for fault in self.broken:
            found.setdefault(fault.reason, []).append(fault.row.number)
        return found


@dataclass(slots=True)
class Kept:
    """A list between its dry run and its import, as it is sealed."""

    header: Sequence[str]
    rows: Sequence[Row]
    reasons: Mapping[int, str] = field(default_factory=dict)  # by row number; of broken rows after the import

    def seal(self, store: Store) -> bytes:
        kept = {"header": list(self.header), "rows": contact_files.table(self.rows), "reasons": self.reasons}
        return store.vault.seal(json.dumps(kept, ensure_ascii=False), drawer=_DRAWER)

    @staticmethod
    def open(store: Store, contacts: ContactList) -> "Kept":
        """Raises Changed when it is no longer kept."""
        if contacts.sealed is None:
            raise Changed
        kept = json.loads(store.vault.read(contacts.sealed, drawer=_DRAWER))
        reasons = {int(number): reason for number, reason in kept["reasons"].items()}
        return Kept(kept["header"], contact_files.rows(kept["rows"]), reasons)


def check(session: Session, store: Store, staff: Staff, content: bytes, terms: Terms) -> ContactList:
    """The dry run: read the file, keep it sealed, and count what an import would do. Raises Unreadable."""
    header, rows = _headed(contact_files.read(content))
    contacts = ContactList(
        name=clean(terms.name)[:120],
        agreed_where=clean(terms.agreed_where)[:400],
        purposes=[purpose for purpose in PURPOSES if purpose in terms.purposes],
        region=terms.region,
        channel=terms.channel,
        sealed=Kept(header, rows).seal(store),
        created_by=staff.id,
        created_at=store.now(),
    )
    session.add(contacts)
    session.flush()
    found = survey(session, store, contacts)
    contacts.counts = _counted(found, Arrivals(session, store, contacts, found.people))
    history.log(session, store, staff, "check contacts", f"list {contacts.id}", rows=len(rows))
    return contacts


def survey(session: Session, store: Store, contacts: ContactList) -> Survey:
    """Read each row of a kept list once more. Raises Changed when it is gone."""
    kept = Kept.open(store, contacts)
    reader = contact_rows.Reader(
        at=contact_columns.columns(kept.header),
        region=contacts.region,
        channel=contacts.channel,
        find_area=lru_cache(maxsize=None)(partial(areas.find, session, language="en")),
    )
    people: dict[object, Person] = {}
    repeated, broken = 0, []
    for row in kept.rows:
        try:
            person = reader.person(row.cells)
        except Broken as fault:
            broken.append(Fault(row, fault.reason))
            continue
        repeated += person.address in people
        people.setdefault(person.address, person)
    return Survey(kept.header, list(people.values()), repeated, broken)


def run(session: Session, store: Store, staff: Staff, contacts: ContactList, *, leave_out: int) -> None:
    """Import what is good, once. `leave_out` is the number of broken rows that staff agreed to leave out. Raises
    Changed when that is not their number now, or the list was imported or dropped already."""
    _hold(session, contacts)
    found = survey(session, store, contacts)
    if len(found.broken) != leave_out:
        raise Changed
    arrivals = _arrive(session, store, contacts, found.people)
    contacts.counts = _counted(found, arrivals)
    contacts.state, contacts.done_at = "imported", store.now()
    reasons = {fault.row.number: fault.reason for fault in found.broken}
    left = Kept(found.header, [fault.row for fault in found.broken], reasons)
    contacts.sealed = left.seal(store) if reasons else None
    history.log(session, store, staff, "import contacts", f"list {contacts.id}", **contacts.counts)


def drop(session: Session, store: Store, staff: Staff, contacts: ContactList) -> None:
    """Throw a checked list away; nobody of it was made known. Raises Changed."""
    _hold(session, contacts)
    contacts.state, contacts.sealed, contacts.done_at = "dropped", None, store.now()
    history.log(session, store, staff, "drop contacts", f"list {contacts.id}")


def broken(session: Session, store: Store, contacts: ContactList) -> tuple[Sequence[str], list[Fault]]:
    """The header and the rows that cannot be imported, or were not. Raises Changed when they are no longer kept."""
    if contacts.state == "checked":
        found = survey(session, store, contacts)
        return found.header, list(found.broken)
    kept = Kept.open(store, contacts)
    return kept.header, [Fault(row, kept.reasons[row.number]) for row in kept.rows]


def forget(on: Executor, before: datetime) -> int:
    """Drop what is kept of lists from before then: their rows, or what was broken of them."""
    old = update(ContactList).where(ContactList.created_at < before, ContactList.sealed.is_not(None))
    return changed(on.execute(old.values(sealed=None)))


def _hold(session: Session, contacts: ContactList) -> None:
    session.refresh(contacts, with_for_update=True)
    if contacts.state != "checked":
        raise Changed


def _arrive(session: Session, store: Store, contacts: ContactList, people: Sequence[Person]) -> Arrivals:
    for _attempt in range(_ATTEMPTS):
        arrivals = Arrivals(session, store, contacts, people)
        try:
            with session.begin_nested():
                arrivals.write()
            return arrivals
        except IntegrityError:
            continue
    raise RuntimeError("could not make the people of a list known")


def _headed(rows: Sequence[Row]) -> tuple[tuple[str, ...], list[Row]]:
    """The row that names the columns, and those below it."""
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        if contact_columns.columns(row.cells).keys() & {"number", "telegram"}:
            if not rows[at + 1 :]:
                raise Unreadable("empty")
            return row.cells, list(rows[at + 1 :])
    raise Unreadable("no_column")


def _counted(found: Survey, arrivals: Arrivals) -> dict[str, int]:
    channels = Counter(f"new {channel}" for channel in arrivals.channels)
    consents = Counter(f"consent {purpose}" for purpose in arrivals.consents)
    return {
        "new": len(arrivals.new),
        "known": len(arrivals.known),
        "repeated": found.repeated,
        "broken": len(found.broken),
        **channels,
        **consents,
    }


def unused(header: Iterable[str], at: Mapping[str, Sequence[int]]) -> list[str]:
    """Columns that were not understood, by name. What may be a number, where no header was, is not said back."""
    used = {place for places in at.values() for place in places}
    named = (name for place, name in enumerate(header) if name and place not in used)
    return [name[:40] for name in named if sum(letter.isdecimal() for letter in name) < 5]
