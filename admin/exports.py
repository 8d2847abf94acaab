"""Tables for spreadsheets: CSV and XLSX, the one writer of the product. No cell of them is ever a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import Response
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from bot.channels.text import clean

Value = str | int | float | datetime | None
Row = Sequence[Value]

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠", "|", "%")  # what starts one somewhere
_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u061c \n\v\f\u00a0"
_UNSEEN += "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
_WIDEST = 32_767  # characters a cell holds


def harmless(text: str) -> str:
    """The words, with a quotation mark before what a spreadsheet would run, also behind what nobody sees."""
    return f"'{text}" if text.lstrip(_UNSEEN).startswith(_FORMULA) or text.startswith(_FORMULA) else text


def as_csv(rows: Iterable[Row]) -> bytes:
    """With a mark at the beginning that tells spreadsheets it is UTF-8."""
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([_text(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(sheets: Iterable[tuple[str, Iterable[Row]]]) -> bytes:
    """Sheets by name (at most 31 characters, no []:*?/\\). Words are words, numbers are numbers."""
    book = Workbook(write_only=True)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def download(content: bytes, kind: str, name: str) -> Response:
    """A file to keep. `name` is one of ours: plain letters, figures, dots and dashes."""
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _text(value: Value) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return harmless(clean(value)) if isinstance(value, str) else "" if value is None else str(value)


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> Cell:
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str | datetime):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", _text(value))[:_WIDEST]
        cell.data_type = "s"  # said, not guessed: openpyxl takes a leading "=" for a formula
    else:
        cell.value = value
    return cell
