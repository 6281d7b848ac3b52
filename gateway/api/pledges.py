"""Pledges: promises to the Fund, each with the code that finds it again in a bank statement."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields

from contracts.commands.donations.pledges import RegisterPledge
from contracts.events.donations.pledges import PledgeRow
from contracts.fields import choice_field, code_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key, read
from gateway.api.lists import add_list

blp = Blueprint("pledges", __name__, url_prefix="/api/v1/pledges", description="Phiếu đăng ký ủng hộ")


class RegisteredPledge(PledgeRow):
    """A pledge, with what only those who registered it may see."""

    name_display = fields.String(required=True)
    note = fields.String(required=True)


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
        return answer({name: found[name] for name in PledgeRow().fields})


add_list(
    blp, "pledge", PledgeRow, "phiếu đăng ký ủng hộ",
    filters={"activity": code_field(), "status": choice_field(["open", "part_fulfilled", "fulfilled"])},
)
