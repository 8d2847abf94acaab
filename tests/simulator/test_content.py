"""The pretend Content API: forms with blanks, and what WhatsApp shows of them."""

import json
from typing import Any

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from tests.simulator.conftest import WHATSAPP, Stage

PHONE = "+9647500000101"
PAIR = {"to": f"whatsapp:{PHONE}", "from_": f"whatsapp:{WHATSAPP}"}


def quick_reply(count: int = 2, title: str = "Choice") -> dict[str, Any]:
    actions = [{"type": "QUICK_REPLY", "title": f"{title} {n}", "id": f"q/{n}"} for n in range(1, count + 1)]
    return {"twilio/quick-reply": {"body": "Hello {{1}}, which?", "actions": actions}}


def list_picker(count: int = 2, item: str = "Item", button: str = "Choose") -> dict[str, Any]:
    items = [{"item": f"{item} {n}", "id": f"l/{n}", "description": f"About {n}"} for n in range(1, count + 1)]
    return {"twilio/list-picker": {"body": "Which of these?", "button": button, "items": items}}


def create(twilio: Client, types: dict[str, Any]) -> str:
    wish = {"friendly_name": "x", "language": "en", "variables": {"1": "Layla"}, "types": types}
    request = ContentList.ContentCreateRequest({**wish, "types": ContentList.Types(types)})
    return str(twilio.content.v1.contents.create(request).sid)


@pytest.fixture
def open_window(stage: Stage) -> None:
    stage.send("whatsapp", PHONE, text="hi")


@pytest.mark.usefixtures("open_window")
def test_quick_replies_are_pressed_with_their_payload(stage: Stage, twilio: Client) -> None:
    sid = create(twilio, quick_reply())
    sent = twilio.messages.create(content_sid=sid, content_variables=json.dumps({"1": "ليلى"}), **PAIR)
    stage.settle()
    shown = stage.read("whatsapp", PHONE)[-1]
    assert (shown["text"], shown["shape"], shown["status"]) == ("Hello ليلى, which?", "buttons", "read")
    stage.send("whatsapp", PHONE, choice="q/2")
    form = stage.product.taken[-1].form
    assert (form["ButtonPayload"], form["ButtonText"], form["Body"]) == ("q/2", "Choice 2", "Choice 2")
    assert (form["MessageType"], form["OriginalRepliedMessageSid"]) == ("interactive", sent.sid)


@pytest.mark.usefixtures("open_window")
def test_a_list_is_chosen_from(stage: Stage, twilio: Client) -> None:
    twilio.messages.create(content_sid=create(twilio, list_picker(10)), **PAIR)
    shown = stage.read("whatsapp", PHONE)[-1]
    assert (shown["shape"], shown["menu"], len(shown["buttons"])) == ("list", "Choose", 10)
    stage.send("whatsapp", PHONE, choice="About 3")
    form = stage.product.taken[-1].form
    assert (form["ListId"], form["ListTitle"], form["Body"]) == ("l/3", "Item 3", "Item 3")
    assert "ButtonPayload" not in form


@pytest.mark.parametrize(
    "types",
    [
        {},
        {"twilio_quick_reply": {"body": "x"}},
        quick_reply(0),
        quick_reply(11),
        quick_reply(1, "a title of twenty-one"),
        list_picker(0),
        list_picker(11),
        list_picker(1, "an item of many characters"),
        list_picker(1, button="a word of 21 letters.."),
        {
            "twilio/list-picker": {
                "body": "x",
                "button": "y",
                "items": [{"item": "a", "id": "1"}, {"item": "b", "id": "1"}],
            }
        },
        {"twilio/quick-reply": {"body": "x" * 1025, "actions": [{"title": "a", "id": "1"}]}},
    ],
)
def test_forms_that_cannot_be(stage: Stage, twilio: Client, types: dict[str, Any]) -> None:
    with pytest.raises(TwilioException):
        create(twilio, types)
    assert stage.outside.world.sql("select * from contents") == []


@pytest.mark.parametrize("variables", ["[]", "{", '{"1": 2}', '{"1": "two\\nlines"}', '{"1": "a    b"}'])
def test_variables_that_cannot_be(twilio: Client, variables: str) -> None:
    sid = create(twilio, quick_reply())
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages.create(content_sid=sid, content_variables=variables, **PAIR)
    assert caught.value.code == 21656


@pytest.mark.usefixtures("open_window")
def test_more_than_three_replies_need_approval(stage: Stage, twilio: Client) -> None:
    sid = create(twilio, quick_reply(4))
    twilio.messages.create(content_sid=sid, **PAIR)
    stage.settle()
    assert stage.read("whatsapp", PHONE)[-1]["error"] == "63013"


def test_an_approved_form_opens_a_conversation_and_a_list_never_does(stage: Stage, twilio: Client) -> None:
    for types, expected in ((quick_reply(), "read"), (list_picker(), "failed")):
        sid = create(twilio, types)
        ask = {"name": "hello_1", "category": "UTILITY"}
        stage.phones.post(
            f"/content/v1/Content/{sid}/ApprovalRequests/whatsapp", json=ask, auth=(twilio.username, twilio.password)
        ).raise_for_status()
        approval = twilio.content.v1.contents(sid).approval_fetch().fetch()
        assert approval.whatsapp["status"] == ("approved" if expected == "read" else "rejected")
        twilio.messages.create(content_sid=sid, **PAIR)
        stage.settle()
        assert stage.read("whatsapp", PHONE)[-1]["status"] == expected


def test_fetch_list_and_delete(twilio: Client) -> None:
    sid = create(twilio, quick_reply())
    assert twilio.content.v1.contents(sid).fetch().language == "en"
    assert [content.sid for content in twilio.content.v1.contents.list()] == [sid]
    assert twilio.content.v1.contents(sid).delete()
    with pytest.raises(TwilioRestException) as caught:
        twilio.content.v1.contents(sid).fetch()
    assert caught.value.code == 20404
