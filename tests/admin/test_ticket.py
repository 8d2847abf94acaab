"""One report at the desk: answering, moving, noting and handing over, and what the citizen is told."""

import json
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.channels import shape
from bot.channels.base import Part
from bot.vocabulary import STATES
from civic import sealed, states
from storage.office import LogEntry
from storage.people import AddressRow, Citizen
from storage.post import InboxRow, OutboxRow
from storage.reports import Report, Update
from tests.admin.browser import Browser, Page
from tests.admin.conftest import Desk
from tests.fakes import FakeDesk
from tests.theatre import Stage


@pytest.fixture
def amal(desk: Desk) -> Browser:
    return desk.browser("amal")


def seen(browser: Browser, report_id: int) -> str:
    return Page(browser.get(f"/reports/{report_id}/").text).seen()


def said(desk: Desk) -> list[str]:
    """What waits to be sent to citizens, in order."""
    with desk.store.read() as session:
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        return [Part.from_json(desk.store.vault.read(row.part, drawer="post")).text for row in rows]


def lines(desk: Desk, report_id: int) -> list[tuple[str, str]]:
    with desk.store.read() as session:
        updates = session.scalars(select(Update).where(Update.report_id == report_id).order_by(Update.id))
        return [(update.kind, sealed.words(desk.store, update)) for update in updates]


def test_a_ticket_shows_the_citizens_words_and_not_who_she_is(desk: Desk, amal: Browser) -> None:
    report_id = desk.file("ماكو ماء من يومين", language="ar")
    page = amal.get(f"/reports/{report_id}/").text
    assert '<blockquote class="words" dir="auto" lang="ar">ماكو ماء من يومين</blockquote>' in page
    assert "Behind the bakery" in page
    assert "32.03000, 44.40000" in page
    assert "Maryam" not in page
    assert "9647700000001" not in page


def test_a_name_shows_only_when_it_was_given_for_this_report(desk: Desk, amal: Browser) -> None:
    assert "Maryam Example" in amal.get(f"/reports/{desk.file(anonymous=False)}/").text


def test_a_reply_is_kept_sent_and_told(desk: Desk, amal: Browser) -> None:
    report_id = desk.file()
    answer = amal.post(
        f"/reports/{report_id}/reply", text="A crew comes\r\ntoday.", seen=seen(amal, report_id), follow=True
    )
    assert "on its way to the citizen" in answer.text
    assert "Amal answered the citizen" in answer.text
    assert "Waiting to be sent" in answer.text
    assert lines(desk, report_id)[-1] == ("reply", "A crew comes\ntoday.")
    assert len(said(desk)) == 1
    assert "Najaf Water" in said(desk)[0]
    assert said(desk)[0].endswith("A crew comes\ntoday.")
    assert desk.nudged == [True]


def test_a_reload_of_the_page_sends_nothing_twice(desk: Desk, amal: Browser) -> None:
    report_id = desk.file()
    mark = seen(amal, report_id)
    assert amal.post(f"/reports/{report_id}/reply", text="Once.", seen=mark).status_code == 303
    assert amal.post(f"/reports/{report_id}/reply", text="Once.", seen=mark).status_code == 409
    assert len(said(desk)) == 1


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 2001])
def test_an_empty_or_endless_reply_is_refused_and_kept(desk: Desk, amal: Browser, text: str) -> None:
    report_id = desk.file()
    answer = amal.post(f"/reports/{report_id}/reply", text=text, seen=seen(amal, report_id))
    assert answer.status_code == 422
    assert "at most 2,000 characters" in answer.text
    assert text in answer.text
    assert not said(desk)


@pytest.mark.parametrize("before", STATES)
def test_exactly_the_allowed_moves_are_offered_and_taken(desk: Desk, amal: Browser, before: str) -> None:
    report_id = desk.file(state=before)
    radios = [f for f in Page(amal.get(f"/reports/{report_id}/").text).all("input") if f.get("name") == "state"]
    assert tuple(field["value"] for field in radios) == states.MOVES[before]
    for after in [*STATES, "nonsense", ""]:
        report_id = desk.file(state=before)
        fields: dict[str, Any] = {"state": after, "text": "Because.", "seen": seen(amal, report_id)}
        answer = amal.post(f"/reports/{report_id}/state", **fields)
        allowed = after in states.MOVES[before]
        assert answer.status_code == (303 if allowed else 422)
        assert desk.report(report_id).state == (after if allowed else before)


