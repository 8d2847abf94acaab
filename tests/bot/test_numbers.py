import csv
from pathlib import Path

import pytest

from bot.numbers import number, numbers

CASES = Path(__file__).parent.parent / "data" / "choice_parse_cases.csv"


def cases(multi: str) -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["multi"] == multi]


def asked(row: dict[str, str]) -> tuple[str, int, int, str]:
    least, most = map(int, row["range"].split("-"))
    return row["input"], least, most, "en" if row["lang"] == "any" else row["lang"]


@pytest.mark.parametrize("row", cases("no"), ids=lambda row: f"{row['lang']}:{row['input']}")
def test_one_choice(row: dict[str, str]) -> None:
    assert number(*asked(row)) == (int(row["expected"]) if row["expected"] else None)


@pytest.mark.parametrize("row", cases("yes"), ids=lambda row: f"{row['lang']}:{row['input']}")
def test_several_choices(row: dict[str, str]) -> None:
    expected = tuple(map(int, row["expected"].split("|"))) if row["expected"] else None
    assert numbers(*asked(row)) == expected


@pytest.mark.parametrize(
    "sentence",
    ["1 week no water", "2 streets", "1/2", "1.5", "2nd street", "لدينا 2 أنابيب", "five six", "", "۱" * 5000],
)
def test_a_sentence_is_no_number(sentence: str) -> None:
    assert number(sentence, 0, 9, "en") is None


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("លេខ២", "km"),
        ("ទីពីរ", "km"),
        ("ژمارە ٢", "ckb"),
        ("namba 2", "sw"),
        ("la segunda", "es"),
        ("٢ رجاءً", "ar"),
        ("②", "fr"),
    ],
)
def test_two_in_many_ways(said: str, language: str) -> None:
    assert number(said, 1, 5, language) == 2
