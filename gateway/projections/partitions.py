"""Which partition of the read models this projector writes: one that nobody else writes just now.

The lease keeps projectors out of each other's way.  It does not keep the sums right, and need not: whoever writes a
partition writes its position in each transaction, so of two that believe they hold it (one was paused beyond its time)
MongoDB lets one commit, and the other one runs again.
"""

from __future__ import annotations

from gateway.projections import measured
from gateway.projections.names import MOST_PARTITIONS, partition_name
from gateway.projections.store import Db
from messaging.lease import Lease

LEASE_SECONDS = 15
"""So long a dead projector's partition is left alone.  Another one started meanwhile takes the next."""


class NoPartitionFree(Exception):
    """As many projectors as there may be are at work; this one stands by."""


class OwnPartition:
    """The partition that this process writes.  ``name`` is empty before :meth:`hold`."""

    def __init__(self, db: Db, queue: str) -> None:
        self.name = ""
        self._db = db
        self._queue = queue
        self._lease: Lease | None = None

    def hold(self) -> None:
        """Keep the partition, or take the first free one.  Raises :class:`NoPartitionFree` and PyMongoError."""
        if self.kept():
            return
        for number in range(1, MOST_PARTITIONS + 1):
            name = partition_name(self._queue, number)
            lease = Lease(self._db, f"partition {name}", LEASE_SECONDS)
            if lease.hold():
                self.name, self._lease = name, lease
                measured.PARTITION.set(number)
                return
        self._lease = None
        measured.PARTITION.set(0)
        raise NoPartitionFree(f"{MOST_PARTITIONS} projectors are at work")

    def kept(self) -> bool:
        """Renew the lease if that is due.  False when another projector holds it by now.  Raises PyMongoError."""
        return self._lease is not None and self._lease.hold()

    def release(self) -> None:
        """Leave the partition to others at once."""
        lease, self._lease = self._lease, None
        measured.PARTITION.set(0)
        if lease is not None:
            lease.release()
