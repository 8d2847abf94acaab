"""Taking a message at Twilio: everything that is checked before it is queued."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from simulator import segments
from simulator.carrier import new_sid
from simulator.content import fill, find
from simulator.outside import Outside
from simulator.records import Message, Phone
from simulator.twilio_resources import Refused

MAX_BODY = 1600
UNFIT = re.compile(r"[\n\t]| {4}")  # in a variable
E164 = re.compile(r"\+[1-9]\d{6,14}")
SCOPED_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")  # a WhatsApp user who hides the number


def accept(outside: Outside, form: MultiDict[str, str]) -> Message:
    """Queue one message. Raises Refused as Twilio would, in the order Twilio would."""
    channel, address = recipient(form.get("To", ""))
    sender, service = _sender(outside, form, channel)
    phone = outside.world.people.phone(channel, address)
    if phone and phone.opted_out:
        raise Refused(400, 21610)
    content, template = _content(outside, form)
    wire = {
        "to": form["To"],
        "from": sender,
        "service": service,
        "status_callback": _callback(form.get("StatusCallback", "")),
    }
    nobody = Phone(channel, address, "", "", blocked=False, opted_out=False, heard="")
    message = outside.world.add(
        phone or nobody,
        "bot",
        "accepted" if service else "queued",
        content,
        provider_id=new_sid("SM"),
        wire=wire,
    )
    outside.carrier.dispatch(message, template)
    return message


def recipient(to: str) -> tuple[str, str]:
    """Channel and address of a `To`."""
    if not to:
        raise Refused(400, 21604)
    channel = "whatsapp" if to.startswith("whatsapp:") else "sms"
    address = to.removeprefix("whatsapp:")
    if not (E164.fullmatch(address) or (channel == "whatsapp" and SCOPED_ID.fullmatch(address))):
        raise Refused(400, 21211, to)
    return channel, address


def _sender(outside: Outside, form: MultiDict[str, str], channel: str) -> tuple[str | None, str | None]:
    """`From` and the Messaging Service; with a service Twilio names the sender later."""
    service, sender = form.get("MessagingServiceSid"), form.get("From")
    if not sender and not service:
        raise Refused(400, 21603)
    if sender and sender.startswith("whatsapp:") != (channel == "whatsapp"):
        raise Refused(400, 21910)
    if sender and sender != outside.settings.sender(channel):
        raise Refused(400, 63007 if channel == "whatsapp" else 21606, sender)
    if service and service != outside.settings.messaging_service:
        raise Refused(404, 20404)
    return sender or None, service


def _content(outside: Outside, form: MultiDict[str, str]) -> tuple[dict[str, Any], bool]:
    """What the phone will show, and whether it is an approved template."""
    body = form.get("Body", "")
    if sid := form.get("ContentSid"):
        template = find(outside.world, sid)
        if template is None:
            raise Refused(400, 21655)
        filled = fill(template, _variables(form.get("ContentVariables", "")))
        return {**filled, **_parts(filled["text"])}, template.approved
    if len(body) > MAX_BODY:
        raise Refused(400, 21617)
    if not body.strip() and not form.getlist("MediaUrl") and not form.getlist("PersistentAction"):
        raise Refused(400, 21619)
    return {"text": body, "buttons": [], **_parts(body)}, False


def _parts(text: str) -> dict[str, Any]:
    parts, encoding = segments.count(text)
    return {"parts": parts, "encoding": encoding}


def _variables(sent: str) -> dict[str, str]:
    try:
        variables: Any = json.loads(sent or "{}")
    except ValueError as wrong:
        raise Refused(400, 21656) from wrong
    values = variables.values() if isinstance(variables, dict) else [None]
    if any(not isinstance(value, str) or UNFIT.search(value) for value in values):
        raise Refused(400, 21656)
    return dict(variables)


def _callback(url: str) -> str:
    if url and urlsplit(url).scheme not in {"http", "https"}:
        raise Refused(400, 20001, "StatusCallback is not a valid URL")
    return url
