"""Committed journal entries become blocks, blocks become days: each step one transaction under the sealer's lease.

Entries never change, so they are read and hashed before the transaction, which only writes.  It takes the markers of
its entries away and moves the chain's end on, so a second sealer, or one that woke up late, meets it as a conflict and
finds nothing left to do.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bson.binary import Binary
from pymongo import ASCENDING, UpdateOne
from pymongo.database import Database
from pymongo.read_concern import ReadConcern

from messaging.crash_points import reach
from messaging.lease import Lease
from messaging.unit_of_work import Store, UnitOfWork
from runtime.clock import local_day, utc_now, wire_instant
from services.donations.campaigns.commands import find_campaign
from services.donations.ledger import sealing_rules as rules
from services.donations.ledger.documents import (
    ACCOUNT_DAYS,
    BLOCKS,
    CHAINS,
    JOURNAL,
    LEDGER_DAYS,
    LINES,
    UNSEALED,
)
from services.donations.ledger.leaves import day_of, leaf_of

Json = dict[str, Any]

MOST_ENTRIES = 1000
"""Entries in a block; a transaction that marks more than the room that is left goes into the next one."""

MOST_MARKERS = 1000
MOST_IN_ROUND = 4 * MOST_ENTRIES
"""A round looks at so many markers, or at those of so many entries: all that a large import has left waiting, read anew
for each block, was more work than sealing it."""

MARKERS_AT_A_TIME = 50

HASH_BYTES = 32


class NotOurs(Exception):
    """The lease is lost, or the entries are sealed already: by another sealer, meanwhile."""


class EntriesMissing(Exception):
    """Marked entries are not in the journal: it was changed behind our back, and nothing of them is sealed."""


@dataclass(frozen=True)
class _Prepared:
    """What a block will hold: entries in their order, with the hash of each."""

    campaign: str
    markers: list[Any]
    entries: list[Json]
    leaves: list[bytes]


def seal_waiting(store: Store, lease: Lease) -> int:
    """Seal the oldest that waits, block by block; returns how many entries were sealed.  Raises :class:`NotOurs`."""
    sealed = 0
    for campaign, markers in _waiting(store.db):
        if not lease.hold():
            raise NotOurs("another sealer has the lease")
        prepared = _prepare(store.db, campaign, markers)
        reach("sealer.after_hash")
        store.transact(lambda uow, prepared=prepared: _write(uow, lease, prepared))  # type: ignore[misc]
        reach("sealer.after_block")
        sealed += len(prepared.entries)
    return sealed


def close_days(store: Store, lease: Lease, today: dt.date | None = None) -> int:
    """Close the days that are over; returns how many.  Raises :class:`NotOurs`."""
    today = today or local_day(utc_now())
    over = {"day": {"$ne": None, "$lt": today.isoformat()}}
    found = [chain["_id"] for chain in store.db[CHAINS].find(over, {"_id": 1})]
    for campaign in found:

        def close(uow: UnitOfWork, campaign: str = campaign) -> None:
            _still_ours(lease)
            chain = uow.db[CHAINS].find_one({"_id": campaign, **over})
            if chain is not None:
                _save(uow, _day_closed(uow, chain))

        store.transact(close)
        reach("sealer.after_day")
    return len(found)


def _waiting(db: Database[Json]) -> list[tuple[str, list[Json]]]:
    """The oldest markers, in the order of their coming, by campaign and block."""
    held = db.get_collection(UNSEALED, read_concern=ReadConcern("majority"))
    blocks: list[tuple[str, list[Json]]] = []
    open_block: dict[str, list[Json]] = {}
    room: defaultdict[str, int] = defaultdict(int)
    entries = 0
    with held.find(batch_size=MARKERS_AT_A_TIME).sort("_id", ASCENDING).limit(MOST_MARKERS) as found:
        for marker in found:
            campaign, count = marker["campaign"], len(marker["entry_ids"])
            if room[campaign] < count:
                open_block[campaign] = []
                blocks.append((campaign, open_block[campaign]))
                room[campaign] = MOST_ENTRIES
            open_block[campaign].append(marker)
            room[campaign] -= count
            entries += count
            if entries >= MOST_IN_ROUND:
                break
    return blocks


def _prepare(db: Database[Json], campaign: str, markers: Sequence[Json]) -> _Prepared:
    ids = {entry_id for marker in markers for entry_id in marker["entry_ids"]}
    journal = db.get_collection(JOURNAL, read_concern=ReadConcern("majority"))
    entries = sorted(journal.find({"_id": {"$in": list(ids)}}), key=lambda entry: (entry["posted_at"], entry["_id"]))
    if len(entries) != len(ids):
        raise EntriesMissing(f"{campaign}: {sorted(ids - {entry['_id'] for entry in entries})[:10]}")
    # An entry can be marked twice when two processes begin the markers of an old journal at once.
    if twice := _sealed_of(db, campaign, entries):
        entries = [entry for entry in entries if entry["_id"] not in twice]
    leaves = [leaf_of(entry) for entry in entries]
    return _Prepared(campaign, [marker["_id"] for marker in markers], entries, leaves)


def _sealed_of(db: Database[Json], campaign: str, entries: Sequence[Json]) -> set[str]:
    """Which of these entries, in the order of their time, are in a block already."""
    if not entries:
        return set()
    ids = [entry["_id"] for entry in entries]
    then = {"campaign": campaign, "to_at": {"$gte": entries[0]["posted_at"]},
            "from_at": {"$lte": entries[-1]["posted_at"]}}
    found = db[BLOCKS].find({**then, "entry_ids": {"$in": ids}}, {"entry_ids": 1})
    return {entry_id for block in found for entry_id in block["entry_ids"]}


def _write(uow: UnitOfWork, lease: Lease, prepared: _Prepared) -> None:
    _still_ours(lease)
    taken = uow.db[UNSEALED].delete_many({"_id": {"$in": prepared.markers}})
    if taken.deleted_count != len(prepared.markers):
        raise NotOurs(f"{prepared.campaign}: sealed by another")
    if not prepared.entries:
        return
    chain = uow.db[CHAINS].find_one({"_id": prepared.campaign}) or _new_chain(prepared.campaign)
    # A clock set back must not reopen a closed day, nor let days run backwards within the chain.
    day = max(local_day(uow.now).isoformat(), chain["day"] or _day_after(chain["closed_day"]))
    if chain["day"] is not None and chain["day"] < day:
        chain = _day_closed(uow, chain)
    height = chain["height"] + 1
    header = rules.block_header(prepared.campaign, height, prepared.leaves, chain["head"], wire_instant(uow.now), day)
    hashed = rules.block_hash(header)
    placed = list(enumerate(prepared.entries))
    uow.db[BLOCKS].insert_one({
        "_id": f"{prepared.campaign}:{height}", "campaign": prepared.campaign, "height": height, "header": header,
        "hash": hashed, "entry_ids": [entry["_id"] for entry in prepared.entries],
        "leaves": Binary(b"".join(prepared.leaves)), **moments(placed),
    })
    uow.db[LINES].insert_many(lines_of(prepared.campaign, height, placed), ordered=False)
    _turn_over(uow, prepared.entries)
    chain = {
        **chain, "height": height, "head": hashed, "entries": chain["entries"] + len(prepared.entries), "day": day,
        "day_first_height": chain["day_first_height"] if chain["day"] else height,
    }
    _save(uow, chain)


def _still_ours(lease: Lease) -> None:
    if not lease.held_in():
        raise NotOurs("another sealer has the lease")


def _new_chain(campaign: str) -> Json:
    return {
        "_id": campaign, "height": 0, "head": rules.NOTHING_BEFORE, "entries": 0, "day": None,
        "day_first_height": None, "closed_day": "", "days": 0, "last_day_hash": rules.NOTHING_BEFORE,
    }


def _day_after(day: str) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat() if day else ""


def _save(uow: UnitOfWork, chain: Json) -> None:
    uow.db[CHAINS].replace_one({"_id": chain["_id"]}, chain, upsert=True)


def moments(placed: Sequence[tuple[int, Json]]) -> Json:
    """When the first and the last of a block's entries were booked."""
    booked = [entry["posted_at"] for _, entry in placed]
    return {"from_at": min(booked), "to_at": max(booked)}


