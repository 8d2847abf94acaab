"""Looks for marked words in files and rows, in every form in which they could be read."""

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, MetaData, select


def forms(word: str) -> dict[str, bytes]:
    """The ways a word can lie around in bytes, by name."""
    plain = word.encode()
    found = {
        "utf-8": plain,
        "utf-16-le": word.encode("utf-16-le"),
        "utf-16-be": word.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "url": quote(word).encode(),
        "json": json.dumps(word)[1:-1].encode(),
        "lower": word.lower().encode(),
        "upper": word.upper().encode(),
    }
    for skipped in range(3):  # base64 of a longer text holds the word in one of three shifts
        padded = base64.b64encode(b"\0" * skipped + plain)
        found[f"base64+{skipped}"] = padded[4 if skipped else 0 : -4]
    return found


def found_in(content: bytes, words: Iterable[str]) -> list[str]:
    return [f"{word} as {form}" for word in words for form, looks in forms(word).items() if looks in content]


def in_files(folder: Path, words: Iterable[str]) -> list[str]:
    """Where below this folder a word can be read, file names included."""
    words = list(words)
    hits = []
    for path in sorted(folder.rglob("*")):
        content = path.name.encode() + (b"\n" + path.read_bytes() if path.is_file() else b"")
        hits += [f"{path.name}: {hit}" for hit in found_in(content, words)]
    return hits


def in_rows(engine: Engine, words: Iterable[str]) -> list[str]:
    """Where in a database a word can be read, column by column."""
    words = list(words)
    return [f"{where}: {hit}" for where, value in _values(engine) for hit in found_in(value, words)]


def _values(engine: Engine) -> Iterator[tuple[str, bytes]]:
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        for table in tables.tables.values():
            for row in connection.execute(select(table)).mappings():
                for column, value in row.items():
                    content = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    yield f"{table.name}.{column}", content
