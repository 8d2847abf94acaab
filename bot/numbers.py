"""The number someone chose, in any script, as a digit or as a word."""

import csv
from functools import cache
from pathlib import Path

import regex

from bot.folding import fold, words

_DATA = Path(__file__).parent / "numbers.csv"
_RANGE = regex.compile(r"^\D*?(\d{1,2}) ?(?:-|to|a|hadi|الى|تا|ដល់) ?(\d{1,2})\D*$")
_LONGEST = 40  # characters: what is longer is a sentence


@cache
def _table(use: str, language: str) -> dict[str, int]:
    """Folded word -> value; for labels ("No.") and courtesies ("please") the value means nothing."""
    with _DATA.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["use"] == use and row["lang"] in (language, "en", "any")]
    rows.sort(key=lambda row: row["lang"] == language)  # her own language has the last word
    return {fold(row["word"]): int(row["value"] or 0) for row in rows}


def number(said: str, least: int, most: int, language: str) -> int | None:
    """The one number meant, or None: "2)", "٢", "No. 2", "two" and "2 please", but not "2 weeks"."""
    if len(said) > _LONGEST:
        return None
    parts = _bare(words(said), language)
    value = _value(parts[0], language) if len(parts) == 1 else None
    return value if value is not None and least <= value <= most else None


def numbers(said: str, least: int, most: int, language: str) -> tuple[int, ...] | None:
    """Several numbers chosen at once: "1 and 3", "1-3", or "13" where there is no option 13."""
    if len(said) > _LONGEST:
        return None
    chosen = _span(said) or _listed(said, most, language)
    if not chosen or not all(least <= value <= most for value in chosen):
        return None
    return tuple(dict.fromkeys(chosen))


def _span(said: str) -> list[int] | None:
    """ "1-3" """
    found = _RANGE.match(fold(said.replace("-", " to ").replace("–", " to ")))
    return list(range(int(found[1]), int(found[2]) + 1)) if found else None


def _listed(said: str, most: int, language: str) -> list[int] | None:
    joining = _table("and", language)
    parts = [part for part in _bare(words(said), language) if part not in joining]
    if len(parts) == 1 and parts[0].isdigit() and int(parts[0]) > most:
        parts = list(parts[0])
    values = [_value(part, language) for part in parts]
    return None if None in values else [value for value in values if value is not None]


def _bare(parts: list[str], language: str) -> list[str]:
    """Without "number" before and "please" after."""
    if len(parts) > 1 and parts[0] in _table("label", language):
        parts = parts[1:]
    if len(parts) > 1 and parts[-1] in _table("please", language):
        parts = parts[:-1]
    return parts


def _value(part: str, language: str) -> int | None:
    if part.isdigit():
        return int(part) if len(part) <= 4 else None
    return _table("number", language).get(part)
