"""Making the read models anew from the log of events, while the projector goes on.

A new generation of rows and cells is written beside the live one.  When it has all but caught up, one transaction
takes the positions (so the projector has to wait or to try again), adds the last few events and switches; every
reader sees either the old generation or the new one.  Whatever dies on the way leaves the live one untouched, and the
next rebuild clears the half-made one away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pymongo.client_session import ClientSession

from gateway.projections import store
from gateway.projections.log import LogBatch, batches
from gateway.projections.names import cells_name, rows_name
from gateway.projections.store import Db
from messaging.crash_points import reach
from messaging.lease import COLLECTION as LEASES
from messaging.lease import Lease

SWITCH_WITHIN_EVENTS = 200
"""So few events may be left for the switching transaction, which stops the projector for that long."""

LEASE_SECONDS = 60

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
    live = live_generation(db)
    store.make_collection(db, LEASES)
    lease = Lease(db, "rebuild", LEASE_SECONDS)
    if not lease.hold():
        raise RebuildUnderWay("another rebuild is at work")
    try:
        _drop_all_but(db, live)
        store.prepare_generation(db, live + 1)
        taken: dict[str, int] = {}
        while True:
            for partition, batch in _logged_after(db, taken):
                store.write_rows(db, live + 1, batch.rows, None)
                taken[partition] = batch.last_seq
                progress(sum(taken.values()), _logged(db))
                reach("rebuild.after_batch")
                if not lease.hold():
                    raise RebuildUnderWay("the lease was lost to another rebuild")
            if _switched(db, live, taken):
                break
        _drop_all_but(db, live + 1)
    finally:
        lease.release()
    return Rebuilt(generation=live + 1, events=sum(taken.values()))


def live_generation(db: Db) -> int:
    """The generation that readers read.  Raises :class:`gateway.projections.store.NotPrepared`."""
    position = db.positions.find_one({})
    if position is None:
        raise store.NotPrepared("no event has ever been projected here")
    return int(position["generation"])


def _switched(db: Db, live: int, taken: dict[str, int]) -> bool:
    """Take in the last events and make the new generation the live one.  False when too many are left for that."""

    def switch(session: ClientSession) -> dict[str, int] | None:
        # First the positions: from here on the projector can't commit, so nothing is logged behind our back.
        moved = db.positions.update_many(
            {"generation": live}, {"$set": {"generation": live + 1}}, session=session
        )
        if moved.matched_count == 0:
            raise RebuildUnderWay("another rebuild switched generations first")
        reached = dict(taken)
        for partition, batch in _logged_after(db, taken, session):
            reached[partition] = batch.last_seq
            if sum(reached.values()) - sum(taken.values()) > SWITCH_WITHIN_EVENTS:
                session.abort_transaction()
                return None
            store.write_rows(db, live + 1, batch.rows, session)
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
    for partition in db.positions.distinct("_id", session=session):
        beyond = {"partition": partition, "seq": {"$gt": taken.get(partition, 0)}}
        with db.event_log.find(beyond, session=session).sort("seq", 1) as found:
            for batch in batches(found):
                yield partition, batch


def _logged(db: Db) -> int:
    return sum(position["seq"] for position in db.positions.find({}))


def _drop_all_but(db: Db, generation: int) -> None:
    kept = {rows_name(generation), cells_name(generation)}
    for name in db.list_collection_names():
        if re.fullmatch(r"(rows|cells)_g\d+", name) and name not in kept:
            db.drop_collection(name)
