"""The uploaded file in the donations database: written piece by piece, read back as one stream."""

import hashlib
import io
from typing import IO, Any

from pymongo.database import Database

from services.donations.statements.documents import StatementChunk


def chunk_id(import_id: str, index: int) -> str:
    """Id of a piece; index from 0."""
    return f"{import_id}:{index:06d}"


def write_chunk(import_id: str, index: int, data: bytes) -> None:
    """Keep one piece, inside the transaction of the command that brought it."""
    StatementChunk(id=chunk_id(import_id, index), import_id=import_id, index=index, data=data).save(
        force_insert=True
    )


def read_chunk(db: Database[dict[str, Any]], import_id: str, index: int) -> bytes | None:
    """One piece, or None when there is none."""
    found = db.statement_chunks.find_one({"_id": chunk_id(import_id, index)}, {"data": 1})
    return bytes(found["data"]) if found else None


def file_sha256(db: Database[dict[str, Any]], import_id: str, chunks: int) -> str:
    """Hash of the whole file, as 64 hexadecimal characters."""
    digest = hashlib.sha256()
    for index in range(chunks):
        digest.update(read_chunk(db, import_id, index) or b"")
    return digest.hexdigest()


def open_file(db: Database[dict[str, Any]], import_id: str, chunks: int) -> IO[bytes]:
    """The file as a stream that holds one piece in memory at a time."""
    return io.BufferedReader(_ChunkStream(db, import_id, chunks))


def bytes_given(file: IO[bytes]) -> int:
    """How far a file of `open_file` has been read, a few thousand bytes of buffers ahead of its rows."""
    raw = getattr(file, "raw", None)
    return raw.given if isinstance(raw, _ChunkStream) else 0


class FileDamaged(Exception):
    """A piece of a stored file is not there any more."""


class _ChunkStream(io.RawIOBase):
    def __init__(self, db: Database[dict[str, Any]], import_id: str, chunks: int) -> None:
        self._db = db
        self._import_id = import_id
        self._chunks = chunks
        self._next_index = 0
        self._rest = memoryview(b"")
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest and self._next_index < self._chunks:
            data = read_chunk(self._db, self._import_id, self._next_index)
            if data is None:
                raise FileDamaged(f"statement file {self._import_id}: piece {self._next_index} is missing")
            self._rest = memoryview(data)
            self._next_index += 1
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        self.given += count
        return count
