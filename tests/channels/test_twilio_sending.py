"""Twilio's answers through the real SDK over a real socket, each to what the sender must do."""

import json
import logging
import socket
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioException

from bot.channels import download, twilio_client
from bot.channels.base import PERMANENT, Failure, MediaRefused, Part, SendError
from bot.channels.sms import Sms
from bot.channels.twilio import LARGEST
from bot.channels.twilio_client import Wire, classed, failure_of
from bot.channels.whatsapp import WhatsApp
from bot.messages import Button, Media, Reply
from tests.channels.payloads import ACCOUNT_SID, AUTH_TOKEN, Kept, load, sms, whatsapp
from tests.channels.provider import HANGS_UP, SILENT, Provider, Says, provider

TO = "+9647500000001"
PART = Part("canary words")
ANSWERS: dict[str, dict[str, Any]] = {case["name"]: case for case in load("twilio_api_responses.json")["responses"]}
CREATED = Says(201, ANSWERS["created_queued"]["body"])
SID = "SM" + "a" * 32
HX = "HX" + "b" * 32
CONTENT = Says(201, {"sid": HX, "date_created": "2026-11-22T02:03:38Z", "types": {}})

CLASSED: dict[str, Failure] = {
    "e21211": Failure.BAD_ADDRESS,
    "e21408": Failure.REFUSED,
    "e21610": Failure.OPTED_OUT,
    "e21612": Failure.REFUSED,
    "e21614": Failure.BAD_ADDRESS,
    "e21617": Failure.OUR_BUG,
    "e21619": Failure.OUR_BUG,
    "e21656": Failure.OUR_BUG,
    "e63007": Failure.CONFIGURATION,
    "e21611": Failure.RETRY,
    "e20429": Failure.RETRY,
    "e20003": Failure.CONFIGURATION,
    "e20404": Failure.OUR_BUG,
    "e20500": Failure.UNKNOWN,
    "html_503": Failure.UNKNOWN,
    "rfc9457": Failure.OUR_BUG,
}
OTHERS: dict[str, tuple[Says, Failure]] = {
    "no answer": (HANGS_UP, Failure.UNKNOWN),
    "not JSON": (Says(201, "<html>"), Failure.UNKNOWN),
    "no sid": (Says(201, {"sid": None}), Failure.UNKNOWN),
    "a list": (Says(201, []), Failure.UNKNOWN),
    "408": (Says(408, {}), Failure.UNKNOWN),
    "403": (Says(403, {"message": f"no {TO}"}), Failure.CONFIGURATION),
    "422": (Says(422, {"code": 422, "message": "x"}), Failure.OUR_BUG),
    "window": (Says(400, {"code": 63016, "message": "x"}), Failure.WINDOW_CLOSED),
    "limit": (Says(429, {"message": "x"}), Failure.RETRY),
}


@pytest.fixture
def text(server: Provider) -> Iterator[Sms]:
    made = sms(server.url)
    yield made
    made.close()


@pytest.fixture
def chat(server: Provider) -> Iterator[WhatsApp]:
    made = whatsapp(server.url)
    yield made
    made.close()


def test_a_text_as_it_goes_out(text: Sms, server: Provider) -> None:
    server.says(CREATED)
    assert text.send(TO, PART, "17").message_id == SID
    (asked,) = server.asked
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    assert requests.auth._basic_auth_str(ACCOUNT_SID, AUTH_TOKEN) == asked.headers["authorization"]
    assert asked.form == {
        "To": TO,
        "From": "+15550100100",
        "Body": "canary words",
        "StatusCallback": "https://feedback.example.org/hooks/sms?out=17",
    }


def test_a_whatsapp_message_as_it_goes_out(chat: WhatsApp, server: Provider) -> None:
    server.says(Says(201, ANSWERS["created_whatsapp"]["body"]))
    assert chat.send("IQ.4566546130240823", PART, "18").message_id == SID
    assert server.asked[0].form == {
        "To": "whatsapp:IQ.4566546130240823",
        "From": "whatsapp:+15550100100",
        "Body": "canary words",
        "StatusCallback": "https://feedback.example.org/hooks/whatsapp?out=18",
    }


