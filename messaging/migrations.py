"""What a database made by an earlier version still needs: numbered steps, each done once, in their order, at boot.

A step may be killed half-way and is then run again from its beginning, and two processes may come to run it at once
(the lease of a paused one runs out): so each must be harmless when done twice.  A number is never given anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import structlog
from pymongo.database import Database

from messaging.lease import Lease
from runtime.clock import utc_now

COLLECTION = "migrations"
LEASE_SECONDS = 60
_LOOK_EVERY_SECONDS = 0.2

Subject = TypeVar("Subject")

log = structlog.get_logger()


@dataclass(frozen=True)
class Migration(Generic[Subject]):
    """One step.  ``words``: what it does, for whoever waits for it; ``run`` is given what the owner's steps work on."""

    number: int
    words: str
    run: Callable[[Subject], None]


class DataIsNewer(Exception):
    """The database was made or brought up to date by a newer version than this program: it must not be touched."""


def migrate(
    db: Database[dict[str, Any]], subject: Subject, migrations: Sequence[Migration[Subject]],
    progress: Callable[[str], None] = lambda _words: None,
) -> list[Migration[Subject]]:
    """Do what is not done yet; returns what was done.  Another process that is at it is waited for.

    Raises :class:`DataIsNewer`."""
    waiting = _to_do(db, migrations)
    if not waiting:
        return []
    lease, done = Lease(db, COLLECTION, LEASE_SECONDS), []
    while not lease.hold():
        progress("waiting for another process, which is at it")
        time.sleep(_LOOK_EVERY_SECONDS)
    try:
        for step in _to_do(db, migrations):
            lease.hold()
            progress(step.words)
            log.info("migration_begun", number=step.number, words=step.words)
            step.run(subject)
            db[COLLECTION].update_one(
                {"_id": step.number}, {"$set": {"words": step.words, "applied_at": utc_now()}}, upsert=True
            )
            done.append(step)
    finally:
        lease.release()
    return done


def _to_do(db: Database[dict[str, Any]], migrations: Sequence[Migration[Subject]]) -> list[Migration[Subject]]:
    applied = {int(row["_id"]) for row in db[COLLECTION].find({}, {"_id": 1})}
    if unknown := applied - {step.number for step in migrations}:
        raise DataIsNewer(
            f"{db.name} has migration {max(unknown)}, which this version does not know: "
            "run the version that made it, or a newer one"
        )
    return [step for step in sorted(migrations, key=lambda step: step.number) if step.number not in applied]
