"""The door for providers: nothing forged gets in, nothing genuine is lost, nothing ends in a 500."""

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, func, select
from twilio.request_validator import RequestValidator

from bot.channels import Channel
from bot.channels.sms import Sms
from bot.channels.telegram import Account as TelegramAccount
from bot.channels.telegram import Telegram
from bot.channels.twilio import Account as TwilioAccount
from storage.db import Store
from storage.post import InboxRow
from tests.clock import Clock
from webhooks.app import LARGEST, create_app

SECRET, TOKEN = "telegram-echoes-this-back", "0123456789abcdef0123456789abcdef"
SID, BASE = "AC0123456789abcdef0123456789abcdef", "https://jawab.example.org"
UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 1795000101,
        "text": "سلام",
        "chat": {"id": 42, "type": "private", "first_name": "Dilan"},
        "from": {"id": 42, "is_bot": False, "first_name": "Dilan"},
    },
}
FORM = {
    "MessageSid": "SM" + "1" * 32,
    "AccountSid": SID,
    "From": "+9647500000001",
    "To": "+15550100200",
    "Body": "ماء & مجاري +=",
}


@pytest.fixture
def hinted() -> list[bytes]:
    return []


@pytest.fixture
def client(store: Store, hinted: list[bytes]) -> Iterator[FlaskClient]:
    account = TwilioAccount(account_sid=SID, auth_tokens=(TOKEN,), sender="+15550100200", public_url=BASE)
    channels: dict[str, Channel] = {
        "telegram": Telegram(TelegramAccount(token="7:x", secret=SECRET)),
        "sms": Sms(account),
    }
    yield create_app(store, channels, hinted.append).test_client()
    for channel in channels.values():
        channel.close()


def _rows(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count(InboxRow.id))) or 0


def _telegram(client: FlaskClient, body: bytes | str, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    return client.post("/telegram", data=body, headers=headers, content_type="application/json").status_code


def _sms(client: FlaskClient, form: dict[str, str], signature: str | None = None) -> int:
    signed = RequestValidator(TOKEN).compute_signature(f"{BASE}/sms", form) if signature is None else signature
    return client.post("/sms", data=form, headers={"X-Twilio-Signature": signed}).status_code


def test_a_genuine_message_is_kept_once_and_hinted(client: FlaskClient, store: Store, hinted: list[bytes]) -> None:
    assert [_telegram(client, json.dumps(UPDATE)) for _ in range(3)] == [200, 200, 200]
    assert [_sms(client, FORM) for _ in range(2)] == [200, 200]
    assert _rows(store) == 2
    assert len(hinted) == 2


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], SECRET + "x", SECRET.upper(), f" {SECRET} ", "telegram"])
def test_a_forged_update_leaves_nothing(client: FlaskClient, store: Store, secret: str | None) -> None:
    assert _telegram(client, json.dumps(UPDATE), secret) == 403
    assert _rows(store) == 0


def test_a_forged_form_leaves_nothing(client: FlaskClient, store: Store) -> None:
    good = RequestValidator(TOKEN).compute_signature(f"{BASE}/sms", FORM)
    for signature in (
        "",
        "x",
        good[:-2] + "A=",
        good.lower(),
        good + "=",
        RequestValidator("other").compute_signature(BASE, FORM),
    ):
        assert _sms(client, FORM, signature) == 403
    assert _sms(client, {**FORM, "Body": "other"}, good) == 403
    assert _sms(client, {**FORM, "Extra": "1"}, good) == 403
    assert _rows(store) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b'{"update_id": NaN}',
        b'{"update_id": "x", "message": {"text": "\\ud800"}}',
        b'{"update_id": 1e400}',
        b"null",
        b"[]",
        b'"text"',
        b'{"update_id": 9, "some_new_kind": {"a": 1}}',
        b'{"update_id": 10, "message": []}',
        b'{"update_id": 11, "message": {"chat": 5, "text": {}}}',
    ],
)
def test_genuine_but_unreadable_is_kept_and_answered(client: FlaskClient, store: Store, body: bytes) -> None:
    assert _telegram(client, body) == 200
    assert _telegram(client, body) == 200
    assert _rows(store) == 1


def test_too_large_is_refused_before_it_is_read(client: FlaskClient, store: Store) -> None:
    assert _telegram(client, b"x" * (LARGEST + 1)) == 413
    assert _rows(store) == 0


@pytest.mark.parametrize(
    ("method", "path", "expected"), [("GET", "/telegram", 405), ("POST", "/other", 404), ("POST", "/", 404)]
)
def test_other_doors_are_closed_in_plain_words(client: FlaskClient, method: str, path: str, expected: int) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == expected
    assert answer.data == b""
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_database_that_is_away_makes_the_provider_come_again(store: Store) -> None:
    gone = Store(create_engine("sqlite:////nowhere/at/all.db"), store.vault, store.now)
    telegram = Telegram(TelegramAccount(token="7:x", secret=SECRET))
    client = create_app(gone, {"telegram": telegram}, lambda _: None).test_client()
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    answer = client.post("/telegram", data=json.dumps(UPDATE), headers=headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    telegram.close()


def test_health_tells_how_the_post_moves(client: FlaskClient, clock: Clock) -> None:
    assert client.get("/health").get_json() == {"waiting": 0, "oldest_seconds": 0}
    _telegram(client, json.dumps(UPDATE))
    clock.travel(minutes=2)
    assert client.get("/health").get_json() == {"waiting": 1, "oldest_seconds": 120}
