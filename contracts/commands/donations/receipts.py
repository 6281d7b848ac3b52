"""Commands about receipts."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import Text, code_field, unit_field

MOST_AT_ONCE = 500
MOST_PRINTED = 100


class GiftToReceipt(Command):
    """A gift that is to have a receipt.  ``address``: of the donor, as it is to be printed."""

    donation_id = fields.String(required=True, validate=validate.Length(1, 120))
    address = Text(longest=200, load_default="", shortest=0)


class IssueReceipts(Command):
    """Receipts for gifts of one campaign and unit.  ``requested``: their donors asked for it, which gifts that did not
    come as cash need."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    requested = fields.Boolean(load_default=False)
    gifts = fields.List(fields.Nested(GiftToReceipt), required=True, validate=validate.Length(1, MOST_AT_ONCE))


class VoidReceipt(Command):
    """Void a receipt; its number stays its own."""

    receipt_id = fields.String(required=True)
    reason = Text(required=True, longest=500, shortest=5)


class ReplaceReceipt(VoidReceipt):
    """Void a receipt and issue another one for the same gift, with the name or address put right."""

    donor_name = Text(longest=120, shortest=0)
    address = Text(longest=200, shortest=0)


class FindReceipts(Command):
    """Receipts of a campaign by number (``123``, ``0000123/2024-H``) or by a part of the donor's name, with or without
    diacritics.  ``units``: these alone (None: all)."""

    campaign = code_field(required=True)
    units = fields.List(unit_field(), load_default=None, allow_none=True, validate=validate.Length(max=5000))
    text = Text(longest=100, required=True)


class ReadReceipts(Command):
    """Look at receipts with their donors' names."""

    receipt_ids = fields.List(
        fields.String(validate=validate.Length(1, 40)), required=True, validate=validate.Length(1, MOST_PRINTED)
    )
