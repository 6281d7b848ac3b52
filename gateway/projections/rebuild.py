"""Making the read models anew from the log of events, while the projector goes on.

A new generation of rows and cells is written beside the live one: read and made ready here while a thread writes what
came before, the rows without their indexes, the cells added up in memory.  When it has all but caught up, one
transaction takes the positions (so every projector has to try again), adds the last few events and switches; each
reader sees either the old generation or the new one.  Whatever dies on the way leaves the live one untouched, and the
next rebuild clears the half-made one away.
"""

from __future__ import annotations

import gc
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillAtWork
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from pymongo.client_session import ClientSession
from pymongo.read_concern import ReadConcern

from gateway.database import make_collection
from gateway.projections import formulas, store
from gateway.projections.loading import INSERTS_AT_ONCE, Loading, ready
from gateway.projections.log import LogBatch, pages
from gateway.projections.names import cells_name, rows_name
from gateway.projections.store import Db
from gateway.projections.writing import write_rows
from messaging.crash_points import reach
from messaging.lease import COLLECTION as LEASES
from messaging.lease import Lease

SWITCH_WITHIN_EVENTS = 1_000
SWITCH_WITHIN_ROWS = 5_000
"""So little may be left for the switching transaction, which stops the projectors for that long."""

BATCHES_AHEAD = 2
"""Batches made ready while another one is being written: enough that neither waits for the other, and little memory."""

INDEXED_AFTERWARDS_FROM_ROWS = 100_000
"""So many rows are indexed more cheaply when they are in.  To index fewer, MongoDB needs longer than it saves."""

GENERATION = re.compile(r"(?:rows|cells)_g([0-9]+)")
OBJECTS_BETWEEN_COLLECTIONS = 500_000

LEASE_SECONDS = 60
LOOK_AFTER_LEASE_EVERY_SECONDS = 10.0

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Told how many events are done, and of how many."""


class RebuildUnderWay(Exception):
    """Another rebuild holds the lease, or has just switched generations."""


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild did: the generation that is live now, and the events it was made from."""

    generation: int
    events: int


def rebuild(db: Db, progress: Progress = lambda done, of: None) -> Rebuilt:
    """Make rows and cells anew from the whole log and switch to them.

    Raises :class:`RebuildUnderWay`, and :class:`gateway.projections.store.NotPrepared` when no projector has ever
    run.  May be run again after any failure.
    """
    make_collection(db, LEASES)
    lease = Lease(db, "rebuild", LEASE_SECONDS)
    if not lease.hold():
        raise RebuildUnderWay("another rebuild is at work")
    try:
        # Not before the lease is held: what another rebuild has just made live would be taken for a leftover.
        live = live_generation(db)
        # A number never used: a rebuild that was paused beyond its lease may still write to the one it had begun.
        made = max(live, *_generations(db)) + 1
        with _few_garbage_collections(), _threads(INSERTS_AT_ONCE) as inserters, _threads(1) as writer:
            taken = _Rebuild(db, live, lease, Loading(db, made, inserters), writer, progress).run()
        _drop_all_but(db, made)
    finally:
        lease.release()
    return Rebuilt(generation=made, events=sum(taken.values()))


@contextmanager
def _few_garbage_collections() -> Iterator[None]:
    """Let Python look for cycles rarely: a batch of rows is a hundred thousand objects and has none, and looking
    through them again and again is a fifth of the work."""
    usual = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextmanager
