"""Delegations of activities: who goes where."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from contracts.commands.events import delegations as asked
from contracts.events.events.delegations import DelegationRow
from contracts.fields import choice_field, code_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.donations.references import check_in_books
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from gateway.api.taking_part import check_takes_part

blp = Blueprint("delegations", __name__, url_prefix="/api/v1/delegations", description="Đoàn đi")


class DelegationMember(Schema):
    name = fields.String(required=True)
    office = fields.String(required=True)
    answer = fields.String(required=True)


class Delegation(DelegationRow):
    """A delegation with its names."""

    head = fields.Nested(DelegationMember, required=True)
    members = fields.List(fields.Nested(DelegationMember), required=True)
    formed_by = fields.String(required=True)
    called_off_cause = fields.String(required=True, allow_none=True)


@blp.route("", methods=["POST"])
@for_those_who_may("delegation.save")
@blp.arguments(asked.FormDelegation)
@blp.response(201, Delegation)
@blp.doc(parameters=[KEY_PARAMETER])
def form_delegation(command: dict[str, Any]) -> Response:
    """Lập đoàn đi: ai, đi đâu, ngày nào (có thể báo sau), xem hoặc bàn giao nhà nào."""
    require("delegation.save", command["unit"])
    check_takes_part(command["campaign"], command["unit"])
    check_houses(command, command["campaign"])
    return answer(ask("events", "form_delegation", request.get_json(), key=idempotency_key()), 201)


@blp.route("/<id>", methods=["PUT"])
@for_those_who_may("delegation.save")
@blp.arguments(asked.ChangeDelegation(exclude=["delegation_id"]))
@blp.response(200, Delegation)
@blp.doc(parameters=[KEY_PARAMETER])
def change_delegation(command: dict[str, Any], id: str) -> Response:
    """Đưa đoàn chưa đi về đúng nội dung này: người, nơi đến, ngày, nhà."""
    found = ask("events", "get_delegation", {"id": id})
    require("delegation.save", found["unit"])
    check_houses(command, found["campaign"])
    payload = {**request.get_json(), "delegation_id": id}
    return answer(ask("events", "change_delegation", payload, key=idempotency_key()))


resource = Resource("events", blp, "delegation", Delegation)
resource.add_reading("delegation.read", "Xem một đoàn và thành phần.")
resource.add_step(
    "delegation.save", "calling-off", "call_off_delegation", asked.CallOffDelegation, "Hủy đoàn chưa đi."
)

add_list(
    blp, "delegation", DelegationRow, "đoàn đi", action="delegation.read",
    filters={
        "activity": code_field(), "purpose": choice_field(asked.PURPOSES),
        "status": choice_field(asked.DELEGATION_STATUSES),
    },
)


def check_houses(command: dict[str, Any], campaign: str) -> None:
    """What the service does not know: the houses that are named are in the books."""
    for place, house_id in enumerate(command["house_ids"]):
        check_in_books("house", house_id, campaign, f"house_ids.{place}")
