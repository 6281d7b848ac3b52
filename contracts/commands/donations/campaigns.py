"""Commands about campaigns."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.campaign_files import MOST_UNITS
from contracts.fields import END, LocalDay, Text, Vnd, choice_field, code_field, unit_field

CAMPAIGN_KINDS = ["fund", "relief"]
BANKS = ["vietcombank", "agribank", "vietinbank", "bidv"]


class FundAccount(Command):
    """A bank account of the Fund: every line of its statements belongs to ``unit``."""

    number = fields.String(
        required=True, validate=validate.Regexp(rf"^[0-9]{{6,19}}{END}", error="Số tài khoản gồm 6 đến 19 chữ số.")
    )
    bank = choice_field(BANKS, required=True)
    unit = unit_field(required=True)


class UnitTarget(Command):
    """A unit that takes part in a campaign, with its share of the target (0: none stated)."""

    unit = unit_field(required=True)
    target_vnd = Vnd(minimum=0, load_default=0)


class SaveCampaign(Command):
    """Make a campaign, or bring it to this state (natural key: ``code``).

    ``kind``: a campaign of the standing Fund, or relief after a disaster, which takes gifts once it is called."""

    code = code_field(required=True)
    kind = choice_field(CAMPAIGN_KINDS, load_default="fund")
    name = Text(required=True)
    starts_on = LocalDay(required=True)
    ends_on = LocalDay(required=True)
    target_vnd = Vnd(minimum=0, required=True)
    lead_unit = unit_field(required=True)
    units = fields.List(fields.Nested(UnitTarget), required=True, validate=validate.Length(1, MOST_UNITS))
    accounts = fields.List(fields.Nested(FundAccount), load_default=list, validate=validate.Length(max=200))
