"""Read an XLSX statement: cells may hold text as a CSV does, or real numbers, dates and times.

The library holds a sheet in memory, so a file is measured first (`spreadsheet_limits.py`).
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from services.donations.statements.reading import spreadsheet_limits
from services.donations.statements.reading.cells import Cell
from services.donations.statements.reading.layouts import (
    MOST_ROWS_BEFORE_HEADER,
    Header,
    Layout,
    choose,
    shown,
    trimmed,
)
from services.donations.statements.reading.lines import BankLine, DamagedRow, RefusedLine
from services.donations.statements.reading.rows import RowReader

MOST_BYTES = 40_000_000
"""Of the file as it comes, packed."""

Row = list[Cell]


class _Sheet:
    """One sheet that holds something; `first` are its first rows."""

    def __init__(self, sheet: CalamineSheet, *, visible: bool) -> None:
        self._sheet = sheet
        self.visible = visible
        self.first = list(islice(sheet.iter_rows(), MOST_ROWS_BEFORE_HEADER))
        end = sheet.end
        self.height: int = end[0] + 1 if end else 0

    def rows(self) -> Iterator[Row]:
        """All rows from the top of the sheet."""
        return self._sheet.iter_rows()


def first_rows(raw: IO[bytes], most_unpacked_bytes: int = spreadsheet_limits.MOST_UNPACKED_BYTES) -> list[Row]:
    """The first rows of the first sheet that shows something. Raises SpreadsheetTooLarge, StatementFileUnreadable."""
    with _opened(raw, most_unpacked_bytes) as workbook:
        for sheet in _sheets(workbook):
            if sheet.visible:
                return sheet.first
    raise spreadsheet_limits.spreadsheet_damaged()


def sniff(
    raw: IO[bytes], *, layout: str, bank: str, mapped: Layout | None = None,
    most_unpacked_bytes: int = spreadsheet_limits.MOST_UNPACKED_BYTES,
) -> Layout:
    """The layout of the file; see `layouts.choose`. Raises what `first_rows` and `choose` raise."""
    rows = [header_cells(row) for row in first_rows(raw, most_unpacked_bytes)]
    return choose(rows, layout=layout, bank=bank, mapped=mapped)[0]


def read_spreadsheet(raw: IO[bytes], layout: Layout, last_day: date) -> Iterator[BankLine | RefusedLine]:
    """Every row after the header, sheet by sheet; see `reader.read_statement`.

    A further sheet that shows rows and has no such header is refused in one line; a hidden one is left out, because
    the bank does not show it either. Raises SpreadsheetTooLarge, StatementFileUnreadable and what `choose` raises.
    """
    before, found = 0, False
    with _opened(raw, spreadsheet_limits.MOST_UNPACKED_BYTES) as workbook:
        for sheet in _sheets(workbook):
            heads = [header_cells(row) for row in sheet.first]
            place = next((number for number, row in enumerate(heads) if layout.fits(trimmed(row))), None)
            if place is not None:
                found = True
                rows = RowReader(layout, trimmed(heads[place]), last_day)
                yield from _lines(rows, sheet.rows(), place + 1, before)
            elif sheet.visible and not found:
                choose(heads, layout=layout.code, bank="", mapped=None if layout.whole else layout)
            elif sheet.visible:
                yield RefusedLine(
                    before + 1, "sheet_without_header", "Trang tính này có dữ liệu mà không có dòng tiêu đề của mẫu.",
                    "Để mỗi trang tính có dòng tiêu đề, hoặc xóa trang không thuộc sao kê, rồi nhập lại.",
                )  # fmt: skip
            before += sheet.height


def _lines(rows: RowReader, sheet: Iterator[Row], begin: int, before: int) -> Iterator[BankLine | RefusedLine]:
    for number, row in enumerate(islice(sheet, begin, None), start=begin + 1):
        try:
            line = rows.read(row, before + number)
        except DamagedRow as damage:
            yield damage.at(before + number)
        else:
            if line is not None:
                yield line


def header_cells(row: Row) -> Header:
    """The cells of a row as texts."""
    return tuple(shown(cell).strip() for cell in row)


def _sheets(workbook: CalamineWorkbook) -> Iterator[_Sheet]:
    """The sheets that hold anything, one at a time."""
    for place, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(place)
        if sheet.start is not None:
            yield _Sheet(sheet, visible=about.visible == SheetVisibleEnum.Visible)


@contextmanager
def _opened(raw: IO[bytes], most_unpacked_bytes: int) -> Iterator[CalamineWorkbook]:
    with tempfile.TemporaryDirectory(prefix="chungtay-xlsx-") as folder:
        path = Path(folder) / "statement.xlsx"
        with path.open("wb") as copy:
            shutil.copyfileobj(raw, copy, 1024 * 1024)
        if path.stat().st_size > MOST_BYTES:
            raise spreadsheet_limits.too_large(f"hơn {MOST_BYTES // 1_000_000} MB")
        spreadsheet_limits.measure(path, most_unpacked_bytes)
        try:
            with CalamineWorkbook.from_path(path) as workbook:
                yield workbook
        except CalamineError as error:
            raise spreadsheet_limits.spreadsheet_damaged() from error