@pytest.mark.parametrize("name", ["created_accepted_ms", "created_scheduled"])
def test_by_a_messaging_service(server: Provider, name: str) -> None:
    server.says(Says(201, ANSWERS[name]["body"]))
    channel = sms(server.url, messaging_service="MG" + "0" * 32)
    assert channel.send(TO, PART, "1").message_id == SID
    assert "From" not in server.asked[0].form
    assert server.asked[0].form["MessagingServiceSid"] == "MG" + "0" * 32
    channel.close()


def test_the_table_of_answers_is_complete() -> None:
    assert {name for name in ANSWERS if not name.startswith("created")} == CLASSED.keys()


@pytest.mark.parametrize("name", CLASSED)
def test_every_captured_answer_is_classed(text: Sms, server: Provider, name: str) -> None:
    server.says(Says(ANSWERS[name]["http_status"], ANSWERS[name]["body"]))
    _fails(text, CLASSED[name])


@pytest.mark.parametrize(("says", "failure"), OTHERS.values(), ids=OTHERS)
def test_other_answers(text: Sms, server: Provider, says: Says, failure: Failure) -> None:
    server.says(says)
    _fails(text, failure)


def _fails(channel: Sms | WhatsApp, failure: Failure) -> None:
    with pytest.raises(SendError) as caught:
        channel.send(TO, PART, "17")
    assert caught.value.failure is failure
    shown = str(caught.value) + repr(caught.value)
    assert not [word for word in (AUTH_TOKEN, TO, "canary words", "Phone Number") if word in shown]
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_silence_means_it_may_have_been_taken(server: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twilio_client, "TIMEOUT", 0.05)
    server.says(SILENT)
    channel = sms(server.url)
    _fails(channel, Failure.UNKNOWN)
    channel.close()


def test_a_refused_connection_sent_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        _fails(sms(f"http://127.0.0.1:{taken.getsockname()[1]}"), Failure.RETRY)


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (TwilioException(f"no records for {TO}"), Failure.UNKNOWN),
        (requests.ConnectTimeout(TO), Failure.RETRY),
        (requests.ReadTimeout(TO), Failure.UNKNOWN),
        (requests.exceptions.ProxyError(TO), Failure.RETRY),
        (requests.exceptions.SSLError(TO), Failure.RETRY),
        (requests.ConnectionError(TO), Failure.UNKNOWN),
        (requests.ConnectionError(), Failure.UNKNOWN),
        (ValueError(TO), Failure.UNKNOWN),
    ],
)
def test_what_the_client_raises(error: Exception, failure: Failure) -> None:
    mine = classed(error)
    assert mine.failure is failure
    assert TO not in str(mine)


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("30003", Failure.RETRY),
        ("30004", Failure.REFUSED),
        ("30005", Failure.BAD_ADDRESS),
        ("30006", Failure.BAD_ADDRESS),
        ("30007", Failure.REFUSED),
        ("30008", Failure.UNKNOWN),
        ("30036", Failure.REFUSED),
        ("63016", Failure.WINDOW_CLOSED),
        ("63018", Failure.RETRY),
        ("63024", Failure.BAD_ADDRESS),
        ("63032", Failure.REFUSED),
        ("21610", Failure.OPTED_OUT),
        ("", Failure.UNKNOWN),
        ("99999", Failure.UNKNOWN),
        ("٣", Failure.UNKNOWN),
        ("9" * 99, Failure.UNKNOWN),
    ],
)
def test_codes_on_receipts(code: str, failure: Failure) -> None:
    assert failure_of(code) is failure


def test_one_foreign_number_does_not_stop_the_channel() -> None:
    """Anybody can write to us from a country we may not send to."""
    assert {failure_of("21408"), failure_of("21612")} <= PERMANENT - {Failure.CONFIGURATION}


def test_hosts_that_nobody_named_are_not_reached() -> None:
    with pytest.raises(SendError) as caught:
        Wire({"https://api.twilio.com": "http://127.0.0.1:9"}).request(
            "GET", "https://messaging.twilio.com/v1/Services"
        )
    assert caught.value.failure is Failure.CONFIGURATION


