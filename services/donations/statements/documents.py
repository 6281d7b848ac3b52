"""What is kept of bank statements: the file as it came, the import with its certificate, and every bank
line."""

from typing import Any, ClassVar

from mongoengine import (
    BinaryField,
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    IntField,
    ListField,
    LongField,
    StringField,
)

LEAST_PLEDGED_VND = 1_000_000
"""Pledges of less are written down before their money comes, or never."""

EARLIER_INDEX = "account_number_1_posted_on_1"
"""Nobody asks for lines by account and day, and each line paid for it."""

LOOKS = "statement_looks"
"""Who looked at the rows of which file, and when."""

STATUSES = (
    "receiving", "queued", "running", "done", "cancelled", "failed", "undoing", "undo_failed", "undone",
)


class StatementChunk(Document):
    """One piece of an uploaded file, written once. Its id is `<import id>:<index>`, index from 0.

    Plain documents, not GridFS: GridFS can't be written inside a transaction.
    """

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations",
        "collection": "statement_chunks",
        "auto_create_index": False,
        "indexes": [{"fields": ["import_id", "index"], "unique": True}],
    }

    id = StringField(primary_key=True)
    import_id = StringField(required=True)
    index = IntField(required=True)
    data = BinaryField(required=True)


class StatementImport(Document):
    """One upload of one file and what became of it.

    file_kind: what the file is by its content (imports of before are all CSV). layout: what was asked for until
    layout_decided, then what it is. mapping: the account's, as it stood when the layout was decided. held: the upload
    waits to be looked at and started.

    lease_*: which importer works on it, until when (server clock), and a fence that goes up with every take-
    over, so that an importer that lost its lease can't write any more. attempts: take-overs since the last
    progress. rows_read, bytes_read: where the next run goes on. undo_*: who asked for the undo and why, the line
    it has come to, and what it holds back of the Fund meanwhile (`support/fund.py`). explained_vnd: see
    `explained.py`.
    """

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations",
        "collection": "statement_imports",
        "auto_create_index": False,
        "indexes": [
            # What an importer looks for: the oldest that waits or whose lease has run out.
            ["status", "queued_at"],
            ["campaign", "-received_at"],
            # What is still to be looked through for pledges.
            ["suggested_at", "status"],
        ],
    }

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    account_number = StringField(required=True)
    layout = StringField(required=True)
    file_kind = StringField(default="csv")
    layout_decided = BooleanField(default=True)
    held = BooleanField(default=False)
    mapping = DictField(default=None, null=True)
    file_name = StringField(required=True)
    file_sha256 = StringField(default="")
    received_bytes = LongField(required=True)
    chunks = IntField(required=True)
    status = StringField(required=True, choices=STATUSES)
    received_by = StringField(required=True)
    received_at = DateTimeField(required=True)
    queued_at = DateTimeField()
    finished_at = DateTimeField()
    failure = StringField()
    rows_read = LongField(default=0)
    bytes_read = LongField()
    certificate = DictField()
    lease_owner = StringField()
    lease_until = DateTimeField()
    lease_fence = LongField(default=0)
    attempts = IntField(default=0)
    undo_reason = StringField()
    undo_by = StringField()
    undo_asked_at = DateTimeField()
    undo_line_no = LongField(default=0)
    undo_held_vnd = LongField(default=0)
    explained_vnd = LongField(default=0)
    rows_undone = LongField(default=0)
    undone_at = DateTimeField()
    suggested_line_no = LongField()
    suggested_at = DateTimeField()


class StatementLine(Document):
    """A bank line, for good: what the bank printed is never changed or deleted. Its id is its identity (see
    `identity.py`).

    posted_on: local day as YYYY-MM-DD. import_id: the import that booked it. undone_at: since when that booking is
    undone and the next import that holds the line may book it anew; booking: how often it was booked (absent: once);
    earlier_import_ids: the undone ones before.
    """

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations",
        "collection": "statement_lines",
        "auto_create_index": False,
        "indexes": [
            ["import_id", "line_no"],
            # Lines that may be the money of a pledge written down later. Few lines are that large, so an import
            # hardly pays for it.
            {
                "fields": ["campaign", "credit_vnd", "posted_on"],
                "partialFilterExpression": {"credit_vnd": {"$gte": LEAST_PLEDGED_VND}},
            },
            # Few lines are debits.
            {
                "fields": ["campaign", "unit", "posted_on", "_id"], "name": "debits_of_a_fund",
                "partialFilterExpression": {"debit_vnd": {"$gt": 0}},
            },
        ],
    }

    id = StringField(primary_key=True)
    import_id = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    account_number = StringField(required=True)
    line_no = IntField(required=True)
    occurrence = IntField(required=True)
    posted_on = StringField(required=True)
    posted_at_time = StringField()
    reference = StringField()
    debit_vnd = LongField(required=True)
    credit_vnd = LongField(required=True)
    balance_vnd = LongField()
    memo = StringField()
    counter_account = StringField()
    recorded_at = DateTimeField(required=True)
    undone_at = DateTimeField()
    booking = IntField()
    explained_vnd = LongField()
    earlier_import_ids = ListField(StringField())


class StatementMapping(Document):
    """Which column of an account's statements is what (see `mappings.py`). Its id is the account's number."""

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "donations",
        "collection": "statement_mappings",
        "auto_create_index": False,
    }

    id = StringField(primary_key=True)
    version = IntField(required=True)
    mapping = DictField(required=True)
    saved_by = StringField(required=True)
    saved_at = DateTimeField(required=True)


DOCUMENTS = [StatementChunk, StatementImport, StatementLine, StatementMapping]
"""Pass these to `Store.prepare` at boot."""
