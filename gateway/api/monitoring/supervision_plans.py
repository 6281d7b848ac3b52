"""Yearly supervision plans, by level and body."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields, validate

from contracts.commands.monitoring import plans as asked
from contracts.commands.monitoring.subjects import BODIES, LEVELS
from contracts.events.monitoring.plans import DeadlineRow, PlanRow
from contracts.fields import choice_field
from contracts.refusals import Refusal
from gateway import units
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from gateway.api.taking_part import check_takes_part

blp = Blueprint(
    "supervision_plans", __name__, url_prefix="/api/v1/supervision-plans", description="Kế hoạch giám sát, kiểm tra"
)


class LevelOfAnotherUnit(Refusal):
    """The unit is not of the level that the plan says."""


class TargetOutside(Refusal):
    """A line names a unit that does not lie within the planning one."""


class SupervisionPlan(PlanRow):
    """A plan with its lines and every day on which one is due."""

    item_list = fields.List(fields.Nested(asked.PlanItem), required=True)
    made_by = fields.String(required=True)
    approved_by = fields.String(required=True, allow_none=True)
    decision = fields.String(required=True)
    document_number = fields.String(required=True)
    reason = fields.String(required=True)
    deadlines = fields.List(fields.Nested(DeadlineRow), required=True)


resource = Resource("monitoring", blp, "plan", SupervisionPlan)


@blp.route("")
class Plans(MethodView):
    """Drawing plans up."""

    @for_those_who_may("plan.save")
    @blp.arguments(asked.MakePlan)
    @blp.response(201, SupervisionPlan)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Lập kế hoạch năm của một cấp, một tổ chức; ngày đến hạn suy từ định kỳ, không phải nhập từng ngày."""
        require("plan.save", command["unit"])
        check_takes_part(command["campaign"], command["unit"])
        check_level(command["level"], command["unit"])
        check_targets(command["unit"], command["items"])
        return answer(ask("monitoring", "make_plan", request.get_json(), key=idempotency_key()), 201)


@blp.route("/<id>/amendment")
class Amendment(MethodView):
    """Amending plans."""

    @for_those_who_may("plan.save")
    @blp.arguments(asked.AmendPlan(exclude=["plan_id"]))
    @blp.response(200, SupervisionPlan)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any], id: str) -> Response:
        """Thay các nội dung của kế hoạch, nêu lý do; kế hoạch phải duyệt lại, bản cũ còn trong nhật ký."""
        unit = resource.find(id)["unit"]
        require("plan.save", unit)
        check_targets(unit, command["items"])
        payload = {**request.get_json(), "plan_id": id}
        return answer(ask("monitoring", "amend_plan", payload, key=idempotency_key()))


resource.add_reading("plan.read", "Xem một kế hoạch với mọi ngày đến hạn.")
resource.add_step("plan.approve", "approval", "approve_plan", asked.ApprovePlan, "Duyệt kế hoạch.")
resource.add_step("plan.save", "sending", "send_plan", asked.SendPlan, "Ghi ngày gửi kế hoạch cho nơi được giám sát.")
resource.add_step("plan.save", "withdrawal", "withdraw_plan", asked.WithdrawPlan, "Rút kế hoạch chưa có cuộc nào.")

add_list(
    blp, "supervision_plan", PlanRow, "kế hoạch giám sát, kiểm tra", action="plan.read",
    filters={
        "year": fields.Integer(validate=validate.Range(2000, 2100)),
        "level": choice_field(LEVELS), "body": choice_field(BODIES), "status": choice_field(asked.PLAN_STATUSES),
    },
)


def check_level(level: str, code: str) -> None:
    """Raises :class:`LevelOfAnotherUnit`."""
    unit = units.current_tree().get(code)
    # People of a neighbourhood supervise within their commune, which is the smallest unit there is.
    if unit is None or unit.level != ("commune" if level == "neighbourhood" else level):
        raise LevelOfAnotherUnit(
            f"Đơn vị {units.name_of(code)} không thuộc cấp này.", field="level", remedy="Chọn đúng cấp của đơn vị."
        )


def check_targets(unit: str, items: Iterable[dict[str, Any]]) -> None:
    """Raises :class:`TargetOutside`."""
    for place, item in enumerate(items):
        for target in item["targets"]:
            if not units.contains(unit, target):
                raise TargetOutside(
                    f"Đơn vị {target} không thuộc {units.name_of(unit)}.", field=f"items.{place}.targets",
                    remedy="Chọn đơn vị trong địa bàn của đơn vị lập kế hoạch.",
                )
