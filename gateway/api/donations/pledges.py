"""Pledges: promises to the Fund, each with the code that finds it again in a bank statement."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.donations import pledges as asked
from contracts.commands.donations.pledges import RegisterPledge
from contracts.events.donations.pledges import PledgeRow
from contracts.fields import Vnd, choice_field, code_field, unit_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key, read
from gateway.api.bulk import add_bulk
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from gateway.api.within import units_shown

blp = Blueprint("pledges", __name__, url_prefix="/api/v1/pledges", description="Phiếu đăng ký ủng hộ")


class RegisteredPledge(PledgeRow):
    """A pledge, with what only those who registered it may see."""

    name_display = fields.String(required=True)
    note = fields.String(required=True)
    cheque = fields.Nested(asked.Cheque, required=True, allow_none=True)


@blp.route("")
class Pledges(MethodView):
    """Registering pledges."""

    @for_those_who_may("pledge.register")
    @blp.arguments(RegisterPledge)
    @blp.response(201, RegisteredPledge)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Lập phiếu đăng ký ủng hộ; câu trả lời có mã để ghi vào nội dung chuyển khoản."""
        require("pledge.register", command["unit"])
        pledge = ask("donations", "register_pledge", request.get_json(), key=idempotency_key())
        return answer(pledge, 201)


@blp.route("/<pledge_id>")
class OnePledge(MethodView):
    """Reading a pledge."""

    @for_those_who_may("rows.read")
    @blp.response(200, PledgeRow)
    def get(self, pledge_id: str) -> Response:
        """Xem một phiếu đăng ký và số tiền đã thực hiện."""
        found = read("pledge", pledge_id, lambda: ask("donations", "get_pledge", {"id": pledge_id}))
        require("rows.read", found["unit"])
        return answer({name: found[name] for name in PledgeRow().fields if name in found})


def _ask_for(pledge_id: str) -> dict[str, Any]:
    return ask("donations", "get_pledge", {"id": pledge_id})


resource = Resource("donations", blp, "pledge", RegisteredPledge, _ask_for)
resource.add_step(
    "pledge.lapse", "lapse", "lapse_pledge", asked.LapsePledge, "Ghi phiếu đăng ký hết hiệu lực, có lý do."
)
resource.add_step("pledge.lapse", "reopening", "reopen_pledge", asked.ReopenPledge, "Mở lại phiếu đã hết hiệu lực.")
resource.add_step(
    "pledge.register", "consent", "change_pledger_consent", asked.ChangePledgerConsent,
    "Ghi ý người đăng ký về việc hiện, che hay ẩn tên; có hiệu lực ngay.",
)


class OverduePledge(PledgeRow):
    """A pledge and what of it was due and has not come."""

    overdue_vnd = Vnd(required=True)


class PageOfOverdue(Schema):
    """A page; ``next`` is null on the last."""

    rows = fields.List(fields.Nested(OverduePledge), required=True)
    next = fields.String(required=True, allow_none=True)


class WhichOverdue(asked.ListOverduePledges):
    """Overdue as of which day, in which units."""

    class Meta:
        exclude = ("units",)
        unknown = RAISE

    unit = unit_field(load_default=None, allow_none=True)


@blp.route("/overdue", methods=["GET"])
@for_those_who_may("rows.read")
@blp.arguments(WhichOverdue, location="query", unknown=RAISE)
@blp.response(200, PageOfOverdue)
def overdue(which: dict[str, Any]) -> Response:
    """Các phiếu có đợt nộp quá hạn tính đến hết ngày as_of, và số còn thiếu."""
    told = {name: value for name, value in which.items() if name != "unit"}
    told |= {"as_of": which["as_of"].isoformat(), "units": units_shown("rows.read", which["unit"])}
    return answer(ask("donations", "list_overdue_pledges", told))


add_bulk(
    blp, "pledge.register", RegisterPledge, "register_pledge",
    "Ghi nhiều phiếu đăng ký từ tệp CSV hoặc XLSX; dry_run thì chỉ thử, không ghi.",
    {
        "unit": "Mã đơn vị", "amount_vnd": "Số tiền", "pledger_name": "Người đăng ký", "name_display": "Hiện tên",
        "pledged_on": "Ngày đăng ký", "activity": "Hoạt động", "note": "Ghi chú",
    },
)


add_list(
    blp, "pledge", PledgeRow, "phiếu đăng ký ủng hộ",
    filters={
        "activity": code_field(), "status": choice_field(asked.PLEDGE_STATUSES),
        "kind": choice_field(asked.PLEDGE_KINDS),
    },
)
