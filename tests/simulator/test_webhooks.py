"""What Twilio tells the product: messages coming in and statuses, all of them signed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from simulator.faults import Fault
from simulator.serve import running
from tests.simulator.conftest import ACCOUNT, AUTH, SMS, WHATSAPP, Stage
from tests.simulator.product import Product, Taken

PHONE = "+9647500000101"
NOBODY = "+9647500000999"


def genuine(taken: Taken) -> bool:
    validator = RequestValidator(AUTH)
    return bool(validator.validate(taken.url, taken.form, taken.headers["X-Twilio-Signature"]))


def statuses(stage: Stage) -> list[str]:
    return [taken.form["MessageStatus"] for taken in stage.product.at("/hooks/status")]


def send(stage: Stage, twilio: Client, channel: str, to: str = PHONE) -> None:
    prefix, sender = ("whatsapp:", WHATSAPP) if channel == "whatsapp" else ("", SMS)
    news = f"{stage.product.url}/hooks/status?out=8c1f-0d4e"
    twilio.messages.create(body="hello", to=prefix + to, from_=prefix + sender, status_callback=news)
    stage.settle()


def test_everything_that_comes_in_is_signed(stage: Stage, twilio: Client) -> None:
    stage.send("sms", PHONE, text="٢ & = + %")
    stage.send("whatsapp", PHONE, text="ئاو")
    stage.send("whatsapp", PHONE, media="voice")
    send(stage, twilio, "whatsapp")
    assert len(stage.product.taken) == 6
    for taken in stage.product.taken:
        assert genuine(taken)
        assert taken.form["AccountSid"] == ACCOUNT
        assert taken.headers["I-Twilio-Idempotency-Token"]
    forged = replace(stage.product.taken[0], url=stage.product.taken[0].url + "/")
    assert not genuine(forged)


def test_an_sms_as_it_comes_in(stage: Stage) -> None:
    sent = stage.send("sms", PHONE, text="២")
    [taken] = stage.product.at("/hooks/sms")
    form = taken.form
    assert (form["From"], form["To"], form["Body"], form["NumMedia"]) == (PHONE, SMS, "២", "0")
    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"] == sent["provider_id"]
    assert form["SmsStatus"] == "received"
    assert form["FromCity"] == ""


def test_a_whatsapp_message_as_it_comes_in(stage: Stage) -> None:
    stage.send("whatsapp", PHONE, text="hi")
    [taken] = stage.product.at("/hooks/whatsapp")
    form = taken.form
    assert (form["From"], form["WaId"], form["MessageType"]) == (f"whatsapp:{PHONE}", PHONE[1:], "text")
    assert form["ProfileName"] == "Layla Hassan"
    assert "FromCity" not in form


def test_a_hidden_number(stage: Stage) -> None:
    stage.send("whatsapp", "IQ.4566546130240823", text="hi")
    form = stage.product.taken[-1].form
    assert form["From"] == form["ExternalUserId"] == "whatsapp:IQ.4566546130240823"
    assert "WaId" not in form


def test_a_pin_and_a_voice_note(stage: Stage) -> None:
    stage.send("whatsapp", PHONE, location=[36.191111, 44.009167], label="Erbil Citadel")
    form = stage.product.taken[-1].form
    assert (form["Latitude"], form["Longitude"], form["Label"]) == ("36.191111", "44.009167", "Erbil Citadel")
    assert (form["MessageType"], form["Body"]) == ("location", "")
    stage.send("whatsapp", PHONE, media="voice")
    form = stage.product.taken[-1].form
    assert (form["MessageType"], form["MediaContentType0"], form["NumMedia"]) == ("audio", "audio/ogg", "1")
    assert form["MessageSid"].startswith("MM")


@pytest.mark.parametrize(
    ("channel", "course"), [("sms", ["sent", "delivered"]), ("whatsapp", ["sent", "delivered", "read"])]
)
def test_the_course_of_a_message(stage: Stage, twilio: Client, channel: str, course: list[str]) -> None:
    """`queued` has no callback; the query of the callback address is kept."""
    stage.send(channel, PHONE, text="hi")
    send(stage, twilio, channel)
    assert statuses(stage) == course
    last = stage.product.taken[-1]
    assert last.url.endswith("?out=8c1f-0d4e")
    assert ("EventType" in last.form) == (channel == "whatsapp")
    assert "Body" not in last.form


def test_whatsapp_outside_the_window(stage: Stage, twilio: Client) -> None:
    stage.send("whatsapp", PHONE, text="hi")
    world = stage.outside.world
    late = world.now() + timedelta(hours=24, seconds=1)
    world.now = lambda: late
    send(stage, twilio, "whatsapp")
    assert statuses(stage) == ["failed"]
    assert stage.product.taken[-1].form["ErrorCode"] == "63016"
    assert stage.read("whatsapp", PHONE)[-1]["error"] == "63016"


@pytest.mark.parametrize(
    ("channel", "to", "course", "code"),
    [("whatsapp", NOBODY, ["undelivered"], "63024"), ("sms", NOBODY, ["sent", "undelivered"], "30005")],
)
def test_nobody_there(stage: Stage, twilio: Client, channel: str, to: str, course: list[str], code: str) -> None:
    send(stage, twilio, channel, to)
    assert statuses(stage) == course
    assert stage.product.taken[-1].form["ErrorCode"] == code


def test_blocked_phones(stage: Stage, twilio: Client) -> None:
    stage.send("whatsapp", PHONE, text="hi")
    for channel in ("whatsapp", "sms"):
        stage.phones.post(f"/api/{channel}/{PHONE}/block")
        send(stage, twilio, channel)
    assert statuses(stage) == ["sent", "sent", "undelivered"]
    assert stage.product.taken[-1].form["ErrorCode"] == "30004"


def test_news_on_demand(stage: Stage, twilio: Client) -> None:
    faults = stage.outside.faults
    faults.add(Fault("no_callbacks", "sms"))
    send(stage, twilio, "sms")
    assert statuses(stage) == []
    faults.add(Fault("reorder_callbacks", "sms"))
    send(stage, twilio, "sms")
    assert statuses(stage) == ["delivered", "sent"]
    faults.add(Fault("undelivered", "sms", code=30006))
    send(stage, twilio, "sms")
    assert statuses(stage)[2:] == ["sent", "undelivered"]
    assert stage.product.taken[-1].form["ErrorCode"] == "30006"


@pytest.mark.parametrize("kind", ["duplicate", "late_duplicate"])
def test_duplicates_on_demand(stage: Stage, kind: str) -> None:
    stage.outside.faults.add(Fault(kind, "sms", copies=2, seconds=0))
    stage.send("sms", PHONE, text="one")
    assert len({taken.form["MessageSid"] for taken in stage.product.taken}) == 1
    assert len({taken.headers["I-Twilio-Idempotency-Token"] for taken in stage.product.taken}) == 1
    assert len(stage.product.taken) == 3


def test_what_the_product_refused_is_not_brought_again(stage: Stage, twilio: Client) -> None:
    """Only a failed connection is tried again: the rest must be fetched from the list."""
    stage.product.answers = [500]
    stage.send("sms", PHONE, text="lost?")
    assert len(stage.product.taken) == 1
    assert stage.read("sms", PHONE)[0]["status"] == "failed"
    assert [message.body for message in twilio.messages.list(to=SMS)] == ["lost?"]


@pytest.fixture
def patient(stage: Stage, product: Product) -> Iterator[Stage]:
    """A Twilio whose owner widened its retry policy."""
    settings = replace(stage.outside.settings, connection_overrides="rc=3&rp=all", own_url="")
    with running(settings) as simulator, httpx.Client(base_url=simulator.url, trust_env=False) as phones:
        yield Stage(simulator.url, simulator.outside, product, phones)


def test_connection_overrides_widen_the_retries(patient: Stage) -> None:
    patient.product.answers = [500, 404, 500]
    patient.send("sms", PHONE, text="again")
    assert len(patient.product.taken) == 4
    assert len({taken.headers["I-Twilio-Idempotency-Token"] for taken in patient.product.taken}) == 1
    assert patient.read("sms", PHONE)[0]["status"] == "delivered"
