"""Private reports: the focal point's alone, and each opening on record."""

import pytest
from sqlalchemy import select

from bot.messages import Address
from civic import people, private
from storage.office import LogEntry
from storage.post import InboxRow
from storage.reports import PrivateReport
from tests.admin.conftest import Desk

CANARY = "He asked for money at the counter"


@pytest.fixture
def kept(desk: Desk) -> int:
    with desk.store.session() as session:
        row = people.meet(session, desk.store, Address("telegram", "4711"), "Maryam")
        now = desk.store.now()
        turn = InboxRow(channel="telegram", event_key=b"k" * 32, lane=b"l" * 32, due_at=now, received_at=now)
        session.add(turn)
        session.flush()
        return private.file(session, desk.store, row, CANARY, (), safe=False, inbox_id=turn.id).id


@pytest.mark.parametrize("username", ["amal", "majid", "admin", "omar"])
def test_for_everybody_else_there_is_nothing(desk: Desk, kept: int, username: str) -> None:
    browser = desk.browser(username)
    assert browser.get("/private/").status_code == 404
    for action in ("open", "close"):
        there, absent = (browser.post(f"/private/{number}/{action}") for number in (kept, 999))
        assert there.status_code == absent.status_code == 404
        assert CANARY not in there.text
    assert "Private" not in browser.get("/account/").text
    with desk.store.read() as session:
        assert session.get_one(PrivateReport, kept).state == "received"


def test_no_ordinary_screen_knows_of_it(desk: Desk, kept: int) -> None:
    with desk.store.read() as session:
        reference = session.get_one(PrivateReport, kept).reference
    admin = desk.browser("admin")
    assert "All is answered" in admin.get("/reports/").text
    assert admin.post("/reports/find", reference=reference).location == "/reports/"


def test_the_list_says_nothing_of_what_they_say(desk: Desk, kept: int) -> None:
    page = desk.browser("farah").get("/private/").text
    assert CANARY not in page
    assert "may not be safe" in page


def test_opening_is_on_record_and_closing_too(desk: Desk, kept: int) -> None:
    farah = desk.browser("farah")
    page = farah.post(f"/private/{kept}/open")
    assert CANARY in page.text
    assert "4711" not in page.text, "it is not safe to write back, so there is nowhere to write to"
    assert "closed" in farah.post(f"/private/{kept}/close", follow=True).text
    with desk.store.read() as session:
        actions = [(entry.action, entry.subject) for entry in session.scalars(select(LogEntry))]
        assert session.get_one(PrivateReport, kept).state == "closed"
    assert actions == [("open private", f"private {kept}"), ("close private", f"private {kept}")]


def test_looking_needs_a_form_not_a_link(desk: Desk, kept: int) -> None:
    assert desk.browser("farah").get(f"/private/{kept}/open").status_code == 405
    assert desk.browser("admin").get(f"/private/{kept}/open").status_code == 404  # it does not even tell the method


def test_the_focal_point_has_no_business_with_ordinary_reports(desk: Desk) -> None:
    report_id = desk.file()
    assert desk.browser("farah").get(f"/reports/{report_id}/").status_code == 403
