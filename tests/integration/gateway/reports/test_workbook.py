"""The workbook says what the JSON says, to the đồng."""

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from gateway.facts import FIGURES
from gateway.projections.store import Db
from gateway.reports.provincial import provincial_report
from gateway.reports.xlsx import HEADER_ROW, file_name, workbook
from tests import events_made as made

pytestmark = pytest.mark.integration


@pytest.fixture
def report(filled: Db) -> dict[str, Any]:
    return provincial_report(made.CAMPAIGN)


@pytest.fixture
def sheets(report: dict[str, Any]) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook(report)))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def body(sheet: list[list[Any]]) -> list[list[Any]]:
    return sheet[HEADER_ROW + 1 :]


def test_there_is_a_sheet_for_each_way_to_look_at_it(sheets: dict[str, list[list[Any]]]) -> None:
    assert list(sheets) == ["Tổng hợp", "Theo đơn vị", "Theo nguồn", "Hoạt động", "Giám sát"]
    assert all("từ 01/10/2024 đến 27/12/2024" in sheet[2][0] for sheet in sheets.values())
    assert all("sự kiện thứ 12, xảy ra lúc 10:00 ngày 20/10/2024" in sheet[3][0] for sheet in sheets.values())


def test_the_totals_are_those_of_the_json(report: dict[str, Any], sheets: dict[str, list[list[Any]]]) -> None:
    rows = {row[0]: row for row in body(sheets["Tổng hợp"])}
    for figure in FIGURES.values():
        assert rows[figure.name][1] == report["total"][figure.key]["count"]
        if figure.measure == "vnd":
            assert rows[figure.name][2] == report["total"][figure.key]["amount_vnd"]
    assert rows["Chỉ tiêu vận động"][2] == 1_000_000_000


def test_each_unit_has_the_line_of_the_json(report: dict[str, Any], sheets: dict[str, list[list[Any]]]) -> None:
    *lines, total = body(sheets["Theo đơn vị"])
    for line, told in zip(lines, report["units"], strict=True):
        assert line[:2] == [told["unit"], told["name"]]
        assert line[4:] == _measured(told["figures"])
    assert total[4:] == _measured(report["total"])


def test_each_source_has_the_line_of_the_json(report: dict[str, Any], sheets: dict[str, list[list[Any]]]) -> None:
    lines = body(sheets["Theo nguồn"])
    assert len(lines) == len(report["sources"])
    for line, told in zip(lines, report["sources"], strict=True):
        assert line[:3] == [FIGURES[told["figure"]].name, told["name"], told["count"]]
        assert line[3] == (told["amount_vnd"] if FIGURES[told["figure"]].measure == "vnd" else "")


def test_guests_and_findings_are_those_of_the_json(sheets: dict[str, list[list[Any]]]) -> None:
    guests = {row[0]: row[6:] for row in body(sheets["Hoạt động"])}
    assert guests == {"forum": [3.0, 0.0, 3.0, 3.0], "golf": [1.0, 1.0, 0.0, 0.0]}
    assert body(sheets["Giám sát"])[0] == ["Phát hiện đã lập", "Tất cả", 2.0, ""]


def test_a_name_that_looks_like_a_formula_stays_a_text(sheets: dict[str, list[list[Any]]]) -> None:
    names = [row[1] for row in body(sheets["Hoạt động"])]
    assert "=Giải golf" in names


def test_the_file_is_named_after_campaign_and_period(report: dict[str, Any]) -> None:
    assert file_name(report) == "bao-cao_ninh-thuan-2024_2024-10-01_2024-12-27.xlsx"


def _measured(figures: dict[str, Any]) -> list[int]:
    return [figures[f.key]["amount_vnd" if f.measure == "vnd" else "count"] for f in FIGURES.values()]
