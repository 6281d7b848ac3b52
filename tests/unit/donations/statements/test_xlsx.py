"""XLSX: real dates and numbers, several sheets, and files that unfold to more than memory."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from services.donations.statements.reading import spreadsheet_limits, xlsx
from services.donations.statements.reading.kinds import StatementFileUnreadable
from services.donations.statements.reading.layouts import LAYOUTS, UnknownStatementLayout
from services.donations.statements.reading.lines import BankLine, RefusedLine
from services.donations.statements.reading.spreadsheet_limits import SpreadsheetTooLarge
from tests.statement_files import AGRIBANK, BIDV, VIETCOMBANK, Booked, as_xlsx, real_cells, table

DAY = dt.date(2024, 10, 17)
LINES = [Booked(DAY, "5001.1", 100_000, "ung ho"), Booked(DAY, "5001.2", -11_000, "phi")]


def read(content: bytes, bank: str = "vietcombank") -> list[Any]:
    return list(xlsx.read_spreadsheet(io.BytesIO(content), LAYOUTS[bank], dt.date(2024, 12, 31)))


def told(rows: list[Any]) -> list[Any]:
    return [(row.line_no, row.reason_code if isinstance(row, RefusedLine) else row.amount_vnd) for row in rows]


def test_dates_and_numbers_that_are_such_are_read() -> None:
    row = [1, DAY, 5001, "", 2_000_000, 12_345_678, "ung ho"]
    [line] = read(as_xlsx([VIETCOMBANK, row]))
    assert line == BankLine(
        line_no=2, posted_on=DAY, posted_at_time=None, reference="5001", debit_vnd=0, credit_vnd=2_000_000,
        balance_vnd=12_345_678, memo="ung ho", counter_account="",
    )  # fmt: skip


def test_a_moment_in_one_cell_is_day_and_time() -> None:
    moment = dt.datetime.combine(DAY, dt.time(14, 43, 37))
    [line] = read(as_xlsx([BIDV, [1, moment, 150_000, "1260000000 DO VAN NAM"]]), "bidv")
    assert (line.posted_on, line.posted_at_time, line.credit_vnd) == (DAY, dt.time(14, 43, 37), 150_000)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ((DAY, "R", "", 0.5), "amount_unreadable"),
        ((DAY, "R", "", True), "amount_unreadable"),
        ((DAY, "R", "", DAY), "amount_unreadable"),
        ((DAY, "R", "", -5), "amount_negative"),
        ((DAY, "R", "", 1e16), "amount_too_large"),
        ((DAY, "R", "", ""), "amount_missing"),
        ((DAY, "R", 5, 5), "amount_on_both_sides"),
        ((45582.5, "R", "", 5), "day_unreadable"),
        ((dt.date(1999, 1, 1), "R", "", 5), "day_out_of_range"),
        ((DAY, 5849.185, "", 5), "text_became_number"),
        ((DAY, 1e15, "", 5), "text_became_number"),
        ((DAY, DAY, "", 5), "text_became_number"),
    ],
)
def test_a_damaged_row_is_refused_alone_with_its_row_number(cells: tuple[Any, ...], reason: str) -> None:
    day, reference, debit, credit = cells
    rows = [*real_cells(LINES), [1, day, reference, debit, credit, "", "m"], *real_cells(LINES)[1:]]
    assert told(read(as_xlsx(rows))) == [(2, 100_000), (3, -11_000), (4, reason), (5, 100_000), (6, -11_000)]


def test_further_sheets_count_on_and_one_without_a_header_is_not_passed_over_in_silence() -> None:
    notes = [["ghi chu"], ["mot", "hai"]]
    content = as_xlsx(table(LINES), notes, table(LINES), notes, hidden=[3])
    assert told(read(content)) == [
        (2, 100_000), (3, -11_000), (4, "sheet_without_header"), (7, 100_000), (8, -11_000),
    ]  # fmt: skip


def test_a_file_whose_first_sheet_has_no_such_header_is_refused_as_a_whole() -> None:
    with pytest.raises(UnknownStatementLayout):
        read(as_xlsx([["Ngay", "So tien"], ["1", "2"]]))


def test_blank_rows_are_not_rows() -> None:
    rows = [AGRIBANK, [], [1, DAY, "", "", "R", "m", "", 5, "", ""], ["", " "]]
    assert told(read(as_xlsx(rows), "agribank")) == [(3, 5)]


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return held.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def changed(name: str, old: bytes, new: bytes) -> bytes:
    parts = unpacked(as_xlsx(table(LINES)))
    assert old in parts[name]
    return packed(parts | {name: parts[name].replace(old, new, 1)})


def refused_as_too_large(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(SpreadsheetTooLarge) as refused:
        spreadsheet_limits.measure(path)
    with pytest.raises(SpreadsheetTooLarge):
        read(content)
    return refused.value.message


def test_a_zip_bomb_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet_limits, "MOST_UNPACKED_BYTES", 2_000_000)
    monkeypatch.setattr(spreadsheet_limits.measure, "__defaults__", (2_000_000,))
    parts = unpacked(as_xlsx(table(LINES)))
    content = packed(parts | {"xl/media/zeros.bin": b"\0" * 3_000_000})
    assert len(content) < 20_000
    assert "giải nén" in refused_as_too_large(content, tmp_path)


def test_a_zip_bomb_that_declares_to_be_small_is_refused_too(tmp_path: Path) -> None:
    parts = unpacked(as_xlsx(table(LINES)))
    content = bytearray(packed({"xl/media/zeros.bin": b"\0" * 3_000_000} | parts))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as whole:
        declared = whole.infolist()[0].file_size.to_bytes(4, "little")
    assert content.count(declared) == 2
    path = tmp_path / "x.xlsx"
    path.write_bytes(content.replace(declared, (100).to_bytes(4, "little")))
    with pytest.raises(SpreadsheetTooLarge):
        spreadsheet_limits.measure(path, 2_000_000)


def test_two_cells_in_far_corners_are_refused_before_the_area_between_is_filled(tmp_path: Path) -> None:
    content = changed(SHEET, b'<c r="A3"', b'<c r="XFD1048576"')
    assert "ô" in refused_as_too_large(content, tmp_path)


def test_a_far_row_with_cells_that_do_not_say_where_they_are_is_refused_too(tmp_path: Path) -> None:
    content = changed(SHEET, b'<row r="3"', b'<row r="9000000"')
    parts = unpacked(content)
    parts[SHEET] = parts[SHEET].replace(b'<c r="A3"', b"<c")
    assert "ô" in refused_as_too_large(packed(parts), tmp_path)


def test_one_long_text_that_many_cells_refer_to_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet_limits, "MOST_TEXT_CHARACTERS", 100_000)
    rows = [[*row[:-1], "x" * 20_000] for row in table(LINES * 4)[1:]]
    assert "chữ" in refused_as_too_large(as_xlsx([VIETCOMBANK, *rows]), tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04", b"PK\x03\x04" + b"x" * 1000, packed({"word/document.xml": b"<a/>"}),
        changed(SHEET, b"</row>", b"</rov>"), changed(SHEET, b"<worksheet", b"<!DOCTYPE a><worksheet"),
        changed(SHEET, b"<v>0</v>", b"<v>99999</v>"), as_xlsx(table(LINES))[:-200],
    ],
)  # fmt: skip
def test_what_is_no_spreadsheet_or_a_damaged_one_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(StatementFileUnreadable):
        read(content)


def test_a_file_larger_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_BYTES", 1000)
    with pytest.raises(SpreadsheetTooLarge):
        read(as_xlsx(table(LINES)))
