"""Blocks from before their lines were kept together, when each entry had a position in a collection of its own."""

from __future__ import annotations

from typing import Any

from messaging.unit_of_work import Store, UnitOfWork
from services.donations.ledger.documents import BLOCKS, JOURNAL, LINES
from services.donations.ledger.sealing import lines_of, moments

EARLIER = "ledger_positions"


def gather_lines(store: Store) -> None:
    """Give each block what books and proofs find it by, then drop the positions.  Call it at boot.

    Killed half-way it goes on where it was, and two processes may do it at once: a block is taken once."""
    if not store.db.list_collection_names(filter={"name": EARLIER}):
        return
    waiting = [block["_id"] for block in store.db[BLOCKS].find({"from_at": {"$exists": False}}, {"_id": 1})]
    for block_id in waiting:

        def gather(uow: UnitOfWork, block_id: str = block_id) -> None:
            _gather(uow, block_id)

        store.transact(gather)
    store.db.drop_collection(EARLIER)


def _gather(uow: UnitOfWork, block_id: str) -> None:
    block = uow.db[BLOCKS].find_one({"_id": block_id, "from_at": {"$exists": False}})
    if block is None:
        return
    found = {entry["_id"]: entry for entry in uow.db[JOURNAL].find({"_id": {"$in": block["entry_ids"]}})}
    # An entry that was taken out of the journal behind our back keeps its place, empty; `verify-ledger` names it.
    placed: list[tuple[int, dict[str, Any]]] = [
        (place, found[entry_id]) for place, entry_id in enumerate(block["entry_ids"]) if entry_id in found
    ]
    if not placed:
        return
    uow.db[BLOCKS].update_one({"_id": block_id}, {"$set": moments(placed)})
    uow.db[LINES].insert_many(lines_of(block["campaign"], block["height"], placed), ordered=False)
