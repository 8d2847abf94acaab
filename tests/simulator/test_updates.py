"""How updates reach a bot: by webhook with its retry rules, or by getUpdates with its offsets."""

import json
import threading
from typing import Any

import httpx
import pytest
from telegram import Update

from simulator.faults import Fault
from tests.simulator.conftest import SECRET, TOKEN, Stage

CHAT = "5000000042"


def call(stage: Stage, method: str, **parameters: Any) -> Any:
    answer = httpx.post(f"{stage.url}/telegram/bot{TOKEN}/{method}", json=parameters, trust_env=False, timeout=20)
    return answer.json()


@pytest.fixture
def polling(stage: Stage) -> Stage:
    assert call(stage, "deleteWebhook")["ok"]
    return stage


def test_every_update_is_one_that_telegram_could_send(stage: Stage) -> None:
    stage.phones.post("/api/phones", json={"name": "Layla H. Hassan", "telegram": CHAT, "language": "ar"})
    stage.send("telegram", CHAT, text="/start now 😀 /help")
    call(
        stage,
        "sendMessage",
        chat_id=CHAT,
        text="?",
        reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]},
    )
    stage.send("telegram", CHAT, choice="A")
    stage.send("telegram", CHAT, location=[36.19, 44.01])
    stage.send("telegram", CHAT, location=[36.19, 44.01], label="Citadel")
    stage.send("telegram", CHAT, media="photo", text="look")
    stage.send("telegram", CHAT, media="voice")
    stage.phones.post(f"/api/telegram/{CHAT}/block")
    stage.phones.post(f"/api/telegram/{CHAT}/unblock")
    stage.settle()
    kinds = []
    for taken in stage.product.at("/hooks/telegram"):
        assert taken.headers["X-Telegram-Bot-Api-Secret-Token"] == SECRET
        assert taken.headers["Content-Type"] == "application/json"
        update = Update.de_json(taken.update)
        unread = [
            part for part in (update, update.effective_message, update.effective_user) if part and part.api_kwargs
        ]
        assert not unread, taken.update
        kinds.append(next(name for name in taken.update if name != "update_id"))
    assert kinds == ["message", "callback_query", *["message"] * 4, *["my_chat_member"] * 2]
    ids = [taken.update["update_id"] for taken in stage.product.taken]
    assert ids == sorted(set(ids))


def test_commands_are_marked_in_utf16(stage: Stage) -> None:
    stage.send("telegram", CHAT, text="😀 /stop")
    message = stage.product.taken[-1].update["message"]
    assert message["entities"] == [{"type": "bot_command", "offset": 3, "length": 5}]


def test_a_failing_update_holds_back_only_its_own_chat(stage: Stage) -> None:
    stage.product.answers = [500, 500, 302]
    stage.phones.post(f"/api/telegram/{CHAT}/messages", json={"text": "one"})
    stage.phones.post(f"/api/telegram/{CHAT}/messages", json={"text": "two"})
    stage.settle()
    texts = [taken.update["message"]["text"] for taken in stage.product.taken]
    assert texts == ["one"] * 4 + ["two"]
    assert [message["status"] for message in stage.read("telegram", CHAT)] == ["delivered", "delivered"]
    info = call(stage, "getWebhookInfo")["result"]
    assert info["pending_update_count"] == 0
    assert info["last_error_message"].startswith("Wrong response from the webhook: 302")


def test_the_product_may_ask_for_patience(stage: Stage) -> None:
    stage.product.answers, stage.product.headers = [503], {"Retry-After": "1"}
    stage.send("telegram", CHAT, text="one")
    assert len(stage.product.taken) == 2


def test_a_press_does_not_outlive_its_hour(stage: Stage) -> None:
    """Callback queries are kept 150 seconds: a retry that would come later is dropped."""
    stage.send("telegram", CHAT, text="/start")
    call(
        stage,
        "sendMessage",
        chat_id=CHAT,
        text="?",
        reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]},
    )
    stage.product.answers, stage.product.headers = [503, 503], {"Retry-After": "200"}
    pressed = stage.send("telegram", CHAT, choice="A")
    assert [m["status"] for m in stage.read("telegram", CHAT) if m["id"] == pressed["id"]] == ["failed"]
    assert len(stage.product.taken) == 2


