"""Hints, sweeps and jobs: a message is answered at once when the hint arrives, a moment later when it is lost."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from dramatiq import Broker
from sqlalchemy import func, select

from civic.programme import Programme
from flows import BOOK
from jawab import jobs, run
from jawab.hints import WORK, Actors, Turnstile, broker_for, crew
from relay.house import House
from simulator.serve import Running, running
from simulator.settings import Settings
from storage.db import Store
from storage.post import SENT, InboxRow, OutboxRow
from tests.clock import Clock
from tests.relay.conftest import AUTH, SECRET, SID, TOKEN
from tests.relay.test_intake import NUMBER, hear

PATIENCE = 20.0  # seconds: far more than a busy machine needs


@pytest.fixture
def outside() -> Iterator[Running]:
    settings = Settings(TOKEN, SECRET, SID, AUTH, "+15550100100", "+15550100200", "http://127.0.0.1:9/hooks", pace=0)
    with running(settings) as started:
        started.outside.world.people.add("Dilan", NUMBER)
        yield started


@pytest.fixture
def house(store: Store, outside: Running, tmp_path: Path) -> Iterator[House]:
    from bot.channels.sms import Sms
    from bot.channels.twilio import Account

    account = Account(
        account_sid=SID,
        auth_tokens=(AUTH,),
        sender="+15550100200",
        public_url="http://127.0.0.1:9",
        api_url=f"{outside.url}/twilio",
        content_url=f"{outside.url}/content",
    )
    sms = Sms(account)
    programme = Programme(org={"en": "Jawab"}, phone="800 1234", zone="UTC", languages=("en",))
    yield House(store, programme, {"sms": sms}, BOOK, tmp_path / "media", lambda: 0.5)
    sms.close()


@contextmanager
def at_work(house: House, work: frozenset[str] = WORK, broker: Broker | None = None) -> Iterator[Actors]:
    broker = broker or broker_for("")
    actors = Actors(house, broker, "test", work)
    worker = crew(broker, work, house.channels, 3)
    worker.start()
    try:
        yield actors
    finally:
        worker.stop()
        broker.close()


def eventually(true: Callable[[], bool]) -> bool:
    """Look until it is so, or patience ends."""
    pause, looks = threading.Event(), int(PATIENCE / 0.02)
    return any(true() or pause.wait(0.02) for _ in range(looks)) or true()


def sent(house: House) -> int:
    with house.store.read() as session:
        return session.scalar(select(func.count(OutboxRow.id)).where(OutboxRow.status == SENT)) or 0


def test_a_hint_moves_a_message_all_the_way(house: House) -> None:
    with at_work(house) as actors:
        actors.turns(hear(house.store, "hello", 1))
        assert eventually(lambda: sent(house) == 1)


def test_lost_hints_are_found_by_the_sweeps(house: House) -> None:
    hear(house.store, "hello", 1)
    with at_work(house) as actors:
        jobs.sweep_inbox(house, actors)
        assert eventually(lambda: sent(house) == 1)


def test_a_dead_senders_message_is_found_by_the_sweep(house: House, store: Store, clock: Clock) -> None:
    from relay import intake
    from storage import outbox
    from tests.relay.test_intake import Silent

    intake.work(house, Silent(), hear(store, "hello", 1))
    with store.begin() as connection:
        assert outbox.claim(connection, store, "sms", "a sender killed here", 8)
    with at_work(house) as actors:
        jobs.sweep_outbox(house, actors)
        clock.travel(minutes=2)
        jobs.sweep_outbox(house, actors)  # takes the lease back
        jobs.sweep_outbox(house, actors)
        assert eventually(lambda: sent(house) == 1)


def test_a_process_that_does_no_turns_drops_their_hints(house: House) -> None:
    broker = broker_for("")
    Actors(house, broker, "web", frozenset()).turns(b"lane")
    assert all(queue.empty() for queue in broker.queues.values())


def test_raw_payloads_live_seventy_two_hours(house: House, store: Store, clock: Clock) -> None:
    hear(store, "hello", 1)

    def kept() -> int:
        with store.read() as session:
            return session.scalar(select(func.count(InboxRow.raw))) or 0

    with at_work(house) as actors:
        clock.travel(hours=71, minutes=59)
        jobs.forget(house, actors)
        assert kept() == 1
        clock.travel(minutes=2)
        jobs.forget(house, actors)
        assert kept() == 0


def test_every_job_is_ticked_by_exactly_one_kind_of_process() -> None:
    listed = jobs.jobs(1.0)
    assert {job.role for job in listed} == WORK
    assert len({job.name for job in listed}) == len(listed)


def test_the_turnstile_lets_one_work_and_makes_it_look_once_more() -> None:
    turnstile, entered, leave, worked = Turnstile(), threading.Event(), threading.Event(), []

    def slowly() -> None:
        worked.append(1)
        entered.set()
        leave.wait(PATIENCE)

    first = threading.Thread(target=turnstile.through, args=("lane", slowly))
    first.start()
    assert entered.wait(PATIENCE)
    for _ in range(5):
        turnstile.through("lane", lambda: worked.append(100))  # returns at once
    leave.set()
    first.join(PATIENCE)
    assert worked == [1, 1]  # the five made it look once more, and worked nothing themselves


def test_a_turnstile_that_failed_can_be_passed_again() -> None:
    turnstile = Turnstile()
    with pytest.raises(ZeroDivisionError):
        turnstile.through("lane", lambda: 1 // 0)
    worked: list[int] = []
    turnstile.through("lane", lambda: worked.append(1))
    assert worked == [1]


def test_what_a_killed_sender_of_this_machine_held_goes_out_at_the_next_start(house: House, store: Store) -> None:
    from relay import intake, sender
    from storage import outbox
    from tests.relay.test_intake import Silent

    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for n, holder in enumerate((ended.pid, os.getppid()), 1):
        intake.work(house, Silent(), hear(store, "hello", n, number=f"+96475000000{n:02}"))
        with store.begin() as connection:
            assert outbox.claim(connection, store, "sms", run.sender_name(holder), 8)
    run.take_back(house)
    assert sender.deliver(house, "sms", "next") == 1  # the living one keeps what it holds
