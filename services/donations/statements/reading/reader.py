"""Read a CSV statement as a stream, row by row: what is damaged is refused alone, with its line and reason."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import IO

from services.donations.statements.reading.kinds import decoded, unreadable
from services.donations.statements.reading.layouts import (
    LAYOUTS,
    MOST_ROWS_BEFORE_HEADER,
    Header,
    Layout,
    choose,
    trimmed,
)
from services.donations.statements.reading.lines import BankLine, DamagedRow, RefusedLine
from services.donations.statements.reading.records import PhysicalLines, Record, cut_records
from services.donations.statements.reading.rows import EXPORT_AGAIN, RowReader

LONGEST_BEGINNING_BYTES = 32_768
DELIMITERS = (",", ";", "\t")


def sniff(first_bytes: bytes, *, layout: str, bank: str, mapped: Layout | None = None) -> Layout:
    """The layout of a CSV file that begins with `first_bytes` (its first piece, or all of it); see `layouts.choose`.

    Raises StatementFileUnreadable and what `choose` raises.
    """
    rows = first_rows(first_bytes)
    if mapped is not None and not any(known.fits(row) for known in LAYOUTS.values() for row in rows):
        rows = first_rows(first_bytes, mapped.delimiter)
    return choose(rows, layout=layout, bank=bank, mapped=mapped)[0]


def first_rows(first_bytes: bytes, delimiter: str = ",") -> list[Header]:
    """The cells of the first lines that hold something. Raises StatementFileUnreadable."""
    text = decoded(first_bytes[:LONGEST_BEGINNING_BYTES])
    lines = [line for line in text.splitlines() if line.strip()][:MOST_ROWS_BEFORE_HEADER]
    if not lines:
        raise unreadable("Tệp không có dòng tiêu đề nào.")
    return [_header_cells(line, delimiter) for line in lines]


def delimiter_of(first_bytes: bytes) -> str:
    """What most likely stands between the cells: what cuts the first lines into the most. Raises
    StatementFileUnreadable."""
    return max(DELIMITERS, key=lambda sign: max(len(row) for row in first_rows(first_bytes, sign)))


def read_statement(raw: IO[bytes], layout: Layout, last_day: date) -> Iterator[BankLine | RefusedLine]:
    """Every row after the header, in file order: read, or refused with its line and reason.

    raw: a binary stream at the start of the file. Bytes that are not UTF-8 cost only the row they stand in.
    last_day: the day the file came (local); a row of a later day is refused, the bank can't have booked it yet.
    Blank lines are not rows. Raises the refusals of `layouts.choose` when there is no header of this layout.
    """
    text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline=None)
    lines = PhysicalLines(text)
    csv_rows = _CsvRows(RowReader(layout, _header(lines, layout), last_day))
    for record in cut_records(lines, csv_rows.is_one_row):
        try:
            line = csv_rows.read(record)
        except DamagedRow as damage:
            yield damage.at(record.line_no)
        else:
            if line is not None:
                yield line


class _CsvRows:
    """Turns the text of one record into a bank line."""

    def __init__(self, rows: RowReader) -> None:
        self._rows = rows
        self._delimiter = rows.layout.delimiter

    def is_one_row(self, lines: list[str]) -> bool:
        """Whether these physical lines are one row with line breaks in its memo, not several rows with a
        stray quote."""
        try:
            cells_found = _split("".join(lines), self._delimiter)
        except DamagedRow:
            return False
        return len(cells_found) == self._rows.width and not any(
            self._rows.begins_a_row(line.split(self._delimiter)) for line in lines[1:]
        )

    def read(self, record: Record) -> BankLine | None:
        """The line, or None when every cell is blank. Raises DamagedRow."""
        if record.overlong:
            raise DamagedRow("row_too_long", "Dòng dài bất thường.", EXPORT_AGAIN)
        return self._rows.read(_split(record.text, self._delimiter), record.line_no)


def _header(lines: PhysicalLines, layout: Layout) -> Header:
    """Take lines up to the header, and give its columns."""
    seen: list[Header] = []
    while len(seen) < MOST_ROWS_BEFORE_HEADER and (line := lines.take()) is not None:
        if not line.text.strip():
            continue
        row = trimmed(_header_cells(line.text.rstrip("\r\n"), layout.delimiter))
        if layout.fits(row):
            return row
        seen.append(row)
    if not seen:
        raise unreadable("Tệp không có dòng tiêu đề nào.")
    choose(seen, layout=layout.code, bank="", mapped=None if layout.whole else layout)
    raise unreadable("Tệp không có dòng tiêu đề nào.")


def _header_cells(line: str, delimiter: str) -> Header:
    try:
        return tuple(cell.strip() for cell in next(csv.reader([line], strict=True, delimiter=delimiter), []))
    except csv.Error:
        return (line[:80],)


def _split(record: str, delimiter: str) -> list[str]:
    """The cells of one record. Raises DamagedRow: not_utf8, not_text, broken_quote."""
    try:
        if not record.isascii():
            record.encode("utf-8")
    except UnicodeEncodeError:
        raise DamagedRow("not_utf8", "Dòng có ký tự không thuộc mã UTF-8.", EXPORT_AGAIN) from None
    if "\x00" in record:
        raise DamagedRow("not_text", "Dòng có ký tự rỗng (NUL).", EXPORT_AGAIN)
    if '"' not in record and "\r" not in record:
        # What csv.reader makes of it, without making a reader for each row.
        whole = record.removesuffix("\n")
        return whole.split(delimiter) if whole else []
    try:
        return next(csv.reader([record], strict=True, delimiter=delimiter), [])
    except csv.Error:
        raise DamagedRow("broken_quote", "Dấu ngoặc kép mở mà không đóng.", EXPORT_AGAIN) from None
