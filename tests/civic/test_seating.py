"""Seats over a real database: never oversold, kept seats kept, in fair order, one answer a person."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from civic import audience, people, seating, seats, sessions
from civic.session_plan import plan_of
from storage.db import Store
from storage.people import AddressRow
from storage.sessions import DialogueSession, Invitation
from tests.civic.gathering import a_manager, a_session, seat, somebody
from tests.civic.office import asked
from tests.clock import Clock

PEOPLE = st.integers(0, 9)


class Seating(RuleBasedStateMachine):
    """One session, ten people who answer, change their minds, tell of themselves, stop and start, and an office
    that changes the seats."""

    store: Store
    clock: Clock

    @initialize(capacity=st.integers(1, 5), women=st.integers(0, 2), youth=st.integers(0, 2))
    def opens(self, capacity: int, women: int, youth: int) -> None:
        women, youth = min(women, capacity), min(youth, max(0, capacity - women))
        with self.store.session() as session:
            wanted = {"capacity": capacity, "women": women, "youth": youth}
            self.meeting = a_session(session, self.store, starts_at=self.store.now() + timedelta(days=90), **wanted).id
            self.rows = [somebody(session, self.store, n) for n in range(10)]
            for row in self.rows:
                row.citizen.stopped_at = None
                known = audience.profile(session, row.citizen_id)
                known.sex = known.age_band = None
        self.seated: dict[int, str] = {}

    @rule(who=PEOPLE, said=st.sampled_from(["yes", "yes", "yes", "no", "maybe"]))
    def answers(self, who: int, said: str) -> None:
        with self.store.session() as session:
            row = self._row(session, who)
            seat = seating.answer(session, self.store, self.meeting, row, said)
            assert seat.outcome == said or (said == "yes" and seat.outcome in ("seat", "waiting"))
        if said != "yes":
            self.seated.pop(self.rows[who].citizen_id, None)

    @rule(who=PEOPLE, sex=st.sampled_from(["woman", "man", "refused"]), age=st.sampled_from(["u18", "18-24", "60+"]))
    def tells_of_herself(self, who: int, sex: str, age: str) -> None:
        with self.store.session() as session:
            row = self._row(session, who)
            audience.describe(session, self.store, row.citizen, sex=sex, age_band=age)
            seating.reconsider(session, self.store, row.citizen_id)

    @rule(who=PEOPLE, on=st.booleans())
    def stops_or_starts(self, who: int, on: bool) -> None:
        with self.store.session() as session:
            row = self._row(session, who)
            (people.start if on else people.stop)(session, self.store, row)
            seating.reconsider(session, self.store, row.citizen_id)

    @rule(capacity=st.integers(1, 6), women=st.integers(0, 3), youth=st.integers(0, 3))
    def the_office_changes_the_seats(self, capacity: int, women: int, youth: int) -> None:
        with self.store.session() as session:
            meeting = session.get_one(DialogueSession, self.meeting)
            plan = replace(plan_of(meeting), capacity=capacity, women=women, youth=youth)
            try:
                staff = a_manager(session, self.store)
                sessions.edit(session, self.store, meeting, plan, staff, seen=sessions.mark(meeting))
            except sessions.Refused:
                assert plan_of(meeting) != plan

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "meeting"):
            return
        self.clock.travel(seconds=1)
        with self.store.read() as session:
            meeting = session.get_one(DialogueSession, self.meeting)
            rules = seating.rules(meeting)
            sitting = seating.seated(session, self.meeting)
            self._nobody_loses_a_seat(sitting)
            self._never_oversold(rules, Counter(row.seat for row, _groups in sitting))
            self._nobody_waits_for_nothing(session, rules, [groups for _row, groups in sitting])

    def _nobody_loses_a_seat(self, sitting: list[tuple[Invitation, seats.Groups]]) -> None:
        now = {row.citizen_id: str(row.seat) for row, _groups in sitting}
        assert self.seated.keys() <= now.keys()
        self.seated = now

    def _never_oversold(self, rules: seats.Rules, given: Counter[str | None]) -> None:
        assert given <= Counter({seats.OPEN: rules.open, seats.WOMEN: rules.women, seats.YOUTH: rules.youth})

    def _nobody_waits_for_nothing(self, session: Session, rules: seats.Rules, sitting: list[seats.Groups]) -> None:
        queue = seating.waiting(session, self.meeting)
        assert [row.queued_at for row, _groups in queue] == sorted(row.queued_at for row, _g in queue if row.queued_at)
        for row, groups in queue:
            if row.citizen.stopped_at is None:
                assert not seats.fits(rules, [*sitting, groups])

    def _row(self, session: Session, who: int) -> AddressRow:
        return session.get_one(AddressRow, self.rows[who].id)


def test_seats_through_anything(store: Store, clock: Clock) -> None:
    machine = type("Machine", (Seating,), {"store": store, "clock": clock})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each step is a transaction: shrinking takes minutes
        ),
    )


def test_fifty_copies_of_one_answer_are_one(store: Store) -> None:
    with store.session() as session:
        meeting, row = a_session(session, store), somebody(session, store)

    def answer(_copy: int) -> str:
        with store.session() as session:
            mine = session.get_one(AddressRow, row.id)
            return seating.answer(session, store, meeting.id, mine, "yes").outcome

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(answer, range(50))) == {"seat"}
    with store.read() as session:
        assert session.scalars(select(Invitation.seat)).all() == ["open"]


def test_fifty_people_at_once_get_only_the_seats_there_are(store: Store) -> None:
    with store.session() as session:
        meeting = a_session(session, store, capacity=7, women=2)
        ids = [somebody(session, store, n, sex="woman" if n % 5 == 0 else "man").id for n in range(50)]

    def answer(address_id: int) -> str:
        with store.session() as session:
            return seating.answer(session, store, meeting.id, session.get_one(AddressRow, address_id), "yes").outcome

    with ThreadPoolExecutor(16) as pool:
        assert Counter(pool.map(answer, ids)) == {"seat": 7, "waiting": 43}
    with store.read() as session:
        given = dict(session.execute(select(Invitation.seat, func.count()).group_by(Invitation.seat)).all())
    assert given == {"open": 5, "women": 2, "waiting": 43}


def test_a_freed_seat_goes_to_the_first_who_may_take_it_and_she_is_told(store: Store, clock: Clock) -> None:
    with store.session() as session:
        meeting = a_session(session, store, capacity=2, women=1)
        woman = somebody(session, store, 1, sex="woman")
        man, other_man = somebody(session, store, 2, sex="man"), somebody(session, store, 3, sex="man")
        second_woman = somebody(session, store, 4, sex="woman")
        for row in (woman, man, other_man, second_woman):
            clock.travel(minutes=1)
            seating.answer(session, store, meeting.id, row, "yes")
        assert [seat(session, meeting, row) for row in (woman, man, other_man, second_woman)] == [
            "women", "open", "waiting", "waiting",
        ]  # fmt: skip
        seating.answer(session, store, meeting.id, woman, "no")
        assert seat(session, meeting, second_woman) == "women"
        assert seat(session, meeting, other_man) == "waiting"
        started = asked(session, store)
        assert [(one["flow"], one["answers"]) for one in started] == [("promoted", {"session": str(meeting.id)})]


def test_positions_move_up(store: Store, clock: Clock) -> None:
    with store.session() as session:
        meeting = a_session(session, store, capacity=1)
        rows = [somebody(session, store, n) for n in range(4)]
        positions = []
        for row in rows:
            clock.travel(minutes=1)
            positions.append(seating.answer(session, store, meeting.id, row, "yes").position)
        assert positions == [0, 1, 2, 3]
        clock.travel(minutes=1)
        seating.answer(session, store, meeting.id, rows[1], "no")
        assert seating.answer(session, store, meeting.id, rows[3], "yes").position == 2
        seating.answer(session, store, meeting.id, rows[1], "yes")
        assert seating.answer(session, store, meeting.id, rows[1], "yes").position == 3


def test_who_cannot_be_told_is_passed_over_and_keeps_her_place(store: Store, clock: Clock) -> None:
    with store.session() as session:
        meeting = a_session(session, store, capacity=1)
        rows = [somebody(session, store, n) for n in range(3)]
        for row in rows:
            clock.travel(minutes=1)
            seating.answer(session, store, meeting.id, row, "yes")
        people.stop(session, store, rows[1])
        seating.answer(session, store, meeting.id, rows[0], "no")
        assert [seat(session, meeting, row) for row in rows] == [None, "waiting", "open"]


def test_nothing_is_given_once_it_has_begun_or_is_off(store: Store, clock: Clock) -> None:
    with store.session() as session:
        meeting = a_session(session, store)
        row = somebody(session, store)
        clock.travel(days=8)
        assert seating.answer(session, store, meeting.id, row, "yes").outcome == "over"
        assert seating.answer(session, store, meeting.id + 1, row, "yes").outcome == "over"
        assert session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_needs_are_sealed_and_go_with_the_place(store: Store) -> None:
    with store.session() as session:
        meeting, row = a_session(session, store), somebody(session, store)
        seating.needs(session, store, meeting.id, row.citizen_id, "a ramp")
        seating.answer(session, store, meeting.id, row, "yes")
        seating.needs(session, store, meeting.id, row.citizen_id, "a ramp")
        invitation = session.scalars(select(Invitation)).one()
        assert seating.needs_of(store, invitation) == "a ramp"
        assert b"ramp" not in (invitation.needs_sealed or b"")
        seating.answer(session, store, meeting.id, row, "no")
        assert invitation.needs_sealed is None
