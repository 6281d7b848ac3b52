"""What a database made by an earlier version still needs; done at boot, and nothing where it is done already."""

from __future__ import annotations

from messaging.unit_of_work import Store
from services.donations.ledger.earlier_blocks import gather_lines
from services.donations.ledger.fund_receipts import count_journal
from services.donations.ledger.unsealed import mark_journal
from services.donations.statements.documents import EARLIER_INDEX, StatementLine
from services.donations.support.documents import EARLIER_INDEXES, THE_ONE, Payment


def bring_up_to_date(store: Store) -> None:
    """Call it after ``Store.prepare`` and before anything is booked."""
    count_journal(store)
    mark_journal(store)
    gather_lines(store)
    lines = store.db[StatementLine._get_collection_name()]
    if EARLIER_INDEX in lines.index_information():
        lines.drop_index(EARLIER_INDEX)
    payments = store.db[Payment._get_collection_name()]
    there = payments.index_information()
    for name in EARLIER_INDEXES:
        if name in there:
            payments.drop_index(name)
    payments.update_many({"allocation": {"$exists": False}}, {"$set": {"allocation": THE_ONE}})
