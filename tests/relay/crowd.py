"""Many people at once, a session to invite them to, and hints that remember whose turn it is."""

from datetime import timedelta

from sqlalchemy import select

from bot.messages import Address
from civic import audience, broadcasts, people
from relay import intake
from relay.house import House
from storage.audience import Segment
from storage.broadcasts import Broadcast, Recipient
from storage.db import Store
from storage.people import AddressRow
from storage.sessions import DialogueSession


class Turns:
    """Hints as a worker hears them: the lanes it was told to look at."""

    def __init__(self) -> None:
        self.lanes: list[bytes] = []

    def turns(self, lane: bytes) -> None:
        self.lanes.append(lane)

    def deliver(self, channel: str) -> None: ...
    def media(self) -> None: ...
    def acknowledge(self, channel: str, ack: str) -> None: ...

    def work(self, house: House) -> None:
        """Do what was hinted at."""
        lanes, self.lanes = self.lanes, []
        for lane in lanes:
            intake.work(house, self, lane)


def a_member(
    store: Store, number: int, *, channel: str = "telegram", zone: str | None = None, agrees: bool = True
) -> AddressRow:
    """Somebody who wrote to us a minute ago, speaks English and agrees to invitations and polls, or said nothing."""
    with store.session() as session:
        row = people.meet(session, store, Address(channel, f"+96477{number:08}" if channel == "sms" else str(number)))
        row.citizen.language = "en"
        people.wrote(session, store, row)
        if zone:
            audience.profile(session, row.citizen_id).zone = zone
        for purpose in ("invitations", "polls") if agrees else ():
            audience.agree(session, store, row, purpose, True, "test")
        return row


def a_crowd(store: Store, size: int, channel: str = "telegram") -> list[AddressRow]:
    return [a_member(store, 1000 + number, channel=channel) for number in range(size)]


def a_meeting(store: Store, *, days: float = 3, zone: str = "Asia/Baghdad") -> int:
    """A public session, open, so many days from now."""
    with store.session() as session:
        meeting = DialogueSession(
            code=f"CODE{days}"[:12],
            kind="ward_forum",
            titles={"en": "Water forum"},
            words={},
            places={"en": "Town hall"},
            starts_at=store.now() + timedelta(days=days),
            zone=zone,
            minutes=120,
            capacity=100,
            state="open",
            created_at=store.now(),
        )
        session.add(meeting)
        session.flush()
        return meeting.id


def a_group(store: Store, name: str = "everybody", **rules: list[str]) -> int:
    with store.session() as session:
        segment = Segment(name=name, rules=rules, created_at=store.now())
        session.add(segment)
        session.flush()
        return segment.id


def invite(store: Store, meeting_id: int, segment_id: int | None, *, hours: float = 0) -> int:
    """The invitation of a group, due in so many hours; gives the broadcast."""
    with store.session() as session:
        meeting = session.get_one(DialogueSession, meeting_id)
        planned = broadcasts.plan(
            session,
            store,
            kind="invitation",
            subject_id=meeting_id,
            edition=meeting.edition,
            purpose="invitations",
            segment_id=segment_id,
            due_at=store.now() + timedelta(hours=hours),
            expires_at=meeting.starts_at,
        )
        return planned.id


def state(store: Store, broadcast_id: int) -> str:
    with store.read() as session:
        return session.get_one(Broadcast, broadcast_id).state


def progress(store: Store, broadcast_id: int) -> broadcasts.Progress:
    with store.read() as session:
        return broadcasts.progress(session, broadcast_id)


def recipients(store: Store, broadcast_id: int) -> list[Recipient]:
    with store.read() as session:
        mine = select(Recipient).where(Recipient.broadcast_id == broadcast_id).order_by(Recipient.citizen_id)
        return list(session.scalars(mine))
