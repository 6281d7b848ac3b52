"""Events about receipts."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay, Vnd


class ReceiptRow(Row):
    """A receipt.  ``status``: issued or void; a void one keeps its number.  ``donor_name`` only as far as the donor's
    consent goes."""

    receipt_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    series = fields.String(required=True)
    number = fields.Integer(required=True)
    level = fields.String(required=True)
    year = fields.Integer(required=True)
    number_text = fields.String(required=True)
    donation_id = fields.String(required=True)
    journal_entry_id = fields.String(required=True)
    amount_vnd = Vnd(required=True)
    channel = fields.String(required=True)
    received_on = LocalDay(required=True)
    issued_on = LocalDay(required=True)
    status = fields.String(required=True)
    replaces = fields.String(required=True, allow_none=True)
    replaced_by = fields.String(required=True, allow_none=True)
    donor_name = fields.String(required=True)


@event("donations.receipts_changed.v1")
class ReceiptsChangedV1(EventData):
    """Receipts issued, voided or replaced."""

    entries = entries(ReceiptRow)
