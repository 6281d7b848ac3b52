"""The markers that tell the sealer what is not sealed yet: one document per transaction and campaign, however many
entries it books.  So a gift pays for a part of one insert, no entry is ever updated, and the journal needs no index.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from pymongo import ASCENDING

from messaging.unit_of_work import Store, UnitOfWork
from services.donations.ledger.documents import CHAINS, JOURNAL, UNSEALED

ENTRIES_PER_MARKER = 500

_MARKED = "marked:"
"""Id of the document that says that every entry of the journal is sealed or marked: no campaign's code has a colon."""


def markers(entries: Sequence[Mapping[str, Any]], now: dt.datetime) -> list[dict[str, Any]]:
    """Markers for entries, not yet written."""
    by_campaign: defaultdict[str, list[str]] = defaultdict(list)
    for entry in entries:
        by_campaign[entry["campaign"]].append(entry["_id"])
    return [
        {"campaign": campaign, "entry_ids": ids[at : at + ENTRIES_PER_MARKER], "queued_at": now}
        for campaign, ids in by_campaign.items()
        for at in range(0, len(ids), ENTRIES_PER_MARKER)
    ]


def mark_journal(store: Store) -> None:
    """Mark what the journal of a database from before the sealing holds, once in its life.  Call it at boot.

    Killed half-way it begins again, and two processes may do it at once: the sealer passes over what is marked twice.
    """
    if store.db[CHAINS].find_one({"_id": _MARKED}):
        return
    for batch in _batches(store):

        def mark(uow: UnitOfWork, batch: list[dict[str, Any]] = batch) -> None:
            uow.db[UNSEALED].insert_many(markers(batch, uow.now), ordered=False)

        store.transact(mark)
    store.db[CHAINS].update_one({"_id": _MARKED}, {"$set": {"day": None}}, upsert=True)


def _batches(store: Store) -> Iterator[list[dict[str, Any]]]:
    found = store.db[JOURNAL].find({}, {"campaign": 1}).sort("_id", ASCENDING)
    while batch := list(islice(found, ENTRIES_PER_MARKER)):
        yield batch
