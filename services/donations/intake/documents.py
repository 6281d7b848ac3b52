"""Money received."""

from __future__ import annotations

from mongoengine import DateField, DateTimeField, Document, IntField, LongField, StringField

DONATIONS = "donations"


class Donation(Document):
    """One gift of money.  Its money is never changed, and it is never deleted.  ``statement_line_id`` names the bank
    line behind a transfer; ``reversal_entry_id`` the journal entry that took the gift back, if one did."""

    meta = {"db_alias": "donations", "collection": DONATIONS, "auto_create_index": False}  # noqa: RUF012

    id = StringField(primary_key=True)
    version = IntField(required=True, default=1)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    amount_vnd = LongField(required=True)
    channel = StringField(required=True)
    received_on = DateField(required=True)
    recorded_at = DateTimeField(required=True)
    recorded_by = StringField(required=True)
    donor_name = StringField(default="")
    name_display = StringField(required=True)
    note = StringField(default="")
    pledge_id = StringField()
    statement_line_id = StringField()
    import_id = StringField()
    journal_entry_id = StringField(required=True)
    reversal_entry_id = StringField()
