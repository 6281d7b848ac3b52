"""Where the files lie: a port with two adapters, GridFS here and a bucket in ``bucket.py``.

Neither knows transactions: a file is stored first, under the id of its evidence, and becomes evidence afterwards.
Whoever dies in between leaves a file that the next try replaces."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import IO, Any, Protocol

from gridfs import GridFSBucket
from gridfs.errors import NoFile
from pymongo.database import Database

from messaging.unit_of_work import StoreAway
from runtime.bucket_settings import EvidenceBucket
from services.monitoring.evidence import rules

Db = Database[dict[str, Any]]

BUCKET = "evidence_files"
GRIDFS, S3 = "gridfs", "s3"

AT_ONCE_BYTES = 2 * 1024 * 1024
"""Of a file in memory while it is copied or checked."""


class Storage(Protocol):
    """Keeps files by the id of their evidence.  Each raises :class:`StoreAway` when it can't be reached."""

    name: str

    def put(self, evidence_id: str, file: IO[bytes]) -> None:
        """Keep a file; what an unfinished try left of it is replaced."""

    def read(self, evidence_id: str, offset: int, length: int) -> bytes | None:
        """At most ``length`` bytes from ``offset`` on; None when there is no such file."""

    def forget(self, evidence_id: str) -> None:
        """Take a file away; without it nothing happens."""

    def problem(self) -> str:
        """Why it can't be used now; empty when it can."""


class GridFsStorage:
    """Files in the service's own MongoDB."""

    name = GRIDFS

    def __init__(self, db: Db) -> None:
        self._db = db

    def put(self, evidence_id: str, file: IO[bytes]) -> None:
        if self._db[f"{BUCKET}.files"].find_one({"_id": evidence_id}, {"_id": 1}) is not None:
            return
        self.forget(evidence_id)
        with GridFSBucket(self._db, BUCKET).open_upload_stream_with_id(evidence_id, evidence_id) as stream:
            while piece := file.read(AT_ONCE_BYTES):
                stream.write(piece)

    def read(self, evidence_id: str, offset: int, length: int) -> bytes | None:
        try:
            with GridFSBucket(self._db, BUCKET).open_download_stream(evidence_id) as stream:
                stream.seek(offset)
                return bytes(stream.read(length))
        except NoFile:
            return None

    def forget(self, evidence_id: str) -> None:
        self._db[f"{BUCKET}.files"].delete_one({"_id": evidence_id})
        self._db[f"{BUCKET}.chunks"].delete_many({"files_id": evidence_id})

    def problem(self) -> str:
        return ""


class Storages:
    """The storage for new files, and the one that holds an old one: the setting may have changed in between."""

    def __init__(self, bucket: EvidenceBucket | None = None) -> None:
        self.bucket: Storage | None = None
        if bucket is not None:
            # Only whoever has a bucket pays for the library: 30 MB of memory.
            from services.monitoring.evidence.bucket import BucketStorage

            self.bucket = BucketStorage(bucket)

    def for_new(self, db: Db) -> Storage:
        """Where new files go."""
        return self.bucket or GridFsStorage(db)

    def of(self, db: Db, name: str) -> Storage:
        """The storage of this name.  Raises :class:`StoreAway` when the settings name no bucket any more."""
        if name == GRIDFS:
            return GridFsStorage(db)
        if self.bucket is None:
            raise StoreAway("evidence lies in a bucket, but CHUNGTAY_EVIDENCE_S3_ENDPOINT names none")
        return self.bucket


def pieces(storage: Storage, evidence_id: str) -> Iterator[bytes]:
    """A whole file, a piece after the other; nothing when it is not there."""
    offset = 0
    while piece := storage.read(evidence_id, offset, AT_ONCE_BYTES):
        yield piece
        offset += len(piece)
        if len(piece) < AT_ONCE_BYTES:
            return


def check_hash(storage: Storage, evidence_id: str, sha256: str, copy: IO[bytes] | None = None) -> None:
    """Read the whole file; ``copy`` gets it.  Raises EvidenceDamaged, also when it is not there."""
    digest = hashlib.sha256()
    for piece in pieces(storage, evidence_id):
        digest.update(piece)
        if copy is not None:
            copy.write(piece)
    if digest.hexdigest() != sha256:
        raise rules.damaged()
