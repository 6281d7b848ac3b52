"""The provincial report as an XLSX workbook: the same numbers as the JSON, as real numbers, for a clerk to work on."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import xlsxwriter

from gateway.facts import FIGURES, SOURCE_NAMES, TARGET_FORMULA
from runtime.clock import LOCAL_ZONE

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
HEADER_ROW = 5
"""Rows above it (0 to 4) hold title, campaign, period and "up to event N", and one free row."""

WIDEST_PAGE = 200
"""Characters side by side on an A4 page that can still be read."""

HEADER_HEIGHT = 52
"""Points: three lines."""

LINE_HEIGHT = 17
"""Points of one line of text."""

Kind = Literal["text", "wrapped", "vnd", "count", "percent", "day"]
Value = str | int | float | None


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its heading, its width in characters and what it holds."""

    heading: str
    width: int
    kind: Kind


def workbook(report: dict[str, Any]) -> bytes:
    """The report (as :func:`gateway.reports.provincial.provincial_report` answers it) as a file."""
    held = io.BytesIO()
    # A text that begins with "=" stays a text: names come from outside.
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(held, options) as book:
        book.set_properties({"title": f"Báo cáo tổng hợp: {report['campaign']['name']}"})
        paper = _Paper(book, report)
        paper.sheet("Tổng hợp", SUMMARY, _summary(report))
        paper.sheet("Theo đơn vị", _unit_columns(), _unit_rows(report), last_is_total=True)
        paper.sheet("Theo nguồn", SOURCES, _source_rows(report))
        paper.sheet("Hoạt động", ACTIVITIES, _activity_rows(report))
        paper.sheet("Giám sát", SUPERVISION, _supervision_rows(report))
    return held.getvalue()


def file_name(report: dict[str, Any]) -> str:
    """A name that tells what is in the file (plain ASCII: it goes into a header)."""
    period = report["period"]
    unit = f"_{report['unit']}" if report["unit"] else ""
    unit += f"_don-vi-{report['units_of']['day']}" if report["units_of"]["day"] else ""
    return f"bao-cao_{report['campaign']['campaign']}{unit}_{period['from_on']}_{period['to_on']}.xlsx"


