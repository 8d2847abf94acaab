"""What Twilio tells us on SMS and WhatsApp, one row for each captured request."""

from typing import Any

import pytest

from bot.channels.base import Unreadable
from bot.messages import Address, Event, Inbound, Location, Media, OptOut, Receipt, Unknown
from tests.channels.payloads import ACCOUNT_SID, INBOUND, STATUS, captured_hook, form_hook, sms, whatsapp

MESSAGES = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Messages"
DILAN = "+9647500000001"


def text(end: str, said: str, **more: Any) -> Inbound:
    known: dict[str, Any] = {"address": Address("sms", DILAN), "id": sid("SM", end), "text": said}
    return Inbound(**(known | more))


def chat(end: str, **more: Any) -> Inbound:
    known: dict[str, Any] = {"address": Address("whatsapp", DILAN), "id": sid("SM", end), "name": "Dilan"}
    return Inbound(**(known | more))


def sid(kind: str, end: str) -> str:
    return f"{kind}00abc{end:0>27}"


def news(channel: str, letter: str, status: Any, reason: str = "", token: str = "") -> Receipt:
    return Receipt(channel, "SM" + letter * 32, status, reason, token)


READ: dict[str, Event] = {
    "sms_text": text("1", "Road is broken near the school"),
    "sms_digit_reply": text("3", "٢"),
    "sms_khmer_digit_reply": text("4", "២", address=Address("sms", "+85510000001")),
    "sms_stop_advanced": OptOut(Address("sms", "+15550100199"), stopped=True),
    "sms_shortcode_sender": Unknown("sender is no phone"),
    "sms_empty_body": text("b", ""),
    "mms_photo": Inbound(
        Address("sms", "+15550100199"),
        sid("MM", "c"),
        "pothole",
        media=(Media("photo", f"{MESSAGES}/MM{'1' * 32}/Media/ME{1:032}", "image/jpeg"),),
    ),
    "sms_unknown_future_param": text("d", "hi"),
    "wa_text_forwarded": chat("f", text="See this"),
    "wa_reply_to_message": chat("10", text="because of the heat"),
    "wa_quick_reply": chat("11", choice="q1:water"),
    "wa_button_without_payload": chat("13", text="Yes"),
    "wa_location_pin": chat("15", location=Location(36.191111, 44.009167, "Erbil Citadel")),
    "wa_location_bare": chat(
        "16", address=Address("whatsapp", "+254700000001"), name="Wanjiku", location=Location(-1.2921, 36.8219)
    ),
    "wa_voice_note": chat(
        "18", id=sid("MM", "18"), media=(Media("voice", f"{MESSAGES}/MM{'6' * 32}/Media/ME{6:032}", "audio/ogg"),)
    ),
    "wa_document": chat(
        "19",
        id=sid("MM", "19"),
        text="petition.pdf",
        media=(Media("file", f"{MESSAGES}/MM{'7' * 32}/Media/ME{7:032}", "application/pdf"),),
    ),
    "wa_bsuid_with_phone": chat("1c", text="hi"),
    "wa_bsuid_only": chat("1d", address=Address("whatsapp", "IQ.4566546130240823"), name="dilan.k", text="hi"),
    "wa_sandbox_join": chat("1e", text="join bark-wood"),
    "sms_queued": news("sms", "a", "queued"),
    "sms_undelivered_30005": news("sms", "a", "failed", "30005"),
    "sms_undelivered_30006": news("sms", "a", "failed", "30006"),
    "sms_undelivered_30008": news("sms", "a", "failed", "30008"),
    "sms_failed_30036": news("sms", "a", "failed", "30036"),
    "sms_canceled": news("sms", "a", "failed"),
    "wa_sent": news("whatsapp", "b", "sent"),
    "wa_delivered": news("whatsapp", "b", "delivered"),
    "wa_failed_63018": news("whatsapp", "d", "failed", "63018"),
    "wa_undelivered_63024": news("whatsapp", "e", "failed", "63024"),
    "sms_delivered_with_query": news("sms", "a", "delivered", token="8c1f0d4e"),
}
CAPTURED = {name: case for name, case in (INBOUND | STATUS).items() if case["method"] == "POST"}


