"""Damage after disasters, as the units report it to the relief board."""

from __future__ import annotations

from flask_smorest import Blueprint
from marshmallow import fields

from contracts.commands.monitoring import damage as asked
from contracts.events.monitoring.damage import DamageRow
from contracts.fields import choice_field, code_field
from gateway.api.lists import add_list
from gateway.api.resources import Resource

blp = Blueprint("damage", __name__, url_prefix="/api/v1/damage", description="Thiệt hại do thiên tai")


class Damage(DamageRow):
    """A report with who filed it and why it was taken back."""

    reported_by = fields.String(required=True)
    cause = fields.String(required=True, allow_none=True)


resource = Resource("monitoring", blp, "damage", Damage)
resource.add_making(
    "damage.report", "report_damage", asked.ReportDamage,
    "Báo cáo thiệt hại do thiên tai ngay khi biết; gửi lại khi có số liệu mới, báo cáo sau thay báo cáo trước.",
)
resource.add_reading("damage.read", "Xem một báo cáo thiệt hại.")
resource.add_step("damage.report", "withdrawal", "withdraw_damage", asked.WithdrawDamage, "Rút một báo cáo gửi nhầm.")

add_list(
    blp, "damage", DamageRow, "báo cáo thiệt hại", action="damage.read",
    filters={"disaster": choice_field(asked.DISASTERS), "disaster_code": code_field(),
             "status": choice_field(["preliminary", "final", "withdrawn"])},
)
