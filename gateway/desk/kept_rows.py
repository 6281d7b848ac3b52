"""The rows behind a snapshot: id, version and what each adds, in chunks that are bounded and have a hash each.

A part (the report's own rows, or those behind an adjustment) is a run of chunks in the order of the rows' keys.  Chunk
``(after, upto]`` holds every row of the part whose key lies between; the first begins at "", the last ends at ``END``.
A line is the canonical JSON of ``[key, version, event id, unit, day, [[figure, source, count, amount], ...]]``.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from pymongo.client_session import ClientSession

from contracts.refusals import Refusal
from gateway.desk.canonical import canonical, sha256_of_bytes
from gateway.desk.collections import BEING_MADE, CHUNKS, SNAPSHOTS, Db
from gateway.desk.cube_rules import Cube

MOST_IN_CHUNK = 2_000
CHUNKS_AT_ONCE = 8
OWN = "own"
END = "\U0010ffff"
"""Beyond every key."""

QUICK = 1
"""zlib: the ids don't get smaller by more work."""


class KeptRow(NamedTuple):
    """A row as a snapshot keeps it.  ``adds``: figure, source, count, amount, in that order."""

    key: str
    version: int
    event_id: str
    unit: str
    on: str
    adds: tuple[tuple[str, str, int, int], ...]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> KeptRow:
        """From a row of the read models."""
        adds = sorted((one["figure"], one["source"], one["count"], one["amount_vnd"]) for one in stored["adds"])
        return cls(
            stored["_id"], stored["version"], stored["event_id"], stored["unit"], stored["on"], tuple(adds)
        )

    @classmethod
    def of_line(cls, line: list[Any]) -> KeptRow:
        """From what a chunk holds."""
        key, version, event_id, unit, on, adds = line
        return cls(key, version, event_id, unit, on, tuple(tuple(one) for one in adds))


