"""Which importer works on which import: one at a time, taken over when it dies.

The server's clock decides (`$$NOW`), so importers on machines with different clocks agree. The fence goes up
with every take-over; each write of an importer names the fence it was given, and a late one no longer
matches.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.database import Database

from services.donations.statements.rules import WORKED_ON

LEASE_SECONDS = 30
"""Renewed with every batch, which takes well under a second; a killed importer's import waits at most this
long."""

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_WAITING = {
    "status": {"$in": ["queued", *WORKED_ON]},
    "$expr": {"$lt": [{"$ifNull": ["$lease_until", _LONG_AGO]}, "$$NOW"]},
}


class LeaseLost(Exception):
    """Another importer has taken the import over, or it was cancelled: what was to be written is not."""


@dataclass(frozen=True)
class Lease:
    """The right to work on one import. `record` is the import as it stood when the lease was taken."""

    import_id: str
    fence: int
    record: Mapping[str, Any]

    @property
    def mine(self) -> dict[str, Any]:
        """What finds the import as long as this lease is good."""
        return {"_id": self.import_id, "status": self.record["status"], "lease_fence": self.fence}


def take(db: Database[dict[str, Any]], owner: str, lease_seconds: int = LEASE_SECONDS) -> Lease | None:
    """The longest-waiting import that nobody works on, now ours and running or being undone; None when there is
    none."""
    record = db.statement_imports.find_one_and_update(
        _WAITING,
        [
            {
                "$set": {
                    "status": {"$cond": [{"$eq": ["$status", "queued"]}, "running", "$status"]},
                    "lease_owner": owner,
                    "lease_until": _from_now(lease_seconds),
                    "lease_fence": {"$add": [{"$ifNull": ["$lease_fence", 0]}, 1]},
                    "attempts": {"$add": [{"$ifNull": ["$attempts", 0]}, 1]},
                }
            }
        ],
        sort=[("queued_at", 1)],
        return_document=ReturnDocument.AFTER,
    )
    return Lease(record["_id"], record["lease_fence"], record) if record else None


def hold(
    db: Database[dict[str, Any]],
    lease: Lease,
    changes: Mapping[str, Any] | None = None,
    lease_seconds: int = LEASE_SECONDS,
) -> None:
    """Renew the lease and write `changes` into the import. Call it inside the transaction it guards.

    Raises LeaseLost, which aborts that transaction.
    """
    literal = {name: {"$literal": value} for name, value in (changes or {}).items()}
    done = db.statement_imports.update_one(
        lease.mine,
        [{"$set": {"lease_until": _from_now(lease_seconds), **literal}}],
    )
    if not done.matched_count:
        raise LeaseLost(lease.import_id)


def release(db: Database[dict[str, Any]], lease: Lease, after_seconds: int = 0) -> None:
    """Let another importer go on, at once or after a while; does nothing if the lease is no longer ours."""
    db.statement_imports.update_one(
        lease.mine,
        [{"$set": {
            "lease_until": _from_now(after_seconds) if after_seconds else _LONG_AGO,
            "attempts": {"$subtract": ["$attempts", 1]},
        }}],
    )


def _from_now(seconds: int) -> dict[str, Any]:
    return {"$add": ["$$NOW", seconds * 1000]}
