"""Read a list of enterprises, CSV or XLSX: each row taken, or refused with its line and reason; none dropped."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import python_calamine

from contracts.refusals import Refusal
from runtime.text import fold
from runtime.unfolding import Limits, NoSpreadsheet, UnfoldsTooLarge, measure
from services.donations.appeals.rules import is_tax_code, tidy_tax_code

MOST_ROWS = 5000
UNFOLDED = Limits(unpacked_bytes=60_000_000, cells=2_000_000, text_characters=60_000_000)
"""A sheet of the rows we take is a tenth of it; a file made to fill the memory is not unpacked at all."""

COLUMNS = {
    "name": ("ten doanh nghiep", "ten", "ten don vi", "doanh nghiep", "name"),
    "tax_code": ("ma so thue", "mst", "tax code", "tax_code"),
    "representative": ("nguoi dai dien", "dai dien", "giam doc", "representative"),
    "address": ("dia chi", "address"),
}
LONGEST = {"name": 200, "tax_code": 20, "representative": 120, "address": 300}

_HOW = "Dòng đầu cần các cột: Tên doanh nghiệp, Mã số thuế, Người đại diện, Địa chỉ (bắt buộc cột tên)."


class UnreadableList(Refusal):
    """The file is no list of enterprises."""

    def __init__(self, why: str) -> None:
        super().__init__(why, field="file", remedy=f"Gửi tệp CSV (UTF-8) hoặc XLSX. {_HOW}")


@dataclass(frozen=True)
class Enterprise:
    """A row that can be taken.  ``line``: in the file, the header is line 1."""

    line: int
    name: str
    tax_code: str
    representative: str
    address: str


@dataclass(frozen=True)
class RefusedRow:
    """A row that can't, and why."""

    line: int
    field: str
    message: str


def read_list(content: bytes) -> list[Enterprise | RefusedRow]:
    """Every row below the header, blank ones left out.  Raises :class:`UnreadableList`."""
    rows = _sheet_rows(content) if content.startswith(b"PK") else _csv_rows(content)
    header = next(rows, None)
    if header is None:
        raise UnreadableList("Tệp trống.")
    places = _places(header[1])
    found: list[Enterprise | RefusedRow] = []
    for line, cells in rows:
        if not any(cells):
            continue
        if len(found) == MOST_ROWS:
            raise UnreadableList(f"Tệp có hơn {MOST_ROWS} dòng.")
        found.append(_row(line, cells, places))
    return found


def _places(header: list[str]) -> dict[str, int]:
    # A mark that some programs put before the name, and a star for what must be filled in, are no part of it.
    titles = [fold(title.strip("*: ")) for title in header]
    places = {}
    for field, names in COLUMNS.items():
        at = [place for place, title in enumerate(titles) if title in names]
        if len(at) > 1:
            raise UnreadableList(f"Cột “{header[at[1]]}” có hai lần.")
        if at:
            places[field] = at[0]
    if "name" not in places:
        raise UnreadableList("Không thấy cột tên doanh nghiệp.")
    return places


def _row(line: int, cells: list[str], places: dict[str, int]) -> Enterprise | RefusedRow:
    told = {
        field: cells[places[field]] if field in places and places[field] < len(cells) else "" for field in COLUMNS
    }
    told["tax_code"] = tidy_tax_code(told["tax_code"])
    if not told["name"]:
        return RefusedRow(line, "name", "Thiếu tên doanh nghiệp.")
    for field, text in told.items():
        if len(text) > LONGEST[field]:
            return RefusedRow(line, field, f"Dài quá {LONGEST[field]} ký tự.")
        if any(ord(sign) < 32 or 0xD800 <= ord(sign) <= 0xDFFF or sign in "\ufffe\uffff" for sign in text):
            return RefusedRow(line, field, "Có ký tự điều khiển không dùng được.")
    if told["tax_code"] and not is_tax_code(told["tax_code"]):
        wrong = f"Mã số thuế {told['tax_code']} không đúng (sai số chữ số hoặc số kiểm tra)."
        return RefusedRow(line, "tax_code", wrong)
    return Enterprise(line, **told)


def _csv_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableList("Tệp CSV không phải UTF-8.") from None
    first = text.partition("\n")[0]
    # Excel in Vietnamese writes semicolons.
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [" ".join(cell.split()) for cell in cells]
    except csv.Error:
        raise UnreadableList(f"Không đọc được CSV gần dòng {reader.line_num}.") from None


def _sheet_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        measure(io.BytesIO(content), UNFOLDED)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except UnfoldsTooLarge as error:
        raise UnreadableList(f"Tệp XLSX quá lớn khi mở ra ({error}).") from error
    except (NoSpreadsheet, python_calamine.CalamineError, IndexError, OSError, ValueError):
        raise UnreadableList("Không đọc được tệp XLSX.") from None
    for line, cells in enumerate(sheet, start=1):
        yield line, [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    # A tax code that stands as a number.
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())
