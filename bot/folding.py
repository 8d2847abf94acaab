"""Digits, scripts and spellings: how words are cleaned when they arrive and folded when they are compared."""

import unicodedata
from itertools import islice

import regex

GRAPHEMES = 4000  # longest text we take; real reports end far below 500
_POINTS = 4 * GRAPHEMES

_GRAPHEME = regex.compile(r"\X")
_CONTROL = regex.compile(r"[\p{Cc}--[\n\t]]|[\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]", regex.V1)
_PILED = regex.compile(r"(\p{M}{8})\p{M}+")  # no script stacks more; normalising thousands takes for ever
_SPACES = regex.compile(r"[\s\-\u2010-\u2015\u2212_]+")
_BLANK_ENDS = " \t\n"

_ALIKE = {  # letters that people type for one another, by keyboard and by habit
    "ا": "أإآٱ",
    "ه": "ةھہەۀ",
    "ي": "ىیېێ",
    "ك": "کڪ",
    "و": "ۆ",
    "ل": "ڵ",
    "ر": "ڕ",
    "'": "’‘ʼ`´ʹ′",
}
_LETTERS = {other: letter for letter, others in _ALIKE.items() for other in others}
_UNSEEN = "\u0640\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u17b4\u17b5\ufe0e\ufe0f\u20e3"
_COENG_DA, _COENG_TA = "\u17d2\u178a", "\u17d2\u178f"  # one shape on the page, two codes


def clean(text: str) -> str:
    """What a citizen wrote, safe to keep, show and send on: at most 4,000 letters as people count them."""
    text = text[: 2 * _POINTS].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _PILED.sub(r"\1", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", _CONTROL.sub("", text[:_POINTS]))
    return shorten(text.strip(_BLANK_ENDS), GRAPHEMES)


def shorten(text: str, most: int) -> str:
    """The first `most` graphemes: a Khmer cluster or a family emoji is never cut in two."""
    if len(text) <= most:
        return text
    return "".join(found.group() for found in islice(_GRAPHEME.finditer(text), most))


class _Folds(dict[int, str]):
    """What each character becomes when words are compared; worked out once a character."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_letter(chr(code))
        return folded


def _fold_letter(letter: str) -> str:
    if letter in _UNSEEN:
        return ""
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    if letter in _LETTERS:
        return _LETTERS[letter]
    if "\u1780" <= letter <= "\u17ff":  # Khmer vowels are marks, and without them nothing is left
        return letter
    if unicodedata.category(letter) == "Mn":
        return ""
    if "\u0600" <= letter <= "\u06ff":  # the hamza of ئ and ؤ makes another letter
        return letter
    bare = "".join(part for part in unicodedata.normalize("NFD", letter) if unicodedata.category(part) != "Mn")
    return bare.casefold()


_FOLDS = _Folds()


def fold(text: str) -> str:
    """For comparing only, never for keeping: digits, cases, accents and spelling variants become one."""
    text = unicodedata.normalize("NFKC", text.replace("\u20e3", "\u200b").replace("\U0001f51f", "10"))
    text = text.casefold().translate(_FOLDS).replace(_COENG_DA, _COENG_TA)
    return _SPACES.sub(" ", text).strip()


def fold_name(text: str) -> str:
    """A place name for comparing: folded, and each word without the Arabic article."""
    return " ".join(word.removeprefix("ال") if len(word) > 4 else word for word in fold(text).split())


def words(text: str) -> list[str]:
    """The folded words and numbers of a text, without its punctuation."""
    return _WORDS.findall(fold(text))


_WORDS = regex.compile(r"\d+|[\p{L}\p{M}][\p{L}\p{M}']*")
