"""Answers as they are kept: plain JSON, and how each is shown again in a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any

import regex

from bot import commands
from bot.folding import fold, shorten
from bot.messages import Inbound, Location, Media
from bot.words import Text, Voice, _

Answers = Mapping[str, Any]
SHOWN = 300  # graphemes of her own words that we say back: a message of buttons holds 1,024 characters

_LETTER = regex.compile(r"\p{L}")
_WORD = regex.compile(r"[\p{L}\p{M}']+")
_KINDS: dict[str, Text] = {
    "photo": _("Photo"),
    "voice": _("Voice message"),
    "video": _("Video"),
    "file": _("File"),
}

SENTENCE, SENTENCE_WORDS = 24, 4  # letters count where no spaces are written


def said(heard: Inbound) -> dict[str, Any]:
    """What she said, whole: words, attachments and place."""
    where = heard.location
    return {
        "text": heard.text,
        "media": [plain(item) for item in heard.media],
        "location": plain(where) if where else None,
    }


def text_of(answer: Any) -> str:
    return str(answer.get("text", "")) if isinstance(answer, Mapping) else str(answer or "")


def media_of(answer: Any) -> tuple[Media, ...]:
    return tuple(Media(**item) for item in answer.get("media", ())) if isinstance(answer, Mapping) else ()


def location_of(answer: Any) -> Location | None:
    where = answer.get("location") if isinstance(answer, Mapping) else None
    return Location(**where) if where else None


def plain(value: Any) -> Any:
    """Any value as JSON keeps it. Days and moments are marked, so that they are shown in her language later."""
    match value:
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case str() | bool() | int() | float() | None:
            return value
        case Sequence():
            return [plain(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {key: plain(item) for key, item in asdict(value).items()}
    raise TypeError(f"{type(value).__name__} cannot be kept as an answer")


def shown(value: Any, voice: Voice) -> object:
    """The answer as a blank of a sentence takes it."""
    match value:
        case {"moment": moment}:
            return datetime.fromisoformat(moment)
        case {"day": day}:
            return date.fromisoformat(day)
        case {"label": label, "id": _id}:
            return label
        case {"text": text, **rest}:
            return shorten(text, SHOWN - 1) + "…" if len(text) > SHOWN else text or _unspoken(rest, voice)
        case str():
            return shorten(value, SHOWN - 1) + "…" if len(value) > SHOWN else value
        case list():
            return [shown(item, voice) for item in value]
    return value


def told(answer: Any, voice: Voice) -> list[str]:
    """All that an answer holds, for a review: her words, and what she attached by its kind."""
    return [part for part in (text_of(answer), *(voice.say(_KINDS[item.kind]) for item in media_of(answer))) if part]


def _unspoken(rest: Mapping[Any, Any], voice: Voice) -> object:
    if rest.get("location"):
        where = rest["location"]
        return where["label"] or f"{where['lat']:.5f}, {where['lon']:.5f}"
    return [voice.say(_KINDS[item["kind"]]) for item in rest.get("media", ())]


def sentence(heard: Inbound) -> bool:
    """Whether she tells a story, rather than names a place or a thing: so much is no slip at a list of choices."""
    letters, words = len(_LETTER.findall(heard.text)), len(_WORD.findall(fold(heard.text)))
    return bool(heard.media) or letters >= SENTENCE or words >= SENTENCE_WORDS


def spoken_words(heard: Inbound, language: str) -> bool:
    """Whether she tells something, rather than greets or presses keys: such words are never thrown away."""
    if heard.media:
        return True
    if commands.means(heard.text, "hello", language):
        return False
    letters = len(_LETTER.findall(heard.text))
    return letters >= 10 or (letters >= 6 and len(_WORD.findall(fold(heard.text))) >= 2)
