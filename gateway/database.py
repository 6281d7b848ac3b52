"""The gateway's own database: accounts, sessions, units and read models. Services have theirs; nobody
shares.
"""

from __future__ import annotations

from typing import Any

import mongoengine
from mongoengine.connection import ConnectionFailure, get_db
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import CollectionInvalid, OperationFailure

from runtime.settings import Settings

ALIAS = "gateway"

NAMESPACE_EXISTS = 48
"""MongoDB's word for a collection that another process made at the same moment."""

CONNECT_WITHIN_MS = 3000
"""A request that can't reach MongoDB within this is answered 503; it never hangs."""

ANSWER_WITHIN_MS = 4000
"""A MongoDB that has stopped answering and keeps its connections is given up after this, for each operation of a
request.  Without it a request would wait until the driver's own monitor notices, about half a minute."""


def connect(settings: Settings, operation_within_ms: int | None = None) -> Database[dict[str, Any]]:
    """Connect this process to `<prefix>_gateway`. Call after a fork, once; a second call changes nothing.

    ``operation_within_ms`` bounds each operation, the whole reading of a result included: for who serves requests.
    A rebuild or a check reads for as long as it takes."""
    try:
        return database()
    except ConnectionFailure:
        mongoengine.connect(
            db=settings.database("gateway"),
            host=settings.mongo_url,
            alias=ALIAS,
            tz_aware=True,
            uuidRepresentation="standard",
            serverSelectionTimeoutMS=CONNECT_WITHIN_MS,
            maxPoolSize=64,
            waitQueueTimeoutMS=CONNECT_WITHIN_MS,
            timeoutMS=operation_within_ms,
        )
    return database()


def database() -> Database[dict[str, Any]]:
    """The connected database. Raises mongoengine's ConnectionFailure before `connect`."""
    found: Database[dict[str, Any]] = get_db(ALIAS)
    return found


def client() -> MongoClient[dict[str, Any]]:
    """The client behind the database, e.g. to ping the server."""
    return database().client


def make_collection(db: Database[dict[str, Any]], name: str) -> None:
    """Make the collection if it is not there.  A transaction of MongoDB should find its collections made."""
    try:
        db.create_collection(name)
    except CollectionInvalid:
        return
    except OperationFailure as error:
        if error.code != NAMESPACE_EXISTS:
            raise
