"""A turn is whole or it is not at all: what was heard, filed and said commit together, once, in order."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from sqlalchemy import event, func, select, update

from bot.channels.base import Hook
from civic import reports
from relay import hooks, intake
from relay.house import House
from storage import inbox
from storage.db import Store
from storage.office import Area, Office, Staff
from storage.post import DEAD, DONE, PENDING, InboxRow, OutboxRow
from storage.reports import Report
from tests.clock import Clock

NUMBER = "+9647500000001"
REPORT = ("hello", "1", "1", "1", "1", "1", "3", "by the mosque", "1", "water runs in the street", "skip", "1", "1")


class Silent:
    """Hints that nobody needs: the test does the work itself."""

    def turns(self, lane: bytes) -> None: ...
    def deliver(self, channel: str) -> None: ...
    def media(self) -> None: ...
    def acknowledge(self, channel: str, ack: str) -> None: ...


def hear(store: Store, text: str, n: int, number: str = NUMBER) -> bytes:
    """An SMS as its webhook leaves it in the inbox; gives the lane."""
    form = {"MessageSid": f"SM{n:032}", "From": number, "To": "+15550100200", "Body": text, "NumMedia": "0"}
    raw = hooks.pack(
        Hook("POST", "/hooks/sms", "", {"content-type": "application/x-www-form-urlencoded"}, urlencode(form).encode())
    )
    with store.begin() as connection:
        inbox.put(connection, store, channel="sms", event_id=form["MessageSid"], lane=number, raw=raw)
    return store.vault.digest("address", "sms", number)


@pytest.fixture(autouse=True)
def an_office(store: Store) -> None:
    with store.session() as session:
        area = Area(code="iq", level="country", names={"en": "Iraq"}, variants=[])
        session.add(area)
        session.flush()
        groups = ["water", "sewage", "waste", "general"]
        office = Office(code="all", names={"en": "The Office"}, area_id=area.id, groups=groups)
        session.add(office)
        session.flush()
        clerk = Staff(
            username="amal",
            name="Amal",
            role="official",
            office_id=office.id,
            password_hash="x",
            created_at=store.now(),
        )
        session.add(clerk)


def converse(house: House, *texts: str, first: int = 0) -> list[str]:
    """What the bot said to each text, in order."""
    said = []
    for n, text in enumerate(texts, first):
        lane = hear(house.store, text, n)
        intake.work(house, Silent(), lane)
    with house.store.read() as session:
        for row in session.scalars(select(OutboxRow).order_by(OutboxRow.id)):
            said.append(house.store.vault.read(row.part, drawer="post"))
    return said


def count(store: Store, *what: object) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(*what)) or 0  # type: ignore[arg-type]


def test_a_whole_report_is_filed_once(house: House, store: Store) -> None:
    said = converse(house, *REPORT)
    assert count(store, Report) == 1
    assert "Your report number is" in said[-2]
    assert "One optional question" in said[-1]
    with store.read() as session:
        assert {row.status for row in session.scalars(select(InboxRow))} == {DONE}


def test_working_an_event_twice_neither_files_nor_says_twice(house: House, store: Store) -> None:
    said = converse(house, *REPORT)
    with store.begin() as connection:  # as after a restore: done rows are pending again
        connection.execute(update(InboxRow).values(status=PENDING))
    lane = store.vault.digest("address", "sms", NUMBER)
    intake.work(house, Silent(), lane)
    assert count(store, Report) == 1
    assert count(store, OutboxRow) == len(said)


def test_fifty_workers_at_once_keep_one_citizens_turns_in_order(house: House, store: Store) -> None:
    lane = b""
    for n, text in enumerate(REPORT):
        lane = hear(store, text, n)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: intake.work(house, Silent(), lane), range(50)))
    assert count(store, Report) == 1
    with store.read() as session:
        rows = session.execute(select(OutboxRow.inbox_id).order_by(OutboxRow.id)).scalars().all()
    assert rows == sorted(rows, key=lambda row: row or 0)


def test_a_turn_that_fails_leaves_nothing_and_is_tried_again_then_set_aside(
    house: House, store: Store, clock: Clock
) -> None:
    converse(house, *REPORT[:-1])
    said = count(store, OutboxRow)

    @event.listens_for(store.engine, "before_cursor_execute")
    def break_the_last_step(_c: object, _cu: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO outbox"):
            raise RuntimeError("a word of the citizen: leak at the mosque")

    lane = hear(store, REPORT[-1], 100)
    for _ in range(inbox.ATTEMPTS):
        assert intake.work(house, Silent(), lane) == 0
        clock.travel(minutes=10)
    event.remove(store.engine, "before_cursor_execute", break_the_last_step)

    assert (count(store, Report), count(store, OutboxRow)) == (0, said)
    with store.read() as session:
        row = session.scalars(select(InboxRow).order_by(InboxRow.id.desc())).first()
        assert row
        assert (row.status, row.attempts) == (DEAD, inbox.ATTEMPTS)
        assert row.error
        assert row.error.startswith("RuntimeError at ")
        assert "mosque" not in row.error

    with store.begin() as connection:
        inbox.replay(connection, row.id, store.now())
    assert intake.work(house, Silent(), lane) == 1
    assert count(store, Report) == 1


def test_a_poisoned_lane_holds_back_nobody_else(house: House, store: Store) -> None:
    poisoned = hear(store, "hello", 1)
    with store.begin() as connection:
        connection.execute(update(InboxRow).values(raw=b"damaged beyond opening"))
    other = hear(store, "hello", 2, number="+9647500000002")
    assert intake.work(house, Silent(), poisoned) == 0
    assert intake.work(house, Silent(), other) == 1
    assert count(store, OutboxRow) == 1


def test_the_offices_question_is_asked_in_her_lane_and_her_digit_answers_it(house: House, store: Store) -> None:
    converse(house, *REPORT)
    with store.session() as session:
        report = session.scalars(select(Report)).one()
        clerk = session.scalars(select(Staff)).one()
        for state, words in (("in_progress", ""), ("resolved", "The pipe was closed.")):
            seen = report.updates[-1].id
            reports.change_state(session, store, report, clerk, state, words, seen=seen)
            session.flush()
            session.expire(report)
    lane = store.vault.digest("address", "sms", NUMBER)
    intake.work(house, Silent(), lane)
    said = converse(house, "٣", first=200)
    assert any("The pipe was closed." in text for text in said)
    with store.read() as session:
        report = session.scalars(select(Report)).one()
        assert (report.state, report.confirmed, report.reopened) == ("reopened", "no", 1)
        asked = session.scalars(select(OutboxRow).where(OutboxRow.update_id.is_not(None))).all()
        assert asked, "delivery of the question can be shown on the ticket"
