"""Plays transcripts: the citizen's lines against the bot, her place saved and read again between every two turns.

    > 2                  she types "2"
    > [photo] caption    she sends a photo (or [voice], [video]); the caption is optional
    > [pin 33.42, 43.30] she sends her location
    > [press 3]          she presses the button shown as [3] in the last message that had buttons
    > [press menu/menu/report]   she presses an old button
    ! confirm reference=... | office=... | note=...     the office asks her
    # session 7 Water in our street | Youth centre      a session, later "# full 7", "# private 7", "# cancelled 7"
    # a remark; "# consented", "# unasked" (about herself) and "# report 4829135074" set the scene

Other lines are the bot's, choices as "  [1] Water", a blank line between two messages.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from bot import dialogue
from bot.desk import Status
from bot.messages import Inbound, Location, Media, Reply
from bot.place import NOWHERE, Place, Turn
from civic.poll_flow import compiled
from flows import BOOK
from tests.fakes import FakeDesk, a_meeting, heard
from tests.polls import SAMPLE

_MEDIA = re.compile(r"^\[(photo|voice|video)\] ?(.*)$")
_PIN = re.compile(r"^\[pin ([\d.-]+), ([\d.-]+)\]$")
SHELF = {**BOOK, "poll-1": compiled(SAMPLE, 1)}  # as published polls stand beside what was written by hand
_PRESS = re.compile(r"^\[press (\S+)\]$")


class Stage:
    """One citizen, from her first message on."""

    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk
        self.kept: str | None = None
        self.shown: tuple[Reply, ...] = ()
        self.flows: set[str] = set()

    @property
    def at(self) -> Place:
        return Place.from_json(self.kept) if self.kept else NOWHERE

    def hear(self, inbound: Inbound) -> tuple[Reply, ...]:
        at = Place.from_json(self.kept) if self.kept else None
        return self._take(dialogue.respond(SHELF, at, inbound, self.desk))

    def say(self, line: str) -> tuple[Reply, ...]:
        return self.hear(self.inbound(line))

    def ask(self, flow: str, answers: dict[str, str]) -> tuple[Reply, ...]:
        at = Place.from_json(self.kept) if self.kept else None
        return self._take(dialogue.open(SHELF, at, flow, answers, self.desk))

    def inbound(self, line: str) -> Inbound:
        if found := _MEDIA.match(line):
            return heard(found[2], media=(Media(found[1], f"file-{found[1]}"),))  # type: ignore[arg-type]
        if found := _PIN.match(line):
            return heard(location=Location(float(found[1]), float(found[2])))
        if found := _PRESS.match(line):
            return heard(choice=self._button(found[1]))
        return heard(line)

    def _button(self, which: str) -> str:
        buttons = next((reply.buttons for reply in reversed(self.shown) if reply.buttons), ())
        return next((button.id for button in buttons if str(button.key) == which), which)

    def _take(self, turn: Turn) -> tuple[Reply, ...]:
        self.kept = turn.at.to_json()
        self.flows |= BOOK.keys() & set(_flows_of(turn))
        self.shown = turn.replies
        return turn.replies


def _flows_of(turn: Turn) -> Iterator[str]:
    """Where the turn ended, and the flows whose buttons it showed."""
    yield turn.at.flow
    for reply in turn.replies:
        yield from (button.id.split("/")[0] for button in reply.buttons)


def play(script: str, language: str) -> str:
    """The whole transcript anew: her lines as they stand, the bot's as they are now."""
    return "\n".join(_played(Stage(FakeDesk(language_chosen=False, consented=False)), script, language)).strip() + "\n"


def flows_in(script: str, language: str = "en") -> set[str]:
    """The flows that a transcript leads through."""
    stage = Stage(FakeDesk(language_chosen=False, consented=False))
    for _line in _played(stage, script, language):
        pass
    return stage.flows


def _played(stage: Stage, script: str, language: str) -> Iterator[str]:
    for line in script.splitlines():
        if line.startswith("#"):
            yield line
            _scene(stage.desk, line.removeprefix("#").split(), language)
        elif line.startswith("!"):
            yield from ("", line, *_written(_asked(stage, line)))
        elif line.startswith(">"):
            yield from ("", line, *_written(stage.say(line.removeprefix(">").strip())))


def _scene(desk: FakeDesk, words: list[str], language: str) -> None:
    match words:
        case ["consented"]:
            desk.consented = desk.language_chosen = True
            desk.language = language
        case ["unasked"]:
            desk.described.clear()
        case ["report", reference]:
            moment = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
            desk.reports[reference] = Status(
                reference, "Leak", "Kufa", "Being worked on", moment, "A team is on its way"
            )
        case ["poll", state]:  # new, ask, again, done, closed
            desk.open_polls = {} if state == "closed" else {"poll-1": SAMPLE.named(language)}
            desk.poll_states["1"] = state
            desk.poll_given = {"q1": "c2", "q2": ["c1"]} if state == "again" else {}
        case ["closed", reference]:
            desk.closed.add(reference)
        case ["session", number, *rest]:
            event, _bar, place = " ".join(rest).partition(" | ")
            desk.meetings[number] = a_meeting(event, place)
        case ["full", number]:
            desk.meetings[number].update(n=0, standing="none")
        case ["free", number]:
            desk.meetings[number].update(n=20, standing="seat", pos=0)
        case ["private", number]:
            desk.meetings[number].update(private="yes", standing="none", n=20)
        case ["cancelled", number]:
            desk.meetings[number].update(state="cancelled")


def _asked(stage: Stage, line: str) -> tuple[Reply, ...]:
    flow, _space, rest = line.removeprefix("!").strip().partition(" ")
    pairs = (pair.split("=", 1) for pair in rest.split("|") if pair)
    return stage.ask(flow, {name.strip(): value.strip() for name, value in pairs})


def _written(replies: tuple[Reply, ...]) -> Iterator[str]:
    for n, reply in enumerate(replies):
        if n:
            yield ""
        yield from reply.text.split("\n")
        yield from (f"  [{button.key}] {button.label}" for button in reply.buttons)


def translated(script: str, phrases: Mapping[str, str]) -> str:
    """Her lines of an English transcript in another language: the same scene and digits, her words from a table."""
    lines = [line for line in script.splitlines() if line.startswith((">", "!", "#"))]
    return "\n".join(_translated(line, phrases) for line in lines)


def _translated(line: str, phrases: Mapping[str, str]) -> str:
    if line.startswith(">"):
        words = line.removeprefix("> ")
        return f"> {phrases.get(words, words)}"
    if line.startswith("!"):
        pairs = (pair.partition("=") for pair in line.split(" | "))
        return " | ".join(f"{name}{sign}{phrases.get(words, words)}" for name, sign, words in pairs)
    return line
