"""What a citizen will get, question by question: each channel's messages, SMS parts, and labels that are cut."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from bot import engine
from bot.channels import CAPABILITIES, NAMES, shape
from bot.channels.base import Part
from bot.desk import Desk
from bot.flow import Flow
from bot.messages import Button, Reply
from bot.place import Place
from bot.words import LANGUAGES, Text, Voice, _
from civic.poll_form import PollForm
from civic.programme import Programme

MOST_PARTS = 6  # of an SMS for one question: more is a letter, and costs as much
ROW = 24  # characters of a choice that WhatsApp shows in its list; the whole of it stands below

LONG_LABEL = _('In {language} this choice is too long (at most {most} characters): "{label}"')
LONG_WORDS = _("In {language} it is too long: SMS parts: {parts}, at most {most}.")
IN_PIECES = _("In {language} it is too long for one message on {channel}.")


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it arrives. Buttons stand below it where the channel has them."""

    text: str
    buttons: Sequence[Button]
    as_list: bool  # the buttons open from one button


@dataclass(frozen=True, slots=True)
class Shown:
    """One question (0: the opening) in one language on one channel. `parts` are billed; `cut` are labels that do
    not fit a WhatsApp row and are shown in two lines."""

    question: int
    language: str
    channel: str
    messages: Sequence[Message]
    parts: int
    cut: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whoever reads a preview: all of a desk that a sentence asks for."""

    voice: Voice
    org: str
    phone: str


def shown(form: PollForm, flow: Flow, language: str, channel: str, programme: Programme) -> list[Shown]:
    """The whole poll, the way one citizen meets it when she answers every question."""
    reader = cast(Desk, _Reader(programme.voice(language), programme.name(language), programme.phone))
    opening = {"title": form.named(language), "count": len(form.questions)}
    steps = ["hello", *(asked.id for asked in form.questions)]
    return [_one(at, _reply(flow, step, opening, reader), language, channel) for at, step in enumerate(steps)]


def first_words(form: PollForm, flow: Flow, language: str, programme: Programme) -> str:
    """All that goes out when it is begun: the opening and the first question, its choices as numbers."""
    opening = shown(form, flow, language, "sms", programme)[:2]
    return "\n".join(message.text for one in opening for message in one.messages)


def fits(form: PollForm, flow: Flow) -> Iterator[tuple[int, Text, Mapping[str, object]]]:
    """What no channel could carry: which question, and why."""
    for language in form.languages:
        spoken = {"language": LANGUAGES[language]}
        for at, asked in enumerate(form.questions, 1):
            reply = _reply(flow, asked.id, {}, cast(Desk, _Reader(Voice(language), "", "")))
            if long := _long_labels(reply):
                yield from ((at, LONG_LABEL, {**spoken, "label": label, "most": _longest()}) for label in long)
                continue
            yield from ((at, words, {**spoken, **blanks}) for words, blanks in _too_long(reply))


def _too_long(reply: Reply) -> Iterator[tuple[Text, Mapping[str, object]]]:
    parts = sum(part.segments for part in shape("sms", reply))
    if parts > MOST_PARTS:
        yield LONG_WORDS, {"parts": parts, "most": MOST_PARTS}
        return
    for channel in NAMES:
        if len(shape(channel, reply)) > 1:
            yield IN_PIECES, {"channel": channel}


def _long_labels(reply: Reply) -> list[str]:
    return [button.label for button in reply.buttons if len(button.label.encode("utf-16-le")) // 2 > _longest()]


def _longest() -> int:
    """The longest label that every channel with lists or buttons takes."""
    return min(max(can.button_label, can.list_label) for can in CAPABILITIES.values() if can.buttons)


def _reply(flow: Flow, step: str, answers: Mapping[str, object], reader: Desk) -> Reply:
    return engine.say(flow, Place(flow.name, step, answers), flow.steps[step], reader)


def _one(at: int, reply: Reply, language: str, channel: str) -> Shown:
    parts = shape(channel, reply)
    cut = [button.label for part in parts for button in part.buttons if part.shape == "list"]
    long = [label for label in cut if channel == "whatsapp" and len(label.encode("utf-16-le")) // 2 > ROW]
    return Shown(at, language, channel, [_message(part) for part in parts], sum(part.segments for part in parts), long)


def _message(part: Part) -> Message:
    return Message(part.text, part.buttons, part.shape == "list")
