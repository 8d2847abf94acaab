"""The inbox: once, in order, and a failing event holds back nobody but its own lane."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select, update

from storage import inbox
from storage.db import Store
from storage.post import DEAD, InboxRow
from tests.clock import Clock
from tests.relay.post import an_event


def test_fifty_copies_at_once_make_one_row(store: Store) -> None:
    with ThreadPoolExecutor(16) as pool:
        kept = list(pool.map(lambda _: an_event(store, "SM1"), range(50)))
    assert sum(lane is not None for lane in kept) == 1
    with store.read() as session:
        assert session.scalar(select(func.count(InboxRow.id))) == 1


def test_a_repeat_is_known_even_after_its_content_was_dropped(store: Store, clock: Clock) -> None:
    an_event(store, "SM1")
    clock.travel(days=400)
    with store.begin() as connection:
        assert inbox.forget_raw(connection, store.now()) == 1
    assert an_event(store, "SM1") is None


def test_events_of_a_lane_come_in_order_of_arrival(store: Store) -> None:
    lane = b""
    for n in range(5):
        lane = an_event(store, f"SM{n}") or lane
    an_event(store, "other", lane="+9647500000002")
    seen = []
    for _ in range(5):
        with store.begin() as connection:
            waiting = inbox.oldest(connection, lane)
            assert waiting
            seen.append(waiting.raw(store.vault).decode())
            inbox.done(connection, waiting.id, store.now())
    assert seen == ["SM0", "SM1", "SM2", "SM3", "SM4"]
    with store.begin() as connection:
        assert inbox.oldest(connection, lane) is None


def test_two_workers_on_one_lane_do_each_event_once_and_in_order(store: Store) -> None:
    lane = b""
    for n in range(40):
        lane = an_event(store, f"{n:02}") or lane
    seen: list[str] = []

    def work(_: int) -> None:
        while True:
            with store.begin() as connection:
                waiting = inbox.oldest(connection, lane)
                if waiting is None:
                    break
                seen.append(waiting.raw(store.vault).decode())
                inbox.done(connection, waiting.id, store.now())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert seen == [f"{n:02}" for n in range(40)]


def test_a_failing_event_waits_longer_each_time_and_is_set_aside_after_five(store: Store, clock: Clock) -> None:
    lane = an_event(store, "poison") or b""
    waits = []
    for attempt in range(inbox.ATTEMPTS):
        with store.begin() as connection:
            waiting = inbox.oldest(connection, lane)
            assert waiting
            assert waiting.attempts == attempt
            dead = inbox.failed(connection, waiting, "ValueError at flows.report:1", store.now())
            assert dead == (attempt == inbox.ATTEMPTS - 1)
        with store.begin() as connection:
            again = inbox.oldest(connection, lane)
        if again:
            waits.append((again.due_at - store.now()).total_seconds())
            clock.travel(seconds=waits[-1])
    assert waits == [2, 10, 60, 300]


def test_a_dead_letter_can_be_replayed_and_then_works(store: Store) -> None:
    lane = an_event(store, "poison") or b""
    with store.begin() as connection:
        row_id = connection.execute(select(InboxRow.id)).scalar_one()
        assert inbox.replay(connection, row_id, store.now()) is None  # it is not dead yet
        connection.execute(update(InboxRow).values(status=DEAD))
        assert inbox.replay(connection, row_id, store.now()) == lane
        assert inbox.oldest(connection, lane)


def test_the_sweep_finds_lanes_with_something_due(store: Store, clock: Clock) -> None:
    lane = an_event(store, "SM1") or b""
    with store.begin() as connection:
        waiting = inbox.oldest(connection, lane)
        assert waiting
        inbox.failed(connection, waiting, "x", store.now())
    with store.read() as session:
        assert inbox.due_lanes(session, store.now()) == []
        assert inbox.due_lanes(session, store.now() + timedelta(seconds=2)) == [lane]


def test_what_is_kept_shows_nothing(store: Store) -> None:
    an_event(store, "a-secret-id", lane="+9647500000001")
    with store.begin() as connection:
        row = connection.execute(select(InboxRow.__table__)).one()
    assert not any(b"secret" in value or b"964750" in value for value in row if isinstance(value, bytes))
