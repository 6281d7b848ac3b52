"""Events about support for households."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay, Vnd


class PaymentRow(Row):
    """Support for a household.  ``status``: proposed, verified, approved_once, approved, paid, or withdrawn (which
    counts in no figure).  ``open_finding_ids`` is not empty while supervision holds the payment: no step goes on until
    they are closed."""

    payment_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    kind = fields.String(required=True)
    amount_vnd = Vnd(required=True)
    status = fields.String(required=True)
    proposed_on = LocalDay(required=True)
    paid_on = LocalDay(required=True, allow_none=True)
    open_finding_ids = fields.List(fields.String(), required=True)
    journal_entry_id = fields.String(required=True, allow_none=True)
    confirmed_on = LocalDay(allow_none=True)
    was_received = fields.Boolean(allow_none=True)


@event("donations.payments_changed.v1")
class PaymentsChangedV1(EventData):
    """Support payments proposed, verified, approved, paid, withdrawn, put on hold or released."""

    entries = entries(PaymentRow)