@pytest.mark.parametrize("kind", ["duplicate", "late_duplicate"])
def test_duplicates_on_demand(stage: Stage, kind: str) -> None:
    stage.outside.faults.add(Fault(kind, "telegram", copies=3, seconds=0))
    stage.send("telegram", CHAT, text="one")
    stage.send("telegram", CHAT, text="two")
    ids = [taken.update["update_id"] for taken in stage.product.taken]
    assert [ids.count(one) for one in sorted(set(ids))] == [4, 1]


def test_offsets_confirm(polling: Stage) -> None:
    for text in ("one", "two", "three"):
        polling.send("telegram", CHAT, text=text)
    assert polling.product.taken == []
    found = call(polling, "getUpdates", limit=2)["result"]
    assert [update["message"]["text"] for update in found] == ["one", "two"]
    assert call(polling, "getUpdates", limit=2)["result"] == found
    rest = call(polling, "getUpdates", offset=found[-1]["update_id"] + 1)["result"]
    assert [update["message"]["text"] for update in rest] == ["three"]
    assert [message["status"] for message in polling.read("telegram", CHAT)] == ["delivered", "delivered", "sending"]
    assert call(polling, "getUpdates", offset=rest[-1]["update_id"] + 1)["result"] == []


def test_a_negative_offset_counts_from_the_end(polling: Stage) -> None:
    for text in ("one", "two", "three"):
        polling.send("telegram", CHAT, text=text)
    found = call(polling, "getUpdates", offset=-2)["result"]
    assert [update["message"]["text"] for update in found] == ["two", "three"]
    assert len(call(polling, "getUpdates")["result"]) == 2


def test_a_long_poll_ends_with_the_first_message(polling: Stage) -> None:
    found: list[Any] = []
    waiting = threading.Thread(target=lambda: found.append(call(polling, "getUpdates", timeout=15)))
    waiting.start()
    polling.send("telegram", CHAT, text="here")
    waiting.join(10)
    assert [update["message"]["text"] for update in found[0]["result"]] == ["here"]


def test_two_pollers_are_one_too_many(polling: Stage) -> None:
    first: list[Any] = []
    waiting = threading.Thread(target=lambda: first.append(call(polling, "getUpdates", timeout=15)))
    waiting.start()
    polls = lambda: polling.outside.updates.polls >= 1  # noqa: E731
    assert polling.outside.world.wait(polls, 10)
    assert call(polling, "getUpdates")["result"] == []
    waiting.join(10)
    assert first[0]["error_code"] == 409
    assert "terminated by other getUpdates request" in first[0]["description"]


def test_no_polling_beside_a_webhook(stage: Stage) -> None:
    answer = call(stage, "getUpdates")
    assert answer["error_code"] == 409
    assert "can't use getUpdates method while webhook is active" in answer["description"]


def test_a_webhook_gets_what_was_waiting(polling: Stage) -> None:
    polling.send("telegram", CHAT, text="waiting")
    assert call(polling, "setWebhook", url=f"{polling.product.url}/elsewhere", secret_token="s-1")["ok"]
    polling.settle()
    [taken] = polling.product.at("/elsewhere")
    assert taken.update["message"]["text"] == "waiting"
    assert taken.headers["X-Telegram-Bot-Api-Secret-Token"] == "s-1"


def test_pending_updates_can_be_dropped(polling: Stage) -> None:
    polling.send("telegram", CHAT, text="old")
    assert call(polling, "deleteWebhook", drop_pending_updates=True)["ok"]
    assert call(polling, "getUpdates")["result"] == []


def test_only_the_kinds_asked_for_are_kept(polling: Stage) -> None:
    call(polling, "getUpdates", allowed_updates=["callback_query"])
    polling.send("telegram", CHAT, text="not wanted")
    assert call(polling, "getUpdates")["result"] == []


def test_bad_secret_is_refused(stage: Stage) -> None:
    answer = call(stage, "setWebhook", url="https://example.org", secret_token="a b")
    assert answer["error_code"] == 400
    assert json.dumps(answer)
