"""A command that a sentence tells people to send must be one that is understood in their language."""

import pytest
import regex

from bot import choices, commands, dialogue, engine
from bot.folding import fold
from bot.words import LANGUAGES, Text, Voice
from flows import BOOK

NAMED = regex.compile(r"\b(?:(?:INVITATIONS|POLLS) (?:ON|OFF)|MENU|BACK|STOP|START|STATUS|AGENT|SKIP|PRIVATE)\b")
SENTENCES = {step.text for flow in BOOK.values() for step in flow.steps.values()} | {dialogue.OLD_BUTTON, engine.PERSON}
OFFER = choices.not_a_choice(()).reason


def words(intent: str, language: str) -> set[str]:
    """As they are written, folded: whether a sentence has one is seen without cutting it into words (Khmer)."""
    return {word for word, meaning in commands._words(language).items() if meaning.intent == intent.lower()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_named_commands_are_understood(language: str) -> None:
    for sentence in sorted({*SENTENCES, OFFER}):
        said = fold(Voice(language)._words.gettext(sentence) if sentence else "")
        for name in NAMED.findall(sentence):
            mine = words(name.replace(" ", "_"), language) | {name.lower()}
            assert any(word in said for word in mine), f"{name} in {Text(sentence)!r}"


def test_there_are_some() -> None:
    assert sum(len(NAMED.findall(sentence)) for sentence in SENTENCES) > 8
