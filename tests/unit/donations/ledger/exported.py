"""A small ledger as it is exported, made by the same rules."""

from __future__ import annotations

from typing import Any

from services.donations.ledger import sealing_rules as rules
from services.donations.ledger.rules import gift_in_hand

Line = dict[str, Any]
CAMPAIGN = "thu"


def entry(number: int, amount_vnd: int = 0) -> Line:
    postings = gift_in_hand(CAMPAIGN, "582", "cash", amount_vnd or 1000 + number)
    return {
        "id": f"donation-{number}", "campaign": CAMPAIGN, "unit": "582", "booked_on": "2024-10-18",
        "posted_at": "2024-10-18T02:00:00.000Z", "posted_by": "desk", "about_kind": "donation",
        "about_id": str(number),
        "postings": [{"account": p.account, "debit_vnd": p.debit_vnd, "credit_vnd": p.credit_vnd} for p in postings],
    }


def export(*days: tuple[int, ...], closed: int) -> list[Line]:
    """Each day's blocks by their number of entries; the first ``closed`` days are closed."""
    made = Chain()
    for number, blocks in enumerate(days, 1):
        for size in blocks:
            made.block(f"2024-10-{17 + number}", [entry(made.entries + n) for n in range(size)])
        if number <= closed:
            made.close()
    return made.whole()


class Chain:
    def __init__(self) -> None:
        self.lines: list[Line] = [{"kind": "ledger", "format": 1, "campaign": CAMPAIGN}]
        self.head = self.last_day = rules.NOTHING_BEFORE
        self.height = self.entries = 0
        self.days: list[Line] = []
        self.today: list[bytes] = []

    def block(self, day: str, entries: list[Line]) -> None:
        leaves = [rules.leaf_hash(one) for one in entries]
        self.height += 1
        self.entries += len(entries)
        header = rules.block_header(CAMPAIGN, self.height, leaves, self.head, f"{day}T02:00:00.000Z", day)
        self.head, self.day = rules.block_hash(header), day
        self.today.append(bytes.fromhex(self.head))
        self.lines.append({"kind": "block", "header": header, "hash": self.head})
        self.lines += [
            {"kind": "entry", "place": place, "leaf": leaf.hex(), **one}
            for place, (one, leaf) in enumerate(zip(entries, leaves, strict=True))
        ]

    def close(self) -> None:
        first = self.height - len(self.today) + 1
        header = rules.day_header(
            CAMPAIGN, self.day, len(self.days) + 1, first, self.today, self.entries, self.last_day
        )
        self.last_day, self.today = rules.day_hash(header), []
        self.days.append({"kind": "day", "header": header, "hash": self.last_day})

    def whole(self) -> list[Line]:
        return [*self.lines, *self.days, {"kind": "end", "blocks": self.height, "head": self.head}]
