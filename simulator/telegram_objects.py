"""The world's records in the shapes of the Bot API."""

import re
from datetime import datetime
from typing import Any

from simulator.files import KeptFile
from simulator.records import Message, Phone
from simulator.settings import Settings

COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?")


def utf16(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def bot(settings: Settings) -> dict[str, Any]:
    username = settings.bot_name.lower().replace(" ", "_") + "_bot"
    return {"id": settings.bot_id, "is_bot": True, "first_name": settings.bot_name, "username": username}


def names(phone: Phone) -> dict[str, str]:
    first, _, last = phone.name.partition(" ")
    return {"first_name": first} | ({"last_name": last} if last else {})


def user(phone: Phone) -> dict[str, Any]:
    known = {"id": int(phone.address), "is_bot": False, **names(phone)}
    return known | ({"language_code": phone.language} if phone.language else {})


def chat(phone: Phone) -> dict[str, Any]:
    return {"id": int(phone.address), "type": "private", **names(phone)}


def seconds(stamp: str) -> int:
    return int(datetime.fromisoformat(stamp).timestamp())


def message(settings: Settings, phone: Phone, record: Message, file: KeptFile | None = None) -> dict[str, Any]:
    """A Message object, of either side."""
    author = user(phone) if record.sender == "citizen" else bot(settings)
    shape: dict[str, Any] = {
        "message_id": record.id,
        "from": author,
        "chat": chat(phone),
        "date": seconds(record.at),
    }
    if record.wire.get("edited"):
        shape["edit_date"] = record.wire["edited"]
    shape |= _media(file, record.content.get("text", "")) if file else _words(record)
    if markup := record.wire.get("inline_keyboard"):
        shape["reply_markup"] = {"inline_keyboard": markup}
    return shape


def _words(record: Message) -> dict[str, Any]:
    if where := record.content.get("location"):
        location = {"latitude": where[0], "longitude": where[1]}
        label = record.content.get("label")
        venue = {"venue": {"location": location, "title": label, "address": label}} if label else {}
        return {"location": location} | venue
    text = record.content["text"]
    commands = [
        {"type": "bot_command", "offset": utf16(text[: found.start()]), "length": utf16(found[0])}
        for found in COMMAND.finditer(text)
    ]
    return {"text": text} | ({"entities": commands} if commands and record.sender == "citizen" else {})


def _media(file: KeptFile, caption: str) -> dict[str, Any]:
    known = {"file_id": file.id, "file_unique_id": "AQAD" + file.id[-12:], "file_size": file.size}
    if file.kind == "voice":
        shape: dict[str, Any] = {"voice": known | {"duration": file.seconds, "mime_type": file.mime}}
    else:
        small = known | {"file_id": "thumb-" + file.id, "file_unique_id": "AQADs" + file.id[-12:]}
        small |= {"width": 90, "height": max(1, 90 * file.height // max(1, file.width)), "file_size": file.size // 20}
        shape = {"photo": [small, known | {"width": file.width, "height": file.height}]}
    return shape | ({"caption": caption} if caption else {})
