"""Makes a backup while everything runs."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import OperationFailure

from chungtay.backup.archive import ArchiveWriter, Manifest
from chungtay.backup.quiet import nothing_on_its_way
from chungtay.stack.layout import Layout
from chungtay.stack.secrets import Secrets
from contracts.registry import SERVICES
from messaging import dead_letters
from messaging.retry import REASON_HEADER
from runtime.settings import Settings

OWNERS = (*SERVICES, "gateway")
"""Whose databases are copied."""

HISTORY_SECONDS = 6 * 60 * 60
"""The copy of a moment may take so long; by itself MongoDB forgets a moment after five minutes."""

_DOCUMENTS_PER_READ = 2_000
_NOTHING_OF_OURS = {"system.views"}

Progress = Callable[[str, int, int], None]
"""What is being done, how many documents are done, of about how many."""


def take(settings: Settings, layout: Layout, path: Path, progress: Progress = lambda *_: None) -> Manifest:
    """Write a backup to ``path``, which is there only when it is whole.  Raises StackError, PyMongoError, OSError."""
    with client_of(settings) as client, ArchiveWriter(path) as archive:
        databases = {owner: client[settings.database(owner)] for owner in OWNERS}
        services = {owner: db for owner, db in databases.items() if owner != "gateway"}
        names = {owner: _collections(db) for owner, db in databases.items()}
        of = sum(db[name].estimated_document_count() for owner, db in databases.items() for name in names[owner])
        with _long_memory(client), client.start_session(snapshot=True) as moment:
            progress("waiting until nothing is on its way", 0, of)
            with nothing_on_its_way(layout, services, databases["gateway"]):
                databases["gateway"]["positions"].find_one({}, session=moment)  # all that follows is as of now
                archive.add_messages(list(_messages(layout.amqp_url)))
            done = 0
            for owner, db in databases.items():
                for name, options in names[owner].items():
                    progress(f"{owner}/{name}", done, of)
                    done += archive.add_collection(owner, name, _batches(db, name, moment), options, _indexes(db, name))
        archive.add_secrets(Secrets(layout.home).read())
        return archive.manifest


def client_of(settings: Settings) -> MongoClient[dict[str, Any]]:
    """A client of the server that holds the four databases."""
    return MongoClient(settings.mongo_url, tz_aware=True)


@contextmanager
def _long_memory(client: MongoClient[dict[str, Any]]) -> Iterator[None]:
    """Have MongoDB remember the moment for as long as the copy may take.  A server of the user's may not allow it."""
    name = "minSnapshotHistoryWindowInSeconds"
    try:
        before = client.admin.command({"getParameter": 1, name: 1})[name]
        client.admin.command({"setParameter": 1, name: HISTORY_SECONDS})
    except OperationFailure:
        yield
        return
    try:
        yield
    finally:
        client.admin.command({"setParameter": 1, name: before})


def _collections(db: Database[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        told["name"]: told.get("options", {})
        for told in sorted(db.list_collections(), key=lambda told: str(told["name"]))
        if told["name"] not in _NOTHING_OF_OURS
    }


def _indexes(db: Database[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    kept = [{key: value for key, value in index.items() if key not in ("v", "ns")} for index in db[name].list_indexes()]
    return [index | {"key": list(index["key"].items())} for index in kept if index["name"] != "_id_"]


def _batches(db: Database[dict[str, Any]], name: str, moment: ClientSession) -> Iterator[bytes]:
    raw = db.get_collection(name, codec_options=CodecOptions(document_class=RawBSONDocument))
    yield from raw.find_raw_batches({}, session=moment, batch_size=_DOCUMENTS_PER_READ)


def _messages(amqp_url: str) -> Iterator[dict[str, Any]]:
    for place, letter in dead_letters.waiting(amqp_url):
        kept = {name: value for name, value in letter.headers.items() if not name.startswith("x-")}
        yield {
            "place": place, "id": letter.id, "queue": letter.queue, "type": letter.type,
            "body": base64.b64encode(letter.body).decode(), "headers": {REASON_HEADER: letter.reason, **kept},
        }
