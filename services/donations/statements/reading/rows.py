"""One row of a table, whatever file it stood in, becomes a bank line or is refused by name."""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache

from contracts.business_days import EARLIEST_DAY, outside
from services.donations.statements.reading import cells
from services.donations.statements.reading.cells import Cell
from services.donations.statements.reading.layouts import Layout, column_places
from services.donations.statements.reading.lines import BankLine, DamagedRow

READINGS_KEPT = 4096

EXPORT_AGAIN = "Xuất lại sao kê từ ngân hàng."


def within_reach(day: date, last_day: date) -> date:
    """The day, if a bank can have booked on it. Raises DamagedRow: day_out_of_range."""
    if outside(day, last_day):
        raise DamagedRow(
            "day_out_of_range",
            f"Ngày giao dịch nằm ngoài khoảng từ {EARLIEST_DAY:%d/%m/%Y} đến ngày nhận tệp.",
            "Kiểm tra lại năm của dòng này với ngân hàng.",
        )
    return day


class RowReader:
    """Reads the rows under a header.

    columns: the header; last_day: the day the file came (local), because the bank can't have booked a later one yet.
    """

    def __init__(self, layout: Layout, columns: tuple[str, ...], last_day: date) -> None:
        self.layout = layout
        self.width = len(columns)
        self._last_day = last_day
        self._places = column_places(layout, columns)
        # Days and amounts come again and again: each is read once, as long as there are not too many.
        self._day_of = lru_cache(READINGS_KEPT, typed=True)(self._read_day)
        self._amounts_of = lru_cache(READINGS_KEPT, typed=True)(self._read_amounts)

    def read(self, row: Sequence[Cell], line_no: int) -> BankLine | None:
        """The line, or None when every cell is blank. Raises DamagedRow."""
        if all(map(cells.is_blank, row)):
            return None
        if len(row) != self.width and (len(row) < self.width or not all(map(cells.is_blank, row[self.width :]))):
            raise DamagedRow(
                "column_count",
                f"Dòng có {len(row)} cột, mẫu cần {self.width} cột.",
                f"{EXPORT_AGAIN} Ô chứa dấu phẩy phải nằm trong ngoặc kép.",
            )
        layout = self.layout
        posted_on, posted_at_time = self._moment(row)
        debit_vnd, credit_vnd = self._amounts(row)
        reference = [self._text(row, name) for name in layout.reference]
        return BankLine(
            line_no=line_no,
            posted_on=posted_on,
            posted_at_time=posted_at_time,
            reference=reference[0] if len(reference) == 1 else "/".join(filter(None, reference)),
            debit_vnd=debit_vnd,
            credit_vnd=credit_vnd,
            balance_vnd=cells.balance_vnd(self._cell(row, layout.balance), layout.grouping, layout.balance),
            memo=self._text(row, layout.memo),
            counter_account=self._text(row, layout.counter_account),
        )

    def begins_a_row(self, row: Sequence[Cell]) -> bool:
        """Whether these cells hold a day where rows do."""
        place = self._places[self.layout.day or self.layout.day_and_time]
        if len(row) <= place:
            return False
        cell = row[place]
        try:
            cells.day(cell.partition(" ")[0] if isinstance(cell, str) else cell, self.layout.day_format)
        except DamagedRow:
            return False
        return True

    def _cell(self, row: Sequence[Cell], column: str) -> Cell:
        return row[self._places[column]] if column else ""

    def _text(self, row: Sequence[Cell], column: str) -> str:
        return cells.text(row[self._places[column]], column) if column else ""

    def _moment(self, row: Sequence[Cell]) -> tuple[date, time | None]:
        layout = self.layout
        if layout.day_and_time:
            both = self._cell(row, layout.day_and_time)
            parts = both.strip().partition(" ") if isinstance(both, str) else (both, "", both)
            day_cell, time_cell = parts[0], parts[2]
            if isinstance(time_cell, date) and not isinstance(time_cell, datetime):
                time_cell = ""  # a day alone: the sheet says no time
        else:
            day_cell, time_cell = self._cell(row, layout.day), self._cell(row, layout.time)
        return self._day_of(day_cell), cells.time_of_day(time_cell) if time_cell != "" else None

    def _read_day(self, cell: Cell) -> date:
        return within_reach(cells.day(cell, self.layout.day_format), self._last_day)

    def _amounts(self, row: Sequence[Cell]) -> tuple[int, int]:
        """Debit and credit."""
        layout = self.layout
        if layout.amount:
            return self._amounts_of(self._cell(row, layout.amount), "")
        return self._amounts_of(self._cell(row, layout.debit), self._cell(row, layout.credit))

    def _read_amounts(self, first: Cell, second: Cell) -> tuple[int, int]:
        layout = self.layout
        if layout.amount:
            signed_vnd = cells.signed_vnd(first, layout.grouping, layout.amount)
            debit_vnd, credit_vnd = max(-signed_vnd, 0), max(signed_vnd, 0)
        else:
            debit_vnd = cells.amount_vnd(first, layout.grouping, layout.debit)
            credit_vnd = cells.amount_vnd(second, layout.grouping, layout.credit)
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
