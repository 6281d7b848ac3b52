"""Delegations: registered whole, named now or later."""

from __future__ import annotations

from flask_smorest import Blueprint
from marshmallow import fields

from contracts.commands.events import registration as asked
from contracts.fields import Instant
from contracts.shapes import Strict
from gateway.api.resource_schemas import Registration
from gateway.api.resources import Resource

blp = Blueprint("groups", __name__, url_prefix="/api/v1/groups", description="Đoàn khách")


class Group(Strict):
    """A group with its members.  ``size``: as registered; ``living``: members who are not cancelled, who all have the
    group's ``status``; ``named``: those of them with a name."""

    group_id = fields.String(required=True)
    activity = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    quota = fields.String(required=True)
    also = fields.List(fields.String(), required=True)
    name = fields.String(required=True)
    size = fields.Integer(required=True)
    status = fields.String(required=True)
    waiting_number = fields.Integer(required=True, allow_none=True)
    living = fields.Integer(required=True)
    named = fields.Integer(required=True)
    registered_at = Instant(required=True)
    registered_by = fields.String(required=True)
    members = fields.List(fields.Nested(Registration), required=True)


resource = Resource("events", blp, "group", Group)
resource.add_reading("guest.list", "Xem một đoàn và từng người trong đoàn.")
resource.add_step("guest.register", "names", "name_members", asked.NameMembers, "Ghi tên người trong đoàn chưa có tên.")
resource.add_step(
    "registration.cancel", "cancellation", "cancel_group", asked.CancelGroup, "Hủy cả đoàn hoặc vài người trong đoàn."
)
