"""The journal: append-only.  No code of ours updates or deletes an entry; a correction is a new entry."""

from __future__ import annotations

from mongoengine import (
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    LongField,
    StringField,
)

JOURNAL = "journal_entries"
FUND_RECEIPTS = "fund_receipts"


class PostingLine(EmbeddedDocument):
    """One side of an entry, in whole đồng."""

    account = StringField(required=True)
    debit_vnd = LongField(required=True)
    credit_vnd = LongField(required=True)


class JournalEntry(Document):
    """A balanced entry.  ``about_kind`` and ``about_id`` name the donation, bank line or payment that it books;
    ``reverses`` names the entry that a correction takes back, ``cause`` why."""

    meta = {  # noqa: RUF012
        "db_alias": "donations", "collection": JOURNAL, "auto_create_index": False,
        # No further index: the id names what the entry is about, and each one more would slow every gift.
    }

    id = StringField(primary_key=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    booked_on = DateField(required=True)
    posted_at = DateTimeField(required=True)
    posted_by = StringField(required=True)
    about_kind = StringField(required=True)
    about_id = StringField(required=True)
    reverses = StringField()
    cause = StringField()
    postings = EmbeddedDocumentListField(PostingLine)


class FundReceipts(Document):
    """One shard of what the Fund of a campaign and unit has received (see ``fund_receipts.py``).

    Id: ``<campaign>:<unit>:<shard>``.  Their sum is what the journal says, in đồng."""

    meta = {"db_alias": "donations", "collection": FUND_RECEIPTS, "auto_create_index": False}  # noqa: RUF012

    id = StringField(primary_key=True)
    received_vnd = LongField()