@pytest.mark.parametrize("state", sorted(states.REASON_REQUIRED - {"closed"}))
def test_no_reason_no_move_where_the_citizen_must_know_why(desk: Desk, amal: Browser, state: str) -> None:
    report_id = desk.file()
    answer = amal.post(f"/reports/{report_id}/state", state=state, text=" ", seen=seen(amal, report_id))
    assert answer.status_code == 422
    assert f'value="{state}" required checked' in answer.text
    assert desk.report(report_id).state == "received"
    assert not said(desk)


@pytest.mark.parametrize(("state", "text"), [("in_progress", ""), ("referred", "It is theirs."), ("assigned", "")])
def test_the_preview_is_what_is_sent(desk: Desk, amal: Browser, state: str, text: str) -> None:
    report_id = desk.file(language="ar")
    previewed = amal.post(f"/reports/{report_id}/preview", state=state, text=text).text
    amal.post(f"/reports/{report_id}/state", state=state, text=text, seen=seen(amal, report_id))
    assert " ".join(said(desk)[0].split()) in " ".join(Page(previewed).words.split())


def test_the_preview_of_a_reply_is_what_is_sent_with_its_parts(desk: Desk, amal: Browser) -> None:
    report_id = desk.file(language="ar")
    text = "سنرسل فريقاً " * 15
    previewed = amal.post(f"/reports/{report_id}/preview", text=text).text
    amal.post(f"/reports/{report_id}/reply", text=text, seen=seen(amal, report_id))
    with desk.store.read() as session:
        segments = sum(session.scalars(select(OutboxRow.segments)))
    assert segments > 1
    assert f"SMS parts: {segments}" in previewed


@pytest.mark.parametrize("state", ["resolved", "need_info"])
def test_the_preview_of_a_question_is_what_is_asked_with_its_parts(desk: Desk, amal: Browser, state: str) -> None:
    report_id = desk.file(language="ar")
    fields: dict[str, Any] = {"state": state, "text": "تم تنظيف المجاري."}
    previewed = amal.post(f"/reports/{report_id}/preview", **fields).text
    amal.post(f"/reports/{report_id}/state", seen=seen(amal, report_id), **fields)
    with desk.store.read() as session:
        begun = json.loads(desk.store.vault.read(session.scalars(select(InboxRow.raw)).one(), drawer="post"))
    asked = Stage(FakeDesk("ar")).ask(begun["flow"], begun["answers"])
    parts = [part for reply in asked for part in shape("sms", reply)]
    shown = " ".join(Page(previewed).words.split())
    assert all(" ".join(part.text.split()) in shown for part in parts)
    assert f"SMS parts: {sum(part.segments for part in parts)}" in shown


def test_nothing_written_previews_nothing(desk: Desk, amal: Browser) -> None:
    report_id = desk.file()
    for state in ("", "resolved"):
        assert "bubble" not in amal.post(f"/reports/{report_id}/preview", state=state, text=" ").text


def test_asking_for_her_word_begins_a_conversation(desk: Desk, amal: Browser) -> None:
    report_id = desk.file()
    assert "asked whether it is fixed" in amal.post(f"/reports/{report_id}/preview", state="resolved", text="Done").text
    amal.post(f"/reports/{report_id}/state", state="resolved", text="Done.", seen=seen(amal, report_id))
    with desk.store.read() as session:
        assert [row.kind for row in session.scalars(select(InboxRow))] == ["start"]


def test_a_note_stays_in_the_house(desk: Desk, amal: Browser) -> None:
    report_id = desk.file()
    amal.post(f"/reports/{report_id}/note", text="Ask the pump house.", seen=seen(amal, report_id))
    page = desk.browser("basim").get(f"/reports/{report_id}/").text
    assert "Ask the pump house." in page
    assert "Only for colleagues" in page
    assert not said(desk)


