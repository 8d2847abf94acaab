"""The ledger of step names. They are stored data: one that vanishes must say what became of it."""

import os
from pathlib import Path

import pytest

from bot.script import Question
from flows import BOOK

LEDGER = Path(__file__).parent.parent / "data" / "steps.txt"


def questions() -> set[str]:
    """Where a citizen can stand between two turns."""
    return {f"{flow.name}.{name}" for flow in BOOK.values() for name in flow.steps if flow.question(name)}


def test_the_ledger(request: pytest.FixtureRequest) -> None:
    """New names are added by rewriting; old ones stay, and vanish from the flows only under `renamed`."""
    known = set(LEDGER.read_text(encoding="utf-8").split()) if LEDGER.exists() else set()
    if request.config.getoption("--update") or os.environ.get("JAWAB_REWRITE"):
        LEDGER.write_text("\n".join(sorted(known | questions())) + "\n", encoding="utf-8")
        known |= questions()
    assert questions() <= known, "new steps: rewrite the ledger"
    for spot in known - questions():
        flow, _dot, step = spot.partition(".")
        assert step in BOOK[flow].renamed, f"{spot} vanished: people stand there"


@pytest.mark.parametrize("spot", sorted(questions()))
def test_questions_can_be_asked_in_a_word_or_two(spot: str) -> None:
    flow, _dot, step = spot.partition(".")
    question = BOOK[flow].question(step)
    assert isinstance(question, Question)
    assert len(question.text) <= 260  # two parts of an SMS and room for the choices
