"""The read models in MongoDB, and the one way to change them.

``event_log``   every event once, ``_id`` = event id, numbered by ``seq`` in its partition
``rows_g<N>``   every fact as its newest event states it, with what it adds to the cells
``cells_g<N>``  the sums; a cell always equals the sum of what its rows add
``positions``   per partition: how many events are in, which was the last, which generation N is live

A rebuild writes generation N+1 beside the live one, then all readers switch to it at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from pymongo import InsertOne, ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import CollectionInvalid, OperationFailure

from gateway.projections.cells import Placed, sums
from gateway.projections.contributions import Contribution, contributions
from gateway.projections.names import FIRST_GENERATION, cells_name, rows_name
from gateway.projections.rows import Row, newest_of, rows_of
from messaging.envelope import Envelope
from runtime.clock import utc_now

Db = Database[dict[str, Any]]

NAMESPACE_EXISTS = 48
"""MongoDB's word for a collection that another process made at the same moment."""

ROW_INDEXES: list[list[tuple[str, int]]] = [
    # Drill-down from a cell: the rows that add to a figure, in reading order.
    [("campaign", 1), ("adds.figure", 1), ("unit", 1), ("on", 1), ("_id", 1)],
    [("kind", 1), ("campaign", 1), ("on", 1)],
]
CELL_INDEX = [
    # Holds all that a report adds up, so that the cells themselves are never fetched.
    ("campaign", 1), ("span", 1), ("unit", 1), ("figure", 1), ("source", 1), ("count", 1), ("amount_vnd", 1),
]
FIGURE_INDEX = [
    ("campaign", 1), ("figure", 1), ("grain", 1), ("span", 1), ("unit", 1), ("source", 1), ("count", 1),
    ("amount_vnd", 1),
]


class NotPrepared(Exception):
    """The read models are not there (yet, or any more)."""


@dataclass(frozen=True)
class Event:
    """An event that passed its contract: the envelope as it came, and the rows it states."""

    id: str
    at: dt.datetime
    wire: Mapping[str, Any]
    rows: Sequence[Row]


def read_event(body: bytes) -> Event:
    """Read a message.  Raises :class:`messaging.envelope.PoisonMessage`, which names what is wrong with it."""
    envelope = Envelope.from_bytes(body)
    return Event(id=envelope.id, at=envelope.time, wire=orjson.loads(body), rows=rows_of(envelope))


def prepare(db: Db, partition: str) -> None:
    """Make the collections and indexes and this partition's position.  May be called at every start."""
    make_collection(db, "event_log")
    db.event_log.create_index([("partition", 1), ("seq", 1)], unique=True)
    make_collection(db, "positions")
    any_position = db.positions.find_one({})
    generation = any_position["generation"] if any_position else FIRST_GENERATION
    prepare_generation(db, generation)
    db.positions.update_one(
        {"_id": partition},
        {"$setOnInsert": {"seq": 0, "last_event_id": None, "last_event_at": None, "generation": generation}},
        upsert=True,
    )
    # A rebuild may have switched between the reading and the writing above: follow it, as all others have.
    newest = max(position["generation"] for position in db.positions.find({}))
    db.positions.update_one({"_id": partition}, {"$max": {"generation": newest}})


def prepare_generation(db: Db, generation: int) -> None:
    """Make the two collections of a generation with their indexes."""
    make_collection(db, rows_name(generation))
    make_collection(db, cells_name(generation))
    for index in ROW_INDEXES:
        db[rows_name(generation)].create_index(index)
    db[cells_name(generation)].create_index(CELL_INDEX)
    db[cells_name(generation)].create_index(FIGURE_INDEX)


def make_collection(db: Db, name: str) -> None:
    """Make the collection if it is not there.  A transaction of MongoDB should find its collections made."""
    try:
        db.create_collection(name)
    except CollectionInvalid:
        return
    except OperationFailure as error:
        if error.code != NAMESPACE_EXISTS:
            raise


