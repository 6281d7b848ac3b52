"""What seals the journal: how an entry, a block and a day are hashed, and how to prove that one is in another.

Trees are those of RFC 6962 (Merkle tree hash, audit path); each kind of hash begins with a byte of its own, so that
none can pass for another.  The sealer, the service that answers proofs and ``chungtay verify-ledger`` go by this.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Facts = Mapping[str, Any]

NOTHING_BEFORE = "0" * 64
"""What the first block and the first day name as the one before them."""

_write_out = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode

_LEAF, _NODE, _BLOCK, _DAY = b"\x00", b"\x01", b"\x02", b"\x03"


class BrokenProof(Exception):
    """A proof does not lead from its entry to the hash that it names."""


def canonical(facts: Facts) -> bytes:
    """JSON values in the one way of writing them that is hashed: keys in order, no blanks, UTF-8."""
    return _write_out(facts).encode()


def leaf_hash(entry: Facts) -> bytes:
    """The hash of a journal entry, all its fields as JSON values."""
    return hash_of_leaf(canonical(entry))


def hash_of_leaf(written: bytes) -> bytes:
    """The hash of a journal entry that is written in the canonical way."""
    return hashlib.sha256(_LEAF + written).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two parts of a tree."""
    return hashlib.sha256(_NODE + left + right).digest()


def block_hash(header: Facts) -> str:
    """The hash of a block, in hex; its header names the root over its entries and the block before it."""
    return hashlib.sha256(_BLOCK + canonical(header)).hexdigest()


def day_hash(header: Facts) -> str:
    """The hash of a day, in hex: this is what is published."""
    return hashlib.sha256(_DAY + canonical(header)).hexdigest()


class Tree:
    """Grows a root leaf by leaf, in memory for its height alone."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """The next leaf."""
        self.size += 1
        part = (1, leaf)
        while self._parts and self._parts[-1][0] == part[0]:
            size, left = self._parts.pop()
            part = (2 * size, node_hash(left, part[1]))
        self._parts.append(part)

    def root(self) -> bytes:
        """The root over all leaves so far; there must be one."""
        *before, (_, found) = self._parts
        for _, left in reversed(before):
            found = node_hash(left, found)
        return found


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaves, of which there must be one."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def path_to(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """What one needs beside the leaf at ``place`` to find the root, from the leaf upwards."""
    if len(leaves) == 1:
        return []
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = leaves[:middle], leaves[middle:]
    if place < middle:
        return [*path_to(left, place), root_of(right)]
    return [*path_to(right, place - middle), root_of(left)]


def root_by_path(leaf: bytes, place: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root of a tree of ``size`` leaves that has ``leaf`` at ``place``.  Raises :class:`BrokenProof`."""
    if not 0 <= place < size:
        raise BrokenProof(f"no leaf {place} in a tree of {size}")
    here, last, found = place, size - 1, leaf
    for beside in path:
        if last == 0:
            raise BrokenProof("the path is too long")
        if here & 1 or here == last:
            found = node_hash(beside, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, beside)
        here, last = here >> 1, last >> 1
    if last:
        raise BrokenProof("the path is too short")
    return found


def block_header(
    campaign: str, height: int, leaves: Sequence[bytes], previous: str, sealed_at: str, sealed_on: str
) -> dict[str, Any]:
    """What a block says of itself.  ``sealed_at``: instant on the wire; ``sealed_on``: the day it counts to."""
    return {
        "campaign": campaign, "height": height, "entries": len(leaves), "root": root_of(leaves).hex(),
        "previous": previous, "sealed_at": sealed_at, "sealed_on": sealed_on,
    }


def day_header(
    campaign: str, day: str, number: int, first_height: int, hashes: Sequence[bytes], entries_so_far: int,
    previous: str,
) -> dict[str, Any]:
    """What a closed day says of itself: its blocks, the root over their hashes, and the day before it."""
    return {
        "campaign": campaign, "day": day, "number": number, "first_height": first_height,
        "last_height": first_height + len(hashes) - 1, "entries_so_far": entries_so_far,
        "root": root_of(hashes).hex(), "previous": previous,
    }


def check_proof(proof: Facts, published: str | None = None) -> None:
    """That the entry's hash is in the block, and the block in its closed day, as far as the proof goes.

    ``published``: the hash of the day as it was published; the proof must lead there.  Raises :class:`BrokenProof`."""
    block, day = proof["block"], proof["day"]
    found = root_by_path(bytes.fromhex(proof["leaf"]), proof["place"], block["entries"], _bytes(proof["path"]))
    if found.hex() != block["root"]:
        raise BrokenProof("the entry is not in the block")
    if block_hash(block) != proof["block_hash"]:
        raise BrokenProof("the block does not have the hash that is named")
    if day is not None:
        _check_day(block, proof["block_hash"], day)
    if published is not None and (day is None or day["hash"] != published):
        raise BrokenProof("the proof does not lead to the published root")


def _check_day(block: Facts, hash_of_block: str, day: Facts) -> None:
    header = day["header"]
    size = header["last_height"] - header["first_height"] + 1
    place = block["height"] - header["first_height"]
    found = root_by_path(bytes.fromhex(hash_of_block), place, size, _bytes(day["path"]))
    if found.hex() != header["root"] or block["campaign"] != header["campaign"]:
        raise BrokenProof("the block is not in the day")
    if day_hash(header) != day["hash"]:
        raise BrokenProof("the day does not have the hash that is named")


def _bytes(path: Iterable[str]) -> list[bytes]:
    return [bytes.fromhex(one) for one in path]
