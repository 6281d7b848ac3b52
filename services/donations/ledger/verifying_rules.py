"""Verify an exported ledger, line by line and offline: balances, hashes, roots, the chain and the days.

An export is JSON lines: ``ledger`` (format and campaign), then per block a ``block`` line and its ``entry`` lines, then
the closed ``day`` lines, then ``end``.  Memory is for one block, one small tree per day, and 8 bytes per entry.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.donations.ledger.sealing_rules import NOTHING_BEFORE, Tree, block_hash, day_hash, leaf_hash

Facts = Mapping[str, Any]

FORMAT = 1
_ABOUT_THE_LINE = ("kind", "place", "leaf")


@dataclass
class _Day:
    """What the blocks of a day add up to."""

    first_height: int
    last_height: int
    entries_so_far: int
    tree: Tree = field(default_factory=Tree)


class Verifier:
    """Feed it every line in order, then :meth:`finish`.  Each gives what is wrong, in Vietnamese."""

    def __init__(self, published: Mapping[str, str] | None = None) -> None:
        """``published``: by day, the hash that was published; each must be in the export."""
        self.entries = self.blocks = self.turnover_vnd = 0
        self._published = dict(published or {})
        self._campaign: str | None = None
        self._head = self._last_day_hash = NOTHING_BEFORE
        self._block: Facts | None = None
        self._tree = Tree()
        self._days: dict[str, _Day] = {}
        self._closed: dict[str, str] = {}
        self._ids = array("Q")
        self._ended = False

    def feed(self, line: Any) -> Iterator[str]:
        """What is wrong with the next line (a parsed JSON value)."""
        takes = {"ledger": self._ledger, "block": self._a_block, "entry": self._an_entry, "day": self._a_day,
                 "end": self._end}
        take = takes.get(str(line.get("kind"))) if isinstance(line, dict) else None
        if take is None:
            yield "Có dòng không phải của sổ cái."
        elif self._ended:
            yield "Có dòng sau dòng kết thúc."
        elif (self._campaign is None) != (line["kind"] == "ledger"):
            yield "Dòng đầu tệp thiếu hoặc lặp lại."
        else:
            try:
                yield from take(line)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                yield f"Dòng loại {line['kind']} thiếu trường hoặc sai kiểu ({error!r})."

    def finish(self) -> Iterator[str]:
        """What is wrong with the whole, once every line was fed."""
        if not self._ended:
            yield "Tệp bị cắt đuôi: không có dòng kết thúc."
        open_days = [day for day in self._days if day not in self._closed]
        if open_days and open_days != [max(self._days)]:
            yield f"Thiếu mã niêm phong của ngày {open_days[0]}."
        for day, hashed in self._published.items():
            if self._closed.get(day) != hashed:
                yield f"Ngày {day}: mã niêm phong không có trong tệp hoặc khác mã đã công bố."
        if self.doubled():
            yield f"Có {len(self.doubled())} bút toán được niêm phong hai lần."

    def doubled(self) -> set[int]:
        """Fingerprints (:func:`fingerprint`) of ids that were sealed more than once."""
        found, before = set(), None
        for one in sorted(self._ids):
            if one == before:
                found.add(one)
            before = one
        return found

    def _ledger(self, line: Facts) -> Iterator[str]:
        self._campaign = str(line["campaign"])
        if line["format"] != FORMAT:
            yield f"Định dạng {line['format']} không đọc được bằng phiên bản này."

    def _a_block(self, line: Facts) -> Iterator[str]:
        yield from self._end_block()
        header = line["header"]
        height = self.blocks + 1
        if header["height"] != height:
            yield f"Khối {header['height']} đứng ở chỗ của khối {height}."
        if header["campaign"] != self._campaign:
            yield f"Khối {height} thuộc đợt vận động khác."
        if header["previous"] != self._head:
            yield f"Khối {height} không nối với khối trước."
        hashed = block_hash(header)
        if hashed != line["hash"]:
            yield f"Khối {height} đã bị sửa: mã không khớp nội dung."
        self.blocks, self._head, self._block, self._tree = height, line["hash"], header, Tree()
        yield from self._count_to_day(header, bytes.fromhex(line["hash"]))

    def _count_to_day(self, header: Facts, hashed: bytes) -> Iterator[str]:
        day, height = header["sealed_on"], self.blocks
        if self._days and day < max(self._days):
            yield f"Khối {height} ghi ngày niêm phong {day}, trước ngày của khối trước nó."
        if day not in self._days:
            self._days[day] = _Day(height, height, 0)
        counted = self._days[day]
        counted.last_height = height
        counted.tree.add(hashed)
        counted.entries_so_far = self.entries + header["entries"]

    def _an_entry(self, line: Facts) -> Iterator[str]:
        name = f"Bút toán {line['id']}"
        if self._block is None:
            yield f"{name} không nằm trong khối nào."
            return
        facts = {key: value for key, value in line.items() if key not in _ABOUT_THE_LINE}
        yield from (f"{name}: {wrong}" for wrong in _unbalanced(facts))
        if facts["campaign"] != self._campaign:
            yield f"{name} thuộc đợt vận động khác."
        if line["place"] != self._tree.size:
            yield f"{name} đứng sai chỗ trong khối {self.blocks}: thứ {self._tree.size + 1}, đã niêm phong là thứ khác."
        leaf = leaf_hash(facts)
        if leaf.hex() != line["leaf"]:
            yield f"{name} đã bị sửa: nội dung không khớp mã đã niêm phong."
        self._tree.add(leaf)
        self.entries += 1
        self._ids.append(fingerprint(line["id"]))
        self.turnover_vnd += sum(posting["debit_vnd"] for posting in facts["postings"])

    def _end_block(self) -> Iterator[str]:
        block, self._block = self._block, None
        if block is None:
            return
        if self._tree.size != block["entries"]:
            yield f"Khối {self.blocks} phải có {block['entries']} bút toán, trong tệp có {self._tree.size}."
        if self._tree.size == 0 or self._tree.root().hex() != block["root"]:
            yield f"Khối {self.blocks}: gốc cây băm không khớp các bút toán của khối."

    def _a_day(self, line: Facts) -> Iterator[str]:
        yield from self._end_block()
        header = line["header"]
        day = header["day"]
        counted = self._days.get(day)
        if counted is None or day in self._closed:
            yield f"Ngày {day} không có khối nào, hoặc được ghi hai lần."
            return
        expected = {
            "campaign": self._campaign, "day": day, "number": len(self._closed) + 1,
            "first_height": counted.first_height, "last_height": counted.last_height,
            "entries_so_far": counted.entries_so_far, "root": counted.tree.root().hex(),
            "previous": self._last_day_hash,
        }
        if dict(header) != expected:
            wrong = sorted(name for name in {*expected, *header} if header.get(name) != expected.get(name))
            yield f"Ngày {day}: không khớp các khối của ngày ({', '.join(wrong)})."
        if day_hash(header) != line["hash"]:
            yield f"Ngày {day} đã bị sửa: mã không khớp nội dung."
        self._closed[day] = self._last_day_hash = line["hash"]

    def _end(self, line: Facts) -> Iterator[str]:
        yield from self._end_block()
        self._ended = True
        if (line["blocks"], line["head"]) != (self.blocks, self._head):
            yield f"Tệp phải có {line['blocks']} khối, đọc được {self.blocks}: khối cuối đã bị thay hoặc bị cắt."


def fingerprint(entry_id: str) -> int:
    """8 bytes that stand for an entry's id where millions of them are held."""
    return int.from_bytes(leaf_hash({"id": entry_id})[:8], "big")


def _unbalanced(entry: Facts) -> Iterator[str]:
    """Why an entry does not balance."""
    debits = credits = 0
    for posting in entry["postings"]:
        amounts = (posting["debit_vnd"], posting["credit_vnd"])
        if any(type(amount) is not int or amount < 0 for amount in amounts) or amounts.count(0) != 1:
            yield f"dòng {posting['account']} không phải một bên Nợ hoặc Có bằng số đồng nguyên dương."
            return
        debits, credits = debits + amounts[0], credits + amounts[1]
    if debits != credits or len(entry["postings"]) < 2:
        yield f"không cân: Nợ {debits} đồng, Có {credits} đồng."