def test_handing_over_to_a_colleague_and_to_another_office(desk: Desk, amal: Browser) -> None:
    report_id = desk.file()
    basim, cyra = desk.staff("basim"), desk.staff("cyra")
    page = amal.get(f"/reports/{report_id}/").text
    assert f'value="staff {basim.id}"' in page
    assert f'value="staff {cyra.id}"' not in page
    amal.post(f"/reports/{report_id}/assign", taker=f"staff {basim.id}", seen=seen(amal, report_id))
    assert desk.report(report_id).assignee_id == basim.id
    answer = amal.post(f"/reports/{report_id}/assign", taker=f"office {cyra.office_id}", seen=seen(amal, report_id))
    assert answer.location == "/reports/"
    assert amal.get(f"/reports/{report_id}/").status_code == 404
    assert desk.browser("cyra").get(f"/reports/{report_id}/").status_code == 200


@pytest.mark.parametrize("taker", ["staff 999", "office 999", "CYRA", "everybody"])
def test_only_those_on_the_list_can_take_it(desk: Desk, amal: Browser, taker: str) -> None:
    report_id = desk.file()
    taker = taker.replace("CYRA", f"staff {desk.staff('cyra').id}")
    assert amal.post(f"/reports/{report_id}/assign", taker=taker, seen=seen(amal, report_id)).status_code == 400
    assert desk.report(report_id).assignee_id is None


@pytest.mark.parametrize("what", ["reply", "state", "note", "assign"])
def test_whoever_is_slower_is_told_and_keeps_her_words(desk: Desk, amal: Browser, what: str) -> None:
    report_id = desk.file()
    old = seen(amal, report_id)
    basim = desk.browser("basim")
    basim.post(f"/reports/{report_id}/reply", text="I am on it.", seen=seen(basim, report_id))
    sent = len(said(desk))
    answer = amal.post(f"/reports/{report_id}/{what}", text="My own words.", state="in_progress", seen=old)
    assert answer.status_code == 409
    assert "Somebody else was faster" in answer.text
    assert "I am on it." in answer.text
    assert "is-fresh" in answer.text
    assert ("My own words." in answer.text) is (what != "assign")
    assert (len(said(desk)), desk.report(report_id).state) == (sent, "received")
    again = amal.post(f"/reports/{report_id}/note", text="My own words.", seen=Page(answer.text).seen())
    assert again.status_code == 303


@pytest.mark.parametrize("mark", ["", "x", "-1", "99999999999999999999999"])
def test_a_form_without_its_mark_changes_nothing(desk: Desk, amal: Browser, mark: str) -> None:
    report_id = desk.file()
    assert amal.post(f"/reports/{report_id}/reply", text="Hello", seen=mark).status_code == 409
    assert not said(desk)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, ["Waiting to be sent"]),
        ({"status": 3, "delivery": "failed", "reason": "gone"}, ["Not delivered", "blocked this channel"]),
        ({"status": 3, "delivery": "failed", "reason": "bad_address:30006"}, ["Not delivered", "cannot receive text"]),
        ({"status": 3, "delivery": "failed", "reason": "30003"}, ["Not delivered", "off or out of reach"]),
        ({"status": 3, "delivery": "failed", "reason": "12345"}, ["Not delivered", "this code: 12345"]),
        ({"status": 2, "delivery": "sent"}, ["Sent"]),
        ({"status": 2, "delivery": "delivered"}, ["Delivered"]),
        ({"status": 2, "delivery": "read"}, ["Read"]),
        ({"reason": "window_closed"}, ["Waiting to be sent", "when the citizen writes again"]),
    ],
)
def test_delivery_is_told_as_it_is(desk: Desk, amal: Browser, values: dict[str, object], told: list[str]) -> None:
    report_id = desk.file()
    amal.post(f"/reports/{report_id}/reply", text="We are coming.", seen=seen(amal, report_id))
    if values:
        desk.change(lambda session: session.execute(update(OutboxRow).values(**values)))
    page = Page(amal.get(f"/reports/{report_id}/").text)
    for words in told:
        assert words in page.words
    steps = {"Waiting to be sent", "Sent", "Delivered", "Read", "Not delivered"}
    assert {words.strip() for words in page.words.splitlines()} & (steps - set(told)) == set()


