"""A poll on its way through the relay: begun by a broadcast, answered by text, once however often it is said."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select

from bot.channels.base import Part
from bot.messages import Address
from civic import audience, people
from relay import broadcasting, intake, reminding
from relay.house import House
from storage.audience import Segment
from storage.broadcasts import Broadcast
from storage.polls import Poll, PollAnswer, PollResponse
from storage.post import OutboxRow
from tests.clock import Clock
from tests.polls import a_poll
from tests.relay.test_intake import NUMBER, Silent, hear


class Working(Silent):
    """Whoever is told of a lane works it."""

    def __init__(self, house: House) -> None:
        self.house = house

    def turns(self, lane: bytes) -> None:
        intake.work(self.house, self, lane)


def invited(house: House, clock: Clock) -> int:
    """A poll that was sent to everybody, by day; gives its id."""
    clock.travel(hours=(9 - clock().hour) % 24)  # noon in Baghdad
    with house.store.session() as session:
        row = people.meet(session, house.store, Address("sms", NUMBER))
        row.citizen.language = "en"
        audience.agree(session, house.store, row, "polls", True, "keyword")
        segment = Segment(name="All", rules={}, created_at=house.store.now())
        session.add(segment)
        session.flush()
        poll_id = a_poll(session, house.store, segment=segment).id
    broadcasting.expand(house)
    assert broadcasting.deal(house, Working(house)) == 1
    return poll_id


def said(house: House) -> list[str]:
    with house.store.read() as session:
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        return [Part.from_json(house.store.vault.read(row.part, drawer="post")).text for row in rows]


def test_it_arrives_and_is_answered(house: House, clock: Clock) -> None:
    invited(house, clock)
    assert "Question 1 of 5" in said(house)[-1]
    for n, line in enumerate(("٢", "1,2", "6", "4", "Mend the pipe")):
        intake.work(house, Silent(), hear(house.store, line, n))
    assert "Answers so far: 1" in said(house)[-1]


def test_one_reminder_and_none_to_who_has_finished(house: House, clock: Clock) -> None:
    poll_id = invited(house, clock)
    intake.work(house, Silent(), hear(house.store, "1", 1))
    clock.travel(days=6, hours=1)
    assert (reminding.remind(house), reminding.remind(house)) == (1, 0)
    broadcasting.expand(house)
    assert broadcasting.deal(house, Working(house)) == 1
    assert "not answered all questions yet" in said(house)[-2]
    assert "Question 3 of 5" in said(house)[-1]
    with house.store.read() as session:
        kinds = session.scalars(select(Broadcast.kind).where(Broadcast.subject_id == poll_id).order_by(Broadcast.id))
        assert list(kinds) == ["poll", "poll_reminder"]


def test_nothing_is_begun_for_a_poll_that_is_closed(house: House, clock: Clock) -> None:
    poll_id = invited(house, clock)
    with house.store.session() as session:
        poll = session.get_one(Poll, poll_id)
        assert poll.closes_at is not None
        poll.closes_at -= timedelta(days=8)
    clock.travel(days=6, hours=1)
    assert reminding.remind(house) == 0


def test_fifty_copies_are_one_answer(house: House, clock: Clock) -> None:
    invited(house, clock)
    lane = hear(house.store, "1", 0)
    for n in range(1, 50):
        hear(house.store, "1", n)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _n: intake.work(house, Silent(), lane), range(50)))
    with house.store.read() as session:
        assert session.scalar(select(func.count()).select_from(PollResponse)) == 1
        questions = list(session.scalars(select(PollAnswer.question)))
        assert len(questions) == len(set(questions))
