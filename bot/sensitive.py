"""Does it sound like a private matter? A wrong alarm costs one question; a miss may cost far more.

The words are in sensitive.csv: alternatives parted by "|", "+" where several must occur together, "*" for any
ending or beginning. Compared folded. The Khmer and Sorani rows still need a native reader.
"""

import csv
from functools import cache
from pathlib import Path

import regex

from bot.folding import fold

_DATA = Path(__file__).parent / "sensitive.csv"
_ARABIC, _KHMER = regex.compile(r"\p{Arabic}"), regex.compile(r"\p{Khmer}")
_CLITICS = r"(?:[وفبلكس]?ال|لل|[وفبلكس]{1,2})?"  # "and", "with", "the" are written onto the Arabic word
_LETTER = r"[\p{L}\p{M}]"

Rule = tuple["regex.Pattern[str]", ...]  # all must be found


def looks_sensitive(text: str, language: str) -> bool:
    """Corruption, misconduct of staff, harassment, exploitation, harm to children, threats."""
    folded = fold(text)
    return any(
        all(pattern.search(folded) for pattern in rule)
        for tongue in sorted(_tongues(folded, language))
        for rule in _rules(tongue)
    )


def _tongues(folded: str, language: str) -> set[str]:
    """Her language, English, and those of the script she writes in: people mix."""
    tongues = {language, "en"}
    if _ARABIC.search(folded):
        tongues |= {"ar", "ckb"}
    if _KHMER.search(folded):
        tongues.add("km")
    return tongues


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    with _DATA.open(encoding="utf-8", newline="") as file:
        rows = [row["terms"] for row in csv.DictReader(file) if row["lang"] == language]
    return tuple(tuple(_pattern(terms, language) for terms in row.split(" + ")) for row in rows)


def _pattern(terms: str, language: str) -> "regex.Pattern[str]":
    words = [_word(term) for term in terms.split("|")]
    if language == "km":  # no spaces between words
        return regex.compile("|".join(words))
    clitics = _CLITICS if language in ("ar", "ckb") else ""
    return regex.compile(rf"(?<!{_LETTER}){clitics}(?:{'|'.join(words)})(?!{_LETTER})")


def _word(term: str) -> str:
    core = r"\s+".join(regex.escape(part) for part in fold(term.strip("* ")).split())
    head = f"{_LETTER}*" if term.startswith("*") else ""
    tail = f"{_LETTER}*" if term.rstrip().endswith("*") else ""
    return f"{head}{core}{tail}"
