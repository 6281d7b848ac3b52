"""Committed journal entries become blocks, blocks become days: each step one transaction under the sealer's lease.

Entries never change, so they are read and hashed before the transaction, which only writes.  It takes the markers of
its entries away and moves the chain's end on, so a second sealer, or one that woke up late, meets it as a conflict and
finds nothing left to do.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
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
    POSITIONS,
    UNSEALED,
)

Json = dict[str, Any]

MOST_ENTRIES = 1000
"""Entries in a block; a transaction that marks more than the room that is left goes into the next one."""

MOST_MARKERS = 1000
"""Markers looked at in one round."""

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


def facts_of(entry: Mapping[str, Any]) -> Json:
    """A journal entry as JSON values, all of its fields: this is what is hashed and exported."""
    facts: Json = {"id": entry["_id"]}
    for name, value in entry.items():
        if name == "booked_on":
            facts[name] = value.date().isoformat()
        elif isinstance(value, dt.datetime):
            facts[name] = wire_instant(value)
        elif name != "_id" and value is not None:
            facts[name] = value
    return facts


def seal_waiting(store: Store, lease: Lease) -> int:
    """Seal one block of each campaign that waits; returns how many entries were sealed.  Raises :class:`NotOurs`."""
    sealed = 0
    for campaign, markers in _waiting(store.db).items():
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


def _waiting(db: Database[Json]) -> dict[str, list[Json]]:
    """The oldest markers by campaign, a block's worth of each at the most."""
    held = db.get_collection(UNSEALED, read_concern=ReadConcern("majority"))
    found: defaultdict[str, list[Json]] = defaultdict(list)
    room: defaultdict[str, int] = defaultdict(lambda: MOST_ENTRIES)
    for marker in held.find().sort("_id", ASCENDING).limit(MOST_MARKERS):
        campaign = marker["campaign"]
        if room[campaign] >= len(marker["entry_ids"]) or not found[campaign]:
            found[campaign].append(marker)
            room[campaign] -= len(marker["entry_ids"])
        else:
            room[campaign] = -1  # in the order of their coming: none jumps ahead because it is small
    return found


def _prepare(db: Database[Json], campaign: str, markers: Sequence[Json]) -> _Prepared:
    ids = {entry_id for marker in markers for entry_id in marker["entry_ids"]}
    # An entry can be marked twice when two processes begin the markers of an old journal at once.
    ids -= {one["_id"] for one in db[POSITIONS].find({"_id": {"$in": list(ids)}}, {"_id": 1})}
    journal = db.get_collection(JOURNAL, read_concern=ReadConcern("majority"))
    entries = sorted(journal.find({"_id": {"$in": list(ids)}}), key=lambda entry: (entry["posted_at"], entry["_id"]))
    if len(entries) != len(ids):
        raise EntriesMissing(f"{campaign}: {sorted(ids - {entry['_id'] for entry in entries})[:10]}")
    leaves = [rules.leaf_hash(facts_of(entry)) for entry in entries]
    return _Prepared(campaign, [marker["_id"] for marker in markers], entries, leaves)


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
    header = rules.block_header(
        prepared.campaign, height, prepared.leaves, chain["head"], wire_instant(uow.now), day
    )
    hashed = rules.block_hash(header)
    uow.db[BLOCKS].insert_one({
        "_id": f"{prepared.campaign}:{height}", "campaign": prepared.campaign, "height": height, "header": header,
        "hash": hashed, "entry_ids": [entry["_id"] for entry in prepared.entries],
        "leaves": Binary(b"".join(prepared.leaves)),
    })
    uow.db[POSITIONS].insert_many(
        [_position(entry, height, place) for place, entry in enumerate(prepared.entries)], ordered=False
    )
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


def _position(entry: Json, height: int, place: int) -> Json:
    return {
        "_id": entry["_id"], "campaign": entry["campaign"], "unit": entry["unit"],
        "on": entry["booked_on"].date().isoformat(), "block": height, "place": place,
        "accounts": sorted({posting["account"] for posting in entry["postings"]}),
    }


def _turn_over(uow: UnitOfWork, entries: Sequence[Json]) -> None:
    """Add the block's postings to the running totals by account and day."""
    totals: defaultdict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for entry in entries:
        on = entry["booked_on"].date().isoformat()
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
