"""Writing rows in bulk into a generation that nobody reads yet.

Nearly every row comes once, so each that states its first version is inserted without looking, and only those that
prove to be there are looked up; the sums are kept in memory.  Memory: the cells, never the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from pymongo.errors import BulkWriteError

from gateway.projections.cells import Placed, Sums
from gateway.projections.names import cells_name, rows_name
from gateway.projections.rows import Row, contributions, newest_of
from gateway.projections.store import Db
from gateway.projections.writing import FIRST_VERSION, add_to_cells, cell_document, keep_newest, row_document
from messaging.inserting import DUPLICATE_KEY

INSERTS_AT_ONCE = 2
"""MongoDB inserts with one core for each connection."""



@dataclass(frozen=True)
class Ready:
    """The newest rows of a batch, made ready to be written.

    ``first``: those that state their first version, with their documents and what they add.  ``later``: the others.
    """

    first: list[Row]
    documents: list[dict[str, Any]]
    placed: list[Placed]
    later: list[Row]


def ready(rows: Iterable[Row]) -> Ready:
    """Do all that needs no database."""
    made = Ready([], [], [], [])
    for row in newest_of(rows).values():
        if row.version != FIRST_VERSION:
            made.later.append(row)
            continue
        adds = tuple(contributions(row))
        made.first.append(row)
        made.documents.append(row_document(row, adds))
        made.placed.append(Placed(row.campaign, row.unit, row.on, adds))
    return made


class Loading:
    """Fills one generation.  Not for two threads at once; ``inserters`` are the threads that it uses itself."""

    def __init__(self, db: Db, generation: int, inserters: Executor) -> None:
        self._db = db
        self.generation = generation
        self._inserters = inserters
        self._sums = Sums()
        self._cells_are_there = False

    def write(self, batch: Ready) -> None:
        """Write the rows, and remember what they add to the cells.  Raises PyMongoError."""
        there = self._insert_shared_out(batch.documents)
        self._sums.add(placed for place, placed in enumerate(batch.placed) if place not in there)
        perhaps_known = [*(batch.first[place] for place in sorted(there)), *batch.later]
        if perhaps_known:
            added, taken = keep_newest(self._db, self.generation, perhaps_known)
            self._sums.add(added)
            self._sums.take(taken)

    def write_cells(self) -> None:
        """Write what the rows have added since the last time.  Raises PyMongoError; then the generation is no good."""
        changes = self._sums.cells()
        if self._cells_are_there:
            add_to_cells(self._db, self.generation, changes)
        elif changes:
            self._db[cells_name(self.generation)].insert_many(
                [cell_document(cell, total) for cell, total in changes.items()], ordered=False
            )
        self._cells_are_there = True
        self._sums = Sums()

    def _insert_shared_out(self, documents: list[dict[str, Any]]) -> set[int]:
        """Insert them, several parts at once.  Answers the places of those that were there already."""
        share = -(-len(documents) // INSERTS_AT_ONCE) or 1
        starts = range(0, len(documents), share)
        parts = list(self._inserters.map(self._insert, (documents[start : start + share] for start in starts)))
        return {start + place for start, there in zip(starts, parts, strict=True) for place in there}

    def _insert(self, documents: list[dict[str, Any]]) -> set[int]:
        """Insert them.  Answers the places of those that were there already, in whatever version."""
        try:
            self._db[rows_name(self.generation)].insert_many(documents, ordered=False)
        except BulkWriteError as error:
            refused = error.details["writeErrors"]
            if error.details["writeConcernErrors"] or any(one["code"] != DUPLICATE_KEY for one in refused):
                raise
            return {one["index"] for one in refused}
        return set()
