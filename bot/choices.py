"""Which option was meant: by button, by digit in any script, by its label, by a word for yes or no."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import commands, numbers
from bot.folding import fold
from bot.messages import Inbound
from bot.words import Text, Voice, _

MOST = 7  # ordinary choices a message; 0 and 9 come on top
_PART = 4  # letters of a label that are enough to mean it


class Refused(Exception):
    """An answer we cannot take. The reason is shown to the citizen."""

    def __init__(self, reason: Text, **blanks: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.blanks = blanks


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `then` overrides where the step leads; `key` is its digit; `words` names what else
    chooses it (yes, no, skip); `also` are further spellings; `forgets` drops earlier answers, to ask them anew."""

    id: str
    label: Text
    then: str | None = None
    key: int | None = None
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    forgets: tuple[str, ...] = ()


Keyed = tuple[tuple[int, Option], ...]


def keyed(options: Sequence[Option]) -> Keyed:
    """Each option with its digit: its own, else 1, 2, 3 in order."""
    taken = {option.key for option in options}
    free = (digit for digit in range(1, len(options) + 10) if digit not in taken)
    return tuple((next(free) if option.key is None else option.key, option) for option in options)


def choose(offers: Keyed, heard: Inbound, voice: Voice) -> Option | None:
    """The option she means, if it is exactly one."""
    if heard.choice is not None:
        return next((option for _key, option in offers if option.id == heard.choice), None)
    if not offers or not heard.text:
        return None
    keys = [key for key, _option in offers]
    digit = numbers.number(heard.text, min(keys), max(keys), voice.language)
    for key, option in offers:
        if key == digit or _named(option, heard.text, voice):
            return option
    parts = [option for _key, option in offers if _in_label(option, heard.text, voice)]
    return parts[0] if len(parts) == 1 else None


def _named(option: Option, text: str, voice: Voice) -> bool:
    said = fold(text).rstrip(".!")
    labels = (voice.say(option.label), option.label, *option.also)
    return said in map(fold, labels) or any(commands.means(text, word, voice.language) for word in option.words)


def _in_label(option: Option, text: str, voice: Voice) -> bool:
    said, label = fold(text), fold(voice.say(option.label))
    if len(said) < _PART or len(said) > len(label):
        return False
    return said in label if "\u1780" <= said[0] <= "\u17ff" else f" {said} " in f" {label} "


def not_a_choice(offers: Keyed) -> Refused:
    least, most = bounds(offers)
    return Refused(
        _("Sorry, I did not understand. Please reply with a number from {min} to {max}, or MENU."), min=least, max=most
    )


def bounds(offers: Keyed) -> tuple[int, int]:
    """Lowest and highest ordinary digit (0 and 9 are for help and private matters)."""
    keys = [key for key, _option in offers if 0 < key < 9] or [key for key, _option in offers] or [1]
    return min(keys), max(keys)
