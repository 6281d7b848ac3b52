"""What the plain way stores."""

from __future__ import annotations

from mongoengine import DateField, DateTimeField, Document, LongField, StringField


class Gift(Document):
    """A gift as the plain way keeps it; the fields are those of the product's ledger."""

    meta = {"collection": "gifts", "auto_create_index": False}  # noqa: RUF012

    id = StringField(primary_key=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    amount_vnd = LongField(required=True)
    channel = StringField(required=True)
    received_on = DateField(required=True)
    recorded_at = DateTimeField(required=True)
    donor_name = StringField(default="")
    name_display = StringField(required=True)
    note = StringField(default="")
    pledge_id = StringField()
