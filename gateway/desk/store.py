"""One transaction of the desk: a change, its entry in the history, and the answer under its key; all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from gateway.database import client, database
from gateway.desk.collections import HISTORY
from messaging.context import CommandContext
from messaging.outbox import Room
from messaging.unit_of_work import Store, UnitOfWork
from runtime.clock import wire_instant

T = TypeVar("T")

Json = dict[str, Any]


class _NothingToSay(Room):
    """The gateway says nothing on the bus."""

    def left(self) -> bool:
        return False


class DeskStore(Store):
    """The gateway's own database, with the transactions that services have."""

    def __init__(self) -> None:
        self.service = "desk"
        self.client = client()
        self.db = database()
        self.room = _NothingToSay(self.db, 0)


def transact(work: Callable[[UnitOfWork], T], context: CommandContext | None = None) -> T:
    """Run it in one transaction, again after a conflict.  Raises what it raises, and ``StoreAway``."""
    return DeskStore().transact(work, context)


def create(uow: UnitOfWork, collection: str, document: Json, context: CommandContext, action: str) -> Json:
    """A new thing, in its first version."""
    document["version"] = 1
    uow.db[collection].insert_one(document)
    _remember(uow, collection, document, context, action)
    return document


def advance(uow: UnitOfWork, collection: str, document: Json, context: CommandContext, action: str) -> Json:
    """The next version of a thing that was read in this transaction."""
    document["version"] += 1
    uow.db[collection].replace_one({"_id": document["_id"], "version": document["version"] - 1}, document)
    _remember(uow, collection, document, context, action)
    return document


def history_of(db: Any, collection: str, id: str, beyond: int, limit: int) -> list[Json]:
    """The versions of a thing beyond one of them, oldest first."""
    found = db[HISTORY].find({"thing": collection, "id": id, "version": {"$gt": beyond}}).sort("version", 1)
    return [
        {
            "version": one["version"], "action": one["action"], "by": one["by"], "at": wire_instant(one["at"]),
            "reason": one["state"].get("reason") or "", "status": one["state"].get("status") or "",
        }
        for one in found.limit(limit)
    ]


def _remember(uow: UnitOfWork, collection: str, document: Json, context: CommandContext, action: str) -> None:
    # Its id holds the version: of two who change the same version one fails, whatever else goes wrong.
    uow.db[HISTORY].insert_one({
        "_id": f"{collection}:{document['_id']}:{document['version']}", "thing": collection, "id": document["_id"],
        "version": document["version"], "action": action, "by": context.actor, "at": uow.now, "state": document,
    })
