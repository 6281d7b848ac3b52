"""The running total of what the Fund of a campaign and unit has received, so that paying out need not add up the
journal.

One document per total would make every gift of a unit queue behind it.  So a total is spread over documents (shards)
that are added up when read; a transaction writes into one of them, and no two of a process into the same.
"""

from __future__ import annotations

import random
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from messaging.unit_of_work import Store, UnitOfWork
from services.donations.ledger import rules
from services.donations.ledger.documents import FUND_RECEIPTS, JOURNAL

DESK_SHARDS = 32
"""For gifts in hand: more than the transactions that run at once in all processes together."""

IMPORT_SHARDS = range(DESK_SHARDS, DESK_SHARDS + 4)
"""For importers, whose transactions are long: a gift in hand never waits for one."""

_ALL = range(IMPORT_SHARDS.stop)

_COUNTED = "counted"
"""Id of the document that says that the totals begin with the whole journal."""


class FreeShards:
    """Lends each transaction of this process a shard of its own.

    They are lent in turn from a random order: two processes that meet on one shard part again with the next."""

    def __init__(self) -> None:
        self._free = deque(random.sample(range(DESK_SHARDS), DESK_SHARDS))

    @contextmanager
    def lent(self) -> Iterator[int]:
        """A shard for one transaction, also for its further tries."""
        try:
            shard = self._free.popleft()
        except IndexError:
            # More at once than shards: sharing one costs a second try, nothing else.
            yield random.randrange(DESK_SHARDS)
            return
        try:
            yield shard
        finally:
            self._free.append(shard)


def add(uow: UnitOfWork, entries: Sequence[Mapping[str, Any]], shard: int) -> None:
    """Count journal entries of this transaction into the totals of their campaigns and units."""
    changes: defaultdict[tuple[str, str], int] = defaultdict(int)
    for entry in entries:
        changes[entry["campaign"], entry["unit"]] += rules.fund_change_vnd(entry["postings"])
    writes = [
        UpdateOne({"_id": _id(*fund, shard)}, {"$inc": {"received_vnd": vnd}}, upsert=True)
        for fund, vnd in changes.items()
        if vnd
    ]
    if writes:
        uow.db[FUND_RECEIPTS].bulk_write(writes, ordered=False)


def total_vnd(uow: UnitOfWork, campaign: str, unit: str) -> int:
    """What this fund has received less what the bank took, in đồng; below zero when the bank took more."""
    ids = [_id(campaign, unit, shard) for shard in _ALL]
    return sum(found["received_vnd"] for found in uow.db[FUND_RECEIPTS].find({"_id": {"$in": ids}}))


def count_journal(store: Store) -> None:
    """Begin the totals with what the journal holds, once in the life of a database.  Call it at boot, before anything
    is booked: a database from before the totals has a journal and none of them."""
    if store.db[FUND_RECEIPTS].find_one({"_id": _COUNTED}):
        return
    # Outside the transaction, which would not last for a large journal: until the totals are begun nobody books.
    totals = journal_totals_vnd(store.db)

    def begin(uow: UnitOfWork) -> None:
        receipts = uow.db[FUND_RECEIPTS]
        # Two processes that start at once meet here as a write conflict; the second then finds it done.
        if receipts.find_one({"_id": _COUNTED}) is None:
            held = [{"_id": _id(*fund, 0), "received_vnd": vnd} for fund, vnd in totals.items()]
            receipts.insert_many([{"_id": _COUNTED}, *held])

    store.transact(begin)


def journal_totals_vnd(db: Database[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """The totals by campaign and unit, added up from the whole journal: seconds of work on a large one."""
    change = {"$subtract": ["$postings.credit_vnd", "$postings.debit_vnd"]}
    found = db[JOURNAL].aggregate([
        {"$unwind": "$postings"},
        {"$match": {"postings.account": {"$regex": f"^({'|'.join(rules.FUND_MONEY)})"}}},
        {"$group": {"_id": {"campaign": "$campaign", "unit": "$unit"}, "vnd": {"$sum": change}}},
    ])
    return {(one["_id"]["campaign"], one["_id"]["unit"]): int(one["vnd"]) for one in found}


def _id(campaign: str, unit: str, shard: int) -> str:
    return f"{campaign}:{unit}:{shard}"
