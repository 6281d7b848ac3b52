"""Commands about VietQR codes: they only read."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.donations.campaigns import BANKS
from contracts.fields import END, Vnd, choice_field, code_field, unit_field

LONGEST_MEMO = 19
USUAL_MEMO = "UNG HO NGUOI NGHEO"


class OfAnAccount(Command):
    """At which bank; the first account that fits where none is named."""

    bank = choice_field(BANKS, load_default=None, allow_none=True)


class GetPledgeVietQr(OfAnAccount):
    """A code over what a pledge still owes, with its memo code, so that the bank line finds the pledge."""

    pledge_id = fields.String(required=True, validate=validate.Length(1, 40))


class GetCampaignVietQr(OfAnAccount):
    """A code for a poster: whoever scans it types the amount, unless it is told.  ``with_code``: a fresh memo code in
    place of ``memo``, by which whoever pays finds the own line in the statement."""

    campaign = code_field(required=True)
    unit = unit_field(load_default=None, allow_none=True)
    amount_vnd = Vnd(load_default=None, allow_none=True)
    with_code = fields.Boolean(load_default=False)
    memo = fields.String(
        load_default=USUAL_MEMO,
        validate=validate.Regexp(
            rf"^[0-9A-Za-z][0-9A-Za-z ]{{0,{LONGEST_MEMO - 1}}}{END}",
            error=f"Nội dung gồm 1 đến {LONGEST_MEMO} chữ không dấu, chữ số và dấu cách.",
        ),
    )
