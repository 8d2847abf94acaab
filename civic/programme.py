"""The programme that runs this installation, as the settings describe it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.words import DEFAULT, Voice


@dataclass(frozen=True, slots=True)
class Programme:
    """Whose channel this is: its name by language, a person's phone number, its time zone and languages.

    `url`: where its public pages are. `reached_at`: by channel, the name or number that people write to.
    """

    org: Mapping[str, str]
    phone: str
    zone: str
    languages: tuple[str, ...]
    url: str = ""
    reached_at: Mapping[str, str] = field(default_factory=dict)

    def name(self, language: str) -> str:
        return self.org.get(language) or self.org[DEFAULT]

    def voice(self, language: str) -> Voice:
        return Voice(language, self.zone)
