"""The words that mean the same at every step (stop, help, menu, ...), in every language."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import regex

from bot import references
from bot.folding import fold
from bot.words import LANGUAGES

_DATA = Path(__file__).parent / "keywords.csv"
NOT_COMMANDS = frozenset({"yes", "no", "skip", "hello", "please"})  # they mean something only where they are asked for
_LONGEST = 60  # characters: what is longer is a sentence
_ENDS = regex.compile(r"^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$")
_JOINS = regex.compile(r"(?<=\s)[sp]\s?-\s?[a-z0-9]{4,12}$", regex.IGNORECASE)
_SKIN = regex.compile("[\U0001f3fb-\U0001f3ff]")
_SLASH = regex.compile(r"^/([a-z_]{1,32})(?:@\w+)?(?:\s+(.*))?$", regex.IGNORECASE | regex.DOTALL)
_KHMER_PARTICLES = regex.compile(r"^(?:សូម|បាទ|ចាស)\s*(?=.)|(?<=.)\s*(?:ផង|បាទ|ចាស)$")


@dataclass(frozen=True, slots=True)
class Command:
    """What she asks of the bot itself. `rest` is a reference as she typed it, or a Telegram start payload."""

    name: str
    rest: str = ""


class _Meaning(NamedTuple):
    intent: str
    weak: bool  # an everyday word ("home"): a command only where no free words are asked for


@cache
def _words(language: str) -> dict[str, _Meaning]:
    with _DATA.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["lang"] == language]
    known: dict[str, _Meaning] = {}
    for row in rows:
        known.setdefault(_key(row["word"]), _Meaning(row["intent"], row["use"] == "weak"))
    return known


def spoken(said: str, language: str, *, asking_words: bool = False) -> Command | None:
    """The command that the whole message is, or None: "STOP the sewage" is a sentence.

    `asking_words` says that a free answer is awaited, where everyday words are not commands.
    """
    if not said or len(said) > _LONGEST:
        return None
    if joins := _JOINS.search(said.strip()):
        return _joining(said.strip()[: joins.start()], joins[0], language) or _other(said, language, asking_words)
    return _other(said, language, asking_words)


def _other(said: str, language: str, asking_words: bool) -> Command | None:
    if slash := _SLASH.match(said.strip()):
        return _telegram(slash[1].lower(), slash[2] or "")
    meaning = _meaning(said, language)
    if meaning and meaning.intent not in NOT_COMMANDS and not (asking_words and meaning.weak):
        return Command(meaning.intent)
    return _status(said, language)


def _joining(word: str, code: str, language: str) -> Command | None:
    """ "JOIN s-K7F2PM", "/start p-K7F2PM", or her own word for START and a code: a session or a poll by its code."""
    meaning = _meaning(word, language)
    if word.strip().casefold() in ("join", "/start") or (meaning and meaning.intent == "start"):
        return Command("join", code[0].lower() + "-" + code[1:].upper().strip(" -"))
    return None


def means(said: str, intent: str, language: str) -> bool:
    """Whether the whole message is a word for `intent` (yes, no, skip, hello), in her language or in English."""
    if not said or len(said) > _LONGEST:
        return False
    return any(
        (meaning := _words(tongue).get(form)) is not None and meaning.intent == intent
        for form in _forms(said, language)
        for tongue in (language, "en")
    )


def _meaning(said: str, language: str) -> _Meaning | None:
    """Her own language first, then English, then any other on which all the others agree; stop in any."""
    for form in _forms(said, language):
        for tongue in (language, "en"):
            if meaning := _words(tongue).get(form):
                return meaning
        others = [meaning for tongue in LANGUAGES if (meaning := _words(tongue).get(form))]
        if stop := next((meaning for meaning in others if meaning.intent == "stop"), None):
            return stop
        if others and len({meaning.intent for meaning in others}) == 1:
            return others[0]
    return None


def _forms(said: str, language: str) -> list[str]:
    """The message as it is, without its politeness, without Khmer particles: the ways it may be a keyword."""
    whole = _key(said)
    forms = [whole]
    head, _space, tail = whole.rpartition(" ")
    courtesy = _words(language).get(tail) or _words("en").get(tail)
    if head and courtesy and (courtesy.intent == "please" or tail in _COURTESIES):
        forms.append(head)
    bare = _KHMER_PARTICLES.sub("", whole)
    if bare not in ("", whole):
        forms.append(bare)
    return forms


_COURTESIES = frozenset({"thanks", "asante", "merci", "gracias", "شكرا", "سوپاس"})  # also a greeting by themselves


def _key(said: str) -> str:
    folded = fold(_SKIN.sub("", said))
    return _ENDS.sub("", folded) or folded


def _telegram(name: str, rest: str) -> Command:
    known = {"start", "stop", "help", "menu", "language", "cancel", "status", "back", "report", "private", "agent"}
    return Command(name, rest.strip()) if name in known else Command("help")


def _status(said: str, language: str) -> Command | None:
    """A reference by itself, or after the word for status."""
    if isinstance(references.read(said), str):
        return Command("status", said)
    word, _space, rest = said.strip().partition(" ")
    meaning = _meaning(word, language)
    if meaning and meaning.intent == "status" and references.read(rest) is not None:
        return Command("status", rest.strip())
    return None