def test_nothing_is_logged_on_the_way(text: Sms, server: Provider, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("twilio").setLevel(logging.DEBUG)  # as a careless log configuration would
    server.says(CREATED)
    text.send(TO, PART, "1")
    assert not [record for record in caplog.records if record.name.startswith(("twilio", "urllib3"))]


# --- WhatsApp forms ---

BUTTONS = tuple(Button(f"a/b/{n}", label, n) for n, label in enumerate(["Water", "Sewage", "Other"], 1))
LONG = (*BUTTONS, Button("a/b/4", "Untreated sewage into the river", 4))


def _part(buttons: tuple[Button, ...], text: str = "canary words\n\nWhich  one?") -> Part:
    (part,) = WhatsApp.render(Reply(text, buttons, "Choose"))
    return part


def test_a_form_is_registered_once_and_filled_each_time(server: Provider) -> None:
    kept = Kept()
    server.says(CONTENT, CREATED)
    for n, channel in enumerate([whatsapp(server.url, kept), whatsapp(server.url, kept)], 1):
        channel.send(TO, _part(BUTTONS), str(n))
        channel.close()
    assert [asked.path for asked in server.asked] == [
        "/content/v1/Content",
        *[f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"] * 2,
    ]
    registered, sent, _ = server.asked
    assert registered.json["types"] == {
        "twilio/quick-reply": {
            "body": "{{1}}\n\n{{2}}",
            "actions": [
                {"type": "QUICK_REPLY", "title": "{{3}}", "id": "{{4}}"},
                {"type": "QUICK_REPLY", "title": "{{5}}", "id": "{{6}}"},
                {"type": "QUICK_REPLY", "title": "{{7}}", "id": "{{8}}"},
            ],
        }
    }
    assert list(kept.values()) == [HX]
    assert sent.form["ContentSid"] == HX
    assert "Body" not in sent.form
    assert list(json.loads(sent.form["ContentVariables"]).values()) == [
        *("canary words", "Which one?", "Water", "a/b/1", "Sewage", "a/b/2", "Other", "a/b/3")
    ]


def test_a_list_shows_long_labels_whole(chat: WhatsApp, server: Provider) -> None:
    server.says(CONTENT, CREATED)
    chat.send(TO, _part(LONG), "1")
    picker = server.asked[0].json["types"]["twilio/list-picker"]
    filled = json.loads(server.asked[1].form["ContentVariables"])
    shown = [{name: filled[blank.strip("{}")] for name, blank in item.items()} for item in picker["items"]]
    assert shown[0] == {"item": "Water", "id": "a/b/1"}
    assert shown[3] == {
        "item": "Untreated sewage into t…",
        "id": "a/b/4",
        "description": "Untreated sewage into the river",
    }
    assert filled[picker["button"].strip("{}")] == "Choose"


@pytest.mark.parametrize("code", [20404, 21655])
def test_a_form_the_provider_forgot_is_made_anew_once(server: Provider, code: int) -> None:
    kept = Kept()
    server.says(CONTENT, CREATED)
    channel = whatsapp(server.url, kept)
    channel.send(TO, _part(BUTTONS), "1")
    other = "HX" + "c" * 32
    server.says(Says(400, {"code": code, "message": "x"}), Says(201, {"sid": other}), CREATED)
    channel.send(TO, _part(BUTTONS), "2")
    channel.close()
    assert list(kept.values()) == [other]
    assert server.asked[-1].form["ContentSid"] == other


NUMBERS = "canary words\n\nWhich  one?\n1. Water\n2. Sewage\n3. Other"


@pytest.mark.parametrize(
    "answers",
    [
        [Says(400, {"code": 20001, "message": "bad"}), CREATED],
        [Says(404, "<html>"), CREATED],
        [CONTENT, Says(400, ANSWERS["e21656"]["body"]), CREATED],
        [CONTENT, Says(400, {"code": 21655, "message": "x"}), CREATED],
    ],
    ids=["refused", "no Content API", "variables refused", "sid refused at once"],
)
def test_a_refused_form_goes_as_numbers(chat: WhatsApp, server: Provider, answers: list[Says]) -> None:
    server.says(*answers)
    assert chat.send(TO, _part(BUTTONS), "1").message_id == SID
    assert server.asked[-1].form["Body"] == NUMBERS
    assert "ContentSid" not in server.asked[-1].form


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ([Says(503, "x")], Failure.RETRY),  # registering sent nothing to anybody
        ([HANGS_UP], Failure.RETRY),
        ([Says(201, {"sid": None})], Failure.RETRY),
        ([Says(401, ANSWERS["e20003"]["body"])], Failure.CONFIGURATION),
        ([CONTENT, Says(503, "x")], Failure.UNKNOWN),
        ([CONTENT, HANGS_UP], Failure.UNKNOWN),
        ([CONTENT, Says(400, ANSWERS["e21610"]["body"])], Failure.OPTED_OUT),
        ([CONTENT, Says(400, {"code": 63016, "message": "x"})], Failure.WINDOW_CLOSED),
    ],
)
def test_other_trouble_with_forms(chat: WhatsApp, server: Provider, answers: list[Says], failure: Failure) -> None:
    server.says(*answers)
    with pytest.raises(SendError) as caught:
        chat.send(TO, _part(BUTTONS), "1")
    assert caught.value.failure is failure
    assert len(server.asked) == len(answers)  # nothing was sent a second time


