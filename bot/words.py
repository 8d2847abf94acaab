"""Words for people: marking sentences for translation, and a voice that speaks one language."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import NewType
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal

Text = NewType("Text", str)  # a sentence marked for translation: an unmarked string is a type error

LOCALES = Path(__file__).parent.parent / "locales"
LANGUAGES = {  # code -> its own name, in the order the welcome offers them
    "en": "English",
    "ar": "العربية",
    "ckb": "کوردی",
    "km": "ខ្មែរ",
    "sw": "Kiswahili",
    "fr": "Français",
    "es": "Español",
}
RIGHT_TO_LEFT = frozenset({"ar", "ckb"})
DEFAULT = "en"
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


class Worded(str):
    """A sentence with its translations, as staff wrote it: it is in no catalogue. Its braces are blanks."""

    by: Mapping[str, str]

    def __new__(cls, by: Mapping[str, str]) -> "Worded":
        """`by` language, the one for everybody else first."""
        sentence = super().__new__(cls, next(iter(by.values())))
        sentence.by = by
        return sentence


def _(text: str) -> Text:
    """Mark a sentence for translation. It stays English until a Voice says it."""
    return Text(text)


@cache
def _catalogue(language: str) -> NullTranslations:
    path = LOCALES / language / "LC_MESSAGES" / "messages.mo"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        return GNUTranslations(file)


class Voice:
    """Speaks one language: sentences by gettext, dates, numbers and lists by CLDR."""

    def __init__(self, language: str, zone: str = "UTC") -> None:
        self.language = language if language in LANGUAGES else DEFAULT
        self.zone = zone
        self.right_to_left = self.language in RIGHT_TO_LEFT
        self._locale = Locale.parse({"ar": "ar_IQ", "es": "es_419"}.get(self.language, self.language))
        self._words = _catalogue(self.language)

    def say(self, text: Text, /, **blanks: object) -> str:
        """The sentence in this language with its {blanks} filled. Blanks are never read as templates."""
        if not text:
            return ""
        said = text.by.get(self.language, text) if isinstance(text, Worded) else self._words.gettext(text)
        return said.format(**{name: self.show(value) for name, value in blanks.items()})

    def show(self, value: object) -> str:
        """A value as this language writes it: dates, whole numbers and lists; text as it is."""
        match value:
            case datetime():
                return self.time(value)
            case date():
                return self.date(value)
            case bool() | None:
                return ""
            case int() | float():
                return str(format_decimal(value, locale=self._locale))
            case list() | tuple():
                return self.list([self.show(item) for item in value])
            case _:
                return self.isolate(str(value))

    def date(self, day: date) -> str:
        return format_date(day, _DAY.get(self.language, "d MMMM y"), locale=self._locale)

    def time(self, moment: datetime) -> str:
        """Day and clock time in this voice's zone; a 24-hour clock, which every language here reads."""
        return format_datetime(
            moment, _DAY.get(self.language, "d MMMM y") + " HH:mm", tzinfo=ZoneInfo(self.zone), locale=self._locale
        )

    def clock(self, moment: datetime) -> str:
        """The clock time alone, in this voice's zone."""
        return format_datetime(moment, "HH:mm", tzinfo=ZoneInfo(self.zone), locale=self._locale)

    def list(self, items: Sequence[str]) -> str:
        if self.language == "ckb":  # CLDR has no Sorani list words: "A, B, or C" would come out
            return "، ".join(items)
        return format_list(items, style="standard", locale=self._locale)

    def isolate(self, text: str) -> str:
        """Keep Latin words and references whole inside right-to-left text."""
        if self.right_to_left and text and text.isascii():
            return f"{_ISOLATE}{text}{_END_ISOLATE}"
        return text


_DAY = {
    "ckb": "d/M/y",  # CLDR's Sorani month names are not settled: figures are read everywhere
    "es": "d 'de' MMMM 'de' y",
}
