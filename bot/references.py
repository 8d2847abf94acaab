"""Report references: ten digits, easy to say by phone, hard to guess, with a last digit that catches slips."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import regex
from rapidfuzz.distance import OSA
from stdnum import damm

from bot.folding import fold

LENGTH = 10
_LABEL = r"(?:no|n|nr|num|numero|number|ref|reference|report|رقم|ژماره|លេខ|namba|nambari)?"
_SAID = regex.compile(rf"^{_LABEL}[\s.:#°º]*(\d[\d\s.,/()]*)[\s.!?]*$")
_FEWEST, _MOST = 6, 14  # digits: fewer or more is no slip of a reference but something else


@dataclass(frozen=True, slots=True)
class Slip:
    """Meant as a reference, but it is none. `suggestions` are her own references that look alike."""

    kind: Literal["short", "long", "typo"]
    suggestions: tuple[str, ...] = ()


def new(random_digits: Callable[[int], str]) -> str:
    """A fresh reference. Never starts with 0: that is how telephone numbers start."""
    first = "123456789"[int(random_digits(2)) % 9]
    body = first + random_digits(LENGTH - 2)
    return body + str(damm.calc_check_digit(body))


def show(reference: str) -> str:
    """As people read it: 482-913-5074."""
    return f"{reference[:3]}-{reference[3:6]}-{reference[6:]}"


def read(said: str, own: Sequence[str] = ()) -> str | Slip | None:
    """The reference meant, in any digits and with any spaces; a Slip when it fails; None when it is none at all."""
    found = _SAID.match(fold(said)) if len(said) <= 60 else None
    digits = regex.sub(r"\D", "", found[1]) if found else ""
    if not _FEWEST <= len(digits) <= _MOST:
        return None
    if len(digits) == LENGTH and digits[0] != "0" and damm.is_valid(digits):
        return digits
    return Slip(_kind(digits), tuple(mine for mine in own if OSA.distance(mine, digits) <= 2))


def _kind(digits: str) -> Literal["short", "long", "typo"]:
    if len(digits) == LENGTH:
        return "typo"
    return "short" if len(digits) < LENGTH else "long"
