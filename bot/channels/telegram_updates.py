"""What Telegram tells us, in our own words. Plain patterns and no strict parser: one field of a new kind must not
cost a citizen her message."""

import json
from datetime import UTC, datetime
from typing import Any

from bot.channels.base import Unreadable
from bot.channels.kinds import kind_of
from bot.channels.text import clean
from bot.messages import Address, Event, Inbound, Location, Media, Reachability, Unknown

CHANNEL = "telegram"
_ATTACHED = {"voice": "audio/ogg", "audio": "audio/mpeg", "video": "video/mp4", "video_note": "video/mp4"}
_WORDLESS = frozenset(  # what a person may send that has no words, perhaps nothing we can use: heard all the same
    {"animation", "checklist", "contact", "dice", "document", "game", "location", "paid_media", "photo", "poll"}
    | {"sticker", "story", *_ATTACHED}
)

Json = dict[str, Any]


def load(body: bytes) -> Json:
    """The update, which has an `update_id`. Raise Unreadable."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None
    match update:
        case {"update_id": int(number)} if not isinstance(number, bool) and 0 <= number < 2**63:
            return dict(update)
    raise Unreadable("no update_id")


def person(update: Json) -> str:
    """The id of the chat the update belongs to: for a private chat that is the person. Empty when it has none."""
    match update:
        case {"callback_query": {"from": {"id": int(who)}}}:
            return str(who)
    for part in update.values():
        match part:
            case {"chat": {"id": int(chat)}}:
                return str(chat)
    return ""


def event(update: Json) -> Event:
    """What the update says. Never raises on content."""
    match update:
        case {"message": {"chat": {"type": "private", "id": int(chat)}} as message}:
            return _message(str(update["update_id"]), Address(CHANNEL, str(chat)), message)
        case {"callback_query": dict(query)}:
            return _press(str(update["update_id"]), query)
        case {"my_chat_member": {"chat": {"type": "private", "id": int(chat)}, "new_chat_member": {"status": status}}}:
            if status in ("kicked", "member"):
                return Reachability(Address(CHANNEL, str(chat)), reachable=status == "member")
            return Unknown("my_chat_member")
        case {"message": {"chat": dict()}}:
            return Unknown("not a private chat")
        case {"edited_message": _}:  # what was said is filed; a change to it has to be said again
            return Unknown("edited")
    return Unknown(clean(next((kind for kind in update if kind != "update_id"), "empty"))[:64])


def _message(event_id: str, address: Address, message: Json) -> Event:
    match message:
        case {"from": {"is_bot": True}}:
            return Unknown("from a bot")
        case {"text": str(text)} | {"caption": str(text)} | {"sticker": {"emoji": str(text)}}:
            pass
        case {"contact": {"phone_number": str(text), "user_id": int(owner)}} if str(owner) == address.id:
            pass  # only her own card; a card of somebody else is no answer
        case _ if _WORDLESS.isdisjoint(message):
            return Unknown("service message")
        case _:
            text = ""
    name, locale = _sender(message)
    return Inbound(
        address=address,
        id=event_id,
        text=clean(text),
        media=_media(message),
        location=_location(message),
        at=_moment(message.get("date")),
        name=name,
        locale=locale,
    )


def _press(event_id: str, query: Json) -> Event:
    match query:
        case {
            "id": str(ack),
            "data": str(choice),
            "from": {"id": int(person)},
            "message": {"chat": {"type": "private", "id": int(chat)}},
        } if person == chat:
            name, locale = _sender(query)
            address = Address(CHANNEL, str(chat))
            return Inbound(address, event_id, choice=clean(choice), name=name, locale=locale, ack=clean(ack))
    return Unknown("callback_query")


def _sender(said: Json) -> tuple[str, str]:
    """Name and locale, as Telegram knows them."""
    who = said.get("from")
    who = who if isinstance(who, dict) else {}
    first, last, locale = (_text(who.get(key)) for key in ("first_name", "last_name", "language_code"))
    return f"{first} {last}".strip(), locale


def _media(message: Json) -> tuple[Media, ...]:
    match message:
        case {"photo": [*sizes]}:
            known = [size for size in sizes if isinstance(size, dict) and _text(size.get("file_id"))]
            if known:
                largest = max(known, key=lambda size: _whole(size.get("width")) * _whole(size.get("height")))
                return (_medium(largest, "image/jpeg"),)
        case {"document": {"file_id": str()} as file}:
            return (_medium(file, "application/octet-stream"),)
    for key, mime in _ATTACHED.items():
        file = message.get(key)
        if isinstance(file, dict) and _text(file.get("file_id")):
            return (_medium(file, mime),)
    return ()


def _medium(file: Json, mime: str) -> Media:
    mime = _text(file.get("mime_type")) or mime
    return Media(kind_of(mime), clean(file["file_id"]), mime, _whole(file.get("file_size")) or None)


def _location(message: Json) -> Location | None:
    match message.get("location"):
        case {"latitude": int() | float() as lat, "longitude": int() | float() as lon} if (
            abs(lat) <= 90 >= abs(lon) / 2
        ):
            venue = message.get("venue")
            return Location(float(lat), float(lon), _text(venue.get("title")) if isinstance(venue, dict) else "")
    return None


def _moment(date: object) -> datetime | None:
    seconds = _whole(date)
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 2**35 else None


def _text(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""


def _whole(value: object) -> int:
    return value if isinstance(value, int) and 0 < value < 2**63 else 0
