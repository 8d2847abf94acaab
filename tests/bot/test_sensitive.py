import csv
from pathlib import Path

import pytest

from bot.sensitive import looks_sensitive

DATA = Path(__file__).parent.parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows("sensitive.csv"), ids=lambda row: f"{row['lang']}:{row['text'][:40]}")
def test_sentences(row: dict[str, str]) -> None:
    assert looks_sensitive(row["text"], row["lang"]) == (row["sensitive"] == "yes")


@pytest.mark.parametrize("row", rows("synthetic_reports.csv"), ids=lambda row: f"{row['lang']}:{row['text'][:40]}")
def test_reports(row: dict[str, str]) -> None:
    assert looks_sensitive(row["text"], row["lang"]) == ("sensitive" in row["note"])


def test_enough_sentences_in_every_language() -> None:
    caught = [row["lang"] for row in rows("sensitive.csv") if row["sensitive"] == "yes"]
    assert all(caught.count(language) >= 8 for language in ("en", "ar", "ckb", "km", "sw", "fr", "es"))


@pytest.mark.parametrize("text", ["RUSHWA", "r u s h w a", "والرشوة", "A BRIBE!", "البُرْتُقَالة"])
def test_other_languages_and_spellings(text: str) -> None:
    assert looks_sensitive(text, "sw") == (text in ("RUSHWA", "والرشوة", "A BRIBE!"))
