"""What a Twilio webhook form says, in our own words."""

import regex

from bot.channels.base import Envelope, Unreadable
from bot.channels.kinds import kind_of
from bot.channels.text import clean
from bot.messages import Address, Event, Inbound, Location, Media, OptOut, Receipt, Status, Unknown

STATUSES: dict[str, Status] = {
    "accepted": "queued",
    "scheduled": "queued",
    "queued": "queued",
    "sending": "queued",
    "sent": "sent",
    "partially_delivered": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
_ARRIVING = ("", "received", "receiving")
_TOKEN = regex.compile(r"(?:^|&)out=([A-Za-z0-9_-]{1,64})(?:&|$)")
_MOST_MEDIA = 10

Form = dict[str, str]


def envelope(form: Form, prefix: str) -> Envelope:
    """Raise Unreadable when the form names no message, or nobody sent it."""
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    status = _status(form)
    if sid and status not in _ARRIVING:
        return Envelope(f"{sid}:{clean(status)}", sid)
    sender = clean(form.get("From", "")).removeprefix(prefix)
    if not sid or not sender:
        raise Unreadable("no message")
    return Envelope(sid, sender)


def event(form: Form, query: str, channel: str, prefix: str) -> Event:
    """Never raises on content."""
    if _status(form) not in _ARRIVING:
        return _receipt(form, query, channel)
    sender = clean(form.get("From", ""))
    address = Address(channel, sender.removeprefix(prefix))
    if not address.id or not sender.startswith(prefix) or ":" in address.id:
        return Unknown("sender of another channel")
    if not prefix and not sender.startswith("+"):  # a short code or a name: a machine, and answering it may never end
        return Unknown("sender is no phone")
    match form.get("OptOutType", "").upper():
        case "STOP" | "START" as word:
            return OptOut(address, stopped=word == "STOP")
        case "HELP":
            return Unknown("help, answered by the provider")
    return _inbound(form, address)


def _status(form: Form) -> str:
    return form.get("MessageStatus") or form.get("SmsStatus") or ""


def _receipt(form: Form, query: str, channel: str) -> Event:
    sid, status = form.get("MessageSid") or form.get("SmsSid"), STATUSES.get(_status(form))
    if not sid or status is None:
        return Unknown("status")
    token = _TOKEN.search(query)
    return Receipt(channel, sid, status, reason=clean(form.get("ErrorCode", "")), token=token.group(1) if token else "")


def _inbound(form: Form, address: Address) -> Inbound:
    choice = _choice(form)
    return Inbound(
        address=address,
        id=form.get("MessageSid") or form.get("SmsSid") or "",
        text="" if choice else clean(form.get("Body") or form.get("ButtonText") or form.get("ListTitle") or ""),
        choice=choice,
        media=tuple(_media(form)),
        location=_location(form),
        name=clean(form.get("ProfileName", "")),
    )


def _choice(form: Form) -> str | None:
    """The id of what was pressed. A blank the provider left unfilled is no id: then her words count."""
    pressed = clean(form.get("ButtonPayload") or form.get("ListId") or "")
    return None if not pressed or pressed.startswith("{{") else pressed


def _media(form: Form) -> list[Media]:
    found = []
    for n in range(_MOST_MEDIA):
        if url := clean(form.get(f"MediaUrl{n}", "")):
            mime = clean(form.get(f"MediaContentType{n}", "")).partition(";")[0].strip().lower()
            found.append(Media(kind_of(mime), url, mime))
    return found


def _location(form: Form) -> Location | None:
    try:
        lat, lon = float(form["Latitude"]), float(form["Longitude"])
    except (KeyError, ValueError):
        return None
    label = clean(form.get("Label") or form.get("Address") or "")
    return Location(lat, lon, label) if abs(lat) <= 90 and abs(lon) <= 180 else None
