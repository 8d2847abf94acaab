"""Whose reports one sees: what is out of scope does not exist, in every list, count, search and address."""

from datetime import timedelta

import pytest

from bot import references
from storage.office import Staff
from storage.reports import Attachment
from tests.admin.conftest import Desk

SEEN = {"amal": True, "basim": True, "cyra": False, "majid": True, "salma": False, "admin": True, "omar": True}


@pytest.fixture
def theirs(desk: Desk) -> int:
    """A report to the water office at Kufa: below Najaf, where majid manages; not near Basra."""
    report_id = desk.file("The camel drank it all", age=timedelta(days=30))

    def attach(session: object) -> None:
        session.add(  # type: ignore[attr-defined]
            Attachment(
                report_id=report_id,
                channel="sms",
                kind="voice",
                state="ready",
                mime="audio/ogg",
                file="x",
                due_at=desk.store.now(),
            )
        )

    desk.change(attach)
    return report_id


@pytest.mark.parametrize("username", SEEN)
def test_a_report_is_listed_counted_and_found_only_for_those_it_concerns(
    desk: Desk, theirs: int, username: str
) -> None:
    browser, seen = desk.browser(username), SEEN[username]
    page = browser.get("/reports/").text
    assert ("The camel" in page) is seen
    assert ("Overdue: 1" in page) is seen
    assert ("Kufa" in page) is seen
    assert (f'Open<span class="count">{int(seen)}</span>' in page) is True
    assert ("The camel" in browser.get("/reports/rows").text) is seen
    number = references.show(desk.report(theirs).reference)
    found = browser.post("/reports/find", reference=number)
    assert (found.location == f"/reports/{theirs}/") is seen


@pytest.mark.parametrize("username", SEEN)
def test_out_of_scope_looks_exactly_like_absent(desk: Desk, theirs: int, username: str) -> None:
    browser = desk.browser(username)
    for tail in ("", "timeline", "attachments/1"):
        there, absent = browser.get(f"/reports/{theirs}/{tail}"), browser.get(f"/reports/123456/{tail}")
        assert absent.status_code == 404
        if SEEN[username]:
            assert there.status_code == 200
        else:
            assert there.status_code == 404
            assert _plain(there.text) == _plain(absent.text)


@pytest.mark.parametrize("action", ["reply", "state", "note", "assign", "preview"])
def test_nothing_out_of_scope_can_be_changed(desk: Desk, theirs: int, action: str) -> None:
    answer = desk.browser("cyra").post(f"/reports/{theirs}/{action}", text="ours now", seen="1", state="closed")
    assert answer.status_code == 404
    assert desk.report(theirs).state == "received"
    assert not desk.nudged


@pytest.mark.parametrize("number", ["1234567890", "not a number", "", "٤٨٢٩١٣٥٠٧٤", "9" * 400])
def test_a_number_that_is_none_of_mine_is_told_so(desk: Desk, theirs: int, number: str) -> None:
    answer = desk.browser("amal").post("/reports/find", reference=number, follow=True)
    assert "No report of yours has this number" in answer.text


def test_an_official_of_all_offices_sees_all(desk: Desk, theirs: int) -> None:
    desk.change(lambda session: setattr(session.get_one(Staff, desk.staff("cyra").id), "office_id", None))
    assert "The camel" in desk.browser("cyra").get("/reports/").text


@pytest.mark.parametrize("path", [f"/reports/{2**64}/", f"/reports/1/attachments/{2**64}"])
def test_numbers_beyond_the_database_are_absent(desk: Desk, path: str) -> None:
    assert desk.browser("amal").get(path).status_code == 404


def _plain(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf" not in line.lower() and 'name="next"' not in line)
