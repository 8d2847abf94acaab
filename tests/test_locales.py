"""Every sentence for people is there in every language, whole, with its blanks."""

import re
from functools import cache
from string import Formatter

import pytest
from babel.messages.catalog import Catalog

from bot.words import LANGUAGES
from scripts import catalogues

OTHERS = [language for language in LANGUAGES if language != "en"]
PERCENT = re.compile(r"%\((\w+)\)s")


@cache
def marked() -> Catalog:
    return catalogues.template()


@cache
def catalogue(language: str) -> Catalog:
    assert catalogues.words(language).exists(), f"no catalogue for {language}: run `make extract`"
    return catalogues.read(language)


def sentences() -> list[str]:
    return [message.id for message in marked() if message.id and isinstance(message.id, str)]


def blanks(text: str) -> set[str]:
    """The {names} and %(names)s that a sentence leaves open. A brace that is no blank raises."""
    return {name for _text, name, _form, _kind in Formatter().parse(text) if name is not None} | set(
        PERCENT.findall(text)
    )


def test_sentences_are_whole() -> None:
    assert len(sentences()) > 20
    assert not [message.id for message in marked() if not isinstance(message.id, str)], "no plurals: say `people: {n}`"
    assert not [text for text in sentences() if text != text.strip()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_just_the_marked_sentences(language: str) -> None:
    kept = {message.id for message in catalogue(language) if message.id}
    assert kept == set(sentences()), "run `make extract`"


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated(language: str) -> None:
    silent = [text for text in sentences() if not (message := catalogue(language).get(text)) or not message.string]
    assert not silent


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_guessed(language: str) -> None:
    assert not [message.id for message in catalogue(language) if message.id and message.fuzzy]


@pytest.mark.parametrize("language", OTHERS)
def test_blanks_survive_translation(language: str) -> None:
    lost = {
        message.id: message.string
        for message in catalogue(language)
        if isinstance(message.id, str)
        and message.id
        and message.string
        and blanks(message.id) != blanks(str(message.string))
    }
    assert not lost


@pytest.mark.parametrize("language", LANGUAGES)
def test_unreviewed_languages_say_so(language: str) -> None:
    assert catalogues.reviewed(language) == ("no" if language in catalogues.UNREVIEWED else "yes")


def test_blanks_are_found() -> None:
    assert blanks("{reference}: %(count)s") == {"reference", "count"}
    assert blanks("nothing {{here}}") == set()
