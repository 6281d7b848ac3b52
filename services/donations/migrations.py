"""What a database made by an earlier version still needs before anything is booked."""

from __future__ import annotations

from messaging.migrations import Migration
from messaging.unit_of_work import Store
from services.donations.intake.searching import keep_words_of_names
from services.donations.ledger.earlier_blocks import gather_lines
from services.donations.ledger.fund_receipts import count_journal
from services.donations.ledger.unsealed import mark_journal
from services.donations.statements.documents import EARLIER_INDEX, StatementLine
from services.donations.support.documents import EARLIER_INDEXES, THE_ONE, Payment


def forget_index_of_lines(store: Store) -> None:
    """Lines are found by another index."""
    lines = store.db[StatementLine._get_collection_name()]
    if EARLIER_INDEX in lines.index_information():
        lines.drop_index(EARLIER_INDEX)


def allow_a_second_payment(store: Store) -> None:
    """A household may be proposed for again once its payment was withdrawn."""
    payments = store.db[Payment._get_collection_name()]
    there = payments.index_information()
    for name in EARLIER_INDEXES:
        if name in there:
            payments.drop_index(name)
    payments.update_many({"allocation": {"$exists": False}}, {"$set": {"allocation": THE_ONE}})


MIGRATIONS = [
    Migration(1, "adding up what the Fund has received", count_journal),
    Migration(2, "marking what is not sealed", mark_journal),
    Migration(3, "gathering the lines of sealed blocks", gather_lines),
    Migration(4, "forgetting an index of bank lines", forget_index_of_lines),
    Migration(5, "letting households be proposed for again", allow_a_second_payment),
    Migration(6, "keeping the words of donors' names", keep_words_of_names),
]
