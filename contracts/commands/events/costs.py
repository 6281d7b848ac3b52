"""Commands about what an activity costs."""

from marshmallow import ValidationError, fields, validates_schema

from contracts.commands import Command
from contracts.fields import LocalDay, Text, Vnd, choice_field, code_field, unit_field

COST_STAGES = ["budget", "actual"]
COST_SOURCES = ["state_budget", "sponsor", "unit_funds", "fund"]
COST_STATUSES = ["recorded", "withdrawn"]


class RecordCost(Command):
    """A line of the budget, or of what was spent.

    source: who bears it.  The Fund's money is for poor households: what the Fund bears is a payment of donations, which
    is named, and is shown here without being counted as spent again."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    activity = code_field(required=True)
    stage = choice_field(COST_STAGES, required=True)
    item = Text(required=True, longest=300)
    amount_vnd = Vnd(required=True)
    source = choice_field(COST_SOURCES, required=True)
    payment_id = Text(longest=60, load_default=None, allow_none=True)
    document = Text(longest=200, load_default="", shortest=0)
    counted_on = LocalDay(required=True)

    @validates_schema(skip_on_field_errors=True)
    def _the_fund_pays_by_a_payment(self, told: dict[str, object], **_: object) -> None:
        if (told["source"] == "fund") != bool(told["payment_id"]):
            raise ValidationError(
                "Tiền Quỹ chỉ ghi ở đây khi nêu mã khoản hỗ trợ; nguồn khác thì không nêu.", "payment_id"
            )


class WithdrawCost(Command):
    """Take back a line that was written down wrongly; it stays, and counts no more."""

    cost_id = fields.String(required=True)
    cause = Text(required=True, longest=300)
