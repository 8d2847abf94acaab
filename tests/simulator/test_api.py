"""The JSON interface that docs/simulator.md describes."""

import re
import threading
from pathlib import Path
from typing import Any

import pytest

from simulator.app import create_app
from simulator.faults import KINDS
from simulator.files import SAMPLES
from tests.simulator.conftest import SMS, Stage

PHONE = "+9647500000101"
CHAT = "5000000042"


def post(stage: Stage, path: str, body: Any) -> tuple[int, Any]:
    answer = stage.phones.post(f"/api{path}", json=body)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("/pigeon/1/messages", {"text": "x"}, 404, "There is no channel 'pigeon'"),
        ("/telegram/+964750/messages", {"text": "x"}, 400, "This is no telegram address"),
        ("/sms/12345/messages", {"text": "x"}, 400, "This is no sms address"),
        (f"/sms/{PHONE}/messages", ["x"], 400, "Send a JSON object"),
        (f"/sms/{PHONE}/messages", {}, 400, "Send one of: text, choice, location, media"),
        (f"/sms/{PHONE}/messages", {"text": "x", "choice": "y"}, 400, "Send one of"),
        (f"/sms/{PHONE}/messages", {"text": "  "}, 400, "An empty message cannot be sent"),
        (f"/sms/{PHONE}/messages", {"text": "x" * 1601}, 400, "at most 1600 characters"),
        (f"/sms/{PHONE}/messages", {"media": "photo"}, 400, "A plain SMS phone cannot send a photo"),
        (f"/sms/{PHONE}/messages", {"location": [1, 2]}, 400, "A plain SMS phone cannot send a location"),
        (f"/whatsapp/{PHONE}/messages", {"media": "film"}, 400, "There are these media"),
        (f"/whatsapp/{PHONE}/messages", {"location": [91, 0]}, 400, "A location is [latitude, longitude]"),
        (f"/whatsapp/{PHONE}/messages", {"location": "here"}, 400, "A location is [latitude, longitude]"),
        (f"/whatsapp/{PHONE}/messages", {"choice": "Water"}, 404, "No message on this phone offers the choice 'Water'"),
        ("/phones", {"name": " ", "number": PHONE}, 400, "A citizen needs a name"),
        ("/phones", {"name": "Ali"}, 400, "A citizen needs a phone number"),
        ("/phones", {"name": "Ali", "number": "0750"}, 400, "A phone number has a plus"),
        ("/phones", {"name": "Ali", "number": PHONE}, 409, "Somebody else has this number already"),
        ("/phones", {"name": "Ali", "telegram": "ali"}, 400, "A Telegram account is a number"),
        ("/faults", {"kind": "plague"}, 400, "There is no fault 'plague'"),
        ("/faults", {}, 400, "Which kind of fault?"),
        ("/faults", {"kind": "hang", "seconds": "long"}, 400, "'seconds' of a fault has the wrong type"),
        ("/faults", {"kind": "hang", "colour": 1}, 400, "A fault has no 'colour'"),
        ("/faults", {"kind": "html", "status": 404}, 400, "'status' is a server error"),
        ("/faults", {"kind": "html", "times": 0}, 400, "'times' is how often it strikes"),
        ("/nowhere", {}, 404, "not found"),
    ],
)
def test_bad_wishes_get_one_plain_sentence(stage: Stage, path: str, body: Any, status: int, words: str) -> None:
    got, answer = post(stage, path, body)
    assert got == status
    assert words in answer["error"]
    assert stage.product.taken == []


def test_both_directions_in_one_order(stage: Stage) -> None:
    first = stage.send("telegram", CHAT, text="/start")
    stage.phones.post(
        f"/telegram/bot{stage.outside.settings.telegram_token}/sendMessage", json={"chat_id": CHAT, "text": "Hello"}
    )
    stage.send("telegram", CHAT, text="again")
    assert [(m["from"], m["text"]) for m in stage.read("telegram", CHAT)] == [
        ("citizen", "/start"),
        ("bot", "Hello"),
        ("citizen", "again"),
    ]
    assert [m["text"] for m in stage.read("telegram", CHAT, after=first["id"])] == ["Hello", "again"]


def test_only_what_changed(stage: Stage) -> None:
    stage.send("sms", PHONE, text="one")
    page = stage.phones.get(f"/api/sms/{PHONE}/messages").json()
    assert page["phone"]["heard"]
    unchanged = stage.phones.get(f"/api/sms/{PHONE}/messages", params={"changed": page["version"]}).json()
    assert unchanged["messages"] == []
    stage.outside.world.change(page["messages"][0]["id"], status="failed")
    [changed] = stage.phones.get(f"/api/sms/{PHONE}/messages", params={"changed": page["version"]}).json()["messages"]
    assert changed["status"] == "failed"


def test_a_script_may_wait_for_news(stage: Stage) -> None:
    found: list[Any] = []
    path = f"/api/sms/{PHONE}/messages?wait=20"
    waiting = threading.Thread(target=lambda: found.append(stage.phones.get(path, timeout=25).json()["messages"]))
    waiting.start()
    stage.send("sms", PHONE, text="news")
    waiting.join(10)
    assert [message["text"] for message in found[0]] == ["news"]


def test_choices_by_sms_are_its_numbered_lines(stage: Stage) -> None:
    stage.send("sms", PHONE, text="hi")
    phone = stage.outside.world.people.meet("sms", PHONE)
    stage.outside.world.add(phone, "bot", "delivered", {"text": "كيف؟\n١. ماء\n٢. صرف صحي\n0 Menu"})
    for choice, digit in (("صرف صحي", "2"), ("1", "1"), ("menu", "0"), ("٢", "2")):
        stage.send("sms", PHONE, choice=choice)
        assert stage.product.taken[-1].form["Body"] == digit
    assert post(stage, f"/sms/{PHONE}/messages", {"choice": "3"})[0] == 404


