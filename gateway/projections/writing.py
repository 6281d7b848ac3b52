"""Writing rows, and the cells that follow from them, into one generation of the read models."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pymongo import ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from gateway.facts import public_words
from gateway.facts.kinds import Contribution
from gateway.facts.public_lines import place_of_line
from gateway.projections.cells import Cell, Placed, Sum, sums
from gateway.projections.names import cells_name, rows_name
from gateway.projections.rows import Row, contributions, newest_of
from messaging.inserting import insert_all

FIRST_VERSION = 1


def write_rows(
    db: Database[dict[str, Any]], generation: int, rows: Iterable[Row], session: ClientSession | None = None,
    shard: int = 1, first_are_new: bool = False,
) -> None:
    """Keep the newest state of each row and bring a shard of the cells along (``first_are_new``: ``keep_newest``)."""
    added, taken = keep_newest(db, generation, newest_of(rows).values(), session, first_are_new)
    add_to_cells(db, generation, sums(added, taken), session, shard)


def keep_newest(
    db: Database[dict[str, Any]], generation: int, rows: Collection[Row], session: ClientSession | None = None,
    first_are_new: bool = False,
) -> tuple[list[Placed], list[Placed]]:
    """Write each row unless a newer state of it is there.  Answers what they add to the cells, and what the states that
    they replace had added.  Each row once.

    What an old state added is read from what it was stored with, not computed anew: a changed formula can't
    make the cells drift, it only shows in ``rebuild --check`` until the rebuild.

    ``first_are_new``: rows that state their first version are not looked for.  Nearly always that is right, and looking
    costs a third of inserting; where it is not, MongoDB refuses it as a duplicate key.
    """
    perhaps_held = [row.key for row in rows if not (first_are_new and row.version == FIRST_VERSION)]
    held = _held(db, generation, perhaps_held, session) if perhaps_held else {}
    fresh: list[dict[str, Any]] = []
    newer: list[ReplaceOne[dict[str, Any]]] = []
    added, taken = [], []
    for row in rows:
        old = held.get(row.key)
        if old is not None and row.order <= (old["version"], old["event_id"]):
            continue
        adds = tuple(contributions(row))
        added.append(Placed(row.campaign, row.unit, row.on, adds))
        if old is None:
            fresh.append(row_document(row, adds))
        else:
            taken.append(placed(old))
            newer.append(ReplaceOne({"_id": row.key}, row_document(row, adds)))
    if fresh and session:
        insert_all(db[rows_name(generation)], fresh, session)
    elif fresh:
        db[rows_name(generation)].insert_many(fresh, ordered=False)
    if newer:
        db[rows_name(generation)].bulk_write(newer, ordered=False, session=session)
    return added, taken


def _held(
    db: Database[dict[str, Any]], generation: int, keys: list[str], session: ClientSession | None
) -> dict[str, dict[str, Any]]:
    found = db[rows_name(generation)].find(
        {"_id": {"$in": keys}}, {"version": 1, "event_id": 1, "campaign": 1, "unit": 1, "on": 1, "adds": 1},
        session=session,
    )
    return {stored["_id"]: stored for stored in found}


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
    words = public_words(row.kind, row.state)
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
        **({"words": words, "place": place_of_line(row.on, row.key)} if words else {}),
    }


def placed(stored: Mapping[str, Any]) -> Placed:
    """What a stored row adds to the cells, and where."""
    adds = tuple(Contribution(**one) for one in stored["adds"])
    return Placed(stored["campaign"], stored["unit"], stored["on"], adds)
