"""What a citizen does with her phone: write, press, send a place or a picture, block."""

import secrets
import unicodedata
from typing import Any

import regex

from simulator import segments
from simulator import telegram_objects as shapes
from simulator.carrier import new_sid, wire_address
from simulator.files import KeptFile
from simulator.outside import Outside
from simulator.records import Message, Phone

LONGEST = {"telegram": 4096, "whatsapp": 4096, "sms": 1600}
NUMBERED = regex.compile(r"^\s*(\d{1,2})\s*[.):\-]?\s+(\S.*?)\s*$", regex.MULTILINE)  # digits of any script


class Impossible(Exception):
    """A phone cannot do this: one plain sentence, and the HTTP status to say it with."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence, self.status = sentence, status


def say(outside: Outside, phone: Phone, text: str) -> Message:
    _check(phone)
    if not text.strip():
        raise Impossible("An empty message cannot be sent.")
    if len(text) > LONGEST[phone.channel]:
        raise Impossible(f"A message on this phone has at most {LONGEST[phone.channel]} characters.")
    if phone.channel == "telegram":
        return _telegram(outside, phone, {"text": text})
    return _twilio(outside, phone, {"text": text.encode("utf-8", "replace").decode()}, {})


def choose(outside: Outside, phone: Phone, choice: str) -> Message:
    """Press a button, by its id, its label or its digit, of the latest message that has it."""
    _check(phone)
    said = " ".join(choice.split()).casefold()
    for message in reversed(outside.world.messages(phone.channel, phone.address)):
        if message.sender == "citizen" or message.content.get("deleted"):
            continue
        if phone.channel == "sms":
            if digit := _numbered(message.content["text"], said):
                return say(outside, phone, digit)
        elif button := _offered(message.content.get("buttons", []), said):
            return _press(outside, phone, message, button)
    raise Impossible(f"No message on this phone offers the choice '{choice}'.", 404)


def pin(outside: Outside, phone: Phone, lat: float, lon: float, label: str = "") -> Message:
    _check(phone, needs="a location")
    content: dict[str, Any] = {"text": "", "location": [lat, lon], "label": label}
    if phone.channel == "telegram":
        return _telegram(outside, phone, content)
    fields = {"MessageType": "location", "Latitude": str(lat), "Longitude": str(lon)}
    return _twilio(outside, phone, content, fields | ({"Label": label, "Address": label} if label else {}))


def attach(outside: Outside, phone: Phone, file: KeptFile, caption: str = "") -> Message:
    _check(phone, needs="a photo" if file.kind == "photo" else "a voice note")
    content = {"text": caption, "media": {"kind": file.kind, "file": file.id, "name": file.name, "mime": file.mime}}
    if file.seconds:
        content["media"]["seconds"] = file.seconds  # type: ignore[index]
    if phone.channel == "telegram":
        return _telegram(outside, phone, content, file)
    kind = "image" if file.kind == "photo" else "audio"
    return _twilio(outside, phone, content, {"MessageType": kind}, file)


def block(outside: Outside, phone: Phone, blocked: bool) -> None:
    """Telegram tells the bot; WhatsApp and SMS do not."""
    if phone.blocked == blocked:
        return
    outside.world.people.mark(phone.channel, phone.address, blocked=int(blocked))
    if phone.channel != "telegram" or not phone.heard:
        return
    bot = shapes.bot(outside.settings)
    member, kicked = {"user": bot, "status": "member"}, {"user": bot, "status": "kicked", "until_date": 0}
    change = {
        "chat": shapes.chat(phone),
        "from": shapes.user(phone),
        "date": int(outside.world.now().timestamp()),
        "old_chat_member": member if blocked else kicked,
        "new_chat_member": kicked if blocked else member,
    }
    outside.updates.add(phone, "my_chat_member", {"my_chat_member": change})


def _check(phone: Phone, needs: str = "") -> None:
    if phone.blocked and phone.channel != "sms":
        raise Impossible("This phone has blocked the service: unblock it first.", 409)
    if needs and phone.channel == "sms":
        raise Impossible(f"A plain SMS phone cannot send {needs}.")


def _telegram(outside: Outside, phone: Phone, content: dict[str, Any], file: KeptFile | None = None) -> Message:
    with outside.world.whole():
        message = outside.world.add(phone, "citizen", "sending", content)
        update = {"message": shapes.message(outside.settings, phone, message, file)}
        outside.updates.add(phone, "message", update, message)
    return message


def _twilio(
    outside: Outside, phone: Phone, content: dict[str, Any], fields: dict[str, str], file: KeptFile | None = None
) -> Message:
    if phone.channel == "sms":
        content["parts"], content["encoding"] = segments.count(content["text"])
    ours = {"from": wire_address(phone.channel, phone.address), "to": outside.settings.sender(phone.channel)}
    sid = new_sid("MM" if file else "SM")
    message = outside.world.add(phone, "citizen", "sending", content, provider_id=sid, wire=ours)
    outside.carrier.receive(phone, message, fields, file)
    return message


def _press(outside: Outside, phone: Phone, message: Message, button: dict[str, Any]) -> Message:
    if button.get("url"):
        raise Impossible("This button opens a web page; it sends nothing.")
    if message.content.get("shape") == "keyboard":
        return say(outside, phone, button["label"])
    content = {"text": button["label"], "choice": {"id": button["id"], "label": button["label"], "of": message.id}}
    if phone.channel == "whatsapp":
        return _whatsapp_press(outside, phone, message, button, content)
    query = {
        "id": str(secrets.randbelow(10**18) + 10**18),
        "from": shapes.user(phone),
        "message": shapes.message(outside.settings, phone, message),
        "chat_instance": str(-outside.settings.bot_id * 1_000_003 - int(phone.address)),
        "data": button["id"],
    }
    with outside.world.whole():
        now = outside.world.now().timestamp()
        outside.world.sql("insert into callbacks (id, at) values (?, ?)", query["id"], now)
        pressed = outside.world.add(phone, "citizen", "sending", content)
        outside.updates.add(phone, "callback_query", {"callback_query": query}, pressed)
    return pressed


def _whatsapp_press(
    outside: Outside, phone: Phone, message: Message, button: dict[str, Any], content: dict[str, Any]
) -> Message:
    fields = {
        "MessageType": "interactive",
        "OriginalRepliedMessageSid": message.provider_id,
        "OriginalRepliedMessageSender": outside.settings.sender("whatsapp"),
    }
    if message.content.get("shape") == "list":
        fields |= {"ListId": button["id"], "ListTitle": button["label"]}
    else:
        fields |= {"ButtonPayload": button["id"], "ButtonText": button["label"]}
    return _twilio(outside, phone, content, fields)


def _offered(buttons: list[dict[str, Any]], said: str) -> dict[str, Any] | None:
    for button in buttons:
        names = (button["id"], button["label"], button.get("description", ""))
        if said in {" ".join(name.split()).casefold() for name in names if name}:
            return button
    if not said.isdecimal():
        return None
    numbered = {_digits(found[1]): button for button in buttons if (found := NUMBERED.match(button["label"]))}
    if numbered:
        return numbered.get(_digits(said))
    place = int(said)
    return buttons[place - 1] if 1 <= place <= len(buttons) else None


def _numbered(text: str, said: str) -> str:
    """The digit to send for a choice that an SMS offers as a numbered line; empty when it does not."""
    for digits, label in NUMBERED.findall(text):
        if said == " ".join(label.split()).casefold() or (said.isdecimal() and _digits(said) == _digits(digits)):
            return str(_digits(digits))
    return ""


def _digits(text: str) -> int:
    return int("".join(str(unicodedata.decimal(letter)) for letter in text))