def _threads(count: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that write; what they have not begun when the rebuild ends is left."""
    executor = ThreadPoolExecutor(count, "rebuild")
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


class _Rebuild:
    """One rebuild at work.  ``taken``: per partition, the number of the last event that is in."""

    def __init__(
        self, db: Db, live: int, lease: Lease, loading: Loading, writer: Executor, progress: Progress
    ) -> None:
        self.db = db
        self.live = live
        self.made = loading.generation
        self.taken: dict[str, int] = {}
        self._lease = lease
        self._loading = loading
        self._writer = writer
        self._progress = progress

    def run(self) -> dict[str, int]:
        _drop_all_but(self.db, self.live)
        store.make_generation(self.db, self.made)
        formulas.state(self.db, self.made)
        if self.db[rows_name(self.live)].estimated_document_count() >= INDEXED_AFTERWARDS_FROM_ROWS:
            self._load()
        self._wait_for(self._writer.submit(store.index_generation, self.db, self.made))
        while True:
            self._load()
            self._wait_for(self._writer.submit(self._loading.write_cells))
            if _switched(self.db, self.live, self.made, self.taken, self._lease):
                return self.taken

    def _load(self) -> None:
        """Take in what is logged beyond ``taken``."""
        logged = _logged(self.db)
        writing: deque[tuple[str, LogBatch, Future[None]]] = deque()
        for partition, batch in _logged_after(self.db, self.taken):
            writing.append((partition, batch, self._writer.submit(self._loading.write, ready(batch.rows))))
            if len(writing) > BATCHES_AHEAD:
                self._settle(logged, *writing.popleft())
        while writing:
            self._settle(logged, *writing.popleft())

    def _settle(self, logged: int, partition: str, batch: LogBatch, written: Future[None]) -> None:
        self._wait_for(written)
        self.taken[partition] = batch.last_seq
        done = sum(self.taken.values())
        self._progress(done, max(done, logged))
        reach("rebuild.after_batch")

    def _wait_for(self, work: Future[T]) -> T:
        """Its result; the lease is kept meanwhile."""
        while True:
            if not self._lease.hold():
                raise RebuildUnderWay("the lease was lost to another rebuild")
            try:
                return work.result(LOOK_AFTER_LEASE_EVERY_SECONDS)
            except StillAtWork:
                if work.done():  # its own time-out, not ours
                    raise


def live_generation(db: Db) -> int:
    """The generation that readers read.  Raises :class:`gateway.projections.store.NotPrepared`."""
    position = db.positions.find_one({})
    if position is None:
        raise store.NotPrepared("no event has ever been projected here")
    return int(position["generation"])


def is_due(db: Db) -> bool:
    """Whether the live generation was made by the formulas of another version, so that a rebuild is to follow."""
    try:
        return not formulas.are_of(db, live_generation(db))
    except store.NotPrepared:
        return False


def _switched(db: Db, live: int, made: int, taken: dict[str, int], lease: Lease) -> bool:
    """Take in the last events and make the new generation the live one.  False when too many are left for that."""

    def switch(session: ClientSession) -> dict[str, int] | None:
        # Whoever has taken the lease meanwhile has dropped what was made here.
        if not lease.held_in(session):
            raise RebuildUnderWay("the lease was lost to another rebuild")
        # First the positions: from here on no projector can commit, so nothing is logged behind our back.
        moved = db.positions.update_many(
            {"generation": live}, {"$set": {"generation": made}}, session=session
        )
        if moved.matched_count == 0:
            raise RebuildUnderWay("another rebuild switched generations first")
        reached, events, rows = dict(taken), 0, 0
        for partition, batch in _logged_after(db, taken, session):
            reached[partition] = batch.last_seq
            events += batch.events
            rows += len(batch.rows)
            if events > SWITCH_WITHIN_EVENTS or rows > SWITCH_WITHIN_ROWS:
                session.abort_transaction()
                return None
            write_rows(db, made, batch.rows, session)
        reach("rebuild.before_switch")
        return reached

    with db.client.start_session() as session:
        reached = session.with_transaction(switch)
    if reached is None:
        return False
    taken.update(reached)
    return True


def _logged_after(
    db: Db, taken: dict[str, int], session: ClientSession | None = None
) -> Iterator[tuple[str, LogBatch]]:
    """The logged events beyond what is taken, partition by partition, in batches."""
    # Only what no change of MongoDB's primary takes away again; a transaction sees to that by itself.
    log = db.event_log if session else db.event_log.with_options(read_concern=ReadConcern("majority"))
    for partition in db.positions.distinct("_id", session=session):

        def ask(after: int, most: int, partition: str = partition) -> Iterable[dict[str, Any]]:
            beyond = {"partition": partition, "seq": {"$gt": after}}
            return log.find(beyond, {"seq": 1, "envelope": 1}, session=session).sort("seq", 1).limit(most)

        for batch in pages(ask, taken.get(partition, 0)):
            yield partition, batch


def _logged(db: Db) -> int:
    return sum(position["seq"] for position in db.positions.find({}))


def _generations(db: Db) -> list[int]:
    """The generations that have a collection, whole or half made."""
    return sorted({int(found[1]) for name in db.list_collection_names() if (found := GENERATION.fullmatch(name))})


def _drop_all_but(db: Db, generation: int) -> None:
    for other in _generations(db):
        if other != generation:
            db.drop_collection(rows_name(other))
            db.drop_collection(cells_name(other))
            formulas.forget(db, other)
