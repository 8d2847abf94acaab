"""The words a flow is written in: Say, Ask, Choose, Several, Number, Attach, Pick, Fork, Do and Go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import regex

from bot import commands, numbers
from bot.answers import Answers, said, spoken_words
from bot.choices import MOST, Keyed, Option, Refused, choose, keyed, not_a_choice
from bot.messages import Inbound, MediaKind
from bot.steps import END, Do, Fork, Go, Question, Say, Step, Taken, Way
from bot.words import Text, Voice, _

__all__ = [
    "END", "Ask", "Attach", "Choose", "Do", "Fork", "Go", "Number", "Option", "Pick", "Question", "Refused", "Say",
    "Several", "Step", "in_words",
]  # fmt: skip


SEVERAL = _("Please answer with one or more numbers from {least} to {most}.")


@dataclass(frozen=True)
class Choose(Question):
    """Ask for one of a few options. With `other`, free words are taken too: kept under its first, led to its second."""

    other: tuple[str, str] | None = field(default=None, kw_only=True)

    def ways(self, name: str) -> list[Way]:
        ways = self.chosen_ways(name)
        return [*ways, self.way(self.other[1], self.other[0])] if self.other else ways

    def settled(self, value: Any) -> Taken | None:
        return next((self._take(option) for option in self.options if option.id == value), None)

    def hear(self, heard: Inbound, answers: Answers, voice: Voice) -> Taken:
        if option := self.chosen(heard, answers, voice):
            return self._take(option)
        if self.other and spoken_words(heard, voice.language):
            return Taken(said(heard), *self.other)
        raise not_a_choice(self.offers(answers))


@dataclass(frozen=True)
class Several(Question):
    """Ask for one or more of a few options: "1 3", "1,3" or "13". The answer is a list of their ids, in their order.

    They stand in the words and not on buttons. An option with a digit of its own (0: skip) is chosen alone.
    """

    def listed(self, answers: Answers) -> Keyed:
        return tuple((key, option) for key, option in keyed(self.options) if option.key is None)

    def settled(self, value: Any) -> Taken | None:
        alone = next((option for option in self.options if option.key is not None and option.id == value), None)
        if alone:
            return self._take(alone)
        ids = {option.id for option in self.options}
        return Taken(value, self.keep, self.then) if isinstance(value, list) and ids.issuperset(value) else None

    def hear(self, heard: Inbound, answers: Answers, voice: Voice) -> Taken:
        alone = tuple((key, option) for key, option in keyed(self.options) if option.key is not None)
        if option := choose(alone, heard, voice):
            return self._take(option)
        listed = self.listed(answers)
        if (option := choose(listed, heard, voice)) is not None:
            return Taken([option.id], self.keep, self.then)
        digits = numbers.numbers(heard.text, 1, len(listed), voice.language) if heard.text else None
        if digits is None:
            raise Refused(
                _("Please answer with one or more numbers from {least} to {most}."), least=1, most=len(listed)
            )
        return Taken([option.id for key, option in listed if key in digits], self.keep, self.then)


@dataclass(frozen=True)
class Number(Question):
    """Ask for a whole number from `least` to `most`, in any script. Digits are the answer, so the options have
    none: they are chosen by their words alone."""

    least: int = field(default=0, kw_only=True)
    most: int = field(default=9999, kw_only=True)

    def offers(self, answers: Answers) -> Keyed:
        return ()

    def takes_digit(self, digit: int, answers: Answers) -> bool:
        return self.least <= digit <= self.most

    def hear(self, heard: Inbound, answers: Answers, voice: Voice) -> Taken:
        said = numbers.number(heard.text, self.least, self.most, voice.language) if heard.text else None
        if said is not None:
            return Taken(said, self.keep, self.then)
        for option in self.options:
            if any(commands.means(heard.text, word, voice.language) for word in option.words):
                return self._take(option)
        raise Refused(_("Please answer with a number from {least} to {most}."), least=self.least, most=self.most)


@dataclass(frozen=True)
class Pick(Question):
    """Ask for one of the things an earlier Do found, kept under `among` as [{"id", "label"}]: what was shown is
    what is matched. `options` are fixed ones besides; `other` takes typed words as in Choose, if they pass `check`."""

    among: str = field(default="", kw_only=True)
    other: tuple[str, str] | None = field(default=None, kw_only=True)
    check: Callable[[str], None] | None = field(default=None, kw_only=True)

    def needs(self) -> set[str]:
        return super().needs() | {self.among}

    def ways(self, name: str) -> list[Way]:
        ways = super().ways(name)
        return [*ways, self.way(self.other[1], self.other[0])] if self.other else ways

    def offers(self, answers: Answers) -> Keyed:
        found = [Option(str(item["id"]), _literal(item["label"])) for item in answers.get(self.among, ())[:MOST]]
        return keyed((*found, *self.options))

    def hear(self, heard: Inbound, answers: Answers, voice: Voice) -> Taken:
        offers = self.offers(answers)
        option = choose(offers, heard, voice)
        if option in self.options and option is not None:
            return self._take(option)
        if option is not None:
            found = next(item for item in answers[self.among] if str(item["id"]) == option.id)
            return Taken({"id": option.id, "label": found["label"]}, self.keep, self.then)
        if self.other and heard.text.strip():
            if self.check:
                self.check(heard.text)
            return Taken(heard.text.strip(), *self.other)
        raise not_a_choice(offers)


@dataclass(frozen=True)
class Ask(Question):
    """Ask for words. `takes` may add media kinds and "location"; the answer is then {"text", "media", "location"}."""

    takes: frozenset[MediaKind | str] = field(default=frozenset(), kw_only=True)
    check: Callable[[str], None] | None = field(default=None, kw_only=True)

    def hear(self, heard: Inbound, answers: Answers, voice: Voice) -> Taken:
        if option := self.chosen(heard, answers, voice):
            return self._take(option)
        if not self._welcome(heard):
            raise Refused(_("Please answer in words."))
        if heard.text and self.check:
            self.check(heard.text)
        whole = self.takes or self.options
        return Taken(said(heard) if whole else heard.text, self.keep, self.then)

    def settled(self, value: Any) -> Taken | None:
        chosen = value.get("chose") if isinstance(value, Mapping) else None
        option = next((option for option in self.options if option.id == chosen), None)
        return Taken(value, self.keep, option.then or self.then if option else self.then)

    def _take(self, option: Option) -> Taken:
        nothing: dict[str, Any] = {"text": "", "media": [], "location": None, "chose": option.id}
        return Taken(nothing, self.keep, option.then or self.then, option.forgets)

    def _welcome(self, heard: Inbound) -> bool:
        if any(not self._takes(item.kind, item.mime) for item in heard.media):
            return False
        if heard.location and "location" not in self.takes:
            return False
        return bool(heard.text or heard.media or heard.location)

    def _takes(self, kind: MediaKind, mime: str) -> bool:
        return kind in self.takes or ("photo" in self.takes and mime.startswith("image/"))


@dataclass(frozen=True)
class Attach(Ask):
    """Ask for a photo, which may be skipped. Whole sentences are kept too: nothing typed is thrown away."""

    options: Sequence[Option] = (Option("skip", _("Skip"), words=("skip", "no")),)
    takes: frozenset[MediaKind | str] = field(default=frozenset({"photo", "video"}), kw_only=True)

    def hear(self, heard: Inbound, answers: Answers, voice: Voice) -> Taken:
        if option := self.chosen(heard, answers, voice):
            return self._take(option)
        if not self._welcome(heard) or not (heard.media or spoken_words(heard, voice.language)):
            raise Refused(_("Please send a photo, or choose Skip."))
        return Taken(said(heard), self.keep, self.then)


def in_words(said: str) -> None:
    """A check that an answer has letters: a digit pressed too late is no place and no story."""
    if not regex.search(r"\p{L}", said):
        raise Refused(_("Please answer in words."))


def _literal(label: str) -> Text:
    """A name from outside as a sentence of its own: its braces are no blanks."""
    return Text(label.replace("{", "{{").replace("}", "}}"))
