"""Lists of people as they come: CSV of any office, or XLSX, read into rows of plain text. Nothing is understood yet."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import openpyxl
import regex

from bot.folding import clean

MOST_ROWS = 20_000
MOST_COLUMNS = 40
_UNPACKED = 60 * 1024 * 1024  # bytes a spreadsheet may hold: what is packed tighter is no list of people
_CELL = 300  # characters that are kept of a cell
_DELIMITERS = ",;\t|"
_ARABIC = regex.compile(r"\p{Arabic}{2}")


class Unreadable(Exception):
    """No list can be read from this file. `reason` is a code: "empty", "damaged", "too_many", "old_excel"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Row:
    """One row and its number, as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]


def read(content: bytes) -> list[Row]:
    """The rows that hold anything, at most MOST_ROWS. Raises Unreadable."""
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise Unreadable("old_excel")
    lines = _spreadsheet(content) if zipfile.is_zipfile(io.BytesIO(content)) else _text(content)
    filled: list[Row] = []
    for number, cells in enumerate(lines, 1):
        if not any(cells):
            continue
        if len(filled) >= MOST_ROWS:
            raise Unreadable("too_many")
        filled.append(Row(number, cells))
    if not filled:
        raise Unreadable("empty")
    return filled


def _spreadsheet(content: bytes) -> Iterator[tuple[str, ...]]:
    """The first sheet of an XLSX file, with the values that formulas had when it was saved."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
                raise Unreadable("too_many")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for cells in sheet.iter_rows(max_row=MOST_ROWS + 20, max_col=MOST_COLUMNS, values_only=True):
            yield tuple(_cell(value) for value in cells)
    except Unreadable:
        raise
    except Exception:  # whatever a damaged file makes the library raise
        raise Unreadable("damaged") from None


def _text(content: bytes) -> Iterator[tuple[str, ...]]:
    said = _decoded(content)
    if "\0" in said:
        raise Unreadable("damaged")
    first, _newline, rest = said.partition("\n")
    if first.lower().startswith("sep="):  # a note of a spreadsheet to itself
        said = "\n" + rest
    try:
        for cells in csv.reader(io.StringIO(said, newline=""), delimiter=_delimiter(said)):
            yield tuple(_cell(value) for value in cells[:MOST_COLUMNS])
    except csv.Error:
        raise Unreadable("damaged") from None


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 as marked, else one of the two code pages that offices here still save in."""
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        arabic = content.decode("cp1256", "replace")
        return arabic if _ARABIC.search(arabic) else content.decode("cp1252", "replace")


def _delimiter(said: str) -> str:
    head = "\n".join(said.lstrip().splitlines()[:5])
    return max(_DELIMITERS, key=head.count)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case float() if value.is_integer():  # a number typed into a spreadsheet
            return str(int(value))
        case datetime() | date():
            return value.isoformat()[:10]
    return " ".join(clean(str(value)).split())[:_CELL].removeprefix("'")  # so a corrected file of ours comes back


def table(rows: Iterable[Row]) -> list[list[object]]:
    """Rows as they are kept between the dry run and the import."""
    return [[row.number, *row.cells] for row in rows]


def rows(kept: Iterable[list[object]]) -> list[Row]:
    return [Row(int(str(number)), tuple(map(str, cells))) for number, *cells in kept]