class _Paper:
    """Writes sheets that all look alike: heading lines, a frozen header, numbers as numbers."""

    def __init__(self, book: Any, report: dict[str, Any]) -> None:
        self._book = book
        self._lines = _heading_lines(report)
        self._title = book.add_format({**FONT, "bold": True, "font_size": 14})
        self._plain = book.add_format(FONT)
        self._header = book.add_format(
            {**FONT, "bold": True, "border": 1, "text_wrap": True, "align": "center", "bg_color": "#E7EEF5"}
        )
        shapes: dict[Kind, dict[str, Any]] = {
            "text": {"num_format": "@", "indent": 1},
            "wrapped": {"num_format": "@", "text_wrap": True, "indent": 1},
            "vnd": {"num_format": "#,##0"},
            "count": {"num_format": "#,##0"},
            "percent": {"num_format": "0.0%"},
            "day": {"num_format": "dd/mm/yyyy", "align": "center"},
        }
        self._cells = {kind: book.add_format({**FONT, "border": 1, **shape}) for kind, shape in shapes.items()}
        self._totals = {
            kind: book.add_format({**FONT, "border": 1, "bold": True, **shape}) for kind, shape in shapes.items()
        }

    def sheet(
        self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]], last_is_total: bool = False
    ) -> None:
        """One sheet with its heading, header and rows."""
        sheet = self._book.add_worksheet(name)
        for number, line in enumerate(self._lines):
            sheet.write_string(number, 0, line, self._title if number == 0 else self._plain)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(HEADER_ROW, number, column.heading, self._header)
        sheet.set_row(HEADER_ROW, HEADER_HEIGHT)
        body = list(rows)
        for number, row in enumerate(body, start=HEADER_ROW + 1):
            formats = self._totals if last_is_total and number == HEADER_ROW + len(body) else self._cells
            sheet.set_row(number, LINE_HEIGHT * _lines_needed(columns, row))
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                _write(sheet, number, place, column.kind, value, formats[column.kind])
        sheet.freeze_panes(HEADER_ROW + 1, 2)
        sheet.repeat_rows(HEADER_ROW)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        # A wide sheet is printed on several pages side by side, each with the names, rather than in tiny letters.
        sheet.repeat_columns(0, 1)
        sheet.fit_to_pages(1 + sum(column.width for column in columns) // WIDEST_PAGE, 0)


def _write(sheet: Any, row: int, place: int, kind: Kind, value: Value, look: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, place, None, look)
    elif kind in ("text", "wrapped"):
        sheet.write_string(row, place, str(value), look)
    elif kind == "day":
        sheet.write_datetime(row, place, dt.datetime.fromisoformat(str(value)), look)
    elif kind == "percent":
        sheet.write_number(row, place, float(value) / 100, look)
    else:
        sheet.write_number(row, place, value, look)


def _lines_needed(columns: Sequence[Column], row: Sequence[Value]) -> int:
    """Lines of the row's longest wrapped text: not every program makes rows higher by itself."""
    lines = [1]
    for column, value in zip(columns, row, strict=True):
        if column.kind == "wrapped":
            # Widths are in digits, and letters are narrower: about six to five.
            lines.append(-(-len(str(value or "")) * 5 // (column.width * 6)))
    return max(lines)


def _heading_lines(report: dict[str, Any]) -> list[str]:
    as_of = report["as_of"]
    at = dt.datetime.fromisoformat(as_of["at"]).astimezone(LOCAL_ZONE) if as_of["at"] else None
    until = f", xảy ra lúc {at:%H:%M ngày %d/%m/%Y}" if at else ""
    return [
        "BÁO CÁO TỔNG HỢP KẾT QUẢ VẬN ĐỘNG “VÌ NGƯỜI NGHÈO”",
        f"Đợt vận động: {report['campaign']['name']}. Đơn vị: {report['unit_name']}",
        f"Kỳ báo cáo: từ {_day(report['period']['from_on'])} đến {_day(report['period']['to_on'])}. "
        f"{report['units_of']['name']}",
        f"Số liệu tính đến sự kiện thứ {as_of['seq']}{until}. Đơn vị tiền: đồng.",
    ]


def _day(day: str) -> str:
    return f"{dt.date.fromisoformat(day):%d/%m/%Y}"


SUMMARY = [
    Column("Số liệu", 42, "text"),
    Column("Số lượng", 12, "count"),
    Column("Số tiền (đồng)", 22, "vnd"),
    Column("Tỷ lệ", 10, "percent"),
    Column("Phát hiện chưa kết thúc", 14, "count"),
    Column("Cách tính", 60, "wrapped"),
]


def _summary(report: dict[str, Any]) -> Iterable[Sequence[Value]]:
    beside = report["supervision"]["open_beside"]
    progress, pledges = report["progress"], report["pledges"]
    yield "Chỉ tiêu vận động", None, progress["target_vnd"], None, None, TARGET_FORMULA
    for figure in FIGURES.values():
        total = report["total"][figure.key]
        amount = total["amount_vnd"] if figure.measure == "vnd" else None
        percent = progress["percent"] if figure.key == "received" else None
        yield figure.name, total["count"], amount, percent, beside.get(figure.key), figure.formula
    yield (
        "Tỷ lệ thực hiện đăng ký", None, None, pledges["collection_percent"], None,
        "Đăng ký ủng hộ trừ phần chưa thực hiện, chia cho đăng ký ủng hộ.",
    )


def _unit_columns() -> list[Column]:
    return [
        Column("Mã", 8, "text"),
        Column("Đơn vị", 30, "text"),
        Column("Chỉ tiêu (đồng)", 20, "vnd"),
        Column("Tỷ lệ đạt", 10, "percent"),
        *(
            Column(f"{figure.name} (đồng)", 20, "vnd") if figure.measure == "vnd" else Column(figure.name, 14, "count")
            for figure in FIGURES.values()
        ),
    ]


def _unit_rows(report: dict[str, Any]) -> Iterable[Sequence[Value]]:
    for line in report["units"]:
        progress = line["progress"]
        yield [
            line["unit"], line["name"], progress["target_vnd"], progress["percent"], *_measured(line["figures"]),
        ]
    progress = report["progress"]
    yield ["", "Cộng", progress["target_vnd"], progress["percent"], *_measured(report["total"])]


def _measured(figures: dict[str, Any]) -> list[Value]:
    return [
        figures[figure.key]["amount_vnd" if figure.measure == "vnd" else "count"] for figure in FIGURES.values()
    ]


SOURCES = [
    Column("Số liệu", 38, "text"),
    Column("Nguồn", 50, "text"),
    Column("Số lượng", 12, "count"),
    Column("Số tiền (đồng)", 22, "vnd"),
]


def _source_rows(report: dict[str, Any]) -> Iterable[Sequence[Value]]:
    for line in report["sources"]:
        figure = FIGURES.get(line["figure"])
        money = figure is None or figure.measure == "vnd"
        name = figure.name if figure else line["figure"]
        yield name, line["name"], line["count"], line["amount_vnd"] if money else None


ACTIVITIES = [
    Column("Mã", 18, "text"),
    Column("Hoạt động", 60, "wrapped"),
    Column("Từ ngày", 13, "day"),
    Column("Đến ngày", 13, "day"),
    Column("Địa điểm", 40, "wrapped"),
    Column("Số chỗ", 10, "count"),
    Column("Khách có chỗ", 12, "count"),
    Column("Đang giữ chỗ", 13, "count"),
    Column("Khách chờ", 12, "count"),
    Column("Đã hủy", 10, "count"),
]


def _activity_rows(report: dict[str, Any]) -> Iterable[Sequence[Value]]:
    for one in report["activities"]:
        yield (
            one["activity"], one["name"], one["starts_on"], one["ends_on"], one["place"], one["places"],
            one["confirmed"], one["offered"], one["waiting"], one["cancelled"],
        )


SUPERVISION = [
    Column("Nội dung", 45, "text"),
    Column("Mức độ, đối tượng", 24, "text"),
    Column("Số lượng", 12, "count"),
    Column("Số tiền (đồng)", 22, "vnd"),
]


def _supervision_rows(report: dict[str, Any]) -> Iterable[Sequence[Value]]:
    found = report["supervision"]
    yield "Phát hiện đã lập", "Tất cả", found["raised"], None
    yield "Phát hiện chưa kết thúc", "Tất cả", found["open"], None
    yield "Phát hiện đã kết thúc", "Tất cả", found["closed"], None
    for line in report["sources"]:
        if line["figure"] in ("findings_raised", "findings_open", "findings_open_by_subject"):
            source = SOURCE_NAMES.get(line["source"], line["source"])
            yield FIGURES[line["figure"]].name, source, line["count"], None
    yield "Hỗ trợ đang tạm dừng do giám sát", "", found["held"]["count"], found["held"]["amount_vnd"]
