"""What a request to the JSON interface asks for, checked, with a plain sentence where it cannot be."""

import math
import re
from dataclasses import fields
from typing import Any

from flask import request

from simulator import citizen
from simulator.citizen import Impossible
from simulator.faults import KINDS, Fault, check
from simulator.files import SAMPLE_NAMES, Kind
from simulator.outside import Outside
from simulator.records import CHANNELS, Citizen, Message, Phone

NUMBER = re.compile(r"\+[1-9]\d{6,14}")
ADDRESS = {
    "telegram": re.compile(r"[1-9]\d{0,15}"),
    "whatsapp": re.compile(r"\+[1-9]\d{6,14}|[A-Z]{2}\.[A-Za-z0-9]{1,128}"),
    "sms": NUMBER,
}
EXAMPLE = {"telegram": "digits, such as 5000000042", "whatsapp": "+9647500000001", "sms": "+9647500000001"}
LONGEST_WAIT = 25.0
WAYS = ("text", "choice", "location", "media")


def sent() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Impossible("Send a JSON object, with Content-Type: application/json.")
    return body


def checked(channel: str, address: str) -> tuple[str, str]:
    if channel not in CHANNELS:
        raise Impossible(f"There is no channel '{channel}'. There are: {', '.join(CHANNELS)}.", 404)
    if not ADDRESS[channel].fullmatch(address):
        raise Impossible(f"This is no {channel} address. One looks like this: {EXAMPLE[channel]}.")
    return channel, address


def seconds(name: str) -> float:
    wish = request.args.get(name, 0.0, float)
    return max(0.0, min(LONGEST_WAIT, wish)) if math.isfinite(wish) else 0.0


def new_citizen(outside: Outside, sent: dict[str, Any]) -> Citizen:
    name, number = str(sent.get("name", "")).strip(), str(sent.get("number", "")).replace(" ", "")
    telegram, language = str(sent.get("telegram", "")), str(sent.get("language", ""))
    if not 1 <= len(name) <= 60:
        raise Impossible("A citizen needs a name of 1 to 60 characters.")
    if not (number or telegram):
        raise Impossible("A citizen needs a phone number, such as +9647500000001.")
    if number and not NUMBER.fullmatch(number):
        raise Impossible("A phone number has a plus and 7 to 15 digits, such as +9647500000001.")
    if telegram and not ADDRESS["telegram"].fullmatch(telegram):
        raise Impossible("A Telegram account is a number, such as 5000000042.")
    if not re.fullmatch(r"[a-z]{0,3}", language):
        raise Impossible("A language is a code of two or three letters, such as ar.")
    try:
        return outside.world.people.add(name, number, telegram, language)
    except ValueError as taken:
        raise Impossible("Somebody else has this number already.", 409) from taken


def write(outside: Outside, phone: Phone, sent: dict[str, Any]) -> Message:
    ways = [way for way in WAYS if way in sent]
    if "media" in ways and "text" in ways:
        ways.remove("text")  # a caption
    if len(ways) != 1:
        raise Impossible(f"Send one of: {', '.join(WAYS)} (a text may go with media).")
    said, text = sent[ways[0]], str(sent.get("text", ""))
    if ways == ["text"]:
        return citizen.say(outside, phone, text)
    if ways == ["choice"]:
        return citizen.choose(outside, phone, str(said))
    if ways == ["location"]:
        return citizen.pin(outside, phone, *_place(said), label=str(sent.get("label", ""))[:100])
    kind: Kind | None = next((known for known in SAMPLE_NAMES if known == said), None)
    sample = str(sent.get("sample", ""))
    if kind is None or sample not in ("", *SAMPLE_NAMES[kind]):
        raise Impossible("There are these media: photo (leak.jpg, waste.jpg, pump.jpg) and voice (voice.ogg).")
    return citizen.attach(outside, phone, outside.files.sample(kind, sample), text)


def upload(outside: Outside, phone: Phone) -> Message:
    """A file of the visitor's own, as multipart form: `media`, and perhaps `text`."""
    upload = request.files.get("media")
    kinds: dict[str, Kind] = {"image": "photo", "audio": "voice"}
    kind = kinds.get((upload.mimetype if upload else "").partition("/")[0])
    if upload is None or kind is None:
        raise Impossible("Send one photo, or one voice note in OGG, as the field 'media'.")
    try:
        file = outside.files.keep(kind, (upload.filename or kind)[-80:], upload.read())
    except ValueError as wrong:
        raise Impossible(str(wrong)) from wrong
    return citizen.attach(outside, phone, file, request.form.get("text", ""))


def _place(said: Any) -> tuple[float, float]:
    numbers = isinstance(said, list) and len(said) == 2 and all(type(part) in (int, float) for part in said)
    if not numbers or not (abs(said[0]) <= 90 and abs(said[1]) <= 180):
        raise Impossible("A location is [latitude, longitude] in degrees, such as [36.19, 44.01].")
    return float(said[0]), float(said[1])


def fault(sent: dict[str, Any]) -> Fault:
    known = {field.name: field.type for field in fields(Fault) if field.name not in {"id", "seen"}}
    for name, value in sent.items():
        if name not in known:
            raise Impossible(f"A fault has no '{name}'. It has: {', '.join(known)}.")
        right = (str,) if known[name] is str else (int, float) if known[name] is float else (int,)
        if not (type(value) in right or (name == "times" and value is None)):
            raise Impossible(f"'{name}' of a fault has the wrong type.")
    if "kind" not in sent:
        raise Impossible(f"Which kind of fault? There are: {', '.join(KINDS)}.")
    wished = Fault(**sent)
    try:
        check(wished)
    except ValueError as wrong:
        raise Impossible(str(wrong)) from wrong
    return wished