def test_choices_by_button_id_label_or_digit(stage: Stage) -> None:
    stage.send("telegram", CHAT, text="hi")
    phone = stage.outside.world.people.meet("telegram", CHAT)
    old = [{"id": "a/1", "label": "Water"}, {"id": "a/2", "label": "Waste"}]
    new = [{"id": "b/1", "label": "5. Yes"}, {"id": "b/2", "label": "7. No"}]
    for buttons in (old, new):
        stage.outside.world.add(phone, "bot", "delivered", {"text": "?", "buttons": buttons, "shape": "buttons"})
    for choice, data in (("b/1", "b/1"), ("7", "b/2"), ("٧", "b/2"), ("7. no", "b/2"), ("WASTE", "a/2"), ("2", "a/2")):
        stage.send("telegram", CHAT, choice=choice)
        assert stage.product.taken[-1].update["callback_query"]["data"] == data


def test_strangers_are_added(stage: Stage) -> None:
    stage.send("sms", "+9647511111111", text="hi")
    stage.send("telegram", "77", text="hi")
    newest = stage.phones.get("/api/phones", params={"limit": 2}).json()["citizens"]
    assert [set(who["phones"]) for who in newest] == [{"telegram", "whatsapp", "sms"}, {"telegram"}]


def test_a_citizen_with_three_phones(stage: Stage) -> None:
    wish = {"name": "Sokha", "number": "+855 10 000 777", "language": "km"}
    status, who = post(stage, "/phones", wish)
    assert status == 201
    assert who["phones"]["sms"]["address"] == who["phones"]["whatsapp"]["address"] == "+85510000777"
    stage.send("telegram", who["phones"]["telegram"]["address"], text="hi")
    assert stage.product.taken[-1].update["message"]["from"]["language_code"] == "km"


def test_blocked_phones_do_not_write(stage: Stage) -> None:
    for channel, address, status in (("telegram", CHAT, 409), ("whatsapp", PHONE, 409), ("sms", PHONE, 201)):
        assert stage.phones.post(f"/api/{channel}/{address}/block").json()["blocked"] is True
        assert post(stage, f"/{channel}/{address}/messages", {"text": "hi"})[0] == status
        assert stage.phones.post(f"/api/{channel}/{address}/unblock").json()["blocked"] is False


def test_a_photo_of_the_visitors_own(stage: Stage) -> None:
    photo = (SAMPLES / "waste.jpg").read_bytes()
    path = f"/api/telegram/{CHAT}/messages"
    sent = stage.phones.post(path, files={"media": ("my.jpg", photo, "image/jpeg")}, data={"text": "look"})
    assert (sent.status_code, sent.json()["text"], sent.json()["media"]["kind"]) == (201, "look", "photo")
    answer = stage.phones.post(path, files={"media": ("my.jpg", b"no photo", "image/jpeg")})
    assert (answer.status_code, answer.json()["error"]) == (400, "This is not a photo.")
    answer = stage.phones.post(path, files={"media": ("my.pdf", b"%PDF", "application/pdf")})
    assert answer.status_code == 400
    answer = stage.phones.post(path, files={"media": ("my.jpg", bytes(9_000_000), "image/jpeg")})
    assert answer.status_code == 413


def test_faults_come_and_go(stage: Stage) -> None:
    _, one = post(stage, "/faults", {"kind": "rate_limit", "channel": "sms", "seconds": 3, "times": None, "every": 2})
    post(stage, "/faults", {"kind": "blocked", "address": PHONE})
    assert [fault["kind"] for fault in stage.phones.get("/api/faults").json()["faults"]] == ["rate_limit", "blocked"]
    assert stage.phones.delete(f"/api/faults/{one['id']}").status_code == 204
    assert stage.phones.delete(f"/api/faults/{one['id']}").status_code == 404
    assert stage.phones.delete("/api/faults").status_code == 204
    assert stage.phones.get("/api/faults").json()["faults"] == []


def test_odd_text_arrives_as_typed(stage: Stage) -> None:
    """NUL, a right-to-left override, a lone surrogate: the product must clean them, so it must get them."""
    answer = stage.phones.post(
        f"/api/telegram/{CHAT}/messages",
        content=b'{"text": "a\\u0000\\u202eb\\ud800"}',
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 201
    stage.settle()
    assert stage.product.taken[-1].update["message"]["text"] == "a\0\u202eb\ud800"
    stage.send("sms", PHONE, text="a\0b")
    assert stage.product.taken[-1].form["Body"] == "a\0b"
    assert stage.product.taken[-1].form["To"] == SMS


def test_every_call_and_fault_is_documented(stage: Stage) -> None:
    words = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text()
    app = create_app(stage.outside.world, stage.outside.settings)
    app.extensions["outside"].stop()
    calls = [rule.rule.removeprefix("/api") for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    plain = [
        re.sub(r"<(?:int:)?fault_id>", "<id>", call).replace("<any(block, unblock):deed>", "block") for call in calls
    ]
    assert not [call for call in plain if call not in words]
    assert not [kind for kind in KINDS if f"`{kind}`" not in words]


def test_the_page_is_strict(stage: Stage) -> None:
    page = stage.phones.get("/")
    assert page.status_code == 200
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert " style=" not in page.text
    assert "<script>" not in page.text
