"""Databases of services on the real server, each prepared once and emptied for every test that wants one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import mongoengine
import pytest
from pymongo import MongoClient
from pymongo.database import Database

from messaging import migrations
from messaging.unit_of_work import Store
from runtime.settings import Settings

Empty = Callable[[Settings, str, Sequence[type[mongoengine.Document]]], Store]

NOT_EMPTIED = (migrations.COLLECTION,)
"""What says how a database is made, not what is in it."""


@pytest.fixture(scope="session")
def db_prefix_of_kept(db_prefix: str) -> str:
    """The prefix of databases that tests share one after the other."""
    return f"{db_prefix}_k"


@pytest.fixture(scope="session")
def emptied(db_prefix_of_kept: str) -> Iterator[Empty]:
    """`emptied(settings, "events", DOCUMENTS)`: a store whose database is as after a first boot.

    Making some 50 collections with their indexes takes a second or two, emptying them takes a twentieth of one."""
    made: dict[str, Database[dict[str, object]]] = {}

    def empty(settings: Settings, service: str, documents: Sequence[type[mongoengine.Document]]) -> Store:
        store = Store(service, settings)
        if store.db.name not in made:
            store.prepare(documents)
            made[store.db.name] = MongoClient(settings.mongo_url)[store.db.name]
        for name in store.db.list_collection_names():
            if name not in NOT_EMPTIED:
                store.db[name].delete_many({})
        return store

    yield empty
    for db in made.values():
        db.client.drop_database(db.name)
        db.client.close()