def lines_of(campaign: str, height: int, placed: Sequence[tuple[int, Json]]) -> list[Json]:
    """The entries of a block, each with its place, as books find them: by unit, day and accounts."""
    alike: defaultdict[tuple[str, str, tuple[str, ...]], list[tuple[int, str]]] = defaultdict(list)
    for place, entry in placed:
        accounts = tuple(sorted({posting["account"] for posting in entry["postings"]}))
        alike[entry["unit"], day_of(entry["booked_on"]), accounts].append((place, entry["_id"]))
    return [
        {
            "_id": f"{campaign}:{height}:{number}", "campaign": campaign, "unit": unit, "on": on, "block": height,
            "accounts": list(accounts), "places": [place for place, _ in found], "entry_ids": [id for _, id in found],
        }
        for number, ((unit, on, accounts), found) in enumerate(alike.items(), start=1)
    ]


def _turn_over(uow: UnitOfWork, entries: Sequence[Json]) -> None:
    """Add the block's postings to the running totals by account and day."""
    totals: defaultdict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for entry in entries:
        on = day_of(entry["booked_on"])
        for posting in entry["postings"]:
            total = totals[entry["campaign"], entry["unit"], posting["account"], on]
            total[0] += posting["debit_vnd"]
            total[1] += posting["credit_vnd"]
    names = ("campaign", "unit", "account", "on")
    uow.db[ACCOUNT_DAYS].bulk_write(
        [
            UpdateOne(
                {"_id": "|".join(key)},
                {
                    "$inc": {"debit_vnd": debit_vnd, "credit_vnd": credit_vnd},
                    "$setOnInsert": dict(zip(names, key, strict=True)),
                },
                upsert=True,
            )
            for key, (debit_vnd, credit_vnd) in totals.items()
        ],
        ordered=False,
    )


def _day_closed(uow: UnitOfWork, chain: Json) -> Json:
    """Close the open day of a chain and say its root; returns the chain without an open day."""
    campaign, day, first = chain["_id"], chain["day"], chain["day_first_height"]
    since = {"campaign": campaign, "height": {"$gte": first}}
    blocks = uow.db[BLOCKS].find(since, {"hash": 1}).sort("height", ASCENDING)
    hashes = [bytes.fromhex(block["hash"]) for block in blocks]
    number = chain["days"] + 1
    header = rules.day_header(campaign, day, number, first, hashes, chain["entries"], chain["last_day_hash"])
    hashed = rules.day_hash(header)
    uow.db[LEDGER_DAYS].insert_one({
        "_id": f"{campaign}:{day}", "campaign": campaign, "number": number, "last_height": header["last_height"],
        "header": header, "hash": hashed, "block_hashes": Binary(b"".join(hashes)),
    })
    row = {
        **header, "root_id": f"{campaign}:{day}", "version": 1, "unit": find_campaign(campaign).lead_unit,
        "hash": hashed,
    }
    uow.publish("donations.ledger_root_published.v1", subject=campaign, data={"entries": [row]})
    return {
        **chain, "day": None, "day_first_height": None, "closed_day": day, "days": number, "last_day_hash": hashed,
    }
