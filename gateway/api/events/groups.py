"""Delegations: registered whole, named now or later."""

from __future__ import annotations

from flask_smorest import Blueprint
from marshmallow import fields, validate

from contracts.commands.events import registration as asked
from contracts.fields import Instant
from contracts.shapes import Strict
from gateway.api.resource_schemas import Registration
from gateway.api.resources import Resource

blp = Blueprint("groups", __name__, url_prefix="/api/v1/groups", description="Đoàn khách")


class ToldGroup(Strict):
    """A group.  ``size``: as registered; ``living``: members who are not cancelled, who all have the group's
    ``status``; ``named``: those of them with a name."""

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


class Group(ToldGroup):
    """A group with its members."""

    members = fields.List(fields.Nested(Registration), required=True)


class WhichGroups(Strict):
    """Which page."""

    skip = fields.Integer(load_default=0, validate=validate.Range(0, 100_000))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class GroupPage(Strict):
    """A page of an activity's groups; ``more``: there are others beyond it."""

    activity = fields.String(required=True)
    groups = fields.List(fields.Nested(ToldGroup), required=True)
    more = fields.Boolean(required=True)


resource = Resource("events", blp, "group", Group)
resource.add_reading("guest.list", "Xem một đoàn và từng người trong đoàn.")
resource.add_step("guest.register", "names", "name_members", asked.NameMembers, "Ghi tên người trong đoàn chưa có tên.")
resource.add_step(
    "registration.cancel", "cancellation", "cancel_group", asked.CancelGroup, "Hủy cả đoàn hoặc vài người trong đoàn."
)
