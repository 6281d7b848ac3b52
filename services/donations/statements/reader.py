"""Read a statement file as a stream, row by row: what is damaged is refused alone, with its line and
reason."""

import csv
import io
from collections.abc import Iterator
from datetime import date, time
from typing import IO

from contracts.business_days import EARLIEST_DAY, outside
from services.donations.statements import cells
from services.donations.statements.layouts import Layout, column_places, header_columns
from services.donations.statements.lines import BankLine, DamagedRow, RefusedLine
from services.donations.statements.records import PhysicalLines, Record, cut_records


def read_statement(raw: IO[bytes], layout: Layout, last_day: date) -> Iterator[BankLine | RefusedLine]:
    """Every row after the header, in file order: read, or refused with its line and reason.

    raw: a binary stream at the start of the file. Bytes that are not UTF-8 cost only the row they stand in.
    last_day: the day the file came (local); a row of a later day is refused, the bank can't have booked it yet.
    Blank lines are not rows. Raises the refusals of `layouts.header_columns` if the first line is no header.
    """
    text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline=None)
    lines = PhysicalLines(text)
    row_reader = _RowReader(layout, _header(lines), last_day)
    for record in cut_records(lines, row_reader.is_one_row):
        try:
            line = row_reader.read(record)
        except DamagedRow as damage:
            yield damage.at(record.line_no)
        else:
            if line is not None:
                yield line


class _RowReader:
    """Turns the text of one record into a bank line."""

    def __init__(self, layout: Layout, columns: tuple[str, ...], last_day: date) -> None:
        self._layout = layout
        self._last_day = last_day
        self._width = len(columns)
        self._places = column_places(layout, columns)

    def is_one_row(self, lines: list[str]) -> bool:
        """Whether these physical lines are one row with line breaks in its memo, not several rows with a
        stray quote."""
        try:
            cells_found = _split("".join(lines))
        except DamagedRow:
            return False
        return len(cells_found) == self._width and not any(self._begins_a_row(line) for line in lines[1:])

    def read(self, record: Record) -> BankLine | None:
        """The line, or None when every cell is blank. Raises DamagedRow."""
        if record.overlong:
            raise DamagedRow("row_too_long", "Dòng dài bất thường.", _EXPORT_AGAIN)
        row = _split(record.text)
        if not any(cell.strip() for cell in row):
            return None
        if len(row) < self._width or any(cell.strip() for cell in row[self._width :]):
            raise DamagedRow(
                "column_count",
                f"Dòng có {len(row)} cột, mẫu cần {self._width} cột.",
                f"{_EXPORT_AGAIN} Ô chứa dấu phẩy phải nằm trong ngoặc kép.",
            )
        layout = self._layout
        posted_on, posted_at_time = self._moment(row)
        debit_vnd, credit_vnd = self._amounts(row)
        return BankLine(
            line_no=record.line_no,
            posted_on=posted_on,
            posted_at_time=posted_at_time,
            reference="/".join(filter(None, (self._cell(row, name) for name in layout.reference))),
            debit_vnd=debit_vnd,
            credit_vnd=credit_vnd,
            balance_vnd=cells.balance_vnd(self._cell(row, layout.balance), layout.grouping, layout.balance),
            memo=self._cell(row, layout.memo),
            counter_account=self._cell(row, layout.counter_account),
        )

    def _begins_a_row(self, line: str) -> bool:
        row = line.split(",")
        place = self._places[self._layout.day or self._layout.day_and_time]
        if len(row) <= place:
            return False
        try:
            cells.day(row[place].partition(" ")[0])
        except DamagedRow:
            return False
        return True

    def _cell(self, row: list[str], column: str) -> str:
        return row[self._places[column]].strip() if column else ""

    def _moment(self, row: list[str]) -> tuple[date, time | None]:
        layout = self._layout
        if layout.day_and_time:
            day_text, _, time_text = self._cell(row, layout.day_and_time).partition(" ")
        else:
            day_text, time_text = self._cell(row, layout.day), self._cell(row, layout.time)
        day = cells.day(day_text)
        if outside(day, self._last_day):
            raise DamagedRow(
                "day_out_of_range",
                f"Ngày giao dịch nằm ngoài khoảng từ {EARLIEST_DAY:%d/%m/%Y} đến ngày nhận tệp.",
                "Kiểm tra lại năm của dòng này với ngân hàng.",
            )
        return day, cells.time_of_day(time_text)

    def _amounts(self, row: list[str]) -> tuple[int, int]:
        layout = self._layout
        debit_vnd = cells.amount_vnd(self._cell(row, layout.debit), layout.grouping, layout.debit)
        credit_vnd = cells.amount_vnd(self._cell(row, layout.credit), layout.grouping, layout.credit)
        # Some banks print 0 in the column they do not use, so zero counts as empty.
        if debit_vnd and credit_vnd:
            raise DamagedRow(
                "amount_on_both_sides",
                "Dòng có cả số tiền ghi nợ và số tiền ghi có.",
                "Mỗi dòng chỉ có một trong hai; kiểm tra lại với ngân hàng.",
            )
        if not debit_vnd and not credit_vnd:
            raise DamagedRow(
                "amount_missing",
                "Dòng không có số tiền.",
                "Điền số tiền ghi nợ hoặc ghi có theo sao kê của ngân hàng.",
            )
        return debit_vnd, credit_vnd


def _header(lines: PhysicalLines) -> tuple[str, ...]:
    header = lines.take()
    while header is not None and not header.text.strip():
        header = lines.take()
    return header_columns(header.text.encode("utf-8", "surrogateescape") if header else b"")


_EXPORT_AGAIN = "Xuất lại sao kê từ ngân hàng."


def _split(record: str) -> list[str]:
    """The cells of one record. Raises DamagedRow: not_utf8, not_text, broken_quote."""
    try:
        record.encode("utf-8")
    except UnicodeEncodeError:
        raise DamagedRow("not_utf8", "Dòng có ký tự không thuộc mã UTF-8.", _EXPORT_AGAIN) from None
    if "\x00" in record:
        raise DamagedRow("not_text", "Dòng có ký tự rỗng (NUL).", _EXPORT_AGAIN)
    try:
        return next(csv.reader([record], strict=True), [])
    except csv.Error:
        raise DamagedRow("broken_quote", "Dấu ngoặc kép mở mà không đóng.", _EXPORT_AGAIN) from None
