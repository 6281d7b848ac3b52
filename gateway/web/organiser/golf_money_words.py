"""What the pages of a tournament's money share: its rows out of the read models, and numbers as they are typed."""

from __future__ import annotations

import re

from gateway.reports.reading import at_one_moment
from gateway.web.campaigns import Row
from gateway.web.forms import money_typed

MOST_ROWS = 500
"""Lots, sponsors or promises on one page; a tournament has some dozens."""

_SHORT = re.compile(
    r"(?P<whole>[0-9]{1,6})(?:[.,](?P<part>[0-9]{1,3}))?\s*(?P<unit>tr|triệu|trieu|tỷ|ty)", re.IGNORECASE
)
_SIZES = {"tr": 1_000_000, "triệu": 1_000_000, "trieu": 1_000_000, "tỷ": 1_000_000_000, "ty": 1_000_000_000}


def said_typed(text: str) -> int | str:
    """An amount as it is called out in a hall: `15tr` and `1,2 tỷ` besides whole đồng.  What is none stays."""
    short = _SHORT.fullmatch(text.strip())
    if short is None:
        return money_typed(text)
    size = _SIZES[short["unit"].lower()]
    part = (short["part"] or "").ljust(3, "0")
    return int(short["whole"]) * size + int(part) * size // 1000


def number_typed(text: str) -> int | str:
    """A number of a card, hole or place; what is none stays as it was, for the contract to refuse."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else text


def rows_of_golf(activity: Row, kind: str, **state: str) -> list[Row]:
    """Rows of a kind of this tournament, from the read models, in the order of their days."""
    match = {"kind": kind, "campaign": activity["campaign"], "state.activity": activity["code"]}
    match |= {f"state.{name}": value for name, value in state.items()}
    rows = at_one_moment(lambda snapshot: list(snapshot.rows(match, sort=[("on", 1), ("_id", 1)], limit=MOST_ROWS)))
    return [dict(row["state"]) for row in rows]