# --- attachments ---

REF = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/MM1/Media/ME1"


def test_an_attachment_is_fetched_with_our_password(chat: WhatsApp, server: Provider) -> None:
    server.says(Says(307, b"", {"location": "/stored/ME1"}), Says(200, b"OggS" * 1000))
    assert b"".join(chat.fetch(Media("voice", REF, "audio/ogg"))) == b"OggS" * 1000
    assert [asked.path for asked in server.asked] == [REF.removeprefix("https://api.twilio.com"), "/stored/ME1"]
    assert all("authorization" in asked.headers for asked in server.asked)


def test_the_password_is_for_nobody_else(server: Provider) -> None:
    with provider() as other:
        server.says(Says(302, b"", {"location": f"{other.url}/stored"}))
        other.says(Says(200, b"photo"))
        pieces = download.stream(f"{server.url}/a", limit=10, allowed=lambda url: True, auth=("AC", "secret"))
        assert b"".join(pieces) == b"photo"
        assert "authorization" in server.asked[0].headers
        assert "authorization" not in other.asked[0].headers


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data",
        "https://api.twilio.com.evil.example/2010-04-01/",
        "https://api.twilio.com@evil.example/2010-04-01/",
        "https://api.twilio.com/2010-04-01/Accounts/AC" + "0" * 32 + "/Messages/MM1/Media/ME1",
    ],
)
def test_attachments_from_elsewhere_are_refused(chat: WhatsApp, server: Provider, ref: str) -> None:
    with pytest.raises(MediaRefused):
        b"".join(chat.fetch(Media("photo", ref)))
    assert not server.asked


@pytest.mark.parametrize(
    "place", ["http://169.254.169.254/x", "https://evil.example/x", "http://media.twiliocdn.com/x", "ftp://x/y"]
)
def test_a_redirect_elsewhere_is_not_followed(chat: WhatsApp, server: Provider, place: str) -> None:
    server.says(Says(302, b"", {"location": place}))
    with pytest.raises(MediaRefused):
        b"".join(chat.fetch(Media("photo", REF)))
    assert len(server.asked) == 1


def test_a_body_longer_than_it_said_is_cut_off(server: Provider) -> None:
    server.says(Says(200, b"x" * 100))
    with pytest.raises(MediaRefused):
        b"".join(download.stream(f"{server.url}/a", limit=99, allowed=lambda url: True))


def test_a_body_that_is_too_large_is_not_read(chat: WhatsApp, server: Provider) -> None:
    server.says(Says(200, b"", {"content-length": str(LARGEST + 1)}))
    with pytest.raises(MediaRefused):
        b"".join(chat.fetch(Media("photo", REF)))
