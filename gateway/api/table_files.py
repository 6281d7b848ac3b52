"""Lists that people keep in spreadsheets: an uploaded CSV or XLSX file as rows for a command."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields
from python_calamine import CalamineError, CalamineWorkbook

from contracts.refusals import Refusal
from runtime.text import fold
from runtime.unfolding import Limits, NoSpreadsheet, UnfoldsTooLarge, measure

MOST_ROWS = 2_000
"""Of one file: each is a command of its own, and all are answered within a minute."""

UNFOLDED = Limits(unpacked_bytes=40_000_000, cells=2_000_000, text_characters=40_000_000)
"""Of a workbook: a file of a few kilobytes may unfold to gigabytes."""

_TRUE, _FALSE = ("true", "1", "co", "x", "yes"), ("false", "0", "khong", "no")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_GROUPED = re.compile(r"-?\d{1,3}([.,]\d{3})+")


class TableUnreadable(Refusal):
    """The file is neither CSV in UTF-8 nor XLSX, or has no header."""


class TableTooLong(Refusal):
    """The file has more rows than are taken at once."""


class ColumnMissing(Refusal):
    """A column that each row needs is not in the header."""


class ColumnUnknown(Refusal):
    """A column of the header is none that is known: a slip of the pen must not lose its cells."""


@dataclass(frozen=True)
class TableRow:
    """A row: its number in the file (the header is row 1), and the fields of the command that its cells give."""

    number: int
    told: dict[str, Any]


def read_table(data: bytes, schema: Schema, headings: Mapping[str, str], given: Sequence[str]) -> list[TableRow]:
    """The rows of a file as fields of ``schema``; blank rows are none.

    headings: by field, what its column is called in Vietnamese (diacritics and capitals do not matter; the field's
    own name is known too); given: fields that do not come from the file.  Cells are brought into the field's type
    where that is plain (1.000.000, 17/10/2024, có); what is not, is left for the schema to refuse.
    Raises the refusals above."""
    rows = _xlsx(data) if data.startswith(b"PK\x03\x04") else _csv(data)
    header = next(rows, None)
    if header is None:
        raise TableUnreadable("Tệp trống.", field="file", remedy="Gửi tệp có dòng tiêu đề và ít nhất một dòng.")
    places = _places(header, schema, headings, given)
    found: list[TableRow] = []
    for number, row in enumerate(rows, start=2):
        if not any(str(cell).strip() for cell in row):
            continue
        if len(found) == MOST_ROWS:
            raise TableTooLong(
                f"Tệp có hơn {MOST_ROWS} dòng.", field="file", remedy="Chia thành nhiều tệp rồi gửi lần lượt.",
                most_rows=MOST_ROWS,
            )
        cells = {name: row[place] for name, place in places.items() if place < len(row)}
        told = {name: _typed(schema.fields[name], cell) for name, cell in cells.items() if str(cell).strip() != ""}
        found.append(TableRow(number, told))
    return found


def _places(header: Sequence[Any], schema: Schema, headings: Mapping[str, str], given: Sequence[str]) -> dict[str, int]:
    names = {fold(name): name for name in schema.fields if name not in given}
    names |= {fold(heading): name for name, heading in headings.items()}
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        title = str(cell).strip()
        if not title:
            continue
        name = names.get(fold(title))
        if name is None or name in places:
            raise ColumnUnknown(
                f"Không dùng được cột “{title[:60]}”.", field="file",
                remedy=f"Bỏ cột này hoặc sửa tiêu đề; các cột dùng được: {', '.join(headings.values())}.",
            )
        places[name] = place
    needed = [name for name, field in schema.fields.items() if field.required and name not in given]
    for name in needed:
        if name not in places:
            raise ColumnMissing(
                f"Thiếu cột “{headings.get(name, name)}”.", field="file",
                remedy=f"Thêm cột này; các cột bắt buộc: {', '.join(headings.get(n, n) for n in needed)}.",
            )
    return places


def _csv(data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable() from None
    if "\x00" in text:
        raise _unreadable()
    first_line = text.partition("\n")[0]
    separator = ";" if first_line.count(";") > first_line.count(",") else ","
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        raise _unreadable() from None


def _xlsx(data: bytes) -> Iterator[list[Any]]:
    try:
        measure(io.BytesIO(data), UNFOLDED)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        rows = sheet.iter_rows()
    except UnfoldsTooLarge as error:
        raise TableTooLong(
            f"Tệp bảng tính quá lớn khi mở ra ({error}).", field="file",
            remedy="Xóa các dòng, cột trống ở xa, chia thành nhiều tệp, hoặc gửi dạng CSV.",
        ) from error
    except (CalamineError, NoSpreadsheet, IndexError):
        raise _unreadable() from None
    yield from rows


def _unreadable() -> TableUnreadable:
    return TableUnreadable(
        "Không đọc được tệp.", field="file", remedy="Gửi tệp XLSX, hoặc CSV mã UTF-8 có dòng tiêu đề."
    )


def _typed(field: fields.Field[Any], cell: Any) -> Any:
    """A cell in the type that the field takes, where there is no doubt."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    text = cell.isoformat() if isinstance(cell, dt.date) else str(cell).strip()
    if isinstance(field, fields.Boolean):
        return True if fold(text) in _TRUE else False if fold(text) in _FALSE else text
    if isinstance(field, fields.Integer):
        if _GROUPED.fullmatch(text):
            text = re.sub("[.,]", "", text)
        return int(text) if re.fullmatch(r"-?\d{1,18}", text) else text
    if isinstance(field, fields.Date) and (day := _DAY.fullmatch(text)):
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    if isinstance(field, fields.List):
        return [part.strip() for part in text.split(";") if part.strip()]
    return text
