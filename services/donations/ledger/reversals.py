"""Take bookings back, whole or in part: the one way to correct the books.  Each by a new entry with the sides changed,
which names the entry that it reverses, its cause and its author."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from messaging.unit_of_work import UnitOfWork
from services.donations.ledger import commands as ledger
from services.donations.ledger import rules
from services.donations.ledger.documents import JOURNAL

KIND = "reversal"


def reversal_id(entry_id: str) -> str:
    """The id of the entry that reverses this one whole; so no entry is reversed twice."""
    return f"{KIND}-{entry_id}"


def reverse_entries(
    uow: UnitOfWork, entry_ids: Sequence[str], *, booked_on: dt.date, posted_by: str, shard: int, cause: str = ""
) -> int:
    """Reverse entries that are in the journal, in the transaction of ``uow``.

    Answers what the money of the Fund changes by, in đồng.  ``shard``: see ``fund_receipts``.  Raises LookupError when
    one is not there, which would be a defect of the program."""
    found = {entry["_id"]: entry for entry in uow.db[JOURNAL].find({"_id": {"$in": list(entry_ids)}})}
    if len(found) != len(entry_ids):
        raise LookupError(f"no such journal entry: {sorted(set(entry_ids) - set(found))[:5]}")
    reversals = [
        reversal_of(uow, found[entry_id], booked_on=booked_on, posted_by=posted_by, cause=cause)
        for entry_id in entry_ids
    ]
    ledger.post_entries(uow, reversals, shard)
    return sum(rules.fund_change_vnd(entry["postings"]) for entry in reversals)


def reversal_of(
    uow: UnitOfWork, entry: Mapping[str, Any], *, booked_on: dt.date, posted_by: str, cause: str = "",
    part: str = "", postings: Sequence[rules.Posting] | None = None,
) -> ledger.Entry:
    """The entry, not yet written, that takes back ``entry`` (as the journal keeps it).

    ``part`` names it and ``postings`` are its own where it takes back a part, or the money goes another way than it
    came."""
    turned = rules.turned(entry["postings"]) if postings is None else postings
    reversal = ledger.new_entry(
        uow, about_kind=KIND, about_id=f"{entry['_id']}-{part}" if part else entry["_id"], campaign=entry["campaign"],
        unit=entry["unit"], booked_on=booked_on, posted_by=posted_by, postings=turned,
    )
    return {**reversal, "reverses": entry["_id"], "cause": cause}
