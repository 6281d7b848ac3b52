"""Write to the journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from contracts.events import MAX_ENTRIES
from messaging.inserting import insert_all
from messaging.unit_of_work import UnitOfWork
from runtime.clock import midnight
from services.donations.ledger import fund_receipts, rules, unsealed
from services.donations.ledger.documents import JOURNAL, UNSEALED
from services.donations.ledger.rules import Posting
from services.donations.statements.identity import booking_id
from services.donations.statements.public_marks import public_reference

if TYPE_CHECKING:
    from services.donations.statements.reading.lines import StatementLineFact

Entry = dict[str, Any]
"""A journal entry as MongoDB keeps it.  Written as it is: an object in between would cost more than the entry."""


def new_entry(
    uow: UnitOfWork, *, about_kind: str, about_id: str, campaign: str, unit: str, booked_on: dt.date,
    posted_by: str, postings: Sequence[Posting],
) -> Entry:
    """An entry as :class:`JournalEntry` keeps it, not yet written.

    Its id follows from what it is about, so nothing can be booked twice."""
    return {
        "_id": f"{about_kind}-{about_id}", "campaign": campaign, "unit": unit, "booked_on": midnight(booked_on),
        "posted_at": uow.now, "posted_by": posted_by, "about_kind": about_kind, "about_id": about_id,
        "postings": [
            {"account": p.account, "debit_vnd": p.debit_vnd, "credit_vnd": p.credit_vnd}
            for p in rules.balanced(postings)
        ],
    }


def entries_like(sample: Entry, moves: Iterable[tuple[str, dt.datetime, int]]) -> list[Entry]:
    """Many entries of one kind that move money between the same two accounts, each by what it is about, its day as
    MongoDB keeps it, and its đồng.

    ``sample`` is one of them made by :func:`new_entry`; to make each so took a third of a large import."""
    kind, (debited, credited) = sample["about_kind"], [posting["account"] for posting in sample["postings"]]
    made = []
    for about_id, booked_on, amount_vnd in moves:
        if type(amount_vnd) is not int or amount_vnd <= 0:
            raise rules.UnbalancedEntry(f"{kind} {about_id}: {amount_vnd} đồng")
        made.append({
            **sample, "_id": f"{kind}-{about_id}", "about_id": about_id, "booked_on": booked_on,
            "postings": [
                {"account": debited, "debit_vnd": amount_vnd, "credit_vnd": 0},
                {"account": credited, "debit_vnd": 0, "credit_vnd": amount_vnd},
            ],
        })  # fmt: skip
    return made


def post_entries(uow: UnitOfWork, entries: Sequence[Entry], shard: int) -> None:
    """Append entries to the journal in the transaction of ``uow``, mark them for the sealer, and count them into the
    running totals.

    ``shard``: which part of the totals this transaction writes (``fund_receipts.FreeShards``)."""
    if entries:
        insert_all(uow.db[JOURNAL], entries)
        uow.db[UNSEALED].insert_many(unsealed.markers(entries, uow.now), ordered=False)
        fund_receipts.add(uow, entries, shard)


def debit_version(booking: int, undone: bool = False) -> int:
    """A debit line's row is at 1 when it is booked, at 2 when that is undone, at 3 when it is booked anew …"""
    return 2 * booking - (not undone)


def book_bank_debits(
    uow: UnitOfWork, lines: Sequence[StatementLineFact], campaign_code: str, unit: str, account_number: str,
    import_id: str, now: dt.datetime, shard: int, bookings: Mapping[str, int],
) -> None:
    """Book debit lines of a statement, and say so.

    ``bookings``: which booking of its line this is, for lines whose earlier ones were undone."""
    if not lines:
        return
    entries = [
        new_entry(
            uow, about_kind="bank_debit", about_id=booking_id(line.line_id, bookings.get(line.line_id, 1)),
            campaign=campaign_code, unit=unit, booked_on=line.posted_on, posted_by=f"import:{import_id}",
            postings=rules.bank_debit(account_number, line.debit_vnd),
        )
        for line in lines
    ]
    post_entries(uow, entries, shard)
    rows = [
        {
            "statement_line_id": line.line_id, "version": debit_version(bookings.get(line.line_id, 1)),
            "campaign": campaign_code, "unit": unit, "amount_vnd": line.debit_vnd,
            "posted_on": line.posted_on.isoformat(), "import_id": import_id, "journal_entry_id": entry["_id"],
            **({"bank_reference": reference} if (reference := public_reference(line.reference)) else {}),
        }
        for line, entry in zip(lines, entries, strict=True)
    ]
    for at in range(0, len(rows), MAX_ENTRIES):
        uow.publish(
            "donations.bank_debits_recorded.v1", subject=import_id, data={"entries": rows[at : at + MAX_ENTRIES]}
        )
