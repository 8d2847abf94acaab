"""One row of a list becomes a person we could write to, or a reason why not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import phonenumbers
import regex
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from bot.desk import Places
from bot.folding import clean, fold
from bot.messages import Address
from bot.words import Text, _
from civic import contact_columns as columns
from civic.people import NAME_LIMIT

REASONS: Mapping[str, Text] = {
    "no_number": _("There is no phone number or id."),
    "bad_number": _("This is not a phone number that exists."),
    "cut_number": _("The spreadsheet has cut this number short. Make the column text and write the number again."),
    "landline": _("This is a landline, which cannot get an SMS."),
    "bad_channel": _("The channel must be SMS, WhatsApp or Telegram."),
    "bad_telegram": _("A Telegram id is a number of up to 15 digits, not a name or a phone number."),
    "bad_language": _("We do not speak this language, or do not know its name."),
    "bad_sex": _("Write woman or man, or leave it empty."),
    "bad_age": _("Write the age in years or an age group, or leave it empty."),
    "bad_role": _("This is not one of the roles we know. Leave it empty, or use a word from the list of roles."),
    "no_area": _("We do not know this place. Write the name of a district or town, or leave it empty."),
    "many_areas": _("Several places have this name. Write the district or governorate with it."),
}
_REACHED = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.PERSONAL_NUMBER})
_CUT = regex.compile(r"^\d(?:[.,]\d+)?E\+?\d+$", regex.IGNORECASE)
_TELEGRAM = regex.compile(r"^[1-9]\d{3,14}$")


class Broken(Exception):
    """This row cannot be imported. `reason` is of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of a list. None is what the list does not say."""

    address: Address
    name: str
    language: str | None
    sex: str | None
    age_band: str | None
    area_id: int | None
    role: str | None


@dataclass(slots=True)
class Reader:
    """Reads the rows of one list. `region` is the country of numbers that do not name theirs."""

    at: Mapping[str, Sequence[int]]
    region: str
    channel: str
    find_area: Callable[[str], Places]

    def person(self, cells: Sequence[str]) -> Person:
        """Raises Broken."""
        return Person(
            address=self._address(cells),
            name=clean(self._cell(cells, "name"))[:NAME_LIMIT],
            language=self._known(cells, "language", columns.language),
            sex=self._known(cells, "sex", columns.sex),
            age_band=self._known(cells, "age", columns.age),
            area_id=self._area(self._cell(cells, "area")),
            role=self._known(cells, "role", columns.role),
        )

    def _cell(self, cells: Sequence[str], field: str) -> str:
        filled = (cells[at] for at in self.at.get(field, ()) if at < len(cells) and cells[at])
        return next(filled, "")

    def _known(self, cells: Sequence[str], field: str, meaning: Callable[[str], str | None]) -> str | None:
        said = self._cell(cells, field)
        if not said:
            return None
        if (known := meaning(said)) is None:
            raise Broken(f"bad_{field}")
        return known

    def _address(self, cells: Sequence[str]) -> Address:
        number, telegram = self._cell(cells, "number"), self._cell(cells, "telegram")
        channel = self._known(cells, "channel", columns.channel)
        if channel is None:
            channel = "telegram" if telegram and not number else self.channel
        if channel == "telegram":
            return Address(channel, self._telegram(telegram or number))
        return Address(channel, self._phone(number, channel))

    def _telegram(self, said: str) -> str:
        if not said:
            raise Broken("no_number")
        digits = fold(said)
        if not _TELEGRAM.match(digits):
            raise Broken("cut_number" if _CUT.match(digits) else "bad_telegram")
        return digits

    def _phone(self, said: str, channel: str) -> str:
        """As E.164, which is how providers name the same phone."""
        if not said:
            raise Broken("no_number")
        if _CUT.match(fold(said)):
            raise Broken("cut_number")
        try:
            number = phonenumbers.parse(said, self.region)
        except NumberParseException:
            raise Broken("bad_number") from None
        if not phonenumbers.is_valid_number(number):
            raise Broken("bad_number")
        kind = phonenumbers.number_type(number)
        if kind not in _REACHED and not (kind == PhoneNumberType.FIXED_LINE and channel == "whatsapp"):
            raise Broken("landline" if kind == PhoneNumberType.FIXED_LINE else "bad_number")
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)

    def _area(self, said: str) -> int | None:
        if not said:
            return None
        places = self.find_area(said)
        if not places.sure:
            raise Broken("many_areas" if len(places.options) > 1 else "no_area")
        return int(places.options[0].id)
