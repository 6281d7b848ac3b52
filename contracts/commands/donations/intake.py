"""Commands about gifts received."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import LocalDay, Text, Vnd, choice_field, code_field, unit_field

GIFT_CHANNELS = ["cash", "card", "wallet", "bank_transfer"]
NAME_DISPLAYS = ["shown", "masked", "anonymous"]


class RecordDonation(Command):
    """A gift received in hand: cash at the desk, card or wallet."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    amount_vnd = Vnd(required=True)
    channel = choice_field(GIFT_CHANNELS, required=True)
    received_on = LocalDay(required=True)
    donor_name = Text(longest=120, load_default="", shortest=0)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")
    note = Text(longest=500, load_default="", shortest=0)
    pledge_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))


class DonationInBatch(Command):
    """One donation of a micro-batch, with the context of the request it came in."""

    donation = fields.Dict(required=True)
    actor = fields.String(required=True)
    idempotency_key = fields.String(required=True)
    correlation_id = fields.String(required=True)


class RecordDonations(Command):
    """A micro-batch made by the gateway from concurrent requests; each entry is answered on its own."""

    entries = fields.List(fields.Nested(DonationInBatch), required=True, validate=validate.Length(1, 500))
