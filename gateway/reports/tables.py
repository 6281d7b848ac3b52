"""A list of any length as CSV or XLSX, written row by row in bounded memory."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

import xlsxwriter

CSV_TYPE = "text/csv; charset=utf-8"

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet that is set up for an East Asian language takes the wide signs for the narrow ones."""

MOST_SHEET_ROWS = 1_000_000
"""A sheet holds 1,048,576 rows; a longer list goes on in the next sheet."""


def csv_lines(columns: Sequence[str], rows: Iterable[dict[str, Any]], heading: bool = True) -> Iterator[str]:
    """The list as CSV (UTF-8 with a mark, as spreadsheets expect it): a header, then a line per row.  Without
    ``heading`` the rows alone: the next part of a file that has begun.

    A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    held = io.StringIO()
    writer = csv.writer(held)

    def line(values: Iterable[Any]) -> str:
        writer.writerow(values)
        written = held.getvalue()
        held.seek(0)
        held.truncate()
        return written

    if heading:
        yield "\ufeff" + line(columns)
    for row in rows:
        yield line(_harmless(_cell(row.get(column))) for column in columns)


def named(names: Mapping[str, str], rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows under the headings that people read; ``names``: heading by field, the columns in their order."""
    for row in rows:
        yield {name: row.get(key) for key, name in names.items()}


def workbook_file(title: str, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> IO[bytes]:
    """The list as an XLSX file, ready to be read from its start; numbers are numbers, texts stay texts."""
    # Ended by whoever reads it to its end.
    held = tempfile.TemporaryFile()  # noqa: SIM115
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(held, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E7EEF5", "border": 1})
        sheet, number = None, 0
        for number, row in enumerate(rows):
            place = number % MOST_SHEET_ROWS
            if place == 0:
                sheet = _sheet(book, f"{title[:25]} {number // MOST_SHEET_ROWS + 1}", columns, bold)
            assert sheet is not None
            sheet.write_row(place + 1, 0, [_cell(row.get(column)) for column in columns])
        if sheet is None:
            _sheet(book, title[:25], columns, bold)
    held.seek(0)
    return held


def _sheet(book: Any, name: str, columns: Sequence[str], bold: Any) -> Any:
    sheet = book.add_worksheet(name)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, max(14, len(column) + 4))
    sheet.write_row(0, 0, columns, bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list):
        return "; ".join(str(_cell(item)) for item in value)
    return str(value)


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