class SnapshotIsFrozen(Refusal):
    """A snapshot that is ready, or given up, is never changed; and one that is being made by its maker alone."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__("Bản chụp số liệu đã xong, không sửa được.", remedy="Lập bản chụp mới.")


class ChunkDamaged(Exception):
    """A chunk is not what its hash says, or the run has a gap: somebody has been at the database."""


def cube_of(rows: Iterable[KeptRow]) -> Cube:
    """What rows add up to."""
    sums: Cube = defaultdict(lambda: [0, 0])
    add_to_cube(sums, rows)
    return {key: total for key, total in sums.items() if any(total)}


def add_to_cube(sums: Cube, rows: Iterable[KeptRow]) -> None:
    """Add rows to running sums (a defaultdict of ``[0, 0]``)."""
    for row in rows:
        for figure, source, count, amount_vnd in row.adds:
            total = sums[figure, row.unit, source]
            total[0] += count
            total[1] += amount_vnd


class KeptRows:
    """The rows of one part of a snapshot."""

    def __init__(self, db: Db, snapshot_id: str, part: str = OWN, maker: str = "") -> None:
        """``maker``: who makes the snapshot just now; nobody else writes its rows."""
        self._db = db
        self._chunks = db[CHUNKS]
        self._of = {"snapshot": snapshot_id, "part": part}
        self._maker = maker

    def clear(self) -> None:
        """Begin anew.  Raises :class:`SnapshotIsFrozen`."""
        self._check_being_made()
        self._chunks.delete_many(self._of)

    def write(self, after: str, upto: str, rows: Sequence[KeptRow]) -> None:
        """Write the chunk ``(after, upto]``, as several when there are too many rows for one; what was there under
        ``after`` is replaced.  The same again changes nothing.  Raises :class:`SnapshotIsFrozen`."""
        documents = list(self._documents(after, upto, rows))
        with self._db.client.start_session() as session:
            session.with_transaction(lambda within: self._replace(documents, within))

    def _check_being_made(self, session: ClientSession | None = None) -> None:
        being_made = {"_id": self._of["snapshot"], "maker": self._maker, "status": {"$in": list(BEING_MADE)}}
        # Written, so that whoever freezes it at this moment meets a conflict.
        if self._db[SNAPSHOTS].update_one(being_made, {"$inc": {"writes": 1}}, session=session).matched_count == 0:
            raise SnapshotIsFrozen

    def _replace(self, documents: list[dict[str, Any]], session: ClientSession) -> None:
        self._check_being_made(session)
        for document in documents:
            place = {**self._of, "after": document["after"]}
            self._chunks.replace_one(place, document, upsert=True, session=session)

    def _documents(self, after: str, upto: str, rows: Sequence[KeptRow]) -> Iterator[dict[str, Any]]:
        pieces = [rows[start : start + MOST_IN_CHUNK] for start in range(0, len(rows), MOST_IN_CHUNK)] or [rows]
        for number, piece in enumerate(pieces, start=1):
            end = upto if number == len(pieces) else piece[-1].key
            text = b"\n".join(canonical(tuple(row)) for row in piece)
            yield {
                **self._of, "after": after, "upto": end, "rows": len(piece), "sha256": sha256_of_bytes(text),
                "body": zlib.compress(text, QUICK),
            }
            after = end

    def put(self, changed: Mapping[str, KeptRow | None]) -> None:
        """Bring rows to their present state; None: it is not among them any more.  The chunks must be whole.  Raises
        :class:`SnapshotIsFrozen`."""
        by_chunk: defaultdict[str, list[str]] = defaultdict(list)
        for key in changed:
            held = self._chunks.find_one({**self._of, "after": {"$lt": key}}, {"after": 1}, sort=[("after", -1)])
            if held is None:
                raise ChunkDamaged(f"no chunk holds {key}")
            by_chunk[held["after"]].append(key)
        for after, keys in by_chunk.items():
            chunk = self._chunks.find_one({**self._of, "after": after})
            assert chunk is not None
            rows = {row.key: row for row in rows_in(chunk)}
            for key in keys:
                state = changed[key]
                if state is None:
                    rows.pop(key, None)
                else:
                    rows[key] = state
            self.write(after, chunk["upto"], [rows[key] for key in sorted(rows)])

    def chunks(self, beyond: str = "") -> Iterator[dict[str, Any]]:
        """The chunks in order, from the one that holds what comes after key ``beyond``.

        Asked for a few at a time: who serves requests gives each question to MongoDB some seconds only."""
        last: str | None = None
        while True:
            further = {"upto": {"$gt": beyond}} if last is None else {"after": {"$gt": last}}
            found = list(self._chunks.find({**self._of, **further}).sort("after", 1).limit(CHUNKS_AT_ONCE))
            yield from found
            if len(found) < CHUNKS_AT_ONCE:
                return
            last = found[-1]["after"]

    def __iter__(self) -> Iterator[KeptRow]:
        for chunk in self.chunks():
            yield from rows_in(chunk)

    def seal(self) -> tuple[dict[str, Any], Cube]:
        """Read all of it: how many rows in how many chunks with which hash, and what they add up to.

        The hash is that of the chunks' hashes in their order, a line each.  Raises :class:`ChunkDamaged`."""
        sums: Cube = defaultdict(lambda: [0, 0])
        hashes: list[str] = []
        count, reached, last_key = 0, "", ""
        for chunk in self.chunks():
            if chunk["after"] != reached:
                raise ChunkDamaged(f"rows between {reached!r} and {chunk['after']!r} are missing")
            rows = rows_in(chunk)
            keys = [row.key for row in rows]
            if keys != sorted(set(keys)) or (keys and not last_key < keys[0]):
                raise ChunkDamaged(f"the rows after {reached!r} are not in order")
            add_to_cube(sums, rows)
            count, reached, last_key = count + len(rows), chunk["upto"], keys[-1] if keys else last_key
            hashes.append(chunk["sha256"])
        if hashes and reached != END:
            raise ChunkDamaged(f"rows after {reached!r} are missing")
        sealed = {"count": count, "chunks": len(hashes), "sha256": sha256_of_bytes("\n".join(hashes).encode())}
        return sealed, {key: total for key, total in sums.items() if any(total)}


def rows_in(chunk: Mapping[str, Any]) -> list[KeptRow]:
    """A chunk's rows.  Raises :class:`ChunkDamaged`."""
    try:
        text = zlib.decompress(chunk["body"])
    except zlib.error as error:
        raise ChunkDamaged(f"the chunk after {chunk['after']!r} can't be read: {error}") from error
    if sha256_of_bytes(text) != chunk["sha256"]:
        raise ChunkDamaged(f"the chunk after {chunk['after']!r} is not what its hash says")
    lines = orjson.loads(b"[" + text.replace(b"\n", b",") + b"]")
    if len(lines) != chunk["rows"]:
        raise ChunkDamaged(f"the chunk after {chunk['after']!r} has {len(lines)} rows instead of {chunk['rows']}")
    return [KeptRow.of_line(line) for line in lines]
