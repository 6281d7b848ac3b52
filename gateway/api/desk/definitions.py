"""What is defined once for all rounds: manual indicators, days off, addresses of units."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE

from contracts.refusals import InvalidCommand, NotFound
from gateway import units
from gateway.access.current import for_those_who_may, require
from gateway.api import conditional
from gateway.api.asking import KEY_PARAMETER, answer
from gateway.api.desk.definition_schemas import (
    DaysOff,
    DaysOffPage,
    ReportContact,
    ReportIndicator,
    ReportIndicatorsPage,
    SaveContact,
    SaveDaysOff,
    SaveReportIndicator,
)
from gateway.api.desk.doing import Page, do, page_of
from gateway.database import database
from gateway.desk import indicators as desk
from gateway.desk.collections import CONTACTS, DAYS_OFF, INDICATORS

indicators_blp = Blueprint(
    "report_indicators", __name__, url_prefix="/api/v1/report-indicators", description="Chỉ tiêu nhập tay của báo cáo"
)
days_off_blp = Blueprint(
    "report_days_off", __name__, url_prefix="/api/v1/report-days-off", description="Ngày nghỉ, để tính hạn báo cáo"
)
contacts_blp = Blueprint(
    "report_contacts", __name__, url_prefix="/api/v1/report-contacts", description="Địa chỉ nhận thư nhắc của đơn vị"
)

SEEN = {
    **conditional.IF_MATCH_PARAMETER,
    "description": 'Phiên bản đã xem ("v3"); bỏ trống khi ghi lần đầu.',
}


class NoContact(NotFound):
    """Nobody has stated an address."""


@indicators_blp.route("/<code>", methods=["PUT"])
@for_those_who_may("indicator.define")
@indicators_blp.arguments(SaveReportIndicator)
@indicators_blp.response(200, ReportIndicator)
@indicators_blp.doc(parameters=[KEY_PARAMETER, SEEN])
def save_indicator(command: dict[str, Any], code: str) -> Response:
    """Định nghĩa một chỉ tiêu nhập tay: tên, đơn vị tính, ai nhập, có cộng lại được không."""
    require("indicator.define")
    check_code(code)
    return answer(do(desk.save_indicator, command, code=code, expected=_seen()))


def check_code(code: str) -> None:
    """Raises :class:`InvalidCommand`."""
    bare = code.replace("-", "").replace("_", "")
    if not (0 < len(code) <= 60 and bare.isalnum() and bare.isascii() and code == code.lower()):
        raise InvalidCommand(
            "Mã chỉ gồm chữ thường không dấu, chữ số, dấu - và _.", field="code", remedy="Đặt mã khác."
        )


@indicators_blp.route("", methods=["GET"])
@for_those_who_may("submission.read")
@indicators_blp.arguments(Page, location="query", unknown=RAISE)
@indicators_blp.response(200, ReportIndicatorsPage)
def list_indicators(asked: dict[str, Any]) -> Response:
    """Danh sách chỉ tiêu nhập tay."""
    return answer(page_of(INDICATORS, {}, asked, desk.shown))


@days_off_blp.route("/<year>", methods=["PUT"])
@for_those_who_may("indicator.define")
@days_off_blp.arguments(SaveDaysOff)
@days_off_blp.response(200, DaysOff)
@days_off_blp.doc(parameters=[KEY_PARAMETER, SEEN])
def save_days_off(command: dict[str, Any], year: str) -> Response:
    """Ghi tất cả ngày nghỉ lễ, nghỉ bù của một năm; chưa ghi thì tính các ngày lễ dương lịch cố định."""
    require("indicator.define")
    check_year(year, command["days"])
    return answer(do(desk.save_days_off, command, year=year, expected=_seen()))


def check_year(year: str, days: list[dict[str, Any]]) -> None:
    """The days lie in the year.  Raises :class:`InvalidCommand`."""
    if not (year.isascii() and year.isdecimal() and len(year) == 4 and 2000 <= int(year) <= 2199):
        raise InvalidCommand("Năm không đúng.", field="year", remedy="Nhập năm từ 2000 đến 2199.")
    if any(str(one["on"].year) != year for one in days):
        raise InvalidCommand(
            f"Có ngày không thuộc năm {year}.", field="days", remedy=f"Chỉ ghi các ngày nghỉ của năm {year}."
        )


@days_off_blp.route("", methods=["GET"])
@for_those_who_may("submission.read")
@days_off_blp.arguments(Page, location="query", unknown=RAISE)
@days_off_blp.response(200, DaysOffPage)
def list_days_off(asked: dict[str, Any]) -> Response:
    """Các năm đã ghi ngày nghỉ."""
    return answer(page_of(DAYS_OFF, {}, asked, desk.shown))


@contacts_blp.route("/<unit>", methods=["PUT"])
@for_those_who_may("submission.write")
@contacts_blp.arguments(SaveContact)
@contacts_blp.response(200, ReportContact)
@contacts_blp.doc(parameters=[KEY_PARAMETER, SEEN])
def save_contact(command: dict[str, Any], unit: str) -> Response:
    """Ghi địa chỉ thư điện tử của cơ quan để nhận thư nhắc."""
    require("submission.write", unit)
    if unit not in units.current_tree():
        raise NoContact(f"Không có đơn vị {unit}.", field="unit", remedy="Kiểm tra lại mã đơn vị.")
    return answer(do(desk.save_contact, command, unit=unit, expected=_seen()))


@contacts_blp.route("/<unit>", methods=["GET"])
@for_those_who_may("submission.write")
@contacts_blp.response(200, ReportContact)
def get_contact(unit: str) -> Response:
    """Xem địa chỉ nhận thư nhắc của đơn vị."""
    require("submission.write", unit)
    found = database()[CONTACTS].find_one({"_id": unit})
    if found is None:
        raise NoContact("Đơn vị chưa ghi địa chỉ nhận thư.", field="unit", remedy="Ghi địa chỉ thư của đơn vị.")
    return answer(desk.shown(found))


def _seen() -> int:
    """The version that was seen; 0 when nothing was there."""
    return conditional.expected_version() or 0
