"""The way back: a backup into databases and queues where there is nothing."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from typing import Any

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo.database import Database
from pymongo.write_concern import WriteConcern

from chungtay.backup.archive import Archive, Part
from chungtay.backup.taking import Progress, client_of
from chungtay.stack.errors import StackError
from chungtay.stack.layout import Layout
from chungtay.stack.secrets import Secrets
from contracts.subscriptions import SUBSCRIPTIONS
from messaging import dead_letters
from messaging.dead_letters import DeadLetter
from runtime.settings import Settings

_BYTES_PER_WRITE = 8 * 1024 * 1024
_DOCUMENTS_PER_WRITE = 5_000


class NotEmpty(StackError):
    """There is data where the backup is to go."""


def restore(settings: Settings, layout: Layout, archive: Archive, progress: Progress = lambda *_: None) -> int:
    """Load a verified archive; the servers must run, and nothing else.  Returns the number of documents.

    Broken off in the middle it leaves its sign, and is to be done again from the beginning: collections that this
    archive was being loaded into are then dropped first.  Raises :class:`NotEmpty`, BrokenArchive, PyMongoError."""
    sign = layout.unfinished_restore
    with client_of(settings) as client:
        databases = {owner: client[settings.database(owner)] for owner in archive.manifest.databases}
        if sign.exists():
            for db in databases.values():
                client.drop_database(db.name)
        else:
            _refuse_what_is_there(databases.values(), layout.amqp_url)
        sign.write_text("chungtay restore was begun and has not ended.\n")
        done, of = 0, archive.manifest.documents
        for owner, parts in archive.manifest.databases.items():
            for name, part in parts.items():
                progress(f"{owner}/{name}", done, of)
                _load(databases[owner], name, part, archive.documents(owner, name))
                done += part.documents
        dead_letters.put_back(layout.amqp_url, [_letter(told) for told in archive.messages()])
        Secrets(layout.home).put(archive.secrets())
        sign.unlink()
    return done


def _refuse_what_is_there(databases: Iterable[Database[dict[str, Any]]], amqp_url: str) -> None:
    full = [db.name for db in databases if db.list_collection_names()]
    depths = dead_letters.depths(amqp_url)
    full += [queue for queue in SUBSCRIPTIONS if (depth := depths[queue]).waiting + depth.retrying + depth.parked]
    if full:
        raise NotEmpty(
            f"Nothing was restored: there is data already ({', '.join(sorted(full))}).",
            "Add --replace: what is there is moved aside, not deleted.",
        )


def _load(db: Database[dict[str, Any]], name: str, part: Part, documents: Iterator[bytes]) -> None:
    db.create_collection(name, check_exists=False, **part.options)
    raw = db.get_collection(
        name, codec_options=CodecOptions(document_class=RawBSONDocument), write_concern=WriteConcern("majority")
    )
    run: list[RawBSONDocument] = []
    size = 0
    for document in documents:
        run.append(RawBSONDocument(document))
        size += len(document)
        if size >= _BYTES_PER_WRITE or len(run) >= _DOCUMENTS_PER_WRITE:
            raw.insert_many(run, ordered=False)
            run, size = [], 0
    if run:
        raw.insert_many(run, ordered=False)
    if part.indexes:
        specifications = [index | {"key": dict(index["key"])} for index in part.indexes]
        db.command({"createIndexes": name, "indexes": specifications})


def _letter(told: dict[str, Any]) -> tuple[str, DeadLetter]:
    body = base64.b64decode(told["body"])
    letter = DeadLetter(told["id"], told["queue"], "", told["type"], body, dict(told["headers"]))
    return told["place"], letter
