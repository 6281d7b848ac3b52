"""Indicators of poverty and housing, by unit and year, beside their targets."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.commands.monitoring import indicators as asked
from contracts.events.monitoring.indicators import IndicatorRow
from contracts.fields import choice_field, code_field, unit_field
from contracts.shapes import Strict
from gateway.access.current import for_those_who_may
from gateway.api.asking import answer, ask
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from gateway.api.within import units_shown

blp = Blueprint("indicators", __name__, url_prefix="/api/v1/indicators", description="Chỉ số giảm nghèo, nhà ở")
targets_blp = Blueprint(
    "indicator_targets", __name__, url_prefix="/api/v1/indicator-targets", description="Chỉ tiêu năm"
)


class Indicator(IndicatorRow):
    """An indicator with where its value and target are from."""

    citation = fields.String(required=True)
    reason = fields.String(required=True)
    saved_by = fields.String(required=True, allow_none=True)
    targeted_by = fields.String(required=True, allow_none=True)


class IndicatorTable(Schema):
    """One indicator of units and years."""

    indicators = fields.List(fields.Nested(Indicator), required=True)


class WhichIndicator(Strict):
    """Of which campaign, and of which unit with all below."""

    campaign = code_field(required=True)
    indicator = choice_field(asked.INDICATORS, required=True)
    unit = unit_field(load_default=None, allow_none=True)


resource = Resource("monitoring", blp, "indicator", Indicator)
resource.add_making(
    "indicator.save", "save_indicator", asked.SaveIndicator,
    "Ghi hoặc sửa giá trị một chỉ số của đơn vị trong năm; sửa thì phải có lý do.",
)
resource.add_reading("indicator.read", "Xem một chỉ số.")
Resource("monitoring", targets_blp, "indicator", Indicator).add_making(
    "indicator.target", "set_indicator_target", asked.SetIndicatorTarget,
    "Đặt chỉ tiêu năm cho một đơn vị: giá trị cần đạt, hoặc mức thay đổi so với năm trước.",
)


@blp.route("/table")
@for_those_who_may("indicator.read")
@blp.arguments(WhichIndicator, location="query", unknown=RAISE)
@blp.response(200, IndicatorTable)
def table(which: dict[str, Any]) -> Response:
    """Một chỉ số của các đơn vị qua các năm, cạnh chỉ tiêu."""
    units = units_shown("indicator.read", which["unit"])
    payload = {"campaign": which["campaign"], "indicator": which["indicator"], "units": units}
    return answer(ask("monitoring", "list_indicators", payload))


add_list(
    blp, "indicator", IndicatorRow, "chỉ số theo đơn vị và năm", action="indicator.read",
    filters={
        "indicator": choice_field(asked.INDICATORS), "year": fields.Integer(validate=validate.Range(1900, 2999)),
        "judged": choice_field(["met", "missed", "open", "none"]),
    },
)
