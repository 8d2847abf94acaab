"""Measuring, cutting and listing words without ever breaking a letter that people see as one."""

from collections.abc import Callable, Iterator, Sequence

import regex

from bot.messages import Button

Measure = Callable[[str], int]

ELLIPSIS = "…"
_GRAPHEME = regex.compile(r"\X")
_FREE = r"(?![\p{M}\u200c\u200d\U0001f3fb-\U0001f3ff])"  # nothing follows that clings to what is before it
_BREAKS = (  # best first: after a paragraph, a line, a sentence, a word
    regex.compile(r"\n\s*\n"),
    regex.compile(r"\n"),
    regex.compile(r"[.!?؟۔।။។៕。…]+[\"'»”’)]*\s+" + _FREE),
    regex.compile(r"\s+" + _FREE + r"|\u200b"),
)


def utf16(text: str) -> int:
    """Length in UTF-16 code units, as phones and Telegram count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """The same words without what no database and no provider takes: NUL and halves of surrogate pairs."""
    if text.isascii():
        return text.replace("\0", "")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")


def graphemes(text: str) -> Iterator[str]:
    """The letters as people see them: a Khmer cluster or a family emoji is one."""
    return (found.group() for found in _GRAPHEME.finditer(text))


def shorten(text: str, limit: int, measure: Measure = utf16) -> str:
    """At most `limit` units, an ellipsis where something was left out, no letter broken."""
    text = " ".join(text.split())
    if measure(text) <= limit:
        return text
    return _head(text, limit - measure(ELLIPSIS), measure).rstrip() + ELLIPSIS


def split(text: str, limit: int, measure: Measure = utf16) -> tuple[str, ...]:
    """Pieces of at most `limit` units that join to the same text, cut at the best place that leaves none tiny."""
    pieces = []
    while measure(text) > limit:
        piece = _piece(_head(text, limit, measure) or text[:1])
        pieces.append(piece)
        text = text[len(piece) :]
    return (*pieces, text) if text or not pieces else tuple(pieces)


def numbered(text: str, buttons: Sequence[Button]) -> str:
    """The text with its choices as lines "1. Label". Each line finds its own direction from its label."""
    lines = (f"{button.key}. {' '.join(clean(button.label).split())}" for button in buttons)
    return "\n".join([text.rstrip(), *lines] if text.strip() else lines)


def _head(text: str, limit: int, measure: Measure) -> str:
    """The longest beginning of whole letters; of code points only where a single letter is longer than all."""
    size = taken = 0
    for grapheme in graphemes(text):
        size += measure(grapheme)
        if size > limit:
            break
        taken += len(grapheme)
    return text[:taken] or _points(text, limit, measure)


def _points(text: str, limit: int, measure: Measure) -> str:
    taken = 0
    while taken < len(text) and measure(text[: taken + 1]) <= limit:
        taken += 1
    return text[:taken]


def _piece(window: str) -> str:
    for kind in _BREAKS:
        ends = [found.end() for found in kind.finditer(window, len(window) // 3)]
        if ends:
            return window[: ends[-1]]
    return window
