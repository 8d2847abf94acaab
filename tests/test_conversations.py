"""Every transcript is what the bot says today. `pytest --update` (or JAWAB_REWRITE=1) writes them anew.

The transcripts of EVERYWHERE are played in each language, and made from the English ones when written anew.
"""

import csv
import os
from pathlib import Path

import pytest

from bot.words import LANGUAGES
from flows import BOOK
from tests import theatre

FOLDER = Path(__file__).parent / "conversations"
EVERYWHERE = ("report", "around", "people", "polls", "sessions")
NAMES = sorted(
    {path.stem for path in FOLDER.glob("*.txt")} | {f"{name}.{code}" for name in EVERYWHERE for code in LANGUAGES}
)


def rewriting(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update") or os.environ.get("JAWAB_REWRITE"))


def phrases(language: str) -> dict[str, str]:
    with (FOLDER / "phrases.csv").open(encoding="utf-8", newline="") as file:
        return {row["en"]: row[language] for row in csv.DictReader(file)}


def script(path: Path, name: str, language: str, anew: bool) -> str:
    if language == "en" or not anew:
        return path.read_text(encoding="utf-8")
    english = (FOLDER / f"{name}.en.txt").read_text(encoding="utf-8")
    return theatre.translated(english, phrases(language))


@pytest.mark.parametrize("stem", NAMES)
def test_transcript(stem: str, request: pytest.FixtureRequest) -> None:
    name, _dot, language = stem.rpartition(".")
    path = FOLDER / f"{stem}.txt"
    if not path.exists() and not rewriting(request):
        pytest.skip("not written in this language yet: pytest --update")
    played = theatre.play(script(path, name, language, rewriting(request)), language)
    if rewriting(request):
        path.write_text(played, encoding="utf-8")
    assert played == path.read_text(encoding="utf-8")


def test_every_flow_is_played() -> None:
    seen: set[str] = set()
    for path in FOLDER.glob("*.en.txt"):
        seen |= theatre.flows_in(path.read_text(encoding="utf-8"))
    assert seen == set(BOOK)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flow_is_played_in_every_language(language: str) -> None:
    paths = [FOLDER / f"{name}.{language}.txt" for name in EVERYWHERE]
    if not all(path.exists() for path in paths):
        pytest.skip("not written in this language yet: pytest --update")
    scripts = [path.read_text(encoding="utf-8") for path in paths]
    assert set().union(*(theatre.flows_in(script, language) for script in scripts)) == set(BOOK)
