"""Every route, every role: who may, and that nobody else does."""

import re

import pytest
from flask import Flask

from admin.permissions import ANYONE, ROLES, TABLE, UNSEEN, may
from storage.office import Staff
from tests.admin.conftest import Desk

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
WHO = {
    "official": "amal",
    "manager": "majid",
    "administrator": "admin",
    "focal_point": "farah",
    "oversight": "omar",
    "facilitator": "huda",
}


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and an address for each route; numbers in it lead nowhere."""
    found = []
    for rule in app.url_map.iter_rules():
        address = re.sub(r"<int:\w+>", "999", rule.rule)
        address = address.replace("<path:filename>", "jawab.css").replace("<name>", "0" * 16)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append((rule.endpoint, method, address))
    return found


def test_every_route_is_in_the_table_and_the_table_names_only_routes(desk: Desk) -> None:
    assert {endpoint for endpoint, _method, _address in routes(desk.app)} == set(TABLE)


def test_no_route_both_looks_and_changes(desk: Desk) -> None:
    methods: dict[str, set[str]] = {}
    for endpoint, method, _address in routes(desk.app):
        methods.setdefault(endpoint, set()).add(method)
    assert {endpoint for endpoint, used in methods.items() if len(used) != 1} == set()


def test_a_route_that_nobody_declared_is_refused(desk: Desk) -> None:
    desk.app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    for username in WHO.values():
        assert desk.browser(username).get("/forgotten").status_code == 403
    assert desk.browser().get("/forgotten").status_code == 403


def test_every_role_is_declared() -> None:
    assert set(WHO) == set(ROLES)
    assert all(roles == ANYONE or roles <= set(ROLES) for roles in TABLE.values())


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_at_every_route(desk: Desk, role: str) -> None:
    for endpoint, method, address in routes(desk.app):
        browser = desk.browser(WHO[role])
        answer = browser.get(address) if method == "GET" else browser.post(address)
        if role in TABLE[endpoint] or TABLE[endpoint] == ANYONE:
            assert answer.status_code != 403, f"{role} should reach {endpoint}"
        else:
            refused = 404 if endpoint.startswith(UNSEEN) else 403
            assert answer.status_code == refused, f"{role} should not reach {endpoint}"


def test_nobody_gets_in_without_logging_in(desk: Desk) -> None:
    for endpoint, method, address in routes(desk.app):
        if TABLE[endpoint] == ANYONE:
            continue
        browser = desk.browser()
        if method == "GET":
            answer = browser.get(address)
            assert (answer.status_code, (answer.location or "").split("?")[0]) == (303, "/login"), endpoint
        else:
            assert browser.post(address).status_code == 401, endpoint


def test_every_change_needs_the_forms_token(desk: Desk) -> None:
    for endpoint, method, address in routes(desk.app):
        if method in UNSAFE:
            assert desk.browser("admin").post(address, token=False).status_code == 400, endpoint


def test_another_browsers_token_does_not_do(desk: Desk) -> None:
    mine, other = desk.browser("admin"), desk.browser("amal")
    assert mine.client.post("/logout", data={"csrf_token": other.token()}).status_code == 400
    assert mine.client.post("/logout", headers={"X-CSRFToken": mine.token()}).status_code == 303


def test_a_role_that_does_not_exist_may_nothing() -> None:
    stranger = Staff(role="superuser")
    assert not any(may(stranger, endpoint) for endpoint, roles in TABLE.items() if roles != ANYONE)


def test_a_changed_role_counts_at_the_next_request(desk: Desk) -> None:
    browser = desk.browser("amal")
    assert browser.get("/team/").status_code == 403
    desk.change(lambda session: setattr(session.get_one(Staff, desk.staff("amal").id), "role", "administrator"))
    assert browser.get("/team/").status_code == 200


def test_the_table_says_what_was_agreed() -> None:
    """The table again in other words, so that a slip in it does not pass as its own proof."""
    nouns = {role: {e for e, roles in TABLE.items() if role in roles} for role in ROLES}
    own = {"login.leave", "inbox.home", *(endpoint for endpoint in TABLE if endpoint.startswith("account."))}
    reads = {"inbox.show", "inbox.rows", "inbox.find", "ticket.show", "ticket.timeline", "attachments.show"}
    writes = {f"ticket.{word}" for word in ("reply", "change_state", "note", "assign", "preview_words")}
    rule = {endpoint for endpoint in TABLE if endpoint.startswith(("team.", "letters."))}
    follows = {f"broadcasts.{word}" for word in ("show", "page", "live")}
    sends = follows | {f"broadcasts.{word}" for word in ("pause", "resume", "cancel")}
    polled = {f"polls.{word}" for word in ("show_all", "show", "figures", "export_csv", "export_xlsx", "qr")}
    polling = {e for e in TABLE if e.startswith(("polls.", "poll_writing."))}
    reaching = {e for e in TABLE if e.startswith(("contacts.", "contact_lists.", "segments."))}
    looks = {f"meetings.{word}" for word in ("show", "page", "live", "calendar", "qr")}
    ticks = looks | {"attendance.show", "attendance.tick"}
    hosts = ticks | {e for e in TABLE if e.startswith(("meeting_forms.", "meeting_invite."))}
    apart = {endpoint for endpoint in TABLE if endpoint.startswith("private.")}
    assert nouns == {
        "oversight": own | reads | follows | polled | looks,
        "official": own | reads | writes | hosts,
        "manager": own | reads | writes | sends | polling | reaching | hosts,
        "administrator": own | reads | writes | sends | rule | polling | reaching | hosts,
        "focal_point": own | apart,
        "facilitator": own | ticks,
    }
    assert {e for e, roles in TABLE.items() if roles == ANYONE} == {
        "static",
        "login.form",
        "login.enter",
        "login.speak",
    }
