"""The programme that runs this installation, as the settings describe it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.words import DEFAULT, Voice


@dataclass(frozen=True, slots=True)
class Programme:
    """Whose channel this is: its name by language, a person's phone number, its time zone and languages."""

    org: Mapping[str, str]
    phone: str
    zone: str
    languages: tuple[str, ...]

    def name(self, language: str) -> str:
        return self.org.get(language) or self.org[DEFAULT]

    def voice(self, language: str) -> Voice:
        return Voice(language, self.zone)
