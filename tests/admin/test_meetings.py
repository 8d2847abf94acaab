"""Sessions at the desk: written from a template, invited to, moved, called off, and ticked at the door."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.messages import Address
from civic import audience, people, seating
from storage.audience import Segment
from storage.broadcasts import Broadcast
from storage.office import Area, LogEntry
from storage.people import AddressRow
from storage.sessions import DialogueSession, Invitation
from tests.admin.conftest import Desk

FORM: dict[str, Any] = {
    "kind": "women_dialogue",
    "title-en": "Water in our street",
    "title-ar": "الماء في شارعنا",
    "place-en": "Youth centre",
    "words-en": "Which pipes come first?",
    "starts": "2026-03-20T16:00",  # the tests' clock stands at 2 March
    "zone": "Asia/Baghdad",
    "minutes": "120",
    "capacity": "2",
    "women": "",
    "youth": "0",
    "public": "yes",
}


def only(desk: Desk) -> DialogueSession:
    with desk.store.read() as session:
        return session.scalars(select(DialogueSession)).one()


def make(desk: Desk, who: str = "majid", *, opened: bool = True, **fields: Any) -> int:
    browser = desk.browser(who)
    answer = browser.post("/sessions/new", **{**FORM, **fields})
    assert answer.status_code == 303, answer.text
    session_id = int((answer.location or "").split("/")[2])
    if opened:
        browser.post(f"/sessions/{session_id}/open")
    return session_id


def guest(session: Session, desk: Desk, session_id: int, n: int = 1, needs: str = "") -> Invitation:
    row = people.meet(session, desk.store, Address("sms", f"+96477{n:08}"), "Maryam Example")
    audience.agree(session, desk.store, row, "invitations", True, "test")
    seating.answer(session, desk.store, session_id, row, "yes")
    seating.needs(session, desk.store, session_id, row.citizen_id, needs)
    return session.scalars(select(Invitation).where(Invitation.citizen_id == row.citizen_id)).one()


def seen(desk: Desk, page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_a_kind_brings_its_template(desk: Desk) -> None:
    browser = desk.browser("majid")
    assert "District consultation" in browser.get("/sessions/new").text
    form = browser.get("/sessions/new?kind=district_consultation").text
    assert 'name="minutes" min="15" required value="240"' in form
    assert 'name="capacity" min="1" required value="20"' in form
    assert 'value="Asia/Baghdad"' in form


def test_a_session_is_written_opened_and_listed(desk: Desk) -> None:
    session_id = make(desk)
    meeting = only(desk)
    assert (meeting.state, meeting.titles["ar"], meeting.capacity) == ("open", "الماء في شارعنا", 2)
    assert meeting.starts_at.isoformat() == "2026-03-20T13:00:00+00:00"  # 16:00 in Baghdad
    browser = desk.browser("majid")
    assert "Water in our street" in browser.get("/sessions/").text
    page = browser.get(f"/sessions/{session_id}/").text
    assert "20 March 2026 16:00" in page
    assert f"JOIN s-{meeting.code}" in page


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"starts": "2026-02-20T16:00"}, "would begin in the past"),
        ({"starts": "soon"}, "would begin in the past"),
        ({"zone": "Asia/Atlantis"}, "time zone from the list"),
        ({"title-en": " ", "title-ar": ""}, "write a title"),
        ({"place-en": ""}, "say where it is"),
        ({"capacity": "0"}, "has from 1 to"),
        ({"capacity": "many"}, "has from 1 to"),
        ({"women": "2", "youth": "1"}, "more than the 2 seats"),
        ({"minutes": "3"}, "from 15 minutes"),
        ({"kind": "party"}, "kind of session from the list"),
        ({"area": "999"}, "area of your office"),
        ({"facilitator": "999"}, "facilitator from the list"),
        ({"title-en": "x" * 121}, "at most 120 characters"),
    ],
)
def test_a_wrong_form_is_told_in_a_sentence_and_kept(desk: Desk, change: dict[str, str], told: str) -> None:
    answer = desk.browser("majid").post("/sessions/new", **{**FORM, **change})
    assert answer.status_code == 422
    assert told in answer.text
    assert "Which pipes come first?" in answer.text
    with desk.store.read() as session:
        assert session.scalars(select(DialogueSession)).all() == []


def test_promised_seats_are_not_taken_away(desk: Desk) -> None:
    session_id = make(desk)
    with desk.store.session() as session:
        guest(session, desk, session_id, 1)
        last = guest(session, desk, session_id, 2)
        handle = last.citizen.handle
    browser = desk.browser("majid")
    form = browser.get(f"/sessions/{session_id}/edit").text
    answer = browser.post(f"/sessions/{session_id}/edit", **{**FORM, "capacity": "1"}, seen=seen(desk, form))
    assert answer.status_code == 422
    assert handle in answer.text
    assert only(desk).capacity == 2


def test_two_editors_do_not_overwrite_each_other(desk: Desk) -> None:
    session_id = make(desk)
    browser = desk.browser("majid")
    mark = seen(desk, browser.get(f"/sessions/{session_id}/edit").text)
    assert browser.post(f"/sessions/{session_id}/edit", **{**FORM, "capacity": "5"}, seen=mark).status_code == 303
    late = browser.post(f"/sessions/{session_id}/edit", **{**FORM, "capacity": "9"}, seen=mark)
    assert (late.status_code, only(desk).capacity) == (409, 5)


def test_moving_an_open_session_tells_everyone_once(desk: Desk) -> None:
    session_id = make(desk)
    browser = desk.browser("majid")
    mark = seen(desk, browser.get(f"/sessions/{session_id}/edit").text)
    moved = {**FORM, "starts": "2026-03-21T16:00"}
    answer = browser.post(f"/sessions/{session_id}/edit", **moved, seen=mark, follow=True)
    assert "has moved" in answer.text
    with desk.store.read() as session:
        news = [(one.kind, one.edition) for one in session.scalars(select(Broadcast))]
    assert (news, only(desk).edition) == ([("moved", 2)], 2)
    assert desk.nudged


def test_calling_it_off(desk: Desk) -> None:
    session_id = make(desk)
    answer = desk.browser("majid").post(f"/sessions/{session_id}/cancel", follow=True)
    assert "Called off" in answer.text
    with desk.store.read() as session:
        assert [one.kind for one in session.scalars(select(Broadcast))] == ["cancelled"]
    again = desk.browser("majid").post(f"/sessions/{session_id}/cancel", follow=True)
    assert "changed this session meanwhile" in again.text


def test_inviting_a_group_counts_it_first(desk: Desk) -> None:
    session_id = make(desk)
    with desk.store.session() as session:
        session.add(Segment(name="Members", rules={}, created_at=desk.store.now()))
        row = people.meet(session, desk.store, Address("sms", "+9647700000009"))
        row.citizen.language = "ar"
        audience.agree(session, desk.store, row, "invitations", True, "test")
        session.flush()
        group = session.scalars(select(Segment.id)).one()
    browser = desk.browser("majid")
    shown = browser.post(f"/sessions/{session_id}/invite/preview", segment=str(group)).text
    assert "People: 1" in shown
    assert "You are invited: Water in our street, 20 March 2026 16:00, Youth centre." in shown
    assert browser.post(f"/sessions/{session_id}/invite", segment="", at="").status_code == 422
    late = browser.post(f"/sessions/{session_id}/invite", segment=str(group), at="2026-03-20T17:00")
    assert (late.status_code, "will have begun by then" in late.text) == (422, True)
    sent = browser.post(f"/sessions/{session_id}/invite", segment=str(group), at="2026-03-05T10:00")
    assert sent.status_code == 303
    with desk.store.read() as session:
        planned = session.scalars(select(Broadcast)).one()
    assert (planned.kind, planned.subject_id, planned.segment_id) == ("invitation", session_id, group)
    assert planned.due_at.isoformat() == "2026-03-05T07:00:00+00:00"
    assert planned.expires_at == only(desk).starts_at


def test_a_private_one_is_not_named_in_what_would_go_out(desk: Desk) -> None:
    session_id = make(desk, public="no")
    page = desk.browser("majid").get(f"/sessions/{session_id}/invite").text
    bubbles = page.split('class="bubble"')[1:]
    assert bubbles
    assert all("Water" not in one.split("</p>")[0] and "الماء" not in one.split("</p>")[0] for one in bubbles)


def test_needs_are_for_the_facilitator_and_managers(desk: Desk) -> None:
    session_id = make(desk, facilitator=str(desk.staff("huda").id))
    with desk.store.session() as session:
        guest(session, desk, session_id, needs="a ramp at the door")
    for who, reads in (("majid", True), ("huda", True), ("admin", False), ("omar", False)):
        page = desk.browser(who).get(f"/sessions/{session_id}/").text
        assert ("a ramp at the door" in page) is reads, who
        assert "Maryam" not in page
        assert "+96477" not in page


def test_the_page_keeps_itself_up_to_date(desk: Desk) -> None:
    session_id = make(desk)
    browser = desk.browser("majid")
    mark = browser.get(f"/sessions/{session_id}/").text.split("?mark=")[1].split('"')[0]
    assert browser.get(f"/sessions/{session_id}/live?mark={mark}").status_code == 204
    with desk.store.session() as session:
        guest(session, desk, session_id)
    assert "Seats taken: 1 of 2" in browser.get(f"/sessions/{session_id}/live?mark={mark}").text


def test_attendance_is_ticked_and_unticked(desk: Desk) -> None:
    session_id = make(desk, facilitator=str(desk.staff("huda").id))
    with desk.store.session() as session:
        invitation = guest(session, desk, session_id, needs="childcare")
        handle, number = invitation.citizen.handle, invitation.id
    browser = desk.browser("huda")
    page = browser.get(f"/sessions/{session_id}/attendance/").text
    assert handle in page
    assert "childcare" in page
    ticked = browser.post(f"/sessions/{session_id}/attendance/{number}", came="yes").text
    assert "Came: 1 of 1 with a seat" in ticked
    assert "Came: 0 of 1 with a seat" in browser.post(f"/sessions/{session_id}/attendance/{number}", came="").text
    for other in (number + 1, 2**64):
        assert browser.post(f"/sessions/{session_id}/attendance/{other}", came="yes").status_code == 409
    with desk.store.read() as session:
        ticks = session.scalars(select(LogEntry).where(LogEntry.action == "tick attendance")).all()
    assert [entry.detail["came"] for entry in ticks] == [True, None]


def test_a_facilitator_sees_her_own_sessions_only_and_changes_none(desk: Desk) -> None:
    mine = make(desk, facilitator=str(desk.staff("huda").id))
    other = make(desk, **{"title-en": "Somebody else's"})  # type: ignore[arg-type]  # it is no "opened"
    browser = desk.browser("huda")
    assert browser.get("/").location == "/sessions/"
    listed = browser.get("/sessions/").text
    assert "Water in our street" in listed
    assert "Somebody else" not in listed
    assert browser.get(f"/sessions/{mine}/").status_code == 200
    for path in (f"/sessions/{other}/", f"/sessions/{other}/attendance/", f"/sessions/{other}/calendar.ics"):
        assert browser.get(path).status_code == 404
    assert browser.post(f"/sessions/{mine}/cancel").status_code == 403


def test_an_official_has_the_sessions_of_her_areas(desk: Desk) -> None:
    with desk.store.read() as session:
        areas = {area.code: area.id for area in session.scalars(select(Area))}
    near = make(desk, area=str(areas["iq-njf-kufa"]))
    far = make(desk, area=str(areas["iq-bas"]))
    secret = make(desk, area=str(areas["iq-njf-kufa"]), public="no")
    amal = desk.browser("amal")
    assert amal.get(f"/sessions/{near}/edit").status_code == 200
    assert amal.get(f"/sessions/{far}/edit").status_code == 404
    assert amal.get(f"/sessions/{secret}/").status_code == 404
    elsewhere = amal.post("/sessions/new", **{**FORM, "area": str(areas["iq-bas"])})
    assert (elsewhere.status_code, "area of your office" in elsewhere.text) == (422, True)
    own = make(desk, "amal", area=str(areas["iq-njf-kufa"]), public="no")
    assert amal.get(f"/sessions/{own}/edit").status_code == 200


def test_held_only_when_it_was(desk: Desk, clock: Any) -> None:
    session_id = make(desk)
    desk.browser("majid").post(f"/sessions/{session_id}/hold")
    assert only(desk).state == "open"
    clock.travel(days=19)
    desk.browser("majid").post(f"/sessions/{session_id}/hold")
    assert only(desk).state == "held"


def test_a_draft_whose_time_has_passed_is_not_opened(desk: Desk) -> None:
    session_id = make(desk, opened=False)
    gone = update(DialogueSession).values(starts_at=desk.store.now() - timedelta(hours=1))
    desk.change(lambda session: session.execute(gone))
    answer = desk.browser("majid").post(f"/sessions/{session_id}/open", follow=True)
    assert "would begin in the past" in answer.text
    assert only(desk).state == "draft"


def test_calendar_and_square(desk: Desk) -> None:
    session_id = make(desk)
    calendar = desk.browser("majid").get(f"/sessions/{session_id}/calendar.ics")
    assert calendar.mimetype == "text/calendar"
    assert "BEGIN:VEVENT" in calendar.text
    assert desk.browser("majid").get(f"/sessions/{session_id}/qr.svg").status_code == 404  # no channel has an address


def test_a_person_is_known_by_her_handle(desk: Desk) -> None:
    session_id = make(desk)
    with desk.store.session() as session:
        guest(session, desk, session_id)
        row = session.scalars(select(AddressRow)).one()
        handle = row.citizen.handle
    assert handle in desk.browser("majid").get(f"/sessions/{session_id}/").text
