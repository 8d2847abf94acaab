"""The outbox: order per person, replies first, one sender a message, and delivery news that only rises."""

from datetime import timedelta
from itertools import permutations, product

import pytest
from sqlalchemy import delete, select

from bot.messages import Status
from storage import delivery, outbox
from storage.db import Store
from storage.post import OutboxRow
from tests.clock import Clock
from tests.relay.post import a_person, say


def _texts(batch: list[outbox.Leased]) -> list[str]:
    return [leased.part.text for leased in batch]


def _claim(store: Store, by: str = "one", limit: int = 10) -> list[outbox.Leased]:
    with store.begin() as connection:
        return outbox.claim(connection, store, "sms", by, limit)


def _delivery(store: Store) -> tuple[str, str | None]:
    with store.read() as session:
        row = session.execute(select(OutboxRow.delivery, OutboxRow.reason)).one()
        return row.delivery, row.reason


def test_one_message_a_person_at_a_time_in_order(store: Store) -> None:
    her, him = a_person(store), a_person(store, number="+9647500000002")
    with store.session() as session:
        say(session, store, her, "one", "two")
        say(session, store, him, "uno")
    first = _claim(store)
    assert _texts(first) == ["one", "uno"]
    assert _claim(store, "two") == []
    with store.begin() as connection:
        outbox.accepted(connection, store, first[0], "SM1", final=False)
    assert _texts(_claim(store, "two")) == ["two"]


def test_replies_go_before_news_before_broadcasts(store: Store) -> None:
    people = [a_person(store, number=f"+964750000000{n}") for n in range(3)]
    with store.session() as session:
        for priority, person in zip((2, 1, 0), people, strict=True):
            say(session, store, person, f"priority {priority}", priority=priority)
    assert _texts(_claim(store)) == ["priority 0", "priority 1", "priority 2"]


def test_a_message_that_must_wait_holds_back_the_later_ones_of_that_person_only(store: Store, clock: Clock) -> None:
    her, him = a_person(store), a_person(store, number="+9647500000002")
    with store.session() as session:
        say(session, store, her, "one", "two")
    first = _claim(store)
    with store.begin() as connection:
        outbox.retry(connection, first[0], store.now() + timedelta(seconds=30), "retry:429")
    with store.session() as session:
        say(session, store, him, "uno")
    assert _texts(_claim(store)) == ["uno"]
    clock.travel(seconds=31)
    assert _texts(_claim(store)) == ["one"]


def test_a_dead_senders_lease_runs_out_and_its_message_goes_again(store: Store, clock: Clock) -> None:
    her = a_person(store)
    with store.session() as session:
        say(session, store, her, "one")
    assert _claim(store, "killed")
    clock.travel(seconds=outbox.LEASE.total_seconds() + 1)
    with store.begin() as connection:
        assert outbox.expired(connection, store.now())
        assert outbox.expire_leases(connection, store.now()) == 1
    assert _texts(_claim(store, "next")) == ["one"]


def test_words_are_gone_once_sent(store: Store) -> None:
    her = a_person(store)
    with store.session() as session:
        say(session, store, her, "one")
    with store.begin() as connection:
        outbox.accepted(connection, store, outbox.claim(connection, store, "sms", "one", 1)[0], "SM1", final=False)
        assert connection.execute(select(OutboxRow.part)).scalar_one() is None


def test_a_failed_message_can_be_sent_after_all_until_its_words_are_dropped(store: Store, clock: Clock) -> None:
    her = a_person(store)
    with store.session() as session:
        say(session, store, her, "one")
    (leased,) = _claim(store)
    with store.begin() as connection:
        outbox.give_up(connection, leased, "gone", store.now())
        assert outbox.resend(connection, leased.id, store.now()) == "sms"
    assert _delivery(store) == ("queued", None)
    (leased,) = _claim(store)
    clock.travel(days=4)
    with store.begin() as connection:
        outbox.give_up(connection, leased, "gone", store.now())
        outbox.forget_parts(connection, store.now())
        assert outbox.resend(connection, leased.id, store.now()) is None


@pytest.mark.parametrize(
    "news", [n for size in (1, 2, 3) for n in product(("sent", "failed", "delivered", "read"), repeat=size)]
)
def test_delivery_news_joins_to_the_same_state_in_any_order(
    store: Store, news: tuple[Status, ...], database: str
) -> None:
    if database == "postgresql" and len(news) == 3 and news[0] != "read":
        news = news[:2]  # the join is one UPDATE, the same on both: the long tail runs on SQLite
    her = a_person(store)
    ends = set()
    for order in set(permutations(news)):
        with store.session() as session:
            session.execute(delete(OutboxRow))
            say(session, store, her, "one")
        with store.begin() as connection:
            row_id = connection.execute(select(OutboxRow.id)).scalar_one()
            for status in order:
                assert delivery.join(connection, row_id, status, "30003", store.now())
        ends.add(_delivery(store))
    highest = max(news, key=lambda status: delivery.RANK[status])
    assert ends == {(highest, "30003" if highest == "failed" else None)}


def test_news_of_an_unknown_message_changes_nothing(store: Store) -> None:
    with store.begin() as connection:
        assert not delivery.join(connection, 12345, "read", "", store.now())
