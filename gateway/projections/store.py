"""The read models in MongoDB, and how an event gets into them.

``event_log``   every event once, ``_id`` = event id, numbered by ``seq`` in its partition
``rows_g<N>``   every fact as its newest event states it, with what it adds to the cells
``cells_g<N>``  the sums, in shards; the shards of a cell together always equal the sum of what its rows add
``positions``   per partition: how many events are in, which was the last, which generation N is live

Several projectors write side by side, each in a partition of its own (``partitions.py``): its own numbers in the log,
its own position, its own shard of each cell.  Any of them may take any event: rows are shared, and when two meet in one
row, or in one event, MongoDB lets one of them commit and the other one runs again.

A rebuild writes generation N+1 beside the live one, then all readers switch to it at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prometheus_client import Counter
from pymongo import IndexModel
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from gateway.database import make_collection
from gateway.projections import formulas
from gateway.projections.names import FIRST_GENERATION, WORDS, cells_name, first_partition, rows_name, shard_of
from gateway.projections.rows import Row, rows_of
from gateway.projections.writing import write_rows
from messaging.envelope import Envelope, json_of
from messaging.inserting import was_there
from runtime.clock import utc_now

Db = Database[dict[str, Any]]

RETRIES = Counter(
    "chungtay_projector_retries_total", "Transactions run again: two projectors met, or MongoDB could not just then."
)

ROW_INDEXES: list[list[tuple[str, int]]] = [
    # Drill-down from a cell: the rows that add to a figure, in reading order.
    [("campaign", 1), ("adds.figure", 1), ("unit", 1), ("on", 1), ("_id", 1)],
    # A list of all rows of a kind, page by page.
    [("kind", 1), ("campaign", 1), ("on", 1), ("_id", 1)],
]
WORDS_INDEX = IndexModel(
    # What anybody may look for, the newest day first: a page is the first keys of a word, and nothing but keys is read
    # to find it.
    [("campaign", 1), ("words", 1), ("place", -1)], name=WORDS,
    partialFilterExpression={"words": {"$exists": True}},
)
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
    wire = json_of(body)
    envelope = Envelope.from_wire(wire)
    return Event(id=envelope.id, at=envelope.time, wire=wire, rows=rows_of(envelope))


def prepare(db: Db, partition: str) -> None:
    """Make the collections and indexes and this partition's position.  May be called at every start."""
    make_collection(db, "event_log")
    db.event_log.create_index([("partition", 1), ("seq", 1)], unique=True)
    make_collection(db, "positions")
    any_position = db.positions.find_one({})
    generation = any_position["generation"] if any_position else FIRST_GENERATION
    if any_position is None:
        formulas.state(db, generation)
    make_generation(db, generation)
    index_generation(db, generation)
    for name in dict.fromkeys((first_partition(partition), partition)):
        _add_position(db, name)


def _add_position(db: Db, partition: str) -> None:
    """Begin a partition, unless it is there, in the generation that is live.

    The position of another one is written with it: a rebuild's switch writes that too, so the two can't pass by each
    other and leave the new partition in a generation that is dropped."""

    def add(session: ClientSession) -> None:
        if db.positions.find_one({"_id": partition}, session=session):
            return
        beside = db.positions.find_one_and_update({}, {"$inc": {"others": 1}}, session=session)
        generation = beside["generation"] if beside else FIRST_GENERATION
        db.positions.insert_one({"_id": partition, **_position(generation)}, session=session)

    with db.client.start_session() as session:
        session.with_transaction(add)


def _position(generation: int) -> dict[str, Any]:
    return {"seq": 0, "last_event_id": None, "last_event_at": None, "generation": generation}


def make_generation(db: Db, generation: int) -> None:
    """Make the two collections of a generation, the cells with their indexes."""
    make_collection(db, rows_name(generation))
    make_collection(db, cells_name(generation))
    db[cells_name(generation)].create_indexes([IndexModel(CELL_INDEX), IndexModel(FIGURE_INDEX)])


def index_generation(db: Db, generation: int) -> None:
    """Make the indexes of the rows.  Quicker when the rows are there already."""
    db[rows_name(generation)].create_indexes([WORDS_INDEX, *(IndexModel(index) for index in ROW_INDEXES)])


def apply(db: Db, partition: str, events: Sequence[Event]) -> int:
    """Take events in: log, rows and cells in one transaction.  Answers how many of them were new.

    An event that is in the log already changes nothing, however often and in whatever order it comes, and whoever took
    it in.  The partition's position is written in every transaction, so that two writers, or a writer and the switch of
    a rebuild, can't both commit on the same state: MongoDB refuses one, and it runs again here.  So it does when two
    take one event, or make one row, at the same moment; and when a row that was taken for new is there already, because
    a newer state of it came first.
    """
    tries, first_are_new = 0, True

    def attempt(session: ClientSession) -> int:
        nonlocal tries
        tries += 1
        return _apply_in(db, partition, events, session, first_are_new)

    try:
        with db.client.start_session() as session:
            try:
                return session.with_transaction(attempt)
            except BulkWriteError as error:
                if not was_there(error):
                    raise
            first_are_new = False
            return session.with_transaction(attempt)
    finally:
        RETRIES.inc(max(0, tries - 1))


def _apply_in(
    db: Db, partition: str, events: Sequence[Event], session: ClientSession, first_are_new: bool
) -> int:
    given = {event.id: event for event in events}
    logged = db.event_log.find({"_id": {"$in": list(given)}}, {"_id": 1}, session=session)
    for known in logged:
        del given[known["_id"]]
    fresh = list(given.values())
    if not fresh:
        return 0
    position = db.positions.find_one({"_id": partition}, session=session)
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
    rows = (row for event in fresh for row in event.rows)
    write_rows(db, position["generation"], rows, session, shard_of(partition), first_are_new)
    # Last: the switch of a rebuild writes all positions, and finds its moment when none is held for long.
    db.positions.update_one(
        {"_id": partition},
        {
            "$inc": {"seq": len(fresh)},
            "$set": {"last_event_id": fresh[-1].id},
            "$max": {"last_event_at": max(event.at for event in fresh)},
        },
        session=session,
    )
    return len(fresh)