def apply(db: Db, partition: str, events: Sequence[Event]) -> int:
    """Take events in: log, rows and cells in one transaction.  Answers how many of them were new.

    An event that is in the log already changes nothing, however often and in whatever order it comes.
    The partition's position is written in every transaction, so that two writers, or a writer and the switch of
    a rebuild, can't both commit on the same state: MongoDB refuses one, and it runs again here.
    """
    with db.client.start_session() as session:
        return session.with_transaction(lambda inner: _apply_in(db, partition, events, inner))


def _apply_in(db: Db, partition: str, events: Sequence[Event], session: ClientSession) -> int:
    given = {event.id: event for event in events}
    logged = db.event_log.find({"_id": {"$in": list(given)}}, {"_id": 1}, session=session)
    for known in logged:
        del given[known["_id"]]
    fresh = list(given.values())
    if not fresh:
        return 0
    position = db.positions.find_one_and_update(
        {"_id": partition},
        {
            "$inc": {"seq": len(fresh)},
            "$set": {"last_event_id": fresh[-1].id},
            "$max": {"last_event_at": max(event.at for event in fresh)},
        },
        session=session,
    )
    if position is None:
        raise NotPrepared(f"partition {partition} has no position: prepare() comes first")
    now = utc_now()
    db.event_log.insert_many(
        [
            {
                "_id": event.id,
                "partition": partition,
                "seq": position["seq"] + number,
                "received_at": now,
                "envelope": dict(event.wire),
            }
            for number, event in enumerate(fresh, start=1)
        ],
        session=session,
    )
    write_rows(db, position["generation"], (row for event in fresh for row in event.rows), session)
    return len(fresh)


def write_rows(db: Db, generation: int, rows: Iterable[Row], session: ClientSession | None) -> None:
    """Keep the newest state of each row and bring the cells along.

    What an old state added is read from what it was stored with, not computed anew: a changed formula can't
    make the cells drift, it only shows in ``rebuild --check`` until the rebuild.
    """
    newest = newest_of(rows)
    held = {
        stored["_id"]: stored
        for stored in db[rows_name(generation)].find(
            {"_id": {"$in": list(newest)}},
            {"version": 1, "event_id": 1, "campaign": 1, "unit": 1, "on": 1, "adds": 1},
            session=session,
        )
    }
    row_writes: list[InsertOne[dict[str, Any]] | ReplaceOne[dict[str, Any]]] = []
    added, taken = [], []
    for key, row in newest.items():
        old = held.get(key)
        if old is not None and row.order <= (old["version"], old["event_id"]):
            continue
        adds = tuple(contributions(row))
        added.append(Placed(row.campaign, row.unit, row.on, adds))
        if old is None:
            row_writes.append(InsertOne(row_document(row, adds)))
        else:
            taken.append(placed(old))
            row_writes.append(ReplaceOne({"_id": key}, row_document(row, adds)))
    if row_writes:
        db[rows_name(generation)].bulk_write(row_writes, ordered=False, session=session)
    cell_writes = [
        UpdateOne(
            {"_id": cell.key},
            {"$inc": vars(change), "$setOnInsert": {**cell._asdict(), "grain": cell.grain}},
            upsert=True,
        )
        for cell, change in sums(added, taken).items()
    ]
    if cell_writes:
        db[cells_name(generation)].bulk_write(cell_writes, ordered=False, session=session)


def row_document(row: Row, adds: Iterable[Contribution]) -> dict[str, Any]:
    """A row as it is stored."""
    return {
        "_id": row.key,
        "kind": row.kind,
        "version": row.version,
        "campaign": row.campaign,
        "unit": row.unit,
        "on": row.on,
        "event_id": row.event_id,
        "event_type": row.event_type,
        "adds": [vars(one).copy() for one in adds],
        "state": row.state,
    }


def placed(stored: Mapping[str, Any]) -> Placed:
    """What a stored row adds to the cells, and where."""
    adds = tuple(Contribution(**one) for one in stored["adds"])
    return Placed(stored["campaign"], stored["unit"], stored["on"], adds)
