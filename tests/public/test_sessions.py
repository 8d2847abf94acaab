"""What everyone sees of a session: when, where and how to come; of a private one, nothing but the way in."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.words import LANGUAGES
from civic import sessions
from civic.programme import Programme
from public.app import create_app
from storage.db import Store
from storage.sessions import DialogueSession
from tests.civic.gathering import a_manager, a_plan, a_session
from tests.clock import Clock

REACHED_AT = {"telegram": "jawab_bot", "whatsapp": "+15550100100", "sms": "+15550100200"}


@pytest.fixture
def client(store: Store) -> FlaskClient:
    programme = Programme({"en": "Jawab"}, "800 1234", "Asia/Baghdad", tuple(LANGUAGES), reached_at=REACHED_AT)
    return create_app(store, programme).test_client()


def made(store: Store, **wanted: Any) -> str:
    """The code of an open session."""
    with store.session() as session:
        return a_session(session, store, **wanted).code


def test_a_public_one_is_listed_with_its_ways_in(client: FlaskClient, store: Store) -> None:
    code = made(store, words={"en": "Which pipes come first?"})
    assert "Water in our street" in client.get("/sessions/").text
    page = client.get(f"/sessions/{code}").text
    for words in ("9 March 2026 12:00", "Youth centre", "Which pipes come first?", f"JOIN s-{code}"):
        assert words in page
    assert f"https://t.me/jawab_bot?start=s-{code}" in page
    assert f"https://wa.me/15550100100?text=JOIN%20s-{code}" in page
    assert f"sms:+15550100200?body=JOIN%20s-{code}" in page
    square = client.get(f"/sessions/{code}/telegram.svg")
    assert (square.status_code, square.mimetype) == (200, "image/svg+xml")
    assert "مركز الشباب" in client.get(f"/sessions/{code}?lang=ar").text


def test_a_private_one_is_never_listed_and_never_named(client: FlaskClient, store: Store) -> None:
    code = made(store, public=False)
    assert code not in client.get("/sessions/").text
    page = client.get(f"/sessions/{code}")
    for words in ("Water in our street", "Youth centre", "9 March"):
        assert words not in page.text
    assert f"JOIN s-{code}" in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]


@pytest.mark.parametrize("public", [True, False])
def test_the_calendar_file(client: FlaskClient, store: Store, public: bool) -> None:
    code = made(store, public=public)
    answer = client.get(f"/sessions/{code}.ics")
    assert answer.mimetype == "text/calendar"
    assert ("Water in our street" in answer.text) is public


def test_a_draft_and_what_is_no_code_are_absent(client: FlaskClient, store: Store) -> None:
    with store.session() as session:
        draft = sessions.create(session, store, a_plan(store), a_manager(session, store)).code
    for path in (draft, f"{draft}.ics", f"{draft}/sms.svg", "AAAA2222", "x'--", "%D9%A1", f"{made(store)}/fax.svg"):
        assert client.get(f"/sessions/{path}").status_code == 404, path


def test_one_that_is_over_or_off_says_so(client: FlaskClient, store: Store, clock: Clock) -> None:
    code, gone = made(store), made(store)
    with store.session() as session:
        meeting = session.scalars(select(DialogueSession).where(DialogueSession.code == code)).one()
        sessions.cancel(session, store, meeting, a_manager(session, store))
    assert "This session is cancelled" in client.get(f"/sessions/{code}").text
    clock.travel(days=8)
    assert "has taken place" in client.get(f"/sessions/{gone}").text
    assert "JOIN" not in client.get(f"/sessions/{gone}").text
    assert "Water in our street" not in client.get("/sessions/").text
