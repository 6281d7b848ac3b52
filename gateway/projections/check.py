"""Proof that the read models are right: rows from events, cells from rows, all at one moment.

Everything is computed anew and compared to the đồng; each difference is told in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pymongo.client_session import ClientSession

from gateway.projections import store
from gateway.projections.cells import Cell, Placed, Sum, Sums
from gateway.projections.log import batches
from gateway.projections.names import cells_name, rows_name
from gateway.projections.rebuild import live_generation
from gateway.projections.rows import Row, contributions, newest_of, rows_by_contract
from gateway.projections.store import Db
from gateway.projections.writing import placed, row_document

BATCH = 500
MOST_LISTED = 50
NOTHING = Sum(0, 0)


@dataclass
class Findings:
    """What a check saw.  ``differences`` has the first ones in words; ``count`` counts them all."""

    events: int = 0
    rows: int = 0
    cells: int = 0
    count: int = 0
    differences: list[str] = field(default_factory=list)

    def differs(self, words: str) -> None:
        """One more difference."""
        self.count += 1
        if len(self.differences) < MOST_LISTED:
            self.differences.append(words)


def check(db: Db) -> Findings:
    """Compare the live rows with the event log, and the live cells with the live rows.

    Reads a snapshot, so writes may go on.  Memory: one batch of events, and the cells.  Raises
    :class:`gateway.projections.store.NotPrepared` when no projector has ever run.
    """
    findings = Findings()
    with db.client.start_session(snapshot=True) as session:
        positions = list(db.positions.find({}, session=session))
        if not positions:
            raise store.NotPrepared("no event has ever been projected here")
        generation = positions[0]["generation"]
        _check_log(db, session, positions, findings)
        _check_rows(db, session, generation, findings)
        _check_cells(db, session, generation, findings)
    if live_generation(db) != generation:
        # The collections were dropped under our hands: what was seen says nothing.
        return check(db)
    return findings


def _check_log(db: Db, session: ClientSession, positions: list[dict[str, Any]], findings: Findings) -> None:
    """The log of each partition is numbered 1, 2, 3 … up to its position."""
    numbered: Counter[str] = Counter()
    for logged in db.event_log.aggregate(
        [{"$group": {"_id": "$partition", "events": {"$sum": 1}, "last": {"$max": "$seq"}}}], session=session
    ):
        numbered[logged["_id"]] = logged["events"]
        if logged["events"] != logged["last"]:
            findings.differs(
                f"event log, partition {logged['_id']}: {logged['events']} events, numbered up to {logged['last']}"
            )
    for position in positions:
        if position["seq"] != numbered[position["_id"]]:
            findings.differs(
                f"position {position['_id']}: says {position['seq']} events, the log has {numbered[position['_id']]}"
            )


def _check_rows(db: Db, session: ClientSession, generation: int, findings: Findings) -> None:
    """Each live row is what its event says, no event says anything newer, and no row comes from nowhere."""
    live = db[rows_name(generation)]
    explained = 0
    in_order = db.event_log.find({}, session=session).sort([("partition", 1), ("seq", 1)])
    for batch in batches(in_order, rows_by_contract):
        findings.events += batch.events
        stated = newest_of(batch.rows)
        held = {row["_id"]: row for row in live.find({"_id": {"$in": list(stated)}}, session=session)}
        for key, row in stated.items():
            explained += _explains(row, held.get(key), findings)
    counted = list(live.aggregate([{"$count": "rows"}], session=session))
    findings.rows = counted[0]["rows"] if counted else 0
    if findings.rows != explained:
        findings.differs(f"rows: {findings.rows} are there, the event log explains {explained} of them")


def _explains(row: Row, held: dict[str, Any] | None, findings: Findings) -> bool:
    """Whether the live row comes from this statement of it; tells when it should and differs."""
    if held is None:
        findings.differs(f"row {row.key}: missing; event {row.event_id} states it")
        return False
    live_order = (held["version"], held["event_id"])
    if live_order < row.order:
        findings.differs(
            f"row {row.key}: version {held['version']} is live, event {row.event_id} states version {row.version}"
        )
    if live_order != row.order:
        return False
    expected = row_document(row, contributions(row))
    for name in {**expected, "words": None}:
        if held.get(name) != expected.get(name):
            findings.differs(f"row {row.key}: {name} is {held.get(name)}, its event makes it {expected.get(name)}")
    return True


def _check_cells(db: Db, session: ClientSession, generation: int, findings: Findings) -> None:
    """Each cell is the sum of what the live rows add, and no row adds to a cell that is missing."""
    due = Sums()
    fields = {"campaign": 1, "unit": 1, "on": 1, "adds": 1}
    for batch in _by_hundreds(db[rows_name(generation)].find({}, fields, session=session)):
        due.add(_placed(batch))
    right = due.cells()
    for cell, says in _cells_added_up(db, session, generation).items():
        findings.cells += 1
        expected = right.pop(cell, NOTHING)
        if says != expected:
            findings.differs(
                f"cell {cell.key}: says {says.count} rows and {says.amount_vnd} đồng, "
                f"its rows make {expected.count} and {expected.amount_vnd} đồng"
            )
    for cell, one in right.items():
        findings.differs(f"cell {cell.key}: missing; its rows make {one.count} and {one.amount_vnd} đồng")


def _cells_added_up(db: Db, session: ClientSession, generation: int) -> dict[Cell, Sum]:
    """Each stored cell, its shards together."""
    together: dict[Cell, Sum] = {}
    for shard in db[cells_name(generation)].find({}, session=session):
        cell = Cell(*(shard[name] for name in Cell._fields))
        so_far = together.get(cell, NOTHING)
        together[cell] = Sum(so_far.count + shard["count"], so_far.amount_vnd + shard["amount_vnd"])
    return together


def _placed(batch: list[dict[str, Any]]) -> Iterator[Placed]:
    return (placed(stored) for stored in batch)


def _by_hundreds(found: Any) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for one in found:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