def test_the_table_is_complete() -> None:
    assert READ.keys() == CAPTURED.keys()


@pytest.mark.parametrize("name", READ)
def test_captured_requests(name: str) -> None:
    channel = sms() if CAPTURED[name]["channel"] == "sms" else whatsapp()
    hook = captured_hook(CAPTURED[name])
    assert channel.read(hook) == (READ[name],)
    assert channel.envelope(hook) == channel.envelope(hook)


FORM = {"MessageSid": "SM1", "SmsStatus": "received", "From": "whatsapp:+9647500000001", "Body": "", "NumMedia": "0"}
WHO = Address("whatsapp", DILAN)
COMPOSED: dict[str, tuple[dict[str, str], Event]] = {
    "list": ({"ListId": "a/b/c", "ListTitle": "Water", "Body": "Water"}, Inbound(WHO, "SM1", choice="a/b/c")),
    "a payload left unfilled": ({"ButtonPayload": "{{2}}", "Body": "Water"}, Inbound(WHO, "SM1", "Water")),
    "only a list title": ({"ListTitle": "Water"}, Inbound(WHO, "SM1", "Water")),
    "start again": ({"OptOutType": "START", "Body": "start"}, OptOut(WHO, stopped=False)),
    "help": ({"OptOutType": "HELP", "Body": "help"}, Unknown("help, answered by the provider")),
    "opt-out word of next year": ({"OptOutType": "PAUSE", "Body": "pause"}, Inbound(WHO, "SM1", "pause")),
    "two media": (
        {"MediaUrl0": "https://x/0", "MediaContentType0": "Image/JPEG; a=b", "MediaUrl1": "https://x/1"},
        Inbound(WHO, "SM1", media=(Media("photo", "https://x/0", "image/jpeg"), Media("file", "https://x/1", ""))),
    ),
    "no number for a place": ({"Latitude": "north", "Longitude": "1"}, Inbound(WHO, "SM1")),
    "not a number": ({"Latitude": "nan", "Longitude": "inf"}, Inbound(WHO, "SM1")),
    "NUL": ({"Body": "a\0b"}, Inbound(WHO, "SM1", "ab")),
    "from SMS": ({"From": "+9647500000001"}, Unknown("sender of another channel")),
    "from elsewhere": ({"From": "messenger:123"}, Unknown("sender of another channel")),
    "nested prefix": ({"From": "whatsapp:sms:+1"}, Unknown("sender of another channel")),
    "nobody": ({"From": ""}, Unknown("sender of another channel")),
    "status of next year": ({"MessageStatus": "teleported"}, Unknown("status")),
    "a receipt with the words in it": ({"MessageStatus": "read", "Body": "x"}, Receipt("whatsapp", "SM1", "read")),
}


@pytest.mark.parametrize(("fields", "event"), COMPOSED.values(), ids=COMPOSED)
def test_composed_requests(fields: dict[str, str], event: Event) -> None:
    assert whatsapp().read(form_hook(FORM | fields)) == (event,)


@pytest.mark.parametrize("query", ["out=a%20b", "out=", "xout=1", "out=" + "1" * 65, "OUT=1"])
def test_a_token_that_is_not_ours_is_no_token(query: str) -> None:
    hook = form_hook({"MessageSid": "SM1", "MessageStatus": "sent"}, query=query)
    assert sms().read(hook) == (Receipt("sms", "SM1", "sent"),)


def test_envelopes() -> None:
    first, second = (whatsapp().envelope(form_hook(FORM | {"MessageSid": sid})) for sid in ("SM1", "SM2"))
    assert (first.event_id, first.lane) == ("SM1", DILAN)
    assert (second.event_id, second.lane) == ("SM2", DILAN)
    sent, read = (
        whatsapp().envelope(form_hook({"MessageSid": "SM1", "MessageStatus": status})) for status in ("sent", "read")
    )
    assert (sent.event_id, sent.lane) == ("SM1:sent", "SM1")
    assert (read.event_id, read.lane) == ("SM1:read", "SM1")


@pytest.mark.parametrize("form", [{}, {"MessageSid": "SM1"}, {"From": "+1"}, {"MessageSid": "", "From": "+1"}])
def test_requests_about_nothing_are_unreadable(form: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        sms().envelope(form_hook(form))
