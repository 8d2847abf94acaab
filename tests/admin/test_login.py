"""Logging in and out: who gets in, for how long, and what a wrong try betrays."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from admin import passwords, sessions
from admin.auth import hash_password
from storage.office import LogEntry, Staff, StaffSession
from tests.admin.browser import Browser
from tests.admin.conftest import Desk, an_app
from tests.clock import Clock

RIGHT, WRONG = "seven camels cross slowly", "eight camels cross slowly"
HASH = hash_password(RIGHT)


@pytest.fixture
def door(desk: Desk) -> Desk:
    desk.change(
        lambda session: session.execute(update(Staff).where(Staff.username == "amal").values(password_hash=HASH))
    )
    return desk


def test_the_right_password_opens_the_inbox(door: Desk) -> None:
    browser = door.browser()
    assert browser.log_in(" Amal ", RIGHT).location == "/"
    assert browser.get("/reports/").status_code == 200
    with door.store.read() as session:
        entry = session.scalars(select(LogEntry)).one()
    assert (entry.action, entry.staff_id) == ("login", door.staff("amal").id)


def test_the_kept_hash_is_argon2id_with_64_mib() -> None:
    assert HASH.startswith("$argon2id$v=19$m=65536,t=3")


def test_an_unknown_name_and_a_wrong_password_look_the_same(door: Desk) -> None:
    wrong = door.browser().log_in("amal", WRONG)
    unknown = door.browser().log_in("nobody", WRONG)
    assert wrong.status_code == unknown.status_code == 401
    assert _plain(wrong.text, "amal") == _plain(unknown.text, "nobody")
    assert "not right" in wrong.text


def test_a_deactivated_account_looks_like_a_wrong_password(door: Desk) -> None:
    door.change(lambda session: session.execute(update(Staff).values(active=False)))
    assert door.browser().log_in("amal", RIGHT).status_code == 401


@pytest.mark.parametrize("name", ["amal", "nobody"])
def test_five_wrong_tries_close_the_name_for_a_quarter_of_an_hour(door: Desk, clock: Clock, name: str) -> None:
    browser = door.browser()
    answers = [browser.log_in(name, WRONG).status_code for _try in range(5)]
    assert answers == [401, 401, 401, 401, 429]
    told = browser.log_in(name, RIGHT)
    assert told.status_code == 429
    assert "2 March 2026 12:15" in told.text  # a quarter past nine UTC, on the wall in Baghdad
    clock.travel(minutes=16)
    assert browser.log_in(name, RIGHT).status_code == (303 if name == "amal" else 401)


def test_a_right_password_forgets_the_wrong_ones(door: Desk) -> None:
    browser = door.browser()
    for _round in range(2):
        for _try in range(4):
            assert browser.log_in("amal", WRONG).status_code == 401
        assert browser.log_in("amal", RIGHT).status_code == 303


def test_the_record_of_wrong_tries_holds_no_name(door: Desk) -> None:
    door.browser().log_in("my-secret-typed-into-the-wrong-field", WRONG)
    with door.store.read() as session:
        entry = session.scalars(select(LogEntry)).one()
    assert "secret" not in f"{entry.subject} {entry.detail}"


def test_the_token_is_stored_only_as_its_digest(door: Desk) -> None:
    browser = door.browser()
    browser.log_in("amal", RIGHT)
    cookie = browser.client.get_cookie("jawab_session")
    assert cookie
    assert len(cookie.value) >= 43  # 256 bits
    with door.store.read() as session:
        assert session.scalars(select(StaffSession.token_hash)).one() == sessions.digest(cookie.value)


def test_cookies_are_kept_from_scripts_and_other_sites(door: Desk) -> None:
    for secure, name in ((False, "jawab_session="), (True, "__Host-jawab=")):
        browser = Browser(an_app(door.store, lambda: None, secure=secure))
        browser.client.environ_base["wsgi.url_scheme"] = "https" if secure else "http"
        answer = browser.log_in("amal", RIGHT)
        cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith(name))
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "Path=/" in cookie
        assert ("Secure" in cookie) is secure
        assert "Domain" not in cookie


def test_half_an_hour_alone_logs_out(door: Desk, clock: Clock) -> None:
    browser = door.browser("amal")
    for _visit in range(3):
        clock.travel(minutes=29)
        assert browser.get("/reports/").status_code == 200
    clock.travel(minutes=31)
    assert browser.get("/reports/").location == "/login?next=%2Freports%2F"


def test_a_page_that_refreshes_itself_does_not_keep_anyone_logged_in(door: Desk, clock: Clock) -> None:
    browser = door.browser("amal")
    for _poll in range(4):
        clock.travel(minutes=10)
        answer = browser.get("/reports/rows", headers={"HX-Request": "true"})
    assert answer.status_code == 401


def test_eight_hours_log_out_the_busiest(door: Desk, clock: Clock) -> None:
    browser = door.browser("amal")
    for _quarter in range(31):
        clock.travel(minutes=15)
        assert browser.get("/reports/").status_code == 200
    clock.travel(minutes=16)
    assert browser.get("/reports/").status_code == 303


def test_logging_out_ends_the_session_for_whoever_copied_the_cookie(door: Desk) -> None:
    browser, thief = door.browser("amal"), door.browser()
    cookie = browser.client.get_cookie("jawab_session")
    assert cookie
    thief.client.set_cookie("jawab_session", cookie.value)
    assert thief.get("/reports/").status_code == 200
    assert browser.post("/logout").location == "/login"
    assert thief.get("/reports/").status_code == 303


def test_a_new_person_at_the_same_browser_ends_the_session_before(door: Desk) -> None:
    browser = door.browser("basim")
    cookie = browser.client.get_cookie("jawab_session")
    assert cookie
    browser.log_in("amal", RIGHT)
    copy = door.browser()
    copy.client.set_cookie("jawab_session", cookie.value)
    assert copy.get("/reports/").status_code == 303
    assert "Amal" in browser.get("/account/").text


def test_closing_an_account_takes_effect_at_the_next_request(door: Desk) -> None:
    amal, admin = door.browser("amal"), door.browser("admin")
    assert amal.get("/reports/").status_code == 200
    assert admin.post(f"/team/{door.staff('amal').id}/deactivate").status_code == 303
    assert amal.get("/reports/").status_code == 303


def test_one_sees_and_ends_ones_other_browsers(door: Desk) -> None:
    here, there, other = door.browser("amal"), door.browser("amal"), door.browser("basim")
    assert here.get("/account/").text.count("Another browser") == 1
    with door.store.read() as session:
        names = {sessions.name_of(row) for row in session.scalars(select(StaffSession))}
    cookie = here.client.get_cookie("jawab_session")
    assert cookie
    with door.store.read() as session:
        mine = session.get_one(StaffSession, sessions.digest(cookie.value))
    for name in names - {sessions.name_of(mine)}:
        here.post(f"/account/sessions/{name}/end")
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 303
    assert other.get("/account/").status_code == 200, "another person's browser is not mine to end"


def test_a_new_password_logs_out_the_other_browsers(door: Desk) -> None:
    here, there = door.browser("amal"), door.browser("amal")
    fresh = "nine donkeys climb the hill"
    answer = here.post("/account/password", old=RIGHT, new=fresh, again=fresh, follow=True)
    assert "Your password is changed" in answer.text
    assert there.get("/account/").status_code == 303
    assert door.browser().log_in("amal", RIGHT).status_code == 401
    assert door.browser().log_in("amal", fresh).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "told"),
    [
        (WRONG, "a" * 20, "a" * 20, "present password is not right"),
        (RIGHT, "nine donkeys climb", "nine donkeys climbed", "not the same"),
        (RIGHT, "short words", "short words", "at least 14 characters"),
        (RIGHT, "PasswordPassword", "PasswordPassword", "easy to guess"),
        (RIGHT, "aaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaa", "easy to guess"),
        (RIGHT, "amalamalamalamal", "amalamalamalamal", "easy to guess"),
        (RIGHT, "long" * 65, "long" * 65, "at most 256"),
    ],
)
def test_bad_new_passwords_are_refused_with_the_reason(door: Desk, old: str, new: str, again: str, told: str) -> None:
    answer = door.browser("amal").post("/account/password", old=old, new=new, again=again)
    assert answer.status_code == 422
    assert told in answer.text
    assert passwords.matches(RIGHT, door.staff("amal").password_hash)


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/reports/\r\nX: y", ""],
)
def test_after_logging_in_one_stays_here(door: Desk, wanted: str) -> None:
    assert door.browser().log_in("amal", RIGHT, next=wanted).location == "/"


def test_after_logging_in_one_is_where_one_wanted_to_be(door: Desk) -> None:
    assert door.browser().log_in("amal", RIGHT, next="/reports/?state=closed").location == "/reports/?state=closed"


def test_words_typed_while_the_session_ended_are_given_back(door: Desk, clock: Clock) -> None:
    report_id = door.file()
    browser = door.browser("amal")
    clock.travel(minutes=45)
    answer = browser.post(f"/reports/{report_id}/reply", text="The pump is being repaired", seen="1")
    assert answer.status_code == 401
    assert "The pump is being repaired" in answer.text
    assert "was not sent" in answer.text


def test_old_sessions_are_swept_when_somebody_logs_in(door: Desk, clock: Clock) -> None:
    door.browser("amal")
    clock.travel(days=8)
    door.browser("basim")
    with door.store.read() as session:
        assert [row.staff.username for row in session.scalars(select(StaffSession))] == ["basim"]


def test_a_language_chosen_before_logging_in_stays(door: Desk) -> None:
    browser = door.browser()
    browser.post("/language", language="ar", next="/login")
    assert 'lang="ar" dir="rtl"' in browser.get("/login").text
    browser.log_in("amal", RIGHT)
    assert door.staff("amal").language == "ar"
    assert browser.post("/language", language="tlh").status_code == 400


def test_the_times_are_what_the_security_page_says() -> None:
    assert (timedelta(minutes=30), timedelta(hours=8)) == (sessions.IDLE, sessions.ABSOLUTE)


def _plain(page: str, name: str) -> str:
    """The page without what differs for a reason: the name that was typed, and the form's token."""
    return "\n".join(line for line in page.replace(name, "").splitlines() if "csrf" not in line.lower())
