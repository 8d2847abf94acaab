"""Lists of people as offices send them."""

import io
from collections.abc import Sequence

import openpyxl

from bot.messages import Address
from civic import contacts_import, people
from civic.contacts_import import Terms
from storage.audience import ContactList
from storage.db import Store
from storage.office import Staff
from storage.people import AddressRow
from tests.civic.conftest import Town

TERMS = Terms("March sign-up", "Signed on paper at the meeting of 3 March", ("invitations",), "IQ", "sms")


def csv_of(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def xlsx_of(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def checked(town: Town, content: bytes, terms: Terms = TERMS) -> int:
    """A dry run; gives the list's number."""
    with town.store.session() as session:
        staff = session.get_one(Staff, town.zahra)
        return contacts_import.check(session, town.store, staff, content, terms).id


def imported(town: Town, list_id: int, *, leave_out: int = 0) -> dict[str, int]:
    with town.store.session() as session:
        contacts, staff = session.get_one(ContactList, list_id), session.get_one(Staff, town.zahra)
        contacts_import.run(session, town.store, staff, contacts, leave_out=leave_out)
        return contacts.counts


def person(session: object, store: Store, number: str, channel: str = "sms") -> AddressRow | None:
    return people.find(session, store, Address(channel, number))  # type: ignore[arg-type]
