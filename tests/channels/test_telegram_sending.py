"""Telegram's answers through the real client over a real socket, each to what the sender must do."""

import json
import logging
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels import telegram_client
from bot.channels.base import Failure, MediaRefused, Part, SendError
from bot.channels.telegram import LARGEST, Telegram
from bot.messages import Button, Media, Reply
from tests.channels.payloads import BOT_TOKEN, SECRET, load, telegram
from tests.channels.provider import HANGS_UP, SILENT, Provider, Says

TO = "5000000042"
PART = Part("canary words")
ANSWERS: dict[str, dict[str, Any]] = {case["name"]: case for case in load("telegram_api_responses.json")["responses"]}
SENT = Says(200, ANSWERS["sent_message"]["body"])

CLASSED: dict[str, tuple[Failure, float | None]] = {
    "blocked_by_user": (Failure.GONE, None),
    "user_deactivated": (Failure.GONE, None),
    "cannot_initiate": (Failure.GONE, None),
    "kicked_from_group": (Failure.GONE, None),
    "chat_not_found": (Failure.BAD_ADDRESS, None),
    "group_upgraded": (Failure.BAD_ADDRESS, None),
    "flood_wait": (Failure.RETRY, 35.0),
    "not_modified": (Failure.OUR_BUG, None),  # the answer to an edit; we make none
    "message_to_edit_not_found": (Failure.OUR_BUG, None),
    "query_too_old": (Failure.OUR_BUG, None),
    "cant_parse_entities": (Failure.OUR_BUG, None),
    "message_too_long": (Failure.OUR_BUG, None),
    "message_empty": (Failure.OUR_BUG, None),
    "button_data_invalid": (Failure.OUR_BUG, None),
    "reply_markup_too_long": (Failure.OUR_BUG, None),
    "file_too_big": (Failure.OUR_BUG, None),
    "conflict_other_poller": (Failure.CONFIGURATION, None),
    "conflict_webhook_active": (Failure.CONFIGURATION, None),
    "unauthorized": (Failure.CONFIGURATION, None),
    "not_found": (Failure.CONFIGURATION, None),
    "too_large": (Failure.OUR_BUG, None),
    "bad_gateway": (Failure.UNKNOWN, None),
    "internal": (Failure.UNKNOWN, None),
    "html_502": (Failure.UNKNOWN, None),
}
OTHERS: dict[str, tuple[Says, Failure]] = {
    "no answer": (HANGS_UP, Failure.UNKNOWN),
    "not JSON": (Says(200, "<html>"), Failure.UNKNOWN),
    "not a message": (Says(200, {"ok": True, "result": {"surprise": 1}}), Failure.UNKNOWN),
    "a list": (Says(200, []), Failure.UNKNOWN),
    "503": (Says(503, {"ok": False}), Failure.UNKNOWN),
    "blocked, said otherwise": (Says(400, {"ok": False, "description": "Bad Request: USER_IS_BLOCKED"}), Failure.GONE),
}


@pytest.fixture
def bot(server: Provider) -> Iterator[Telegram]:
    made = telegram(server.url)
    yield made
    made.close()


def test_a_message_as_it_goes_out(bot: Telegram, server: Provider) -> None:
    server.says(SENT)
    assert bot.send(TO, PART, "17").message_id == f"{TO}:501"
    (asked,) = server.asked
    assert asked.path == f"/bot{BOT_TOKEN}/sendMessage"
    assert asked.form == {"chat_id": TO, "text": "canary words"}


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        (["Yes", "No"], [["Yes", "No"]]),
        (["1", "2", "3", "4", "5"], [["1", "2", "3"], ["4", "5"]]),
        (["Water", "Other things"], [["Water", "Other things"]]),
        (["Sewage and drains", "Water"], [["Sewage and drains"], ["Water"]]),
    ],
)
def test_buttons_stand_as_wide_as_a_small_phone_shows_them(
    bot: Telegram, server: Provider, labels: list[str], rows: list[list[str]]
) -> None:
    server.says(SENT)
    buttons = tuple(Button(f"a/b/{n}", label, n) for n, label in enumerate(labels, 1))
    (part,) = bot.render(Reply("Which?", buttons))
    bot.send(TO, part, "1")
    keyboard = json.loads(server.asked[0].form["reply_markup"])["inline_keyboard"]
    assert [[key["text"] for key in row] for row in keyboard] == rows
    assert [key["callback_data"] for row in keyboard for key in row] == [button.id for button in buttons]


def test_the_table_of_answers_is_complete() -> None:
    assert {"sent_message", *CLASSED} == ANSWERS.keys()


@pytest.mark.parametrize("name", CLASSED)
def test_every_captured_answer_is_classed(bot: Telegram, server: Provider, name: str) -> None:
    server.says(Says(ANSWERS[name]["http_status"], ANSWERS[name]["body"]))
    _fails(bot, *CLASSED[name])


@pytest.mark.parametrize(("says", "failure"), OTHERS.values(), ids=OTHERS)
def test_other_answers(bot: Telegram, server: Provider, says: Says, failure: Failure) -> None:
    server.says(says)
    _fails(bot, failure)


def _fails(bot: Telegram, failure: Failure, retry_after: float | None = None) -> None:
    with pytest.raises(SendError) as caught:
        bot.send(TO, PART, "17")
    assert (caught.value.failure, caught.value.retry_after) == (failure, retry_after)
    shown = str(caught.value) + repr(caught.value)
    assert not [word for word in (BOT_TOKEN, TO, "canary words", "Unsupported start tag") if word in shown]
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_silence_means_it_may_have_been_taken(server: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram_client, "ANSWER", 0.05)
    server.says(SILENT)
    bot = telegram(server.url)
    _fails(bot, Failure.UNKNOWN)
    bot.close()


