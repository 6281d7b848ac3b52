"""Relief after disasters: the call and its clocks, goods handed out, and what is published for everybody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.donations import relief as asked
from contracts.events.donations.relief import ReliefDistributionRow, ReliefItemRow, ReliefSavedV1
from contracts.fields import LocalDay, choice_field
from contracts.shapes import Strict
from gateway import printing
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.downloads import Table, add_table, named
from gateway.api.lists import add_list
from gateway.reports import relief as reports
from gateway.reports.relief import COLUMNS, disclosure, lines
from runtime.clock import local_day, utc_now

blp = Blueprint("relief", __name__, url_prefix="/api/v1/relief", description="Cứu trợ sau thiên tai, sự cố")
distributions_blp = Blueprint(
    "relief_distributions", __name__, url_prefix="/api/v1/relief-distributions", description="Phân phối hàng cứu trợ"
)


class ReliefRule(asked.SaveReliefRule):
    """How long relief may take, from a day on."""


class Distribution(ReliefDistributionRow):
    """Goods handed out, with the reason if the record was withdrawn."""

    withdrawn_reason = fields.String(required=True, allow_none=True)


class MoneyLine(Schema):
    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    source = fields.String(required=True)
    source_name = fields.String(required=True)
    count = fields.Integer(required=True)
    amount_vnd = fields.Integer(required=True)


class Money(Schema):
    """Money by unit and way; ``count``: gifts or payments."""

    lines = fields.List(fields.Nested(MoneyLine), required=True)
    count = fields.Integer(required=True)
    amount_vnd = fields.Integer(required=True)


class GoodsLine(Schema):
    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    distributed_on = LocalDay(required=True)
    late = fields.Boolean(required=True)
    for_whom = fields.String(required=True)
    place = fields.String(required=True)
    households = fields.Integer(required=True)
    items = fields.List(fields.Nested(ReliefItemRow), required=True)
    value_vnd = fields.Integer(required=True)
    need_refs = fields.List(fields.String(), required=True)


class Goods(Schema):
    """Goods handed out, each time and in total."""

    lines = fields.List(fields.Nested(GoodsLine), required=True)
    totals = fields.List(fields.Nested(ReliefItemRow), required=True)
    households = fields.Integer(required=True)
    value_vnd = fields.Integer(required=True)


class GoodsReceived(Schema):
    """Goods taken into the store, by what they are."""

    what = fields.String(required=True)
    measure = fields.String(required=True)
    quantity = fields.Integer(required=True)
    in_store = fields.Integer(required=True)
    value_vnd = fields.Integer(required=True)


class StoreGiven(Schema):
    """Goods handed out of the store; ``place`` is empty where they went to households."""

    what = fields.String(required=True)
    measure = fields.String(required=True)
    place = fields.String(required=True)
    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    quantity = fields.Integer(required=True)
    value_vnd = fields.Integer(required=True)
    times = fields.Integer(required=True)


class Disclosure(Schema):
    """What is published of a relief campaign."""

    campaign = fields.String(required=True)
    name = fields.String(required=True)
    day = LocalDay(required=True)
    status = choice_field(list(reports.STATUS_NAMES), required=True)
    status_name = fields.String(required=True)
    receiving_days_left = fields.Integer(required=True)
    distribution_days_left = fields.Integer(required=True)
    call = fields.Nested(ReliefSavedV1, required=True)
    money_received = fields.Nested(Money, required=True)
    received_late_vnd = fields.Integer(required=True)
    money_given = fields.Nested(Money, required=True)
    left_vnd = fields.Integer(required=True)
    goods_received = fields.List(fields.Nested(GoodsReceived), required=True)
    store_given = fields.List(fields.Nested(StoreGiven), required=True)
    goods_given = fields.Nested(Goods, required=True)
    as_of = fields.Dict(required=True)


class OnDay(Strict):
    """The day on which the clocks are read; today unless told."""

    as_of = LocalDay(load_default=None, allow_none=True)


@blp.route("/rules")
class Rules(MethodView):
    """How long relief may take."""

    @for_those_who_may("relief.rule")
    @blp.arguments(asked.SaveReliefRule)
    @blp.response(200, ReliefRule)
    def put(self, _command: dict[str, Any]) -> Response:
        """Ghi thời hạn tiếp nhận, phân phối từ một ngày, theo văn bản nào."""
        require("relief.rule")
        return answer(ask("donations", "save_relief_rule", request.get_json()))


@blp.route("/<campaign>")
class OneRelief(MethodView):
    """The call and what is published."""

    @for_those_who_may("relief.call")
    @blp.arguments(asked.CallRelief(exclude=["campaign"]))
    @blp.response(201, ReliefSavedV1)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, _command: dict[str, Any], campaign: str) -> Response:
        """Ghi văn bản kêu gọi; thời gian tiếp nhận và phân phối tính từ ngày phát động."""
        require("relief.call", ask("donations", "get_campaign", {"id": campaign})["lead_unit"])
        payload = {**request.get_json(), "campaign": campaign}
        return answer(ask("donations", "call_relief", payload, key=idempotency_key()), 201)

    @for_those_who_may("relief.read")
    @blp.arguments(OnDay, location="query", unknown=RAISE)
    @blp.response(200, Disclosure)
    def get(self, day: dict[str, Any], campaign: str) -> Response:
        """Công khai đợt cứu trợ: văn bản, thời hạn, đã nhận, đã phân phối; ai cũng xem được."""
        return answer(_told(campaign, day))


def _step(path: str, method: str, schema: type[Any], title: str) -> None:
    @blp.route(f"/<campaign>/{path}", methods=["POST"], endpoint=method)
    @for_those_who_may("relief.call")
    @blp.arguments(schema(exclude=["campaign"]))
    @blp.response(200, ReliefSavedV1)
    @blp.doc(parameters=[KEY_PARAMETER], summary=title)
    def step(_command: dict[str, Any], campaign: str) -> Response:
        require("relief.call", ask("donations", "get_relief", {"id": campaign})["unit"])
        payload = {**request.get_json(), "campaign": campaign}
        return answer(ask("donations", method, payload, key=idempotency_key()))


_step("extensions", "extend_relief", asked.ExtendRelief, "Gia hạn tiếp nhận hoặc phân phối, có quyết định và lý do.")
_step("damage", "link_damage", asked.LinkDamage, "Gắn báo cáo thiệt hại, nhu cầu mà đợt cứu trợ đáp ứng.")


def _disclosed(day: dict[str, Any], campaign: str) -> Table:
    return Table(f"cuu-tro-{campaign}", "Công khai cứu trợ", COLUMNS, lines(_told(campaign, day)))


add_table(blp, "/<campaign>/disclosure", "relief.read", OnDay, "bảng công khai", _disclosed)


@blp.route("/<campaign>/disclosure.pdf")
@for_those_who_may("relief.read")
@blp.arguments(OnDay, location="query", unknown=RAISE)
@blp.response(200, content_type=printing.CONTENT_TYPE)
def as_pdf(day: dict[str, Any], campaign: str) -> Response:
    """In bảng công khai để niêm yết."""
    made = printing.render("relief", _told(campaign, day))
    return Response(made, content_type=printing.CONTENT_TYPE, headers=named(f"cuu-tro-{campaign}.pdf"))


@distributions_blp.route("")
class Distributions(MethodView):
    """Handing goods out."""

    @for_those_who_may("relief.distribute")
    @distributions_blp.arguments(asked.RecordDistribution)
    @distributions_blp.response(201, Distribution)
    @distributions_blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Ghi một lần phân phối hàng cứu trợ: cho ai, ở đâu, những gì; không ghi tên người nhận."""
        require("relief.distribute", command["unit"])
        return answer(ask("donations", "record_distribution", request.get_json(), key=idempotency_key()), 201)


@distributions_blp.route("/<id>/withdrawal", methods=["POST"])
@for_those_who_may("relief.distribute")
@distributions_blp.arguments(asked.WithdrawDistribution(exclude=["distribution_id"]))
@distributions_blp.response(200, Distribution)
@distributions_blp.doc(parameters=[KEY_PARAMETER])
def withdraw(_command: dict[str, Any], id: str) -> Response:
    """Rút một lần phân phối ghi sai, có lý do; hồ sơ vẫn còn."""
    require("relief.distribute", ask("donations", "get_distribution", {"id": id})["unit"])
    payload = {**request.get_json(), "distribution_id": id}
    return answer(ask("donations", "withdraw_distribution", payload, key=idempotency_key()))


add_list(
    distributions_blp, "relief_distribution", ReliefDistributionRow, "phân phối hàng cứu trợ",
    filters={"status": choice_field(["recorded", "withdrawn"])},
)


def _told(campaign: str, day: dict[str, Any]) -> dict[str, Any]:
    require("relief.read")
    as_of: dt.date = day["as_of"] or local_day(utc_now())
    return disclosure(campaign, as_of)
