"""The administrator looks after the accounts."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from admin.passwords import SHORTEST, matches
from storage.office import LogEntry, Staff
from tests.admin.conftest import Desk

NEW: dict[str, Any] = {"username": "Dalia", "name": "Dalia Hasan", "role": "official", "language": "ar"}


def shown_password(page: str) -> str:
    found = re.search(r"<code>([^<]+)</code>", page)
    assert found
    return found[1]


def test_a_new_person_gets_a_password_that_is_shown_once(desk: Desk) -> None:
    admin = desk.browser("admin")
    page = admin.post("/team/", **NEW, office=str(desk.staff("amal").office_id)).text
    password = shown_password(page)
    assert len(password) >= SHORTEST
    assert password not in admin.get("/team/").text
    assert desk.browser().log_in("dalia", password).status_code == 303
    assert desk.staff("dalia").language == "ar"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"username": "amal"}, "this user name already"),
        ({"username": "a b"}, "3 to 64 letters"),
        ({"username": "x"}, "3 to 64 letters"),
        ({"name": "  "}, "write the person"),
        ({"name": "n" * 121}, "write the person"),
        ({"role": "king"}, "from the lists"),
        ({"language": "tlh"}, "from the lists"),
        ({"office": "999"}, "from the lists"),
        ({"office": ""}, "needs an office"),
    ],
)
def test_a_wrong_form_is_told_and_kept(desk: Desk, change: dict[str, str], told: str) -> None:
    fields = {**NEW, "office": str(desk.staff("amal").office_id), **change}
    answer = desk.browser("admin").post("/team/", **fields)
    assert answer.status_code in (409, 422)
    assert told in answer.text
    assert "<code>" not in answer.text
    with desk.store.read() as session:
        assert len(session.scalars(select(Staff)).all()) == 9


def test_a_new_password_replaces_the_old_and_logs_out(desk: Desk) -> None:
    amal, admin = desk.browser("amal"), desk.browser("admin")
    password = shown_password(admin.post(f"/team/{desk.staff('amal').id}/password").text)
    assert amal.get("/reports/").status_code == 303
    assert matches(password, desk.staff("amal").password_hash)


def test_a_locked_account_can_be_opened_sooner(desk: Desk) -> None:
    until = desk.store.now() + timedelta(minutes=10)
    desk.change(lambda session: session.execute(update(Staff).values(locked_until=until)))
    admin = desk.browser("admin")
    assert "Locked until" in admin.get("/team/").text
    admin.post(f"/team/{desk.staff('amal').id}/unlock")
    assert desk.staff("amal").locked_until is None
    assert desk.staff("basim").locked_until == until


def test_closing_and_opening_an_account(desk: Desk) -> None:
    admin, number = desk.browser("admin"), desk.staff("amal").id
    admin.post(f"/team/{number}/deactivate")
    assert not desk.staff("amal").active
    admin.post(f"/team/{number}/activate")
    assert desk.staff("amal").active
    with desk.store.read() as session:
        actions = [(entry.action, entry.subject) for entry in session.scalars(select(LogEntry))]
    assert actions == [("deactivate staff", f"staff {number}"), ("activate staff", f"staff {number}")]


@pytest.mark.parametrize("action", ["deactivate", "activate", "unlock", "password"])
def test_nobody_does_it_to_herself_or_to_nobody(desk: Desk, action: str) -> None:
    admin = desk.browser("admin")
    before = desk.staff("admin")
    answer = admin.post(f"/team/{before.id}/{action}", follow=True)
    assert "your own account" in answer.text
    assert (desk.staff("admin").active, desk.staff("admin").password_hash) == (True, before.password_hash)
    for number in (999, 2**70):
        assert admin.post(f"/team/{number}/{action}").status_code == 404
