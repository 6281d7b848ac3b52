"""Writing rows, and the cells that follow from them, into one generation of the read models."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pymongo import InsertOne, ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from gateway.facts.kinds import Contribution
from gateway.projections.cells import Cell, Placed, Sum, sums
from gateway.projections.names import cells_name, rows_name
from gateway.projections.rows import Row, contributions, newest_of

Write = InsertOne[dict[str, Any]] | ReplaceOne[dict[str, Any]]


def write_rows(
    db: Database[dict[str, Any]], generation: int, rows: Iterable[Row], session: ClientSession | None = None,
    shard: int = 1,
) -> None:
    """Keep the newest state of each row and bring a shard of the cells along."""
    added, taken = keep_newest(db, generation, newest_of(rows).values(), session)
    add_to_cells(db, generation, sums(added, taken), session, shard)


def keep_newest(
    db: Database[dict[str, Any]], generation: int, rows: Collection[Row], session: ClientSession | None = None
) -> tuple[list[Placed], list[Placed]]:
    """Write each row unless a newer state of it is there.  Answers what they add to the cells, and what the states that
    they replace had added.  Each row once.

    What an old state added is read from what it was stored with, not computed anew: a changed formula can't
    make the cells drift, it only shows in ``rebuild --check`` until the rebuild.
    """
    held = {
        stored["_id"]: stored
        for stored in db[rows_name(generation)].find(
            {"_id": {"$in": [row.key for row in rows]}},
            {"version": 1, "event_id": 1, "campaign": 1, "unit": 1, "on": 1, "adds": 1},
            session=session,
        )
    }
    writes: list[Write] = []
    added, taken = [], []
    for row in rows:
        old = held.get(row.key)
        if old is not None and row.order <= (old["version"], old["event_id"]):
            continue
        adds = tuple(contributions(row))
        added.append(Placed(row.campaign, row.unit, row.on, adds))
        if old is None:
            writes.append(InsertOne(row_document(row, adds)))
        else:
            taken.append(placed(old))
            writes.append(ReplaceOne({"_id": row.key}, row_document(row, adds)))
    if writes:
        db[rows_name(generation)].bulk_write(writes, ordered=False, session=session)
    return added, taken


def add_to_cells(
    db: Database[dict[str, Any]], generation: int, changes: Mapping[Cell, Sum], session: ClientSession | None = None,
    shard: int = 1,
) -> None:
    """Add to one shard of the cells."""
    writes = [
        UpdateOne(
            {"_id": cell.key_in(shard)},
            {"$inc": vars(change), "$setOnInsert": {**cell._asdict(), "grain": cell.grain}},
            upsert=True,
        )
        for cell, change in changes.items()
    ]
    if writes:
        db[cells_name(generation)].bulk_write(writes, ordered=False, session=session)


def cell_document(cell: Cell, total: Sum) -> dict[str, Any]:
    """A cell's first shard as it is stored."""
    return {"_id": cell.key, **cell._asdict(), "grain": cell.grain, **vars(total)}


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
        "adds": [one.document for one in adds],
        "state": row.state,
    }


def placed(stored: Mapping[str, Any]) -> Placed:
    """What a stored row adds to the cells, and where."""
    adds = tuple(Contribution(**one) for one in stored["adds"])
    return Placed(stored["campaign"], stored["unit"], stored["on"], adds)
