"""A session's life: opened, moved, called off, held; who is told of it, when, and what has gone stale meanwhile."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from civic import audience, broadcasts, people, seating, session_news, sessions, whom
from civic.desk import CivicDesk
from civic.programme import Programme
from storage.broadcasts import DEALT, Broadcast, Recipient
from storage.db import Store
from storage.people import AddressRow
from storage.sessions import DialogueSession, Invitation
from tests.civic.conftest import a_turn
from tests.civic.gathering import a_manager, a_plan, a_session, seat, somebody
from tests.civic.office import asked
from tests.clock import Clock

PROGRAMME = Programme({"en": "Jawab"}, "", "Asia/Baghdad", ("en", "ar"))


def desk_of(session: Session, store: Store, row: AddressRow) -> CivicDesk:
    turn = a_turn(session, store)
    return CivicDesk(session, store, row.citizen, row, PROGRAMME, inbox_id=turn, channel=row.channel)


def invite(session: Session, store: Store, meeting: DialogueSession, *rows: AddressRow) -> Broadcast:
    """As if the invitation had gone out to these people."""
    sent = broadcasts.plan(
        session,
        store,
        kind="invitation",
        subject_id=meeting.id,
        edition=meeting.edition,
        purpose="invitations",
        due_at=store.now(),
        expires_at=meeting.starts_at,
    )
    for row in rows:
        session.add(
            Recipient(
                broadcast_id=sent.id,
                citizen_id=row.citizen_id,
                address_id=row.id,
                channel=row.channel,
                state=DEALT,
                due_at=store.now(),
            )
        )
    session.flush()
    return sent


def news(session: Session) -> list[tuple[str, int]]:
    return [(one.kind, one.edition) for one in session.scalars(select(Broadcast).order_by(Broadcast.id))]


def move(session: Session, store: Store, meeting: DialogueSession, **later: float) -> None:
    starts_at = meeting.starts_at + timedelta(**later)
    sessions.move(session, store, meeting, a_manager(session, store), starts_at=starts_at, zone=meeting.zone)


def test_a_draft_may_change_without_a_word_to_anybody(store: Store) -> None:
    with store.session() as session:
        staff = a_manager(session, store)
        meeting = sessions.create(session, store, a_plan(store), staff)
        move(session, store, meeting, days=1)
        assert (meeting.edition, news(session)) == (1, [])
        sessions.cancel(session, store, meeting, staff)
        assert news(session) == []


def test_other_words_are_no_move_and_another_place_is(store: Store) -> None:
    with store.session() as session:
        meeting, staff = a_session(session, store), a_manager(session, store)
        retitled = a_plan(store, titles={"en": "Pipes"}, capacity=9)
        assert not sessions.edit(session, store, meeting, retitled, staff, seen=sessions.mark(meeting))
        elsewhere = a_plan(store, places={"en": "School"})
        assert sessions.edit(session, store, meeting, elsewhere, staff, seen=sessions.mark(meeting))
        assert news(session) == [("moved", 2)]


def test_more_seats_go_to_those_who_wait(store: Store, clock: Clock) -> None:
    with store.session() as session:
        meeting, staff = a_session(session, store, capacity=1), a_manager(session, store)
        rows = [somebody(session, store, n) for n in range(3)]
        for row in rows:
            clock.travel(seconds=1)
            seating.answer(session, store, meeting.id, row, "yes")
        plan = a_plan(store, capacity=2, starts_at=meeting.starts_at)
        sessions.edit(session, store, meeting, plan, staff, seen=sessions.mark(meeting))
        assert [seat(session, meeting, row) for row in rows] == ["open", "open", "waiting"]
        assert [one["flow"] for one in asked(session, store)] == ["promoted"]


def test_a_woman_who_says_so_while_waiting_gets_the_kept_seat(store: Store, clock: Clock) -> None:
    with store.session() as session:
        meeting = a_session(session, store, capacity=2, women=1)
        rows = [somebody(session, store, n) for n in range(2)]
        for row in rows:
            clock.travel(seconds=1)
            seating.answer(session, store, meeting.id, row, "yes")
        assert seat(session, meeting, rows[1]) == "waiting"
        desk_of(session, store, rows[1]).describe("sex", "woman")
        assert seat(session, meeting, rows[1]) == "women"


def test_calling_off_ends_all_that_was_planned(store: Store) -> None:
    with store.session() as session:
        meeting, staff = a_session(session, store), a_manager(session, store)
        row = somebody(session, store)
        planned = invite(session, store, meeting, row)
        sessions.cancel(session, store, meeting, staff)
        assert planned.state == "cancelled"
        assert news(session)[-1] == ("cancelled", 2)
        assert seating.answer(session, store, meeting.id, row, "yes").outcome == "over"
        with pytest.raises(sessions.Stale):
            move(session, store, meeting, days=1)


def test_news_go_once_to_those_it_concerns(store: Store) -> None:
    with store.session() as session:
        meeting = a_session(session, store)
        coming, declined, silent, stranger = (somebody(session, store, n) for n in range(4))
        invite(session, store, meeting, coming, declined, silent)
        for row in (coming, declined, silent):
            assert desk_of(session, store, row).session(str(meeting.id))
        seating.answer(session, store, meeting.id, coming, "yes")
        seating.answer(session, store, meeting.id, declined, "no")
        move(session, store, meeting, days=1)
        moved = session.scalars(select(Broadcast).where(Broadcast.kind == "moved")).one()
        assert set(session.execute(whom.whom(moved)).scalars()) == {coming.citizen_id, silent.citizen_id}
        assert stranger.citizen_id not in session.execute(whom.whom(moved)).scalars().all()


FRESH: list[tuple[str, Callable[[Session, Store, DialogueSession, AddressRow], object], bool]] = [
    ("invitation", lambda session, store, meeting, row: None, True),
    ("invitation", lambda session, store, meeting, row: move(session, store, meeting, days=1), True),
    ("invitation", lambda session, store, meeting, row: answer(session, store, meeting, row, "maybe"), False),
    ("invitation", lambda session, store, meeting, row: cancel(session, store, meeting), False),
    ("reminder_day", lambda session, store, meeting, row: None, False),
    ("reminder_day", lambda session, store, meeting, row: answer(session, store, meeting, row, "yes"), True),
    ("reminder_day", lambda session, store, meeting, row: answer(session, store, meeting, row, "no"), False),
    ("moved", lambda session, store, meeting, row: answer(session, store, meeting, row, "yes"), True),
    ("moved", lambda session, store, meeting, row: answer(session, store, meeting, row, "no"), False),
    ("moved", lambda session, store, meeting, row: cancel(session, store, meeting), False),
    ("cancelled", lambda session, store, meeting, row: None, False),
]


def answer(session: Session, store: Store, meeting: DialogueSession, row: AddressRow, said: str) -> None:
    seating.answer(session, store, meeting.id, row, said)


def cancel(session: Session, store: Store, meeting: DialogueSession) -> None:
    sessions.cancel(session, store, meeting, a_manager(session, store))


@pytest.mark.parametrize(("kind", "happens", "fresh"), FRESH)
def test_what_still_makes_sense(store: Store, kind: str, happens: Callable[..., object], fresh: bool) -> None:
    with store.session() as session:
        meeting, row = a_session(session, store), somebody(session, store)
        sent = Broadcast(
            kind=kind, subject_id=meeting.id, edition=meeting.edition, state="sending", purpose="invitations"
        )
        happens(session, store, meeting, row)
        assert whom.fresh(session, sent, row.citizen_id) is fresh


def test_an_older_edition_is_silent(store: Store) -> None:
    with store.session() as session:
        meeting, row = a_session(session, store), somebody(session, store)
        answer(session, store, meeting, row, "yes")
        for kind in ("reminder_day", "reminder_hours", "moved"):
            sent = Broadcast(kind=kind, subject_id=meeting.id, edition=meeting.edition, purpose="invitations")
            assert whom.fresh(session, sent, row.citizen_id)
            move(session, store, meeting, days=1)
            assert not whom.fresh(session, sent, row.citizen_id)


def at(zone: str, *wall: int) -> datetime:
    return datetime(*wall, tzinfo=ZoneInfo(zone))  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("zone", "starts", "day_before"),
    [
        ("Asia/Baghdad", (2026, 3, 20, 16), (2026, 3, 19, 16)),
        ("Europe/London", (2026, 3, 29, 16), (2026, 3, 28, 16)),  # the clocks go forward in between
        ("Africa/Cairo", (2026, 10, 30, 16), (2026, 10, 29, 16)),  # and back
    ],
)
def test_reminders_by_the_clock_on_the_wall(
    store: Store, clock: Clock, zone: str, starts: tuple[int, ...], day_before: tuple[int, ...]
) -> None:
    with store.session() as session:
        begins, reminds = at(zone, *starts), at(zone, *day_before)
        clock.set(begins - timedelta(days=10))
        a_session(session, store, starts_at=begins, zone=zone)

        def due(moment: datetime) -> list[tuple[str, datetime]]:
            return [(one.kind, one.nominal_at) for one in session_news.due_reminders(session, moment)]

        assert due(reminds - timedelta(seconds=1)) == []
        assert due(reminds) == [("reminder_day", reminds)]
        shortly = begins - timedelta(hours=2)
        assert due(shortly) == [("reminder_hours", shortly)]
        assert due(begins) == []


def test_no_reminder_of_what_was_only_just_said(store: Store, clock: Clock) -> None:
    with store.session() as session:
        meeting = a_session(session, store, starts_at=store.now() + timedelta(hours=5))
        assert session_news.due_reminders(session, store.now()) == []
        clock.travel(minutes=1)
        move(session, store, meeting, hours=5)
        clock.travel(minutes=1)
        assert session_news.due_reminders(session, store.now()) == []
        clock.travel(hours=8)
        assert [one.kind for one in session_news.due_reminders(session, store.now())] == ["reminder_hours"]


@pytest.fixture
def secret(store: Store) -> Any:
    with store.session() as session:
        return a_session(session, store, public=False).id


def test_a_private_one_is_nobodys_who_was_not_asked(store: Store, secret: int) -> None:
    with store.session() as session:
        meeting = session.get_one(DialogueSession, secret)
        invited, stranger = somebody(session, store, 1), somebody(session, store, 2)
        invite(session, store, meeting, invited)
        theirs, hers = desk_of(session, store, stranger), desk_of(session, store, invited)
        assert theirs.session(str(secret)) is None
        assert theirs.rsvp(str(secret), "yes")["outcome"] == "over"
        assert list(theirs.sessions()) == []
        assert [found.label for found in hers.sessions()] == ["A private invitation"]
        assert hers.rsvp(str(secret), "yes")["outcome"] == "seat"
        assert session.scalars(select(Invitation.source)).all() == ["invited"]


def test_by_its_code_it_is_hers(store: Store, secret: int) -> None:
    with store.session() as session:
        meeting, row = session.get_one(DialogueSession, secret), somebody(session, store)
        desk = desk_of(session, store, row)
        assert desk.join_session("AAAA2222") is None
        assert desk.join_session(meeting.code.lower()) == str(secret)
        assert desk.rsvp(str(secret), "yes")["outcome"] == "seat"
        assert session.scalars(select(Invitation.source)).all() == ["link"]


def test_what_a_conversation_is_told(store: Store, clock: Clock) -> None:
    with store.session() as session:
        meeting, row = a_session(session, store, capacity=1), somebody(session, store)
        row.citizen.language = "ar"
        told = desk_of(session, store, row).session(str(meeting.id))
        assert told is not None
        assert (told["event"], told["place"], told["standing"], told["day"]) == (
            "الماء في شارعنا", "مركز الشباب", "none", "later",
        )  # fmt: skip
        clock.set(meeting.starts_at - timedelta(hours=20))
        again = desk_of(session, store, row).session(str(meeting.id))
        assert again is not None
        assert again["day"] == "tomorrow"
        for nonsense in ("", "0", "999999"):
            assert desk_of(session, store, row).session(nonsense) is None


def test_after_stop_and_start_she_is_thought_of_again(store: Store, clock: Clock) -> None:
    with store.session() as session:
        meeting = a_session(session, store, capacity=1)
        rows = [somebody(session, store, n) for n in range(2)]
        for row in rows:
            clock.travel(seconds=1)
            answer(session, store, meeting, row, "yes")
        people.stop(session, store, rows[1])
        answer(session, store, meeting, rows[0], "no")
        assert seat(session, meeting, rows[1]) == "waiting"
        desk_of(session, store, rows[1]).start()
        assert seat(session, meeting, rows[1]) == "open"
        assert audience.agrees(session, rows[1].citizen_id, "invitations")
