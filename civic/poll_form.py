"""What a poll is made of, as staff write it: a title and questions, in several languages side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.choices import MOST
from bot.words import LANGUAGES, Text, _

MOST_QUESTIONS = 10
MOST_CHOICES = MOST
LARGEST = 9999  # of a number that is asked for: four digits in any script
TEXT_LIMIT = 300  # characters of a short answer that are kept

KINDS: Mapping[str, Text] = {
    "single": _("One choice"),
    "several": _("Several choices"),
    "scale": _("From very bad to very good (1 to 5)"),
    "number": _("A number"),
    "text": _("A few words"),
}
SCALE: tuple[Text, ...] = (_("Very bad"), _("Bad"), _("Average"), _("Good"), _("Very good"))

Words = Mapping[str, str]  # by language


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `id` is the same in every edition. The choice on line n has the id "c<n>".

    only_if  asked only of those who chose one of these: id of an earlier single choice -> ids of its choices
    """

    id: str
    kind: str = "single"
    words: Words = field(default_factory=dict)
    required: bool = False
    choices: tuple[Words, ...] = ()
    least: int = 0
    most: int = 10
    only_if: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def choice_ids(self) -> tuple[str, ...]:
        return tuple(choice_id(at) for at in range(len(self.choices)))


@dataclass(frozen=True, slots=True)
class PollForm:
    """A whole poll. The first language is the one for everybody who speaks none of them."""

    languages: tuple[str, ...] = ()
    title: Words = field(default_factory=dict)
    questions: tuple[Asked, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> "PollForm":
        return PollForm(
            tuple(code for code in kept.get("languages", ()) if code in LANGUAGES),
            kept.get("title", {}),
            tuple(_asked(row) for row in kept.get("questions", ())),
        )

    def question(self, id: str) -> Asked | None:
        return next((asked for asked in self.questions if asked.id == id), None)

    def named(self, language: str) -> str:
        return spoken(self.title, language, self.languages)


def choice_id(at: int) -> str:
    return f"c{at + 1}"


def spoken(words: Words, language: str, languages: Sequence[str] = ()) -> str:
    """The words in this language, else in the poll's first one, else in any."""
    in_order = (language, *languages, *words)
    return next((words[code] for code in in_order if words.get(code)), "")


def _asked(row: Mapping[str, Any]) -> Asked:
    return Asked(
        row["id"],
        row["kind"],
        row["words"],
        row["required"],
        tuple(row["choices"]),
        row["least"],
        row["most"],
        {on: tuple(ids) for on, ids in row["only_if"].items()},
    )
