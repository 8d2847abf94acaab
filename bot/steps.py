"""What every step of a flow has: ways out, needs, and for questions how an answer is heard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from bot.answers import Answers
from bot.choices import Keyed, Option, choose, keyed
from bot.desk import Desk
from bot.messages import Inbound
from bot.words import Text, Voice

END = "end"
JUMP = "@"  # "@report" leads to another flow
SILENT = Text("")


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a step: where to, what is kept then and what is forgotten."""

    then: str
    gives: frozenset[str] = frozenset()
    forgets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer that was understood: the value to keep, under which name, and where it leads."""

    value: Any
    keep: str
    then: str
    forgets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """Somewhere in a flow. A step without text is passed through in silence."""

    text: Text = SILENT
    then: str = field(default=END, kw_only=True)

    def ways(self, name: str) -> list[Way]:
        return [Way(self.then)]

    def needs(self) -> set[str]:
        """The answers this step speaks of, which must be known by then."""
        return blanks(self.text)


@dataclass(frozen=True)
class Say(Step):
    """Tell the citizen something and go on."""


@dataclass(frozen=True)
class Question(Step):
    """Stop and wait for the citizen. The answer is kept under `keep`, or else under the step's name.

    `once`: passed over in silence when the answer is known already. `simpler`: said after two misses.
    `forgets`: what was made of an earlier answer to this question, and falls with it.
    """

    options: Sequence[Option] = ()
    keep: str = field(default="", kw_only=True)
    once: bool = field(default=False, kw_only=True)
    simpler: Text = field(default=SILENT, kw_only=True)
    forgets: tuple[str, ...] = field(default=(), kw_only=True)

    def needs(self) -> set[str]:
        return blanks(self.text) | blanks(self.simpler)

    def ways(self, name: str) -> list[Way]:
        return [*self.chosen_ways(name), self.way(self.then, self.keep or name)]

    def way(self, then: str, gives: str, forgets: tuple[str, ...] = ()) -> Way:
        return Way(then, frozenset({gives}), frozenset({*self.forgets, *forgets} - {gives}))

    def chosen_ways(self, name: str) -> list[Way]:
        return [self.way(option.then or self.then, self.keep or name, option.forgets) for option in self.options]

    def offers(self, answers: Answers) -> Keyed:
        """The options with their digits, as they stand for this citizen."""
        return keyed(self.options)

    def listed(self, answers: Answers) -> Keyed:
        """Of these, the ones that stand in the words, because a button could choose only one of them."""
        return ()

    def takes_digit(self, digit: int, answers: Answers) -> bool:
        return any(key == digit for key, _option in self.offers(answers))

    def settled(self, value: Any) -> Taken | None:
        """Where an answer given before leads now, or None when it is no answer any more."""
        options = {option.id: option for option in self.options}
        if isinstance(value, str) and value in options:
            return self._take(options[value])
        return Taken(value, self.keep, self.then)

    def hear(self, heard: Inbound, answers: Answers, voice: Voice) -> Taken:
        """The answer and where it leads; or Refused."""
        raise NotImplementedError

    def chosen(self, heard: Inbound, answers: Answers, voice: Voice) -> Option | None:
        return choose(self.offers(answers), heard, voice)

    def _take(self, option: Option) -> Taken:
        return Taken(option.id, self.keep, option.then or self.then, option.forgets)


@dataclass(frozen=True)
class Fork(Step):
    """Go different ways depending on an earlier answer."""

    on: str = field(default="", kw_only=True)
    to: Mapping[str, str] = field(default_factory=dict, kw_only=True)

    def ways(self, name: str) -> list[Way]:
        return [Way(target) for target in (*self.to.values(), self.then)]

    def needs(self) -> set[str]:
        return super().needs() | {self.on}


@dataclass(frozen=True)
class Do(Step):
    """Ask the office, and keep what it answers: the action gives one value for each name in `learns`.

    `finds`: what it may give besides, such as answers of an earlier day.
    `changes`: something is done that cannot be walked back over, so there is no way back from here.
    """

    action: Callable[[Answers, Desk], Mapping[str, Any]] = field(default=lambda answers, desk: {}, kw_only=True)
    learns: tuple[str, ...] = field(default=(), kw_only=True)
    finds: frozenset[str] = field(default=frozenset(), kw_only=True)
    changes: bool = field(default=True, kw_only=True)
    once: bool = field(default=False, kw_only=True)

    def ways(self, name: str) -> list[Way]:
        return [Way(self.then, frozenset(self.learns))]


@dataclass(frozen=True)
class Go(Step):
    """Lead to the flow that the office named in an earlier answer: one that staff wrote, in no table of ours."""

    to: str = field(default="", kw_only=True)

    def needs(self) -> set[str]:
        return super().needs() | {self.to}


def blanks(text: str) -> set[str]:
    """The names a sentence speaks of."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}