def test_a_call_that_takes_too_long_altogether(server: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram_client, "ALTOGETHER", 0.05)
    server.says(SILENT)
    bot = telegram(server.url)
    _fails(bot, Failure.UNKNOWN)
    monkeypatch.undo()
    bot.close()


def test_a_refused_connection_sent_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        bot = telegram(f"http://127.0.0.1:{taken.getsockname()[1]}")
        _fails(bot, Failure.RETRY)
        bot.close()


@pytest.mark.parametrize("to", ["", "abc", "-100123", "+9647500000001", "5 6"])
def test_an_address_that_is_no_private_chat(bot: Telegram, server: Provider, to: str) -> None:
    with pytest.raises(SendError) as caught:
        bot.send(to, PART, "1")
    assert caught.value.failure is Failure.BAD_ADDRESS
    assert not server.asked


def test_after_closing_it_opens_anew(bot: Telegram, server: Provider) -> None:
    server.says(SENT)
    bot.send(TO, PART, "1")
    bot.close()
    bot.close()
    bot.send(TO, PART, "2")
    assert len(server.asked) == 2


def test_a_press_is_acknowledged(bot: Telegram, server: Provider) -> None:
    server.says(Says(200, {"ok": True, "result": True}))
    bot.acknowledge("4382bfdwdsb323b2d9")
    assert server.asked[0].path.endswith("/answerCallbackQuery")
    assert server.asked[0].form == {"callback_query_id": "4382bfdwdsb323b2d9"}


def test_registering_the_webhook(bot: Telegram, server: Provider) -> None:
    server.says(Says(200, {"ok": True, "result": True}))
    bot.register("https://feedback.example.org/hooks/telegram")
    form = server.asked[0].form
    assert form["secret_token"] == SECRET
    assert json.loads(form["allowed_updates"]) == ["message", "edited_message", "callback_query", "my_chat_member"]


# --- attachments ---

PHOTO = Media("photo", "AgACAgIAAxkBAAIB", "image/jpeg", 182000)
FILE = Says(200, {"ok": True, "result": {"file_id": "x", "file_unique_id": "y", "file_path": "photos/file_1.jpg"}})


def test_an_attachment_is_fetched(bot: Telegram, server: Provider) -> None:
    server.says(FILE, Says(200, b"\xff\xd8jpeg" * 50_000))
    assert b"".join(bot.fetch(PHOTO)) == b"\xff\xd8jpeg" * 50_000
    assert [asked.path for asked in server.asked] == [
        f"/bot{BOT_TOKEN}/getFile",
        f"/file/bot{BOT_TOKEN}/photos/file_1.jpg",
    ]
    assert "authorization" not in server.asked[1].headers


def test_what_is_too_large_is_not_even_asked_for(bot: Telegram, server: Provider) -> None:
    with pytest.raises(MediaRefused):
        bot.fetch(Media("file", "x", size=LARGEST + 1))
    assert not server.asked


REFUSED: dict[str, list[Says]] = {
    "too big for Telegram": [Says(400, ANSWERS["file_too_big"]["body"])],
    "longer than it may be": [FILE, Says(200, b"", {"content-length": str(LARGEST + 1)})],
    "gone": [FILE, Says(404, b"")],
    "sent elsewhere": [FILE, Says(302, b"", {"location": "http://169.254.169.254/latest/meta-data"})],
    "sent round and round": [FILE, Says(302, b"", {"location": "file_1.jpg"})],
    "a path on our own disk": [
        Says(200, {"ok": True, "result": {"file_id": "x", "file_unique_id": "y", "file_path": "/etc/passwd"}})
    ],
    "no path": [Says(200, {"ok": True, "result": {"file_id": "x", "file_unique_id": "y"}})],
}


@pytest.mark.parametrize("answers", REFUSED.values(), ids=REFUSED)
def test_attachments_that_are_refused(bot: Telegram, server: Provider, answers: list[Says]) -> None:
    server.says(*answers)
    with pytest.raises(MediaRefused) as caught:
        b"".join(bot.fetch(PHOTO))
    assert BOT_TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ([Says(502, "x")], Failure.UNKNOWN),
        ([FILE, Says(500, b"")], Failure.RETRY),
        ([FILE, HANGS_UP], Failure.RETRY),
        ([Says(401, ANSWERS["unauthorized"]["body"])], Failure.CONFIGURATION),
    ],
)
def test_attachments_to_ask_for_again(bot: Telegram, server: Provider, answers: list[Says], failure: Failure) -> None:
    server.says(*answers)
    with pytest.raises(SendError) as caught:
        b"".join(bot.fetch(PHOTO))
    assert caught.value.failure is failure
    assert BOT_TOKEN not in str(caught.value)


def test_the_token_is_never_logged(bot: Telegram, server: Provider, caplog: pytest.LogCaptureFixture) -> None:
    """The fixture of every test looks for it; this one shows that there would have been something to find."""
    logging.getLogger("httpx").setLevel(logging.DEBUG)  # as a careless log configuration would
    server.says(SENT)
    bot.send(TO, PART, "1")  # the first call sets the loggers
    assert logging.getLogger("httpx").level == logging.WARNING
    assert not [record for record in caplog.records if record.name.startswith(("httpx", "httpcore", "telegram"))]
