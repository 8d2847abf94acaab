"""What everyone sees of a poll: how to answer it while it is open, and nothing of the answers until it is over."""

import pytest
from flask.testing import FlaskClient

from bot.messages import Address
from bot.words import LANGUAGES
from civic import people, poll_answers, polls
from civic.programme import Programme
from public.app import create_app
from storage.db import Store
from storage.polls import Poll
from tests.clock import Clock
from tests.polls import a_poll


@pytest.fixture
def client(store: Store) -> FlaskClient:
    reached_at = {"telegram": "jawab_bot", "sms": "+15550100200"}
    programme = Programme({"en": "Jawab"}, "800 1234", "Asia/Baghdad", tuple(LANGUAGES), reached_at=reached_at)
    return create_app(store, programme).test_client()


def answered(store: Store, people_: int, **said: str) -> str:
    """The code of a poll that so many people answered alike."""
    with store.session() as session:
        poll = a_poll(session, store)
        for n in range(people_):
            row = people.meet(session, store, Address("sms", f"+9647700{n:06}"))
            poll_answers.answer(session, store, row, poll.id, "q1", {"choice": "c1"})
            poll_answers.answer(session, store, row, poll.id, "q5", {"text": "CANARY words"})
            poll_answers.finish(session, store, row, poll.id)
        return poll.code


def test_open_it_says_how_to_answer_and_nothing_of_the_answers(client: FlaskClient, store: Store) -> None:
    code = answered(store, 12)
    page = client.get(f"/polls/{code}").text
    assert f"JOIN p-{code}" in page
    assert f"https://t.me/jawab_bot?start=p-{code}" in page
    assert "Do you have water today?" not in page
    assert client.get(f"/polls/{code}/telegram.svg").mimetype == "image/svg+xml"
    assert client.get(f"/polls/{code}/whatsapp.svg").status_code == 404


def test_closed_it_shows_the_results_and_no_words_of_anybody(client: FlaskClient, store: Store, clock: Clock) -> None:
    code = answered(store, 12)
    clock.travel(days=8)
    page = client.get(f"/polls/{code.lower()}").text
    assert "Answers of those who replied, not of all residents." in page
    assert "Do you have water today?" in page
    assert "100%" in page
    assert "CANARY" not in page
    assert code in client.get("/polls/").text


def test_few_answers_are_hidden(client: FlaskClient, store: Store, clock: Clock) -> None:
    code = answered(store, 4)
    clock.travel(days=8)
    page = client.get(f"/polls/{code}").text
    assert "fewer than 5" in page
    assert "%" not in page.split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language(client: FlaskClient, store: Store, clock: Clock, language: str) -> None:
    code = answered(store, 6)
    assert client.get(f"/polls/{code}?lang={language}").status_code == 200
    clock.travel(days=8)
    page = client.get(f"/polls/{code}?lang={language}").text
    assert f'lang="{language}"' in page
    assert client.get(f"/polls/?lang={language}").status_code == 200


def test_drafts_and_polls_for_a_few_do_not_exist(client: FlaskClient, store: Store) -> None:
    code = answered(store, 0)
    with store.session() as session:
        other = polls.create(session, store, None, polls.form_of(session.get_one(Poll, 1).editions[0]), "UTC")
        draft = other.code
        poll = a_poll(session, store)
        poll.public = False
        hidden = poll.code
    for gone in (draft, hidden, "nothing", "%00"):
        assert client.get(f"/polls/{gone}").status_code == 404
    page = client.get("/polls/").text
    assert code in page
    assert hidden not in page
