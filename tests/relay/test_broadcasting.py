"""One message to many: everyone once, at her hour, no faster than the channel, and a reason for who did not get it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.messages import Address
from civic import audience, broadcasts, people
from civic.broadcasts import Due
from relay import broadcasting, expanding, reminding, sender
from relay.house import House
from simulator.serve import Running
from storage.broadcasts import Broadcast, Fire, Recipient
from storage.db import Store
from storage.people import AddressRow
from storage.post import InboxRow, OutboxRow
from storage.sessions import DialogueSession, Invitation
from tests.clock import START, Clock
from tests.relay.crowd import Turns, a_crowd, a_group, a_meeting, a_member, invite, progress, recipients, state


def _starts(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).where(InboxRow.kind == "start")) or 0


def _stop(store: Store, who: AddressRow) -> None:
    with store.session() as session:
        people.stop(session, store, session.get_one(AddressRow, who.id))


def _change(store: Store, broadcast_id: int, how: str) -> bool:
    with store.session() as session:
        changed: bool = getattr(broadcasts, how)(session, store, session.get_one(Broadcast, broadcast_id), None)
        return changed


def test_everybody_of_the_group_once_however_small_the_steps(
    house: House, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expanding, "CHUNK", 3)
    everyone = a_crowd(store, 8)
    a_member(store, 1, channel="sms")
    one = invite(store, a_meeting(store), a_group(store, channels=["telegram"]))
    assert broadcasting.expand(house) == 8
    assert broadcasting.expand(house) == 0
    assert [row.citizen_id for row in recipients(store, one)] == [row.citizen_id for row in everyone]
    assert state(store, one) == "sending"


def test_nothing_happens_before_it_is_due(house: House, store: Store, clock: Clock) -> None:
    a_crowd(store, 2)
    one = invite(store, a_meeting(store), a_group(store), hours=2)
    assert (broadcasting.expand(house), broadcasting.deal(house, Turns())) == (0, 0)
    clock.travel(hours=2)
    assert (broadcasting.expand(house), broadcasting.deal(house, Turns())) == (2, 2)
    assert state(store, one) == "done"


def test_an_expansion_that_dies_goes_on_where_it_was(
    house: House, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expanding, "CHUNK", 2)
    a_crowd(store, 5)
    one = invite(store, a_meeting(store), a_group(store))
    assert expanding._chunk(house) == 2
    assert state(store, one) == "expanding"
    with store.session() as session:  # as if the step had been rolled back after its rows were copied elsewhere
        session.get_one(Broadcast, one).cursor = 0
    assert broadcasting.expand(house) == 3
    assert len(recipients(store, one)) == 5


def test_each_waits_for_the_morning_of_her_own_zone(house: House, store: Store, clock: Clock) -> None:
    clock.set(datetime(2026, 3, 2, 13, 30, tzinfo=UTC))  # 16:30 in Baghdad, 20:30 in Phnom Penh
    a_member(store, 1)
    a_member(store, 2, zone="Asia/Phnom_Penh")
    a_member(store, 3, zone="Nowhere/Land")
    one = invite(store, a_meeting(store), a_group(store))
    broadcasting.expand(house)
    morning = datetime(2026, 3, 3, 1, tzinfo=UTC)  # 08:00 in Phnom Penh
    assert [(row.due_at, row.reason) for row in recipients(store, one)] == [
        (clock(), None),
        (morning, "quiet_hours"),
        (clock(), None),
    ]
    assert broadcasting.deal(house, Turns()) == 2
    assert progress(store, one).held == {"quiet_hours": 1}
    clock.set(morning)
    assert broadcasting.deal(house, Turns()) == 1


def test_whose_morning_comes_too_late_is_told_apart_at_once(house: House, store: Store, clock: Clock) -> None:
    clock.set(datetime(2026, 3, 2, 17, 30, tzinfo=UTC))  # 20:30 in Baghdad
    a_crowd(store, 2)
    one = invite(store, a_meeting(store, days=0.4), a_group(store))  # it begins at 06:06
    broadcasting.expand(house)
    assert progress(store, one).dropped == {"expired": 2}


def test_no_faster_than_the_channel_and_never_more_than_a_hundred_waiting(
    house: House, store: Store, clock: Clock
) -> None:
    a_crowd(store, 160)
    one = invite(store, a_meeting(store), a_group(store))
    broadcasting.expand(house)
    begun = []
    for _ in range(4):
        begun.append(broadcasting.deal(house, Turns()))
        assert broadcasting.deal(house, Turns()) == 0
        clock.travel(seconds=2.1)
    assert begun == [40, 40, 20, 0]  # twenty a second, until a hundred wait
    with store.begin() as connection:
        connection.execute(update(InboxRow).values(status=1))
    assert broadcasting.deal(house, Turns()) == 40
    assert progress(store, one).begun == 140


def test_her_conversation_begins_and_her_answer_is_understood(
    house: House, store: Store, outside: Running, clock: Clock
) -> None:
    outside.outside.world.people.add("Dilan", "+9647700000001")
    her = a_member(store, 1, channel="sms")
    one = invite(store, a_meeting(store), a_group(store))
    turns = Turns()
    broadcasting.expand(house)
    assert broadcasting.deal(house, turns) == 1
    turns.work(house)
    with store.read() as session:
        rows = session.scalars(select(OutboxRow)).all()
        assert {(row.purpose, row.priority, row.address_id) for row in rows} == {("invitations", 2, her.id)}
        assert all(row.expires_at for row in rows)
        assert session.scalars(select(Invitation.citizen_id)).all() == [her.citizen_id]
    assert progress(store, one).under_way == 1


def test_everyone_who_does_not_get_it_has_a_reason(house: House, store: Store) -> None:
    meeting = a_meeting(store)
    fine, stopped, silent, answered = (a_member(store, n, agrees=n != 3) for n in (1, 2, 3, 4))
    one = invite(store, meeting, a_group(store))
    broadcasting.expand(house)
    _stop(store, stopped)
    with store.session() as session:
        session.add(
            Invitation(session_id=meeting, citizen_id=answered.citizen_id, address_id=answered.id, answer="yes")
        )
    assert broadcasting.deal(house, Turns()) == 1
    kept = {row.citizen_id: row.reason for row in recipients(store, one)}
    assert kept == {
        fine.citizen_id: None,
        stopped.citizen_id: "stopped",
        silent.citizen_id: "no_consent",
        answered.citizen_id: "stale",
    }
    found = progress(store, one)
    assert (found.planned, found.begun, found.dropped) == (4, 1, {"stopped": 1, "no_consent": 1, "stale": 1})


def test_who_says_stop_before_her_turn_hears_nothing(house: House, store: Store) -> None:
    (her,) = a_crowd(store, 1)
    one, turns = invite(store, a_meeting(store), a_group(store)), Turns()
    broadcasting.expand(house)
    broadcasting.deal(house, turns)
    _stop(store, her)
    turns.work(house)
    assert progress(store, one).dropped == {"stopped": 1}
    with store.read() as session:
        assert session.scalars(select(OutboxRow)).all() == []


def test_a_session_called_off_silences_what_waits_in_the_outbox(house: House, store: Store) -> None:
    a_crowd(store, 1)
    meeting, turns = a_meeting(store), Turns()
    one = invite(store, meeting, a_group(store))
    broadcasting.expand(house)
    broadcasting.deal(house, turns)
    turns.work(house)
    with store.session() as session:
        session.get_one(DialogueSession, meeting).state = "cancelled"
    assert sender.deliver(house, "telegram", "me") == 0
    assert progress(store, one).dropped == {"stale": 1}


def test_pause_holds_what_was_begun_and_resume_lets_it_go(house: House, store: Store, outside: Running) -> None:
    outside.outside.world.people.add("Dilan", "+9647700000001")
    people_ = [a_member(store, n, channel="sms") for n in (1, 2, 3)]
    one, turns = invite(store, a_meeting(store), a_group(store)), Turns()
    broadcasting.expand(house)
    assert broadcasting.deal(house, turns) == 2  # what an SMS number takes in two seconds
    turns.work(house)
    assert _change(store, one, "pause")
    assert sender.deliver(house, "sms", "me") == 0
    assert broadcasting.deal(house, turns) == 0
    found = progress(store, one)
    assert (found.waiting, found.held, found.sent) == (1, {"paused": 2}, 0)
    assert _change(store, one, "resume")
    assert sender.deliver(house, "sms", "me") > 0
    assert progress(store, one).reached > 0
    assert len(people_) == progress(store, one).planned


def test_cancel_ends_it_for_all_who_wait_and_all_that_waits(house: House, store: Store) -> None:
    a_crowd(store, 41)
    one, turns = invite(store, a_meeting(store), a_group(store)), Turns()
    broadcasting.expand(house)
    assert broadcasting.deal(house, turns) == 40
    turns.work(house)
    assert _change(store, one, "cancel")
    assert sender.deliver(house, "telegram", "me") == 0
    found = progress(store, one)
    assert (found.begun, found.dropped, found.reached) == (40, {"cancelled": 41}, 0)
    assert not any(_change(store, one, how) for how in ("pause", "resume", "cancel"))


def test_paused_before_it_is_due_it_does_not_begin(house: House, store: Store) -> None:
    a_crowd(store, 1)
    one = invite(store, a_meeting(store), a_group(store))
    assert _change(store, one, "pause")
    assert broadcasting.expand(house) == 0
    assert _change(store, one, "resume")
    assert broadcasting.expand(house) == 1


def test_two_groups_that_overlap_are_invited_once(house: House, store: Store) -> None:
    a_crowd(store, 3)
    a_member(store, 1, channel="sms")
    meeting = a_meeting(store)
    first = invite(store, meeting, a_group(store, "by telegram", channels=["telegram"]))
    broadcasting.expand(house)
    second = invite(store, meeting, a_group(store, "all"))
    broadcasting.expand(house)
    assert (len(recipients(store, first)), len(recipients(store, second))) == (3, 1)


def test_a_button_pressed_twice_plans_once(store: Store) -> None:
    meeting, group = a_meeting(store), a_group(store)
    assert invite(store, meeting, group) == invite(store, meeting, group)
    with store.session() as session, pytest.raises(ValueError, match="over before it begins"):
        broadcasts.plan(
            session,
            store,
            kind="invitation",
            subject_id=meeting,
            edition=1,
            purpose="invitations",
            due_at=store.now() + timedelta(days=1),
            expires_at=store.now() + timedelta(hours=1),
        )


def test_what_nobody_could_get_in_time_is_closed_with_a_reason(house: House, store: Store, clock: Clock) -> None:
    a_crowd(store, 2)
    with store.session() as session:
        who = people.meet(session, store, Address("pigeon", "7"))
        audience.agree(session, store, who, "invitations", True, "test")
    one = invite(store, a_meeting(store), a_group(store))
    broadcasting.expand(house)
    assert progress(store, one).held == {"no_channel": 1}
    clock.travel(days=4)
    assert broadcasting.deal(house, Turns()) == 0
    assert state(store, one) == "done"
    assert progress(store, one).dropped == {"expired": 3}


def test_eight_dealers_at_once_begin_each_conversation_once(house: House, store: Store) -> None:
    a_crowd(store, 30)
    one = invite(store, a_meeting(store), a_group(store))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: (broadcasting.expand(house), broadcasting.deal(house, Turns())), range(16)))
    assert (progress(store, one).begun, _starts(store)) == (30, 30)


def test_a_nominal_time_fires_once_whoever_looks(house: House, store: Store, clock: Clock) -> None:
    meeting = a_meeting(store)
    due = Due("session 1 x 1", START, "reminder_day", meeting, 1, "invitations", START + timedelta(days=1))

    def fire(_: int) -> bool:
        with store.session() as session:
            return broadcasts.fire(session, store, due) is not None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(fire, range(24))) == 1
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Fire)) == 1
        assert session.scalar(select(func.count()).select_from(Broadcast)) == 1


def test_reminders_come_a_day_and_two_hours_before_each_once(house: House, store: Store, clock: Clock) -> None:
    (her,) = a_crowd(store, 1)
    meeting = a_meeting(store, days=3)  # at 09:00 UTC, noon in Baghdad
    with store.session() as session:
        session.add(
            Invitation(session_id=meeting, citizen_id=her.citizen_id, address_id=her.id, answer="yes", seat="open")
        )
    seen = []
    for _ in range(3 * 24 * 2):
        clock.travel(minutes=30)
        reminding.remind(house)
        if reminding.remind(house) == 0 and broadcasting.expand(house) == 1:
            broadcasting.deal(house, Turns())
            seen.append(clock() - START)
    assert seen == [timedelta(days=2), timedelta(days=2, hours=22)]
    with store.read() as session:
        kinds = session.execute(select(Broadcast.kind, Broadcast.state).order_by(Broadcast.id)).all()
    assert [tuple(row) for row in kinds] == [("reminder_day", "done"), ("reminder_hours", "done")]


def test_a_reminder_noticed_too_late_is_not_sent(house: House, store: Store, clock: Clock) -> None:
    a_meeting(store, days=3)
    clock.travel(days=4)
    assert reminding.remind(house) == 0
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Recipient)) == 0