def test_a_message_in_parts_is_as_far_as_its_slowest_part(desk: Desk, amal: Browser) -> None:
    report_id = desk.file(channel="telegram", address="77")
    amal.post(f"/reports/{report_id}/reply", text="We are coming.", seen=seen(amal, report_id))
    with desk.store.session() as session:
        first = session.scalars(select(OutboxRow)).one()
        first.delivery, first.status = "delivered", 2
        kept = {c.name: getattr(first, c.name) for c in OutboxRow.__table__.columns if c.name not in ("id", "n")}
        session.add(OutboxRow(**{**kept, "n": 1, "delivery": "failed", "reason": "gone"}))
    page = amal.get(f"/reports/{report_id}/").text
    assert '<p class="line-delivery"><span class="delivery delivery-failed">' in page
    assert "Message 1: " in page
    assert "Message 2: " in page


def test_the_open_page_hears_of_deliveries_and_new_lines(desk: Desk, amal: Browser) -> None:
    report_id = desk.file()
    mark = seen(amal, report_id)
    amal.post(f"/reports/{report_id}/reply", text="We are coming.", seen=mark)
    page = amal.get(f"/reports/{report_id}/").text
    poll = next(section["hx-get"] for section in Page(page).all("section") if "hx-get" in section)
    assert poll
    assert amal.get(poll).status_code == 204
    desk.change(lambda session: session.execute(update(OutboxRow).values(delivery="delivered")))
    fresh = amal.get(poll)
    assert "Delivered" in fresh.text
    assert "is-fresh" not in fresh.text
    basim = desk.browser("basim")
    basim.post(f"/reports/{report_id}/state", state="in_progress", seen=seen(basim, report_id))
    fresh = amal.get(poll)
    assert "is-fresh" in fresh.text
    badges = fresh.text[fresh.text.index('id="badges" hx-swap-oob="true"') :]
    assert "Being worked on" in badges


def test_oversight_reads_and_has_no_forms(desk: Desk) -> None:
    report_id = desk.file()
    page = Page(desk.browser("omar").get(f"/reports/{report_id}/").text)
    assert "No water since Monday" in page.words
    assert not page.all("textarea")
    actions = {str(form["action"]) for form in page.all("form")}
    assert actions == {"/reports/find", "/language", "/logout"}


def test_nothing_can_be_sent_to_someone_who_was_erased(desk: Desk, amal: Browser) -> None:
    report_id = desk.file()
    mark = seen(amal, report_id)
    desk.change(lambda session: session.execute(update(Citizen).values(data_key=None)))
    page = amal.get(f"/reports/{report_id}/")
    assert page.status_code == 200
    answer = amal.post(f"/reports/{report_id}/reply", text="Hello?", seen=mark)
    assert answer.status_code == 409
    assert "were erased" in answer.text


def test_a_citizen_who_blocked_us_is_shown_as_such(desk: Desk, amal: Browser) -> None:
    report_id = desk.file()
    desk.change(lambda session: session.execute(update(AddressRow).values(reachable=False)))
    assert "Blocked by the citizen" in amal.get(f"/reports/{report_id}/").text


def test_every_change_is_on_record_without_words(desk: Desk, amal: Browser) -> None:
    report_id = desk.file()
    amal.post(f"/reports/{report_id}/reply", text="Canary words", seen=seen(amal, report_id))
    amal.post(f"/reports/{report_id}/state", state="in_progress", text="Canary words", seen=seen(amal, report_id))
    with desk.store.read() as session:
        entries = session.scalars(select(LogEntry)).all()
    assert [entry.action for entry in entries] == ["reply", "change state"]
    assert {entry.staff_id for entry in entries} == {desk.staff("amal").id}
    assert "Canary" not in str([(entry.subject, entry.detail) for entry in entries])


def test_a_report_that_came_back_says_so(desk: Desk, amal: Browser) -> None:
    report_id = desk.file(state="reopened")
    desk.change(lambda session: session.execute(update(Report).values(priority=1)))
    assert "Came back" in amal.get("/reports/").text
    assert "Came back" in amal.get(f"/reports/{report_id}/").text
