"""Making a snapshot: figures, and the ids and versions of all rows behind them, at one position of the event log.

Millions of rows can't be read at one moment (MongoDB keeps the past for five minutes).  So they are read in pieces
while events go on coming in; then what these events touched is read again, until so little is left that it fits into
one moment, at which the figures are read as well.  The rows' sums must then equal the figures to the đồng; if not,
nothing is signed.  It may be killed and started again at any point: a piece is written before it is noted as done, and
a piece written twice is the same piece.  Who takes over says so first, so of two that are at it one stops at its next
write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.read_concern import ReadConcern

from contracts.refusals import Refusal
from gateway.desk import adjusting, snapshots
from gateway.desk.collections import Db
from gateway.desk.content import cells_of, cube_of_groups, figures_content
from gateway.desk.cube_rules import Cube, minus
from gateway.desk.kept_rows import END, MOST_IN_CHUNK, ChunkDamaged, KeptRow, KeptRows, SnapshotIsFrozen
from gateway.desk.scoping import FEW_ROWS, FIELDS, FIGURES_FIRST, KEYS_FIRST, About, RowsOf
from gateway.projections.log import pages
from gateway.projections.names import rows_name
from gateway.reports.provincial import groups_of, report_of
from gateway.reports.reading import Snapshot, at_one_moment
from messaging.crash_points import reach
from messaging.envelope import new_event_id
from runtime.clock import utc_now, wire_instant

AT_THE_END_WITHIN_EVENTS = 500
KEYS_AT_ONCE = 1_000
ROUNDS = 20
"""So often events are caught up with before it is given up: somebody writes faster than we read."""

MAJORITY = ReadConcern("majority")

Json = dict[str, Any]
Taken = dict[str, int]


class RowsDisagree(Exception):
    """The rows do not add up to the figures: the read models are not right."""


class MovedMeanwhile(Exception):
    """A rebuild made the read models anew; begin again."""


class LeaseLost(Exception):
    """Another process makes it now."""


def make(db: Db, snapshot_id: str, still_ours: Callable[[], bool] = lambda: True) -> None:
    """Make it, or go on where somebody was killed.  What can't be made is marked so, with the reason.

    Raises PyMongoError and :class:`LeaseLost`; then it may be gone on with."""
    maker = new_event_id()
    if not snapshots.begin(db, snapshot_id, maker):
        return
    making = _Making(db, snapshot_id, maker, still_ours)
    try:
        for _ in range(ROUNDS):
            try:
                making.run()
                return
            except MovedMeanwhile:
                continue
        raise RowsDisagree("the read models were made anew again and again")
    except SnapshotIsFrozen as error:
        raise LeaseLost from error  # another one has taken it over
    except Refusal as refusal:
        snapshots.give_up(db, snapshot_id, maker, f"{refusal.message} {refusal.remedy}")
    except (RowsDisagree, ChunkDamaged) as error:
        snapshots.give_up(db, snapshot_id, maker, str(error))


class _Making:
    def __init__(self, db: Db, snapshot_id: str, maker: str, still_ours: Callable[[], bool]) -> None:
        self._db = db
        self._maker = maker
        self._id = snapshot_id
        self._still_ours = still_ours
        self._document = snapshots.find(db, snapshot_id)
        self._about = About.of(self._document)
        self._kept = KeptRows(db, snapshot_id, maker=maker)

    def run(self) -> None:
        walk = snapshots.find(self._db, self._id).get("walk") or self._begin()
        rows_of = at_one_moment(lambda snapshot: RowsOf(self._about.scope(snapshot)))
        generation = walk["generation"]
        if walk["after"] != END:
            self._read_all(rows_of, generation, walk)
        taken = dict(walk["taken"])
        self._catch_up(rows_of, generation, walk, taken)
        content, cube = at_one_moment(lambda snapshot: self._at_the_end(snapshot, rows_of, generation, taken))
        sealed, of_rows = self._kept.seal()
        if differs := minus(of_rows, cube):
            raise RowsDisagree(f"the rows and the figures differ: {cells_of(differs)[:5]}")
        content["rows"] = sealed
        reach("desk.before_ready")
        snapshots.finish(self._db, self._id, self._maker, content, utc_now())

    def _begin(self) -> Json:
        """Note from which position on events are to be caught up with."""

        def read(snapshot: Snapshot) -> Json:
            match = RowsOf(self._about.scope(snapshot)).match_by_figures()
            rows = snapshot.db[rows_name(snapshot.generation)]
            few = rows.count_documents(match, limit=FEW_ROWS + 1, hint=FIGURES_FIRST, session=snapshot.session)
            expected = few if few <= FEW_ROWS else rows.estimated_document_count()
            return {
                "generation": snapshot.generation, "taken": list(positions(snapshot).items()), "after": "",
                "few": few <= FEW_ROWS, "expected": expected,
            }

        walk = at_one_moment(read)
        self._kept.clear()
        snapshots.change(
            self._db, self._id, self._maker, status="making", walk=walk, rows_done=0, rows_expected=walk["expected"],
        )
        return walk

    def _read_all(self, rows_of: RowsOf, generation: int, walk: Json) -> None:
        rows = self._db[rows_name(generation)].with_options(read_concern=MAJORITY)
        if walk["few"]:
            found = rows.find(rows_of.match_by_figures(), FIELDS).hint(FIGURES_FIRST).sort("_id", 1)
            self._kept.clear()
            kept = [KeptRow.of(row) for row in found.allow_disk_use(True)]
            self._kept.write("", END, kept)
            self._note(walk, END, len(kept))
            return
        done = snapshots.find(self._db, self._id)["rows_done"]
        while walk["after"] != END:
            self._keep_lease()
            after = walk["after"]
            found = rows.find({**rows_of.match(), "_id": {"$gt": after}}, FIELDS).hint(KEYS_FIRST).sort("_id", 1)
            piece = [KeptRow.of(row) for row in found.limit(MOST_IN_CHUNK)]
            upto = piece[-1].key if len(piece) == MOST_IN_CHUNK else END
            self._kept.write(after, upto, piece)
            reach("desk.after_piece")
            done += len(piece)
            self._note(walk, upto, done)

    def _note(self, walk: Json, after: str, done: int) -> None:
        walk["after"] = after
        snapshots.change(self._db, self._id, self._maker, walk=walk, rows_done=done)

    def _catch_up(self, rows_of: RowsOf, generation: int, walk: Json, taken: Taken) -> None:
        log = self._db.event_log.with_options(read_concern=MAJORITY)
        rows = self._db[rows_name(generation)].with_options(read_concern=MAJORITY)
        for _ in range(ROUNDS):
            now = {one["_id"]: one["seq"] for one in self._db.positions.with_options(read_concern=MAJORITY).find({})}
            if sum(now.values()) - sum(taken.values()) <= AT_THE_END_WITHIN_EVENTS:
                return
            for keys in _touched(log, taken, now, rows_of.campaign):
                self._keep_lease()
                self._kept.put(_present(rows_of, keys, rows.find({"_id": {"$in": keys}}, FIELDS)))
            walk["taken"] = list(taken.items())
            snapshots.change(self._db, self._id, self._maker, walk=walk)

    def _at_the_end(
        self, snapshot: Snapshot, rows_of: RowsOf, generation: int, taken: Taken
    ) -> tuple[Json, Cube]:
        """The last events and the figures, at one moment."""
        if snapshot.generation != generation:
            snapshots.change(self._db, self._id, self._maker, walk=None)
            raise MovedMeanwhile
        now = positions(snapshot)
        rows = snapshot.db[rows_name(generation)]
        for keys in _touched(snapshot.db.event_log, dict(taken), now, rows_of.campaign, snapshot.session):
            self._kept.put(
                _present(rows_of, keys, rows.find({"_id": {"$in": keys}}, FIELDS, session=snapshot.session))
            )
        scope = self._about.scope(snapshot)
        groups = groups_of(snapshot, scope)
        cube = cube_of_groups(groups)
        content = figures_content(
            self._document, position_of(snapshot, now), report_of(snapshot, scope, groups), cube, {},
            *adjusting.adjustments(self._db, snapshot, self._document),
        )
        return content, cube

    def _keep_lease(self) -> None:
        if not self._still_ours():
            raise LeaseLost


def positions(snapshot: Snapshot) -> Taken:
    """How many events of each partition are in."""
    return {one["_id"]: one["seq"] for one in snapshot.db.positions.find({}, session=snapshot.session)}


def position_of(snapshot: Snapshot, now: Taken) -> Json:
    """The position of the log as a snapshot states it."""
    return {"seq": sum(now.values()), "at": snapshot.at and wire_instant(snapshot.at), "partitions": now}


def _touched(
    log: Any, taken: Taken, until: Taken, campaign: str, session: ClientSession | None = None
) -> Iterator[list[str]]:
    """The keys of the campaign's rows that the events beyond ``taken`` state, some at a time; ``taken`` moves on."""
    for partition, last in until.items():

        def ask(after: int, most: int, partition: str = partition, last: int = last) -> Iterable[Mapping[str, Any]]:
            beyond = {"partition": partition, "seq": {"$gt": after, "$lte": last}}
            found: Iterable[Mapping[str, Any]] = (
                log.find(beyond, {"seq": 1, "envelope": 1}, session=session).sort("seq", 1).limit(most)
            )
            return found

        for batch in pages(ask, taken.get(partition, 0)):
            keys = sorted({row.key for row in batch.rows if row.campaign == campaign})
            for start in range(0, len(keys), KEYS_AT_ONCE):
                yield keys[start : start + KEYS_AT_ONCE]
            taken[partition] = batch.last_seq


def _present(rows_of: RowsOf, keys: list[str], found: Iterable[Json]) -> dict[str, KeptRow | None]:
    held = {row["_id"]: row for row in found}
    return {key: rows_of.kept(held.get(key)) for key in keys}
