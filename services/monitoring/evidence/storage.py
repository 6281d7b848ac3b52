"""Files in GridFS.  It knows no transactions: a file is stored first, under the id of its evidence, and becomes
evidence afterwards.  Whoever dies in between leaves a file that the next try replaces."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gridfs import GridFSBucket
from gridfs.errors import NoFile
from pymongo.database import Database

Db = Database[dict[str, Any]]

BUCKET = "evidence_files"


def store_file(db: Db, evidence_id: str, name: str, pieces: Iterable[bytes]) -> None:
    """Store a file; what an unfinished try left of it is taken away first, a finished one stays."""
    if db[f"{BUCKET}.files"].find_one({"_id": evidence_id}, {"_id": 1}) is not None:
        return
    forget_file(db, evidence_id)
    with GridFSBucket(db, BUCKET).open_upload_stream_with_id(evidence_id, name) as stream:
        for piece in pieces:
            stream.write(piece)


def forget_file(db: Db, evidence_id: str) -> None:
    """Take away a file that never became evidence."""
    db[f"{BUCKET}.files"].delete_one({"_id": evidence_id})
    db[f"{BUCKET}.chunks"].delete_many({"files_id": evidence_id})


def read_file(db: Db, evidence_id: str, offset: int, length: int) -> bytes | None:
    """At most ``length`` bytes from ``offset`` on; None when there is no such file."""
    try:
        with GridFSBucket(db, BUCKET).open_download_stream(evidence_id) as stream:
            stream.seek(offset)
            return bytes(stream.read(length))
    except NoFile:
        return None
