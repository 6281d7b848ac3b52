"""The journal: append-only.  No code of ours updates or deletes an entry; a correction is a new entry."""

from __future__ import annotations

from mongoengine import (
    BinaryField,
    DateField,
    DateTimeField,
    DictField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    LongField,
    ObjectIdField,
    StringField,
)

JOURNAL = "journal_entries"
FUND_RECEIPTS = "fund_receipts"
UNSEALED = "unsealed_entries"
CHAINS = "ledger_chains"
BLOCKS = "ledger_blocks"
LINES = "ledger_lines"
LEDGER_DAYS = "ledger_days"
ACCOUNT_DAYS = "account_days"


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


class UnsealedEntries(Document):
    """The journal entries of one transaction and campaign that are in no block yet.

    Written with them and deleted with their sealing; the sealer chooses by what is there, never by a last id, because
    ids are not in the order of commits."""

    meta = {"db_alias": "donations", "collection": UNSEALED, "auto_create_index": False}  # noqa: RUF012

    id = ObjectIdField(primary_key=True)
    campaign = StringField(required=True)
    entry_ids = ListField(StringField(), required=True)
    queued_at = DateTimeField(required=True)


class LedgerChain(Document):
    """Where the chain of a campaign ends.  Id: the campaign.

    ``day``: the day of its last blocks that is not closed yet, beginning at ``day_first_height``; None when all are."""

    meta = {"db_alias": "donations", "collection": CHAINS, "auto_create_index": False}  # noqa: RUF012

    id = StringField(primary_key=True)
    height = IntField(required=True)
    head = StringField(required=True)
    entries = LongField(required=True)
    day = StringField()
    day_first_height = IntField()
    closed_day = StringField(default="")
    days = IntField(required=True)
    last_day_hash = StringField(required=True)


class LedgerBlock(Document):
    """A sealed block: its header, the entries in their order and their hashes (32 bytes each).

    ``from_at``, ``to_at``: when its first and its last entry were booked.  They lead from an entry to its block, so no
    entry needs a place in an index."""

    meta = {  # noqa: RUF012
        "db_alias": "donations", "collection": BLOCKS, "auto_create_index": False,
        "indexes": [
            {"fields": ["campaign", "height"], "unique": True, "name": "one_block_per_height"},
            {"fields": ["campaign", "to_at", "from_at"], "name": "blocks_of_a_moment"},
        ],
    }

    id = StringField(primary_key=True)
    campaign = StringField(required=True)
    height = IntField(required=True)
    header = DictField(required=True)
    hash = StringField(required=True)
    entry_ids = ListField(StringField(), required=True)
    leaves = BinaryField(required=True)
    from_at = DateTimeField(required=True)
    to_at = DateTimeField(required=True)


class LedgerLines(Document):
    """The entries of one block that touch the same accounts of a unit on one day: ``places[n]`` in the block is that of
    ``entry_ids[n]``.  A statement is hundreds of entries to a document."""

    meta = {  # noqa: RUF012
        "db_alias": "donations", "collection": LINES, "auto_create_index": False,
        "indexes": [{"fields": ["campaign", "accounts", "on", "block"], "name": "lines_of_an_account"}],
    }

    id = StringField(primary_key=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    on = StringField(required=True)
    block = IntField(required=True)
    accounts = ListField(StringField(), required=True)
    places = ListField(IntField(), required=True)
    entry_ids = ListField(StringField(), required=True)


class LedgerDay(Document):
    """A closed day of a campaign's chain, whose hash is published.  ``block_hashes``: 32 bytes each, in order."""

    meta = {  # noqa: RUF012
        "db_alias": "donations", "collection": LEDGER_DAYS, "auto_create_index": False,
        "indexes": [{"fields": ["campaign", "number"], "unique": True, "name": "one_day_per_number"}],
    }

    id = StringField(primary_key=True)
    campaign = StringField(required=True)
    number = IntField(required=True)
    last_height = IntField(required=True)
    header = DictField(required=True)
    hash = StringField(required=True)
    block_hashes = BinaryField(required=True)


class AccountDay(Document):
    """What the sealed entries of one day turned over on an account in a unit.  Written by the sealer alone, with the
    block; the books are sums of these, however many entries there are."""

    meta = {  # noqa: RUF012
        "db_alias": "donations", "collection": ACCOUNT_DAYS, "auto_create_index": False,
        "indexes": [{"fields": ["campaign", "on"], "name": "of_a_period"}],
    }

    id = StringField(primary_key=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    account = StringField(required=True)
    on = StringField(required=True)
    debit_vnd = LongField(required=True)
    credit_vnd = LongField(required=True)


DOCUMENTS = [
    JournalEntry, FundReceipts, UnsealedEntries, LedgerChain, LedgerBlock, LedgerLines, LedgerDay, AccountDay,
]
