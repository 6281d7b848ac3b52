"""Proof that a journal entry is in the sealed ledger, for whoever has the entry's id; it tells nothing else."""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING

from contracts.refusals import NotFound, Refusal
from messaging.unit_of_work import UnitOfWork
from services.donations.ledger import sealing_rules as rules
from services.donations.ledger.documents import BLOCKS, JOURNAL, LEDGER_DAYS, UNSEALED
from services.donations.ledger.leaves import facts_of
from services.donations.ledger.sealing import HASH_BYTES

Json = dict[str, Any]


class EntryNotFound(NotFound):
    """No journal entry has this id."""


class EntryNotSealedYet(NotFound):
    """The entry was booked a moment ago; it is sealed within seconds."""


class EntryUnlikeItsSeal(Refusal):
    """The entry, or what seals it, was changed in the database behind the service's back."""


def get_ledger_proof(uow: UnitOfWork, command: Json) -> Json:
    """The proof of entry ``command["id"]``: its hash, the path to its block, and the block's path to its closed day.

    ``day`` is None until the day is over and its root published.  What is answered was checked.
    Raises :class:`EntryNotFound`, :class:`EntryNotSealedYet`, :class:`EntryUnlikeItsSeal`."""
    entry_id = command["id"]
    entry = uow.db[JOURNAL].find_one({"_id": entry_id})
    if entry is None:
        raise EntryNotFound("Không tìm thấy bút toán này.", field="id", remedy="Kiểm tra lại mã bút toán.")
    block = _block_of(uow, entry)
    if block is None:
        raise EntryNotSealedYet(
            "Bút toán này vừa được ghi, chưa vào khối niêm phong.", field="id", remedy="Thử lại sau vài giây."
        )
    place = block["entry_ids"].index(entry_id)
    proof = {
        "entry_id": entry_id, "leaf": rules.leaf_hash(facts_of(entry)).hex(), "place": place,
        "path": [one.hex() for one in rules.path_to(_hashes(block["leaves"]), place)],
        "block": block["header"], "block_hash": block["hash"], "day": _day_of(uow, block),
    }
    try:
        rules.check_proof(proof)
    except rules.BrokenProof as broken:
        raise EntryUnlikeItsSeal(
            "Bút toán này không còn khớp với khối đã niêm phong.", field="id",
            remedy="Báo ngay kế toán và quản trị viên: dữ liệu sổ cái đã bị sửa ngoài phần mềm.", why=str(broken),
        ) from broken
    return proof


def _block_of(uow: UnitOfWork, entry: Json) -> Json | None:
    """The block that seals an entry, None while none does."""
    entry_id, posted_at = entry["_id"], entry["posted_at"]
    then = {"campaign": entry["campaign"], "to_at": {"$gte": posted_at}, "from_at": {"$lte": posted_at}}
    # Blocks are in the order of time but for a little, so the first ones that end no earlier hold it.
    found: Json | None = uow.db[BLOCKS].find_one({**then, "entry_ids": entry_id}, sort=[("to_at", ASCENDING)])
    if found is None and uow.db[UNSEALED].find_one({"entry_ids": entry_id}, {"_id": 1}) is None:
        # Its campaign or time was changed behind our back: look through all blocks.
        found = uow.db[BLOCKS].find_one({"entry_ids": entry_id})
    return found


def _day_of(uow: UnitOfWork, block: Json) -> Json | None:
    found = uow.db[LEDGER_DAYS].find_one({"_id": f"{block['campaign']}:{block['header']['sealed_on']}"})
    if found is None:
        return None
    place = block["height"] - found["header"]["first_height"]
    path = rules.path_to(_hashes(found["block_hashes"]), place)
    return {"header": found["header"], "hash": found["hash"], "path": [one.hex() for one in path]}


def _hashes(joined: bytes) -> list[bytes]:
    return [joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES)]
