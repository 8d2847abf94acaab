"""Messages that went wrong: listed without content, and tried again."""

import pytest
from sqlalchemy import select

from storage import inbox
from storage.post import DEAD, FAILED, PENDING, WAITING, InboxRow, OutboxRow
from tests.admin.browser import Page
from tests.admin.conftest import Desk


@pytest.fixture
def dead(desk: Desk) -> int:
    with desk.store.session() as session:
        inbox.put(session, desk.store, channel="sms", event_id="e", lane="+964", raw=b"secret words")
        row = session.scalars(select(InboxRow)).one()
        row.status, row.attempts, row.error = DEAD, 5, "KeyError at flows/report.py:12"
        return row.id


@pytest.fixture
def unsent(desk: Desk) -> int:
    report_id = desk.file()
    amal = desk.browser("amal")
    mark = Page(amal.get(f"/reports/{report_id}/").text).seen()
    amal.post(f"/reports/{report_id}/reply", text="secret words", seen=mark)
    with desk.store.session() as session:
        row = session.scalars(select(OutboxRow)).one()
        row.status, row.delivery, row.reason, row.attempts = FAILED, "failed", "bad_address:30005", 6
        desk.nudged.clear()
        return row.id


def test_none_is_good_news(desk: Desk) -> None:
    assert Page(desk.browser("admin").get("/letters/").text).words.count("None.") == 2


def test_they_are_listed_by_what_went_wrong(desk: Desk, dead: int, unsent: int) -> None:
    page = desk.browser("admin").get("/letters/").text
    assert "KeyError at flows/report.py:12" in page
    assert "unknown to the phone company" in page
    assert "Tries: 5" in page
    assert "Tries: 6" in page
    assert "secret" not in page
    assert "+964" not in page


def test_a_dead_letter_gets_another_chance(desk: Desk, dead: int) -> None:
    admin = desk.browser("admin")
    assert "tried again" in admin.post(f"/letters/in/{dead}", follow=True).text
    with desk.store.read() as session:
        assert session.get_one(InboxRow, dead).status == PENDING
    assert desk.nudged
    assert "cannot be tried again" in admin.post(f"/letters/in/{dead}", follow=True).text


def test_an_unsent_message_goes_back_in_line(desk: Desk, unsent: int) -> None:
    admin = desk.browser("admin")
    assert "tried again" in admin.post(f"/letters/out/{unsent}", follow=True).text
    with desk.store.read() as session:
        row = session.get_one(OutboxRow, unsent)
        assert (row.status, row.delivery) == (WAITING, "queued")
    assert desk.nudged


def test_what_is_no_longer_kept_has_no_button(desk: Desk, dead: int, unsent: int) -> None:
    with desk.store.session() as session:
        session.get_one(InboxRow, dead).raw = None
        session.get_one(OutboxRow, unsent).part = None
    admin = desk.browser("admin")
    page = admin.get("/letters/").text
    assert page.count("Content no longer kept") == 2
    assert "/letters/in/" not in page
    for path in (f"/letters/in/{dead}", f"/letters/out/{unsent}", f"/letters/in/{2**70}", "/letters/out/999"):
        assert "cannot be tried again" in admin.post(path, follow=True).text
    assert not desk.nudged
