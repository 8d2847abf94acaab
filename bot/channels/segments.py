"""What an SMS costs: its alphabet, its segments, and a spelling that does not double the price for nothing."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import regex

from bot.channels.text import graphemes, utf16

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")  # an escape and a letter: two septets that must stay in one segment
GSM7 = BASIC | EXTENDED

_SPACES = dict.fromkeys(map(ord, "\t\u00a0\u1680\u202f\u205f\u3000"), " ") | dict.fromkeys(range(0x2000, 0x200B), " ")
_LINES = dict.fromkeys(map(ord, "\v\f\x85\u2028\u2029"), "\n")
_MARKS = dict.fromkeys(map(ord, "\xad\u061c\u200b\u200e\u200f\u2060\ufeff"), None)
_MARKS |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], None)
_QUIET = _SPACES | _LINES | _MARKS  # leaves every word as it was
# Old phones know no isolates, and without any mark the groups of a reference after Arabic change places.
_LTR_MARKS = _QUIET | dict.fromkeys([0x200E, 0x2066, 0x2068, 0x2069], "\u200e")
_PLAIN = (
    _QUIET
    | dict.fromkeys(map(ord, "\u200c\u200d\ufe0e\ufe0f"), None)
    | dict.fromkeys(map(ord, "‘’‚‛′`´ʼ"), "'")
    | dict.fromkeys(map(ord, "“”„‟″«»"), '"')
    | dict.fromkeys(map(ord, "‐‑‒–—―−•·"), "-")
    | {ord("‹"): "<", ord("›"): ">", ord("…"): "..."}
)
_RIGHT_TO_LEFT = regex.compile(r"[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]")


@dataclass(frozen=True, slots=True)
class Measured:
    """How a text travels. `units` holds the payload of each segment: septets in GSM-7, UTF-16 units in UCS-2."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: tuple[int, ...]

    @property
    def segments(self) -> int:
        return len(self.units)


def measure(text: str) -> Measured:
    """An estimate as the provider's own calculator makes it: letters are not torn between segments."""
    if GSM7.issuperset(text):
        return Measured("GSM-7", _pack((2 if letter in EXTENDED else 1 for letter in text), 160, 153))
    return Measured("UCS-2", _pack((utf16(grapheme) for grapheme in graphemes(text)), 70, 67))


def _pack(sizes: Iterable[int], alone: int, joined: int) -> tuple[int, ...]:
    sizes = list(sizes)
    if sum(sizes) <= alone:
        return (sum(sizes),)
    segments = [0]
    for size in sizes:
        if segments[-1] and segments[-1] + size > joined:
            segments.append(0)
        while size > joined:  # a letter with a tower of marks, longer than a segment
            segments[-1] = joined
            segments.append(0)
            size -= joined
        segments[-1] += size
    return tuple(segments)


def sms_safe(text: str) -> str:
    """The same words, composed (NFC), without marks that turn a whole message into 16 bit. Typographic quotes and
    dashes are spelled plainly only where that brings the whole text into GSM-7."""
    text = unicodedata.normalize("NFC", text)
    if GSM7.issuperset(text) and "\f" not in text:
        return text
    plain = text.translate(_PLAIN)
    if GSM7.issuperset(plain):
        return plain
    return text.translate(_LTR_MARKS if _RIGHT_TO_LEFT.search(text) else _QUIET)
