"""Undo one statement import: batch by batch, each in one transaction, so that a run that dies can simply run again.

Every gift and bank debit that this very import booked is reversed by a new journal entry; rows that an earlier import
had booked stay.  The lines stay too, marked as undone: the next file that holds them books them anew, as a further
booking under another name (`identity.booking_id`).  What an undone batch takes from the Fund's receipts it gives back
of what the undo holds, so at no moment is there money that a payment could take and the next batch would miss.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from contracts.events import MAX_ENTRIES
from messaging.crash_points import reach
from messaging.unit_of_work import Store, UnitOfWork
from runtime.clock import local_day
from services.donations.intake import amending
from services.donations.intake.documents import DONATIONS, Refund
from services.donations.intake.telling import row
from services.donations.ledger.commands import debit_version
from services.donations.ledger.fund_receipts import IMPORT_SHARDS
from services.donations.ledger.reversals import reversal_id, reverse_entries
from services.donations.matching.commands import matches_fall_away
from services.donations.payouts.explaining import take_back_all
from services.donations.pledges import commands as pledges
from services.donations.statements import leases
from services.donations.statements.identity import booking_id
from services.donations.statements.leases import Lease
from services.donations.statements.publishing import bump_and_publish
from services.donations.statements.rules import ImportMoneyGivenBack
from services.donations.support import fund

LINES_PER_TRANSACTION = MAX_ENTRIES
"""An event tells of no more."""

BATCHES_PER_EVENT = 10

MOST_NAMED = 5

Line = dict[str, Any]


def check_not_given_back(gift_ids: Sequence[str]) -> None:
    """Raises ImportMoneyGivenBack when a refund stands on one of these gifts."""
    stands = Refund.objects(donation_id__in=gift_ids)
    found = [refund.id for refund in stands.only("id").limit(MOST_NAMED)]
    if found:
        raise ImportMoneyGivenBack(found)


class UndoRun:
    """One run of an undo under a lease."""

    def __init__(self, store: Store, lease: Lease, should_stop: Callable[[], bool] = lambda: False) -> None:
        record = lease.record
        self._store = store
        self._lease = lease
        self._should_stop = should_stop
        self._import_id: str = record["_id"]
        self._campaign: str = record["campaign"]
        self._unit: str = record["unit"]
        self._by: str = record["undo_by"]
        self._reason: str = record["undo_reason"]
        self._shard = random.choice(IMPORT_SHARDS)

    def run(self) -> bool:
        """Undo to the end. Returns False when told to stop before; then another run goes on.

        Raises LeaseLost, StoreAway and, when a gift was given back meanwhile, ImportMoneyGivenBack."""
        batch = 0
        while not self._should_stop():
            batch += 1
            if not self._store.transact(partial(self._undo_batch, say=batch % BATCHES_PER_EVENT == 0)):
                reach("undo.before_done")
                self._store.transact(self._finish)
                return True
            reach("undo.after_commit")
        return False

    def _undo_batch(self, uow: UnitOfWork, *, say: bool) -> int:
        """Gives how many lines were left to undo."""
        record = uow.db.statement_imports.find_one({"_id": self._import_id})
        assert record is not None
        lines = self._next_lines(uow, record.get("undo_line_no") or 0)
        if not lines:
            return 0
        changed_vnd = self._reverse_credits(uow, [line for line in lines if line["credit_vnd"]])
        changed_vnd += self._reverse_debits(uow, [line for line in lines if line["debit_vnd"]])
        ids = [line["_id"] for line in lines]
        uow.db.statement_lines.update_many({"_id": {"$in": ids}}, {"$set": {"undone_at": uow.now, "explained_vnd": 0}})
        fund.change_held(self._campaign, self._unit, changed_vnd)
        leases.hold(uow.db, self._lease, {
            "undo_line_no": lines[-1]["line_no"], "rows_undone": (record.get("rows_undone") or 0) + len(lines),
            "undo_held_vnd": (record.get("undo_held_vnd") or 0) + changed_vnd, "attempts": 0,
        })  # fmt: skip
        if say:
            bump_and_publish(uow, self._import_id)
        reach("undo.before_commit")
        return len(lines)

    def _next_lines(self, uow: UnitOfWork, line_no: int) -> list[Line]:
        """In the order of the file. From the last line on, not after it: one place of a file may hold several."""
        wanted = {"import_id": self._import_id, "line_no": {"$gte": line_no}, "undone_at": None}
        return list(uow.db.statement_lines.find(wanted).sort("line_no", 1).limit(LINES_PER_TRANSACTION))

    def _reverse_credits(self, uow: UnitOfWork, lines: list[Line]) -> int:
        ids = [booking_id(line["_id"], line.get("booking") or 1) for line in lines]
        # A gift that was taken back by itself before is not taken back again.
        wanted = {"_id": {"$in": ids}, "reversal_entry_id": None}
        gifts = list(uow.db[DONATIONS].find(wanted))
        if not gifts:
            return 0
        check_not_given_back([gift["_id"] for gift in gifts])
        changed_vnd = self._reverse(uow, [gift["journal_entry_id"] for gift in gifts])
        taken_back = {
            "reversal_entry_id": {"$concat": [reversal_id(""), "$journal_entry_id"]},
            "version": {"$add": ["$version", 1]},
        }
        uow.db[DONATIONS].update_many({"_id": {"$in": [gift["_id"] for gift in gifts]}}, [{"$set": taken_back}])
        money: defaultdict[str, int] = defaultdict(int)
        for gift in gifts:
            gift |= {"reversal_entry_id": reversal_id(gift["journal_entry_id"]), "version": gift["version"] + 1}
            if gift["pledge_id"]:
                money[gift["pledge_id"]] -= gift["amount_vnd"]
        rows = [row(gift) for gift in gifts]
        uow.publish("donations.donations_reversed.v1", subject=self._import_id, data={"entries": rows})
        pledges.fulfil(uow, money)
        matches_fall_away(uow, [gift["_id"] for gift in gifts])
        return changed_vnd

    def _reverse_debits(self, uow: UnitOfWork, lines: list[Line]) -> int:
        if not lines:
            return 0
        booked = [(line, line.get("booking") or 1) for line in lines]
        entry_ids = [f"bank_debit-{booking_id(line['_id'], booking)}" for line, booking in booked]
        reverse = partial(self._reverse, uow)
        changed_vnd = take_back_all(uow, entry_ids, reverse) + amending.unsettle_refunds(uow, entry_ids, reverse)
        changed_vnd += reverse(entry_ids)
        rows = [
            {
                "statement_line_id": line["_id"], "version": debit_version(booking, undone=True),
                "campaign": line["campaign"], "unit": line["unit"], "amount_vnd": line["debit_vnd"],
                "posted_on": line["posted_on"], "import_id": self._import_id, "journal_entry_id": entry_id,
                "reversal_entry_id": reversal_id(entry_id),
            }
            for (line, booking), entry_id in zip(booked, entry_ids, strict=True)
        ]
        uow.publish("donations.bank_debits_reversed.v1", subject=self._import_id, data={"entries": rows})
        return changed_vnd

    def _reverse(self, uow: UnitOfWork, entry_ids: list[str]) -> int:
        return reverse_entries(
            uow, entry_ids, booked_on=local_day(uow.now), posted_by=self._by, shard=self._shard,
            cause=self._reason,
        )

    def _finish(self, uow: UnitOfWork) -> None:
        record = uow.db.statement_imports.find_one({"_id": self._import_id}, {"undo_held_vnd": 1})
        assert record is not None
        # Left over where the import took more than it brought, or a gift had been taken back by itself before.
        fund.change_held(self._campaign, self._unit, -(record.get("undo_held_vnd") or 0))
        leases.hold(uow.db, self._lease, {
            "status": "undone", "undone_at": uow.now, "undo_held_vnd": 0, "explained_vnd": 0, "failure": None,
        })  # fmt: skip
        bump_and_publish(uow, self._import_id)
