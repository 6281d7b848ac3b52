"""Receipts and their series of numbers, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateField, DateTimeField, Document, IntField, ListField, LongField, StringField

RECEIPTS = "receipts"
SERIES = "receipt_series"
LOOKS = "receipt_looks"


class ReceiptSeries(Document):
    """The last number taken in a series.  Id: ``<campaign>:<level>:<year>``.  Written only in the transaction that uses
    the numbers, so a series has no gap."""

    id = StringField(primary_key=True)
    last = IntField(required=True)

    meta: ClassVar[dict[str, Any]] = {"db_alias": "donations", "collection": SERIES, "auto_create_index": False}


class Receipt(Document):
    """A receipt.  Never deleted: it is voided, keeps its number, and another one may replace it."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    series = StringField(required=True)
    number = IntField(required=True)
    year = IntField(required=True)
    level = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    donation_id = StringField(required=True)
    journal_entry_id = StringField(required=True)
    amount_vnd = LongField(required=True)
    channel = StringField(required=True)
    received_on = DateField(required=True)
    issued_on = DateField(required=True)
    issued_at = DateTimeField(required=True)
    issued_by = StringField(required=True)
    donor_name = StringField(default="")
    address = StringField(default="")
    name_display = StringField(required=True)
    check_code = StringField(required=True)
    status = StringField(required=True)
    replaces = StringField()
    replaced_by = StringField()
    void_reason = StringField()
    voided_by = StringField()
    voided_at = DateTimeField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": RECEIPTS, "auto_create_index": False,
        "indexes": [
            {"fields": ["series", "number"], "unique": True, "name": "one_receipt_per_number"},
            {
                "fields": ["donation_id"], "unique": True, "name": "one_living_receipt_per_gift",
                "partialFilterExpression": {"status": "issued"},
            },
            ("campaign", "-issued_on"),
            {"fields": ["check_code"], "unique": True, "name": "one_receipt_per_check_code"},
        ],
    }


class ReceiptLook(Document):
    """Somebody saw the names and addresses on receipts: who, when, which."""

    actor = StringField(required=True)
    at = DateTimeField(required=True)
    receipt_ids = ListField(StringField(), required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations", "collection": LOOKS, "auto_create_index": False, "indexes": [("receipt_ids",)],
    }


DOCUMENTS = [ReceiptSeries, Receipt, ReceiptLook]
