"""The pretend Twilio, spoken to by the real SDK."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.faults import Fault
from tests.simulator.conftest import ACCOUNT, AUTH, SMS, WHATSAPP, Rerouted, Stage

PHONE = "+9647500000101"  # one of the first citizens
PAIR = {"to": PHONE, "from_": SMS}
WA_PAIR = {"to": f"whatsapp:{PHONE}", "from_": f"whatsapp:{WHATSAPP}"}


def test_a_message_arrives_with_its_parts(stage: Stage, twilio: Client) -> None:
    sent = twilio.messages.create(body="سوپاس " * 20, **PAIR)
    assert (sent.status, sent.num_segments, sent.direction) == ("queued", "2", "outbound-api")
    stage.settle()
    [shown] = stage.read("sms", PHONE)
    assert (shown["status"], shown["parts"], shown["encoding"]) == ("delivered", 2, "UCS-2")
    fetched = twilio.messages(sent.sid).fetch()
    assert (fetched.status, fetched.to, fetched.from_) == ("delivered", PHONE, SMS)


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"to": "+96475XXXX", "from_": SMS, "body": "x"}, 400, 21211),
        ({"to": "whatsapp:12", "from_": f"whatsapp:{WHATSAPP}", "body": "x"}, 400, 21211),
        ({**PAIR, "body": "a" * 1601}, 400, 21617),
        ({**PAIR, "body": " "}, 400, 21619),
        ({"to": PHONE, "body": "x"}, 400, 21603),
        ({"to": PHONE, "from_": "+15550999999", "body": "x"}, 400, 21606),
        ({"to": f"whatsapp:{PHONE}", "from_": "whatsapp:+15550999999", "body": "x"}, 400, 63007),
        ({"to": PHONE, "from_": f"whatsapp:{WHATSAPP}", "body": "x"}, 400, 21910),
        ({**WA_PAIR, "content_sid": "HX" + "0" * 32}, 400, 21655),
        ({**PAIR, "body": "x", "status_callback": "ftp://example.org"}, 400, 20001),
    ],
)
def test_it_refuses_as_twilio_does(stage: Stage, twilio: Client, wish: dict[str, Any], status: int, code: int) -> None:
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages.create(**wish)
    assert (caught.value.status, caught.value.code) == (status, code)
    assert stage.read("sms", PHONE) == stage.read("whatsapp", PHONE) == []


def test_wrong_credentials(stage: Stage) -> None:
    wire = Rerouted(stage.url)
    with pytest.raises(TwilioRestException) as caught:
        Client(ACCOUNT, "wrong", http_client=wire).messages.create(body="x", **PAIR)
    wire.session.close()
    assert (caught.value.status, caught.value.code) == (401, 20003)


def test_the_longest_text_is_taken(twilio: Client) -> None:
    assert twilio.messages.create(body="a" * 1600, **PAIR).num_segments == "11"


def test_a_messaging_service_names_its_sender_later(stage: Stage, twilio: Client) -> None:
    service = stage.outside.settings.messaging_service
    sent = twilio.messages.create(to=PHONE, messaging_service_sid=service, body="hello")
    assert (sent.status, sent.from_, sent.num_segments) == ("accepted", None, "0")


def test_the_list_is_filtered_and_newest_first(stage: Stage, twilio: Client) -> None:
    stage.send("sms", PHONE, text="in")
    stage.send("whatsapp", PHONE, text="elsewhere")
    sent = [twilio.messages.create(body=f"out {n}", **PAIR).sid for n in range(3)]
    assert [message.sid for message in twilio.messages.list(to=PHONE)] == sent[::-1]
    [incoming] = twilio.messages.list(to=SMS)
    assert (incoming.body, incoming.direction, incoming.status) == ("in", "inbound", "received")
    now = datetime.now(UTC)
    assert len(twilio.messages.list(to=PHONE, date_sent_after=now - timedelta(hours=1))) == 3
    assert twilio.messages.list(to=PHONE, date_sent_after=now + timedelta(hours=1)) == []
    assert twilio.messages.list(to=PHONE, date_sent_before=now - timedelta(hours=1)) == []
    assert len(twilio.messages.list(date_sent=now)) == 5
    assert len(twilio.messages.list(to=PHONE, page_size=2)) == 3  # over two pages


def test_redact_and_delete(stage: Stage, twilio: Client) -> None:
    sent = twilio.messages.create(body="private", **PAIR)
    assert twilio.messages(sent.sid).update(body="").body == ""
    assert stage.read("sms", PHONE)[0]["text"] == "private"
    assert twilio.messages(sent.sid).delete()
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages(sent.sid).fetch()
    assert caught.value.code == 20404


def test_stop_by_sms_is_taken_by_twilio(stage: Stage, twilio: Client) -> None:
    stage.send("sms", PHONE, text="Stop")
    assert stage.product.taken[-1].form["OptOutType"] == "STOP"
    assert stage.read("sms", PHONE)[-1]["automatic"]
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages.create(body="x", **PAIR)
    assert caught.value.code == 21610
    stage.send("sms", PHONE, text="START")
    assert stage.product.taken[-1].form["OptOutType"] == "START"
    assert twilio.messages.create(body="x", **PAIR).sid
    stage.send("sms", PHONE, text="STOP the sewage")
    assert "OptOutType" not in stage.product.taken[-1].form


def test_media_needs_the_password_and_can_be_deleted(stage: Stage, twilio: Client) -> None:
    stage.send("whatsapp", PHONE, media="photo", text="look")
    form = stage.product.taken[-1].form
    assert (form["NumMedia"], form["MediaContentType0"], form["Body"]) == ("1", "image/jpeg", "look")
    url = form["MediaUrl0"]
    assert url.startswith(f"{stage.url}/twilio/2010-04-01/Accounts/{ACCOUNT}/Messages/MM")
    assert requests.get(url, timeout=5).status_code == 401
    photo = requests.get(url, auth=(ACCOUNT, AUTH), timeout=5)
    assert photo.content.startswith(b"\xff\xd8")
    assert [answer.status_code for answer in photo.history] == [307]
    assert requests.delete(url, auth=(ACCOUNT, AUTH), timeout=5).status_code == 204
    assert requests.get(url, auth=(ACCOUNT, AUTH), timeout=5).status_code == 404
    shown = stage.read("whatsapp", PHONE)[-1]["media"]["url"]
    assert httpx.get(stage.url.removesuffix("/simulator") + shown).status_code == 200


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault("rate_limit", "sms"), 429, 20429),
        (Fault("blocked", "sms"), 400, 21610),
        (Fault("server_error", "sms", status=503), 503, 20500),
        (Fault("html", "sms"), 502, 502),
    ],
    ids=lambda case: case.kind if isinstance(case, Fault) else "",
)
def test_trouble_strikes_once_and_nothing_was_sent(
    stage: Stage, twilio: Client, fault: Fault, status: int, code: int
) -> None:
    stage.outside.faults.add(fault)
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages.create(body="first", **PAIR)
    assert (caught.value.status, caught.value.code) == (status, code)
    twilio.messages.create(body="second", **PAIR)
    assert [message["text"] for message in stage.read("sms", PHONE)] == ["second"]


@pytest.mark.parametrize(("kind", "arrives"), [("hang", []), ("accept_then_hang", ["hello"])])
def test_no_answer(stage: Stage, kind: str, arrives: list[str]) -> None:
    stage.outside.faults.add(Fault(kind, "sms", seconds=60))
    wire = Rerouted(stage.url, timeout=0.3)
    with pytest.raises(requests.exceptions.ReadTimeout):
        Client(ACCOUNT, AUTH, http_client=wire).messages.create(body="hello", **PAIR)
    wire.session.close()
    assert [message["text"] for message in stage.read("sms", PHONE)] == arrives
