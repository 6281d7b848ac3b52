"""A bank debit is explained once: as the transfer of a refund, or as support that a bank paid."""

from __future__ import annotations

from messaging.unit_of_work import UnitOfWork

CLAIMS = "bank_debit_claims"


def claim(uow: UnitOfWork, debit_entry_id: str) -> None:
    """Call it before asking whether a debit is explained already: two who explain one debit at the same moment meet
    here as a write conflict, and the second runs again and sees what the first has written."""
    uow.db[CLAIMS].update_one({"_id": debit_entry_id}, {"$inc": {"asked": 1}}, upsert=True)
