"""What goes out to many, as staff see it: how far, why not, and the buttons that hold it or end it."""

import pytest
from sqlalchemy import select

from storage.broadcasts import DEALT, DROPPED, PLANNED, Broadcast, Recipient
from storage.office import LogEntry
from storage.post import SENT, InboxRow, OutboxRow
from storage.sessions import DialogueSession
from tests.admin.browser import Page
from tests.admin.conftest import Desk
from tests.relay.crowd import a_group, a_meeting, a_member, invite

WORKER = "majid"  # a manager; omar only looks; amal, an official, has no business here


@pytest.fixture
def running(desk: Desk) -> int:
    """An invitation of four: one delivered, one still waiting, one held for the night, one without consent."""
    store = desk.store
    people = [a_member(store, number, channel="sms") for number in range(4)]
    broadcast_id = invite(store, a_meeting(store), a_group(store, "Women of Kufa"))
    states = [(DEALT, None), (PLANNED, None), (PLANNED, "quiet_hours"), (DROPPED, "no_consent")]
    with store.session() as session:
        session.get_one(Broadcast, broadcast_id).state = "sending"
        turn = InboxRow(channel="sms", event_key=b"k", lane=b"l", due_at=store.now(), received_at=store.now())
        session.add(turn)
        session.flush()
        message = OutboxRow(
            channel="sms", address_id=people[0].id, inbox_id=turn.id, purpose="invitations", priority=2,
            status=SENT, delivery="delivered", due_at=store.now(), created_at=store.now(), sent_at=store.now(),
        )  # fmt: skip
        session.add(message)
        for person, (state, reason) in zip(people, states, strict=True):
            session.add(
                Recipient(
                    broadcast_id=broadcast_id, citizen_id=person.citizen_id, address_id=person.id, channel="sms",
                    state=state, reason=reason, due_at=store.now(), inbox_id=turn.id if state == DEALT else None,
                )
            )  # fmt: skip
    return broadcast_id


def _state(desk: Desk, broadcast_id: int) -> str:
    with desk.store.read() as session:
        return session.get_one(Broadcast, broadcast_id).state


def test_an_empty_list_says_what_comes_here(desk: Desk) -> None:
    assert "Nothing has been sent to many yet" in desk.browser(WORKER).get("/broadcasts/").text


def test_the_page_says_how_far_it_is_and_why_not_further(desk: Desk, running: int) -> None:
    browser = desk.browser(WORKER)
    assert "Water forum" in browser.get("/broadcasts/").text
    words = Page(browser.get(f"/broadcasts/{running}/").text).words
    for said in ("Reached: 1 of 4", "Women of Kufa", "has not agreed", "goes out in the morning", "Being sent"):
        assert said in words


def test_it_stays_up_to_date_and_disturbs_nobody_without_news(desk: Desk, running: int) -> None:
    browser = desk.browser("omar")
    section = next(one for one in Page(browser.get(f"/broadcasts/{running}/").text).all("section") if "hx-get" in one)
    live = str(section["hx-get"])
    assert browser.get(live).status_code == 204
    desk.change(lambda session: setattr(session.scalars(select(OutboxRow)).one(), "delivery", "read"))
    answer = browser.get(live)
    assert answer.status_code == 200
    assert "Reached: 1 of 4" in answer.text


def test_pause_go_on_and_call_off(desk: Desk, running: int) -> None:
    browser = desk.browser(WORKER)
    for act, state, said in (
        ("pause", "paused", "nothing more goes out"),
        ("resume", "planned", "It goes on"),
        ("cancel", "cancelled", "nobody else gets it"),
    ):
        assert said in browser.post(f"/broadcasts/{running}/{act}", follow=True).text
        assert _state(desk, running) == state
    assert len(desk.nudged) == 3
    with desk.store.read() as session:
        acts = session.scalars(select(LogEntry.action).where(LogEntry.staff_id.is_not(None)).order_by(LogEntry.id))
        assert list(acts) == ["pause broadcast", "resume broadcast", "cancel broadcast"]
    words = Page(browser.get(f"/broadcasts/{running}/").text).words
    assert "Staff called it off" in words
    assert "Call it off" not in words


@pytest.mark.parametrize("act", ["pause", "resume", "cancel"])
def test_what_is_over_stays_as_it_is(desk: Desk, running: int, act: str) -> None:
    desk.change(lambda session: setattr(session.get_one(Broadcast, running), "state", "done"))
    assert "no longer possible" in desk.browser(WORKER).post(f"/broadcasts/{running}/{act}", follow=True).text
    assert _state(desk, running) == "done"
    assert not desk.nudged


def test_who_only_looks_has_no_buttons_and_others_have_no_page(desk: Desk, running: int) -> None:
    page = desk.browser("omar").get(f"/broadcasts/{running}/")
    assert page.status_code == 200
    assert "/pause" not in page.text
    assert desk.browser("omar").post(f"/broadcasts/{running}/pause").status_code == 403
    assert desk.browser("amal").get(f"/broadcasts/{running}/").status_code == 403
    assert _state(desk, running) == "sending"


def test_a_private_session_is_not_named(desk: Desk, running: int) -> None:
    desk.change(lambda session: setattr(session.scalars(select(DialogueSession)).one(), "public", False))
    for path in ("/broadcasts/", f"/broadcasts/{running}/"):
        page = desk.browser(WORKER).get(path).text
        assert "Water forum" not in page
        assert "A private session" in page


def test_every_kind_has_its_page_and_a_number_that_is_nobodys_has_none(desk: Desk, running: int) -> None:
    browser = desk.browser(WORKER)
    for kind in ("reminder_day", "moved", "cancelled", "poll", "poll_reminder", "results"):
        desk.change(lambda session, kind=kind: setattr(session.get_one(Broadcast, running), "kind", kind))  # type: ignore[misc]
        assert browser.get(f"/broadcasts/{running}/").status_code == 200
    assert browser.get("/broadcasts/999/").status_code == 404
    assert browser.post(f"/broadcasts/{2**70}/pause").status_code == 404


def test_before_anybody_was_looked_for_it_shows_noughts(desk: Desk) -> None:
    broadcast_id = invite(desk.store, a_meeting(desk.store), a_group(desk.store), hours=5)
    words = Page(desk.browser(WORKER).get(f"/broadcasts/{broadcast_id}/").text).words
    assert "Reached: 0 of 0" in words
