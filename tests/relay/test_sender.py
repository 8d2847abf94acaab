"""The sender against providers that misbehave: what is tried again, what is given up, and what staff are told."""

import pytest
from sqlalchemy import select

from relay import sender
from relay.house import House
from simulator.faults import Fault
from simulator.serve import Running
from storage.db import Store
from storage.people import AddressRow
from storage.post import FAILED, SENT, WAITING, OutboxRow
from tests.clock import Clock
from tests.relay.post import a_person, say

NUMBER = "+9647500000001"


@pytest.fixture
def her(store: Store, outside: Running) -> AddressRow:
    """A citizen whom the pretend SMS carrier knows, with one message waiting for her."""
    outside.outside.world.people.add("Dilan", NUMBER)
    person = a_person(store, number=NUMBER)
    with store.session() as session:
        say(session, store, person, "hello")
    return person


def _row(store: Store) -> OutboxRow:
    with store.read() as session:
        return session.scalars(select(OutboxRow)).one()


def _received(outside: Running) -> list[str]:
    return [m.content["text"] for m in outside.outside.world.messages("sms", NUMBER) if m.sender != "citizen"]


def test_a_message_is_sent_once_and_its_words_are_dropped(house: House, outside: Running, her: AddressRow) -> None:
    assert sender.deliver(house, "sms", "me") == 1
    assert sender.deliver(house, "sms", "me") == 0
    assert _received(outside) == ["hello"]
    row = _row(house.store)
    assert (row.status, row.part, row.attempts) == (SENT, None, 1)


@pytest.mark.parametrize("kind", ["rate_limit", "server_error", "html"])
def test_trouble_that_passes_is_waited_for(
    house: House, outside: Running, her: AddressRow, clock: Clock, kind: str
) -> None:
    outside.outside.faults.add(Fault(kind, channel="sms", times=2, seconds=1))
    for _ in range(2):
        sender.deliver(house, "sms", "me")
        waiting = _row(house.store)
        assert waiting.status == WAITING
        assert waiting.reason
        assert waiting.due_at > clock()
        assert sender.deliver(house, "sms", "me") == 0  # no tight loop: nothing is due yet
        clock.travel(minutes=2)
    sender.deliver(house, "sms", "me")
    assert _row(house.store).status == SENT
    assert _received(outside) == ["hello"]


def test_after_eight_attempts_it_is_given_up_and_says_why(
    house: House, outside: Running, her: AddressRow, clock: Clock
) -> None:
    outside.outside.faults.add(Fault("server_error", channel="sms", times=None))
    for _ in range(sender.ATTEMPTS):
        assert sender.deliver(house, "sms", "me") == 1
        clock.travel(hours=1)
    assert sender.deliver(house, "sms", "me") == 0
    row = _row(house.store)
    assert (row.status, row.delivery, row.attempts) == (FAILED, "failed", sender.ATTEMPTS)
    assert row.reason
    assert NUMBER not in row.reason


def test_who_opted_out_at_the_carrier_is_not_asked_again(house: House, outside: Running, her: AddressRow) -> None:
    outside.outside.faults.add(Fault("blocked", channel="sms", times=1))
    sender.deliver(house, "sms", "me")
    row = _row(house.store)
    assert (row.status, row.delivery) == (FAILED, "failed")
    assert (row.reason or "").startswith("opted_out")


def test_a_closed_whatsapp_window_holds_the_message_until_she_writes(
    house: House, store: Store, outside: Running, clock: Clock
) -> None:
    person = a_person(store, channel="whatsapp", number=NUMBER)
    with store.session() as session:
        say(session, store, person, "hello")
    assert sender.deliver(house, "whatsapp", "me") == 0
    row = _row(store)
    assert (row.status, row.reason) == (WAITING, "window_closed")


def test_a_channel_without_an_account_leaves_its_post_where_it_is(house: House, her: AddressRow) -> None:
    assert sender.deliver(house, "carrier pigeon", "me") == 0
    assert _row(house.store).status == WAITING
