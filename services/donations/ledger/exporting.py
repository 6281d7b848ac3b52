"""The sealed ledger of a campaign, part by part, so that it is exported in bounded memory."""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING

from messaging.unit_of_work import UnitOfWork
from services.donations.campaigns.commands import find_campaign
from services.donations.ledger.documents import BLOCKS, CHAINS, JOURNAL, LEDGER_DAYS
from services.donations.ledger.leaves import facts_of
from services.donations.ledger.sealing import HASH_BYTES, MOST_ENTRIES

Json = dict[str, Any]

MOST_BLOCKS = 500
"""Blocks looked at for one part; a part ends with the block that fills it."""

MOST_DAYS = 500


def get_ledger_part(uow: UnitOfWork, command: Json) -> Json:
    """The next blocks with their entries, and ``through_height``: how far the whole export goes.

    Entries are told as the journal holds them now, beside the hash that was sealed: who verifies sees a difference.
    ``next``: the height to go on after, None at the end.  Raises CampaignNotFound."""
    campaign = command["campaign"]
    find_campaign(campaign)
    chain = uow.db[CHAINS].find_one({"_id": campaign}) or {"height": 0}
    through = chain["height"] if command["through_height"] is None else command["through_height"]
    wanted = {"campaign": campaign, "height": {"$gt": command["after_height"], "$lte": through}}
    blocks: list[Json] = []
    entries = 0
    for block in uow.db[BLOCKS].find(wanted).sort("height", ASCENDING).limit(MOST_BLOCKS):
        if entries and entries + len(block["entry_ids"]) > MOST_ENTRIES:
            break
        entries += len(block["entry_ids"])
        blocks.append(block)
    journal = {e["_id"]: e for e in uow.db[JOURNAL].find({"_id": {"$in": [i for b in blocks for i in b["entry_ids"]]}})}
    told = [{"header": b["header"], "hash": b["hash"], "entries": _entries(b, journal)} for b in blocks]
    last = blocks[-1]["height"] if blocks else through
    return {"through_height": through, "blocks": told, "next": last if last < through else None}


def get_ledger_days(uow: UnitOfWork, command: Json) -> Json:
    """The closed days of a campaign's ledger; ``next``: the number to go on after, None at the end."""
    wanted = {
        "campaign": command["campaign"], "number": {"$gt": command["after"]},
        "last_height": {"$lte": command["through_height"]},
    }
    found = list(
        uow.db[LEDGER_DAYS].find(wanted, {"header": 1, "hash": 1}).sort("number", ASCENDING).limit(MOST_DAYS)
    )
    days = [{"header": day["header"], "hash": day["hash"]} for day in found]
    return {"days": days, "next": days[-1]["header"]["number"] if len(days) == MOST_DAYS else None}


def _entries(block: Json, journal: Json) -> list[Json]:
    leaves = block["leaves"]
    return [
        # An entry that is gone from the journal is left out: its place then is empty in the export.
        {"place": place, "leaf": leaves[place * HASH_BYTES : (place + 1) * HASH_BYTES].hex(), **facts_of(journal[id])}
        for place, id in enumerate(block["entry_ids"])
        if id in journal
    ]
