"""Events about payments that a bank carries out."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import MAX_SUM_VND, LocalDay, Vnd, choice_field

EXPLAINED_AS = ["support", "cash"]


class PaymentBatchRow(Row):
    """A batch of payments.  ``status``: made, settled or cancelled; ``paid`` and ``paid_vnd`` are known once it is
    settled."""

    batch_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    status = fields.String(required=True)
    made_on = LocalDay(required=True)
    payments = fields.Integer(required=True)
    total_vnd = Vnd(maximum=MAX_SUM_VND, required=True)
    settled_on = LocalDay(required=True, allow_none=True)
    paid = fields.Integer(required=True, allow_none=True)
    paid_vnd = Vnd(minimum=0, maximum=MAX_SUM_VND, required=True, allow_none=True)


@event("donations.payment_batches_changed.v1")
class PaymentBatchesChangedV1(EventData):
    """Batches made, settled or cancelled."""

    entries = entries(PaymentBatchRow)


class DebitExplanationRow(Row):
    """A bank debit of which is known what it was; ``status`` explained, or taken_back.  ``purpose``: support that was
    paid (also where it is absent), or cash: fetched into the cash box."""

    bank_debit_entry_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    amount_vnd = Vnd(required=True)
    posted_on = LocalDay(required=True)
    status = fields.String(required=True)
    payments = fields.Integer(required=True)
    journal_entry_id = fields.String(required=True)
    purpose = choice_field(EXPLAINED_AS)


@event("donations.debits_explained.v1")
class DebitsExplainedV1(EventData):
    """Bank debits explained, or explanations taken back."""

    entries = entries(DebitExplanationRow)
