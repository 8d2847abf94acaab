"""What a citizen will get, before it is sent: the words, their language, and how many SMS parts they take."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import references
from bot.channels import shape
from bot.messages import Reply
from bot.vocabulary import STATES
from bot.words import Voice
from civic import notices, states
from storage.reports import Report


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
    asks = states.ASKS.get(state, "")
    words = text.strip() if asks else _words(report, state, text.strip())
    parts = shape(report.address.channel, Reply(words)) if words else ()
    segments = sum(part.segments for part in parts)
    messages = [part.text for part in parts]
    return Preview(messages, language(report), segments, report.address.channel == "sms", asks)


def _words(report: Report, state: str, text: str) -> str:
    voice = Voice(language(report))
    blanks = {"ticket": references.show(report.reference), "office": report.office.name(voice.language)}
    if state not in STATES:
        return voice.say(notices.ANSWER, note=text, **blanks)
    if state == "assigned" and not text:
        return voice.say(notices.WITH_OFFICE, **blanks)
    sentence = notices.MOVED_BECAUSE if text else notices.MOVED
    return voice.say(sentence, status=voice.say(STATES[state]), note=text, **blanks)
