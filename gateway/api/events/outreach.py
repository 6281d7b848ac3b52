"""Outreach: articles, broadcasts and meetings about the campaign."""

from __future__ import annotations

from flask_smorest import Blueprint
from marshmallow import fields

from contracts.commands.events import outreach as asked
from contracts.events.events.outreach import OutreachRow
from contracts.fields import choice_field
from gateway.api.lists import add_list
from gateway.api.resources import Resource

blp = Blueprint("outreach", __name__, url_prefix="/api/v1/outreach", description="Tuyên truyền")


class Outreach(OutreachRow):
    """A piece of outreach, with who wrote it down and why it was taken back."""

    recorded_by = fields.String(required=True)
    withdrawn_cause = fields.String(required=True, allow_none=True)


resource = Resource("events", blp, "outreach", Outreach)
resource.add_making("outreach.record", "record_outreach", asked.RecordOutreach, "Ghi một tin, bài, buổi tuyên truyền.")
resource.add_reading("outreach.read", "Xem một tin, bài, buổi tuyên truyền.")
resource.add_step("outreach.record", "withdrawal", "withdraw_outreach", asked.WithdrawOutreach, "Rút một mục ghi nhầm.")

add_list(
    blp, "outreach", OutreachRow, "tin, bài, buổi tuyên truyền", action="outreach.read",
    filters={"form": choice_field(asked.OUTREACH_FORMS)}
)
