"""Gifts in kind (received, in store, handed out) and labour."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields

from contracts.commands.donations import in_kind as asked
from contracts.events.donations.in_kind import GoodsRow, HandOutRow, LabourRow
from contracts.fields import choice_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.lists import add_list
from gateway.api.resources import Resource

goods_blp = Blueprint("goods", __name__, url_prefix="/api/v1/goods", description="Hiện vật")
labour_blp = Blueprint("labour", __name__, url_prefix="/api/v1/labour", description="Ngày công")


def _whole() -> dict[str, fields.String]:
    told = {name: fields.String(required=True) for name in ("valued_by", "name_display", "note", "recorded_by")}
    return told | {name: fields.String(required=True, allow_none=True) for name in ("withdrawn_by", "withdrawn_cause")}


class WholeHandOut(HandOutRow):
    """A hand-out with the household, for those who may see it."""

    household_code = fields.String(required=True, allow_none=True)
    received_by = fields.String(required=True)
    note = fields.String(required=True)
    handed_by = fields.String(required=True)
    undone_by = fields.String(required=True, allow_none=True)
    undone_cause = fields.String(required=True, allow_none=True)


class WholeGoods(GoodsRow.from_dict(_whole(), name="OfGoods")):  # type: ignore[misc]
    """Goods with who valued them and where they went."""

    hand_outs = fields.List(fields.Nested(WholeHandOut), required=True)


class WholeLabour(LabourRow.from_dict(_whole(), name="OfLabour")):  # type: ignore[misc]
    """Work with who valued it."""


@goods_blp.route("")
class AllGoods(MethodView):
    """Receiving goods."""

    @for_those_who_may("in_kind.record")
    @goods_blp.arguments(asked.RecordGoods)
    @goods_blp.response(201, WholeGoods)
    @goods_blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Ghi nhận hiện vật: tên, số lượng, đơn vị tính, giá trị quy đổi và ai định giá, tình trạng."""
        require("in_kind.record", command["unit"])
        return answer(ask("donations", "record_goods", request.get_json(), key=idempotency_key()), 201)


@goods_blp.route("/<goods_id>")
class OneGoods(MethodView):
    """Reading goods."""

    @for_those_who_may("in_kind.read")
    @goods_blp.response(200, WholeGoods)
    def get(self, goods_id: str) -> Response:
        """Xem một mục hiện vật: còn trong kho bao nhiêu, đã cấp phát cho ai."""
        found = _goods(goods_id)
        require("in_kind.read", found["unit"])
        return answer(found)


def _goods(goods_id: str) -> dict[str, Any]:
    return ask("donations", "get_goods", {"id": goods_id})


goods_resource = Resource("donations", goods_blp, "goods", WholeGoods, _goods)
goods_resource.add_step(
    "in_kind.hand_out", "hand-outs", "hand_out_goods", asked.HandOutGoods, "Cấp phát hiện vật cho hộ hoặc nơi nhận."
)
goods_resource.add_step(
    "in_kind.record", "withdrawal", "withdraw_goods", asked.WithdrawGoods, "Hủy một mục hiện vật ghi sai."
)


@goods_blp.route("/hand-outs/<hand_out_id>/undoing", methods=["POST"])
@for_those_who_may("in_kind.hand_out")
@goods_blp.arguments(asked.UndoHandOut(exclude=["hand_out_id"]))
@goods_blp.response(200, WholeGoods)
@goods_blp.doc(parameters=[KEY_PARAMETER])
def undo(_command: dict[str, Any], hand_out_id: str) -> Response:
    """Hủy một lần cấp phát: hiện vật về lại kho."""
    require("in_kind.hand_out", ask("donations", "get_hand_out", {"id": hand_out_id})["unit"])
    payload = {**request.get_json(), "hand_out_id": hand_out_id}
    return answer(ask("donations", "undo_hand_out", payload, key=idempotency_key()))


@labour_blp.route("")
class AllLabour(MethodView):
    """Writing work down."""

    @for_those_who_may("in_kind.record")
    @labour_blp.arguments(asked.RecordLabour)
    @labour_blp.response(201, WholeLabour)
    @labour_blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Ghi nhận ngày công: việc gì, bao nhiêu người, mấy ngày."""
        require("in_kind.record", command["unit"])
        return answer(ask("donations", "record_labour", request.get_json(), key=idempotency_key()), 201)


def _labour(labour_id: str) -> dict[str, Any]:
    return ask("donations", "get_labour", {"id": labour_id})


Resource("donations", labour_blp, "labour", WholeLabour, _labour).add_step(
    "in_kind.record", "withdrawal", "withdraw_labour", asked.WithdrawLabour, "Hủy một mục ngày công ghi sai."
)

add_list(goods_blp, "goods", GoodsRow, "hiện vật", filters={"category": choice_field(asked.GOODS_CATEGORIES)})
add_list(
    goods_blp, "hand_out", HandOutRow, "lần cấp phát hiện vật", filters={"to": choice_field(asked.RECIPIENT_KINDS)},
    path="/hand-outs",
)
add_list(labour_blp, "labour", LabourRow, "ngày công")
