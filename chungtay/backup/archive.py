"""The file of a backup: written as a stream, and believed only after every part of it has been read and agreed."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson

FORMAT = 1
_MANIFEST = "manifest.json"
_MESSAGES = "messages.json"
_SECRETS = "secrets.env"
_FAST = 1
_READ_BYTES = 1024 * 1024
_LARGEST_DOCUMENT = 48 * 1024 * 1024


class BrokenArchive(Exception):
    """Not a backup of ours, one of a newer kind, or one that is damaged; the message says which part."""


@dataclass
class Part:
    """One collection: how many documents, and the SHA-256 of their BSON one after the other."""

    documents: int
    sha256: str
    options: dict[str, Any]
    indexes: list[dict[str, Any]]


@dataclass
class Manifest:
    """What a backup holds.  ``databases``: by owner (``donations``, …), its collections by name."""

    made_at: str
    databases: dict[str, dict[str, Part]] = field(default_factory=dict)
    messages: int = 0
    messages_sha256: str = ""
    secrets: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def documents(self) -> int:
        """How many documents there are in all."""
        return sum(part.documents for parts in self.databases.values() for part in parts.values())


class ArchiveWriter:
    """Writes a backup beside its place and puts it there, whole and on disk, only when it is complete; readable by the
    owner alone, since people's names and the secrets are in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unfinished = path.with_name(f".{path.name}.part")
        self.manifest = Manifest(dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))

    def __enter__(self) -> ArchiveWriter:
        handle = os.open(self._unfinished, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
        self._file = os.fdopen(handle, "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST)
        return self

    def __exit__(self, kind: type[BaseException] | None, _value: object, _trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._write(_MANIFEST, orjson.dumps(asdict(self.manifest), option=orjson.OPT_INDENT_2))
                self._zip.close()
                self._file.flush()
                os.fsync(self._file.fileno())
                self._unfinished.replace(self._path)
        finally:
            self._file.close()
            self._unfinished.unlink(missing_ok=True)

    def add_collection(
        self, owner: str, name: str, batches: Iterable[bytes], options: dict[str, Any], indexes: list[dict[str, Any]]
    ) -> int:
        """Add a collection from runs of whole BSON documents; returns how many documents it has."""
        seen, count = hashlib.sha256(), 0
        with self._zip.open(f"{owner}/{name}.bson", "w", force_zip64=True) as member:
            for batch in batches:
                seen.update(batch)
                member.write(batch)
                count += sum(1 for _ in _ends(batch))
        self.manifest.databases.setdefault(owner, {})[name] = Part(count, seen.hexdigest(), options, indexes)
        return count

    def add_messages(self, messages: list[dict[str, Any]]) -> None:
        """Add what waits on the broker."""
        body = orjson.dumps(messages)
        self._write(_MESSAGES, body)
        self.manifest.messages = len(messages)
        self.manifest.messages_sha256 = hashlib.sha256(body).hexdigest()

    def add_secrets(self, secrets: dict[str, str]) -> None:
        """Add the secrets of the installation: without its key links, codes and log-ins would be worth nothing."""
        self._write(_SECRETS, orjson.dumps(secrets))
        self.manifest.secrets = sorted(secrets)

    def _write(self, name: str, body: bytes) -> None:
        self._zip.writestr(name, body)


class Archive:
    """A backup to read.  Raises :class:`BrokenArchive` for what is none."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            told = orjson.loads(self._zip.read(_MANIFEST))
        except (zipfile.BadZipFile, KeyError, orjson.JSONDecodeError) as error:
            raise BrokenArchive(f"{path.name} is not a backup, or its end is missing ({error})") from error
        if told.get("format") != FORMAT:
            raise BrokenArchive(f"{path.name} has format {told.get('format')}; this program reads format {FORMAT}")
        databases = {
            owner: {name: Part(**part) for name, part in parts.items()} for owner, parts in told["databases"].items()
        }
        self.manifest = Manifest(**{**told, "databases": databases})

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def verify(self) -> Iterator[int]:
        """Read everything and compare it with the manifest; yields how many documents of each collection agree."""
        for owner, parts in self.manifest.databases.items():
            for name in parts:
                for _ in self.documents(owner, name):
                    pass
                yield parts[name].documents
        self.messages()
        self.secrets()

    def documents(self, owner: str, name: str) -> Iterator[bytes]:
        """The documents of a collection as BSON, a bounded number in memory.

        Raises :class:`BrokenArchive`, at the end too: then what came before is not to be believed."""
        part = self.manifest.databases[owner][name]
        seen, count, rest = hashlib.sha256(), 0, b""
        try:
            with self._zip.open(f"{owner}/{name}.bson") as member:
                while read := member.read(_READ_BYTES):
                    seen.update(read)
                    rest += read
                    start = 0
                    for end in _ends(rest):
                        yield rest[start:end]
                        start, count = end, count + 1
                    rest = rest[start:]
        except (zipfile.BadZipFile, KeyError, EOFError, ValueError) as error:
            raise BrokenArchive(f"{owner}/{name} can't be read: {error}") from error
        if rest or count != part.documents or seen.hexdigest() != part.sha256:
            raise BrokenArchive(f"{owner}/{name} is not what was written: {count} of {part.documents} documents")

    def messages(self) -> list[dict[str, Any]]:
        """What waited on the broker."""
        body = self._read(_MESSAGES)
        if hashlib.sha256(body).hexdigest() != self.manifest.messages_sha256:
            raise BrokenArchive(f"{_MESSAGES} is not what was written")
        return list(orjson.loads(body))

    def secrets(self) -> dict[str, str]:
        """The secrets of the installation."""
        return dict(orjson.loads(self._read(_SECRETS)))

    def _read(self, name: str) -> bytes:
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, KeyError, EOFError) as error:
            raise BrokenArchive(f"{name} can't be read: {error}") from error


def _ends(run: bytes) -> Iterator[int]:
    """Where each whole document of a run ends; a document begins with its own length."""
    start = 0
    while start + 4 <= len(run):
        length = int.from_bytes(run[start:start + 4], "little")
        if not 5 <= length <= _LARGEST_DOCUMENT:
            raise ValueError("a document says a length that none can have")
        if start + length > len(run):
            return
        start += length
        yield start
