"""Batches and explained debits, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, DateTimeField, Document, IntField, ListField, LongField, StringField

from services.donations.ledger.debits import CLAIMS


class PaymentBatch(Document):
    """A batch with its payments.  ``failed``: what the bank could not carry out, with its reason."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    account_number = StringField(required=True)
    status = StringField(required=True)
    payment_ids = ListField(StringField())
    total_vnd = LongField(required=True)
    made_on = DateField(required=True)
    made_by = StringField(required=True)
    made_at = DateTimeField(required=True)
    exports = IntField(default=0)
    settled_on = DateField()
    settled_by = StringField()
    paid_ids = ListField(StringField())
    paid_vnd = LongField()
    failed = ListField()
    held_ids = ListField(StringField())
    cancelled_reason = StringField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "payment_batches", "auto_create_index": False,
        "indexes": [("campaign", "unit", "settled_on")],
    }


class DebitExplanation(Document):
    """What a bank debit was; id: the debit's journal entry.  Each explanation, and each taking back, is an
    entry of the journal of its own."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    amount_vnd = LongField(required=True)
    posted_on = DateField(required=True)
    status = StringField(required=True)
    purpose = StringField(default="support")
    payment_ids = ListField(StringField())
    journal_entry_id = StringField(required=True)
    explained_by = StringField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": "debit_explanations", "auto_create_index": False,
        "indexes": [
            # A payment explains one debit.
            {
                "fields": ["payment_ids"], "unique": True,
                "partialFilterExpression": {"status": "explained", "payment_ids.0": {"$exists": True}},
            },
        ],
    }


class BankDebitClaim(Document):
    """Where those meet who explain one debit at the same moment (``ledger/debits.py``)."""

    id = StringField(primary_key=True)
    asked = IntField(required=True)

    meta: ClassVar[dict[str, Any]] = {"db_alias": "donations", "collection": CLAIMS, "auto_create_index": False}


DOCUMENTS = [PaymentBatch, DebitExplanation, BankDebitClaim]
