import csv

import pytest

from bot import commands
from bot.commands import Command, means, spoken
from bot.folding import fold
from bot.words import LANGUAGES
from flows import BOOK

with commands._DATA.open(encoding="utf-8", newline="") as _file:
    WORDS = list(csv.DictReader(_file))
SAID = [row for row in WORDS if row["intent"] not in commands.NOT_COMMANDS and row["word"] != "?"]
ANSWERS = [row for row in WORDS if row["intent"] in commands.NOT_COMMANDS - {"please"}]


@pytest.mark.parametrize("row", SAID, ids=lambda row: f"{row['lang']}:{row['word']}")
def test_every_word_is_its_command(row: dict[str, str]) -> None:
    for said in (row["word"], row["word"].upper(), f" {row['word']}! ", f"{row['word']} 🙏"):
        assert spoken(said, row["lang"]) == Command(row["intent"])


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: f"{row['lang']}:{row['word']}")
def test_answers_are_no_commands(row: dict[str, str]) -> None:
    assert spoken(row["word"], row["lang"]) is None
    assert means(row["word"], row["intent"], row["lang"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_word_to_show_for_everything(language: str) -> None:
    shown = {row["intent"] for row in WORDS if row["lang"] == language and row["use"] != "synonym"}
    assert shown >= set(commands.NOT_COMMANDS | {row["intent"] for row in SAID}) - {"hello", "please"}


def test_no_word_means_two_things() -> None:
    meant: dict[tuple[str, str], str] = {}
    for row in WORDS:
        if row["intent"] not in ("please", "hello"):
            assert meant.setdefault((row["lang"], fold(row["word"])), row["intent"]) == row["intent"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_in_any_language_and_the_english_words_always_work(language: str) -> None:
    for row in SAID:
        if row["intent"] == "stop" or (row["lang"] == "en" and row["use"] == "shown"):
            assert spoken(row["word"], language, asking_words=True) == Command(row["intent"]), row["word"]


@pytest.mark.parametrize(
    "text",
    [
        "1 week no water",
        "STOP the sewage in our street",
        "help!! open manhole",
        "menu of problems",
        "no",
        "status of my street",
        "back pain",
        "ឈប់បង្ហូរទឹកស្អុយ",
        "توقف الماء",
        "acha maji machafu",
        "s t o p",
        "stop " * 100,
        "",
        "   ",
    ],
)
def test_a_sentence_is_no_command(text: str) -> None:
    assert spoken(text, "en") is None


@pytest.mark.parametrize(
    ("said", "language", "name"),
    [
        ("stop please", "en", "stop"),
        ("menu tafadhali", "sw", "menu"),
        ("ayuda gracias", "es", "help"),
        ("سوپاس", "ckb", None),
        ("សូមឈប់", "km", "stop"),
        ("ម៉ឺនុយ​បាទ", "km", "menu"),
        ("stop now please", "en", None),
        ("STOP", "km", "stop"),
        ("Menu", "ar", "menu"),
        ("msaada", "en", "help"),
        ("?", "en", "help"),
        ("ARRÊT", "en", "stop"),
    ],
)
def test_one_word_of_politeness(said: str, language: str, name: str | None) -> None:
    assert spoken(said, language) == (Command(name) if name else None)


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("/start", Command("start")),
        ("/start@jawab_bot", Command("start")),
        ("/start@jawab_bot poster7", Command("start", "poster7")),
        ("/STOP", Command("stop")),
        ("/help", Command("help")),
        ("/menu", Command("menu")),
        ("/language", Command("language")),
        ("/cancel", Command("cancel")),
        ("/unheard_of", Command("help")),
        ("/status 482-913-5070", Command("status", "482-913-5070")),
    ],
)
def test_telegram_commands(said: str, command: Command) -> None:
    assert spoken(said, "en") == command


@pytest.mark.parametrize(
    ("said", "language", "rest"),
    [
        ("482-913-5070", "en", "482-913-5070"),
        ("STATUS 482-913-5070", "en", "482-913-5070"),
        ("hali ٤٨٢٩١٣٥٠٧٠", "sw", "٤٨٢٩١٣٥٠٧٠"),
        ("status: 4829135077", "fr", "4829135077"),
        ("ស្ថានភាព 482 913 5070", "km", "482 913 5070"),
    ],
)
def test_status_of_a_reference(said: str, language: str, rest: str) -> None:
    assert spoken(said, language) == Command("status", rest)


def test_everyday_words_are_answers_where_words_are_asked_for() -> None:
    assert spoken("home", "en") == Command("menu")
    assert spoken("home", "en", asking_words=True) is None
    assert spoken("menu", "en", asking_words=True) == Command("menu")


def test_her_own_language_comes_first() -> None:
    assert means("la", "no", "sw")
    assert not means("la", "no", "fr")


def test_every_command_has_its_flow() -> None:
    from bot.dialogue import FLOWS

    assert {FLOWS.get(row["intent"], row["intent"]) for row in SAID} - {"back"} <= set(BOOK)
