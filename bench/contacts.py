"""Many people to invite, and the session they are invited to."""

from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import func, insert, select

from civic import broadcasts
from storage.audience import Segment
from storage.db import Store, table
from storage.people import AddressRow, Consent
from storage.people import Citizen as Person
from storage.sessions import DialogueSession

FIRST_CONTACT = 900_000_000
FILL = 5_000  # contacts written at a time


def fill(store: Store, contacts: int) -> None:
    """People on Telegram who agreed to invitations, in as few statements as may be."""
    numbers = iter(range(contacts))
    now = store.now()
    while some := list(islice(numbers, FILL)):
        with store.begin() as connection:
            first = (connection.execute(select(func.max(Person.id))).scalar() or 0) + 1
            keys = [store.vault.new_key() for _ in some]
            people = [
                {"id": first + n, "handle": f"B{number:08}", "language": "en", "data_key": key, "created_at": now}
                for n, (number, key) in enumerate(zip(some, keys, strict=True))
            ]
            connection.execute(insert(table(Person)), people)
            connection.execute(
                insert(table(AddressRow)),
                [_address(store, person, number, now) for person, number in zip(people, some, strict=True)],
            )
            agreed = {"purpose": "invitations", "given": True, "channel": "telegram", "notice": "bench", "at": now}
            connection.execute(insert(table(Consent)), [{"citizen_id": one["id"], **agreed} for one in people])


def _address(store: Store, person: dict[str, object], number: int, now: datetime) -> dict[str, object]:
    chat, key = str(FIRST_CONTACT + number), person["data_key"]
    assert isinstance(key, bytes)
    return {
        "citizen_id": person["id"],
        "channel": "telegram",
        "lookup": store.vault.digest("address", "telegram", chat),
        "sealed": store.vault.seal(chat, drawer="address", key=key),
        "reachable": True,
        "last_inbound_at": now,
        "created_at": now,
    }


def invite(store: Store) -> int:
    with store.session() as session:
        meeting = DialogueSession(
            code="BENCH", kind="ward_forum", titles={"en": "Water forum"}, words={}, places={"en": "Town hall"},
            starts_at=store.now() + timedelta(days=7), zone="UTC", minutes=60, capacity=100, state="open",
            created_at=store.now(),
        )  # fmt: skip
        group = Segment(name="everybody", rules={"channels": ["telegram"]}, created_at=store.now())
        session.add_all([meeting, group])
        session.flush()
        planned = broadcasts.plan(
            session, store, kind="invitation", subject_id=meeting.id, edition=1, purpose="invitations",
            segment_id=group.id, due_at=store.now(), expires_at=meeting.starts_at,
        )  # fmt: skip
        return planned.id
