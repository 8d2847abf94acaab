"""What a citizen will get, before it is sent: the words, their language, and how many SMS parts they take."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import references
from bot.channels import shape
from bot.messages import Button, Reply
from bot.steps import Question
from bot.vocabulary import STATES
from bot.words import Voice
from civic import notices, states
from flows import BOOK
from flows.confirm import within_a_sentence
from storage.reports import Report

QUESTIONS = {"confirm": "fixed", "more": "reply"}  # the step of each flow that carries the office's words


@dataclass(frozen=True, slots=True)
class Preview:
    """The messages as they would arrive. `asks` names the question she is asked instead of a notice."""

    messages: Sequence[str]
    language: str
    segments: int
    billed: bool  # the channel bills by parts
    asks: str = ""


def language(report: Report) -> str:
    return notices.language(report)


def of(report: Report, state: str, text: str) -> Preview:
    """For a reply (no state) or for a change of state with its reason."""
    asks, text = states.ASKS.get(state, ""), text.strip()
    reply = _question(report, asks, text) if asks else Reply(_words(report, state, text))
    parts = shape(report.address.channel, reply) if text or (state and not asks) else ()
    segments = sum(part.segments for part in parts)
    messages = [part.text for part in parts]
    return Preview(messages, language(report), segments, report.address.channel == "sms", asks)


def _question(report: Report, flow: str, text: str) -> Reply:
    """What she is asked, with her choices, as the flow will say it."""
    voice, step = Voice(language(report)), BOOK[flow].steps[QUESTIONS[flow]]
    said = voice.say(step.text, note=within_a_sentence(text), question=text, **_blanks(report, voice))
    offers = step.offers({}) if isinstance(step, Question) else ()
    buttons = [Button(option.id, voice.say(option.label), key) for key, option in offers]
    return Reply(said, tuple(buttons))


def _blanks(report: Report, voice: Voice) -> dict[str, object]:
    return {"ticket": references.show(report.reference), "office": report.office.name(voice.language)}


def _words(report: Report, state: str, text: str) -> str:
    voice = Voice(language(report))
    blanks = _blanks(report, voice)
    if state not in STATES:
        return voice.say(notices.ANSWER, note=text, **blanks)
    if state == "assigned" and not text:
        return voice.say(notices.WITH_OFFICE, **blanks)
    sentence = notices.MOVED_BECAUSE if text else notices.MOVED
    return voice.say(sentence, status=voice.say(STATES[state]), note=text, **blanks)
