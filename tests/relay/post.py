"""Plain makers for tests of the post: a person, an event, something said."""

from sqlalchemy.orm import Session

from bot.messages import Address, Reply
from civic import people
from storage import inbox, outbox
from storage.db import Store
from storage.people import AddressRow


def a_person(store: Store, channel: str = "sms", number: str = "+9647500000001") -> AddressRow:
    with store.session() as session:
        row = people.meet(session, store, Address(channel, number), "Dilan")
        session.flush()
        assert row.citizen.data_key
        return row


def an_event(store: Store, event_id: str, lane: str = "+9647500000001", channel: str = "sms") -> bytes | None:
    with store.begin() as connection:
        return inbox.put(connection, store, channel=channel, event_id=event_id, lane=lane, raw=event_id.encode())


def say(session: Session, store: Store, to: AddressRow, *texts: str, priority: int = 0) -> int:
    return outbox.put(
        session,
        store,
        address_id=to.id,
        channel=to.channel,
        reply=[Reply(text) for text in texts],
        purpose="reply",
        priority=priority,
    )
