"""Bank lines as anybody may see them: what a line shows, and the words under which it is found.

Both come from the same texts, so nobody can find out by searching what a line does not show.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache, partial
from hashlib import blake2b

from gateway.facts.kinds import TAKEN_BACK, Facts, Json
from runtime.text import fold

GIFT, DEBIT = "donation", "bank_debit"
KINDS = (GIFT, DEBIT)

EVERY_LINE = "*"
EVERY_DEBIT = "-"
"""Marks that are no words, so nobody types them."""

MOST_WORDS = 40
LONGEST_WORD = 40

_WORD = re.compile(r"[0-9a-z]{2,}")
_TEXTS = ("reference", "code", "name", "memo")


def shown(kind: str, state: Json) -> Json | None:
    """What anybody sees of a line; None for what is no bank line, or is one whose booking was taken back.

    ``name`` and ``memo`` are empty unless the donor wants them seen."""
    if state.get(TAKEN_BACK) or not state.get("statement_line_id"):
        return None
    both = {
        "line": state["statement_line_id"], "campaign": state["campaign"], "unit": state["unit"],
        "amount_vnd": state["amount_vnd"], "reference": state.get("bank_reference", ""),
        "entry": state["journal_entry_id"], "import_id": state["import_id"],
    }
    if kind == DEBIT:
        return {**both, "way": "out", "on": state["posted_on"], "code": "", "name": "", "memo": "", "refunded_vnd": 0}
    return {
        **both, "way": "in", "on": state["received_on"], "code": state.get("memo_code", ""),
        "name": state["donor_name"], "memo": state.get("public_memo", ""),
        "refunded_vnd": state.get("refunded_vnd", 0),
    }


def words_in(text: str) -> list[str]:
    """The words of a text as they are looked for: folded, of two letters or digits at least, each once."""
    found = _WORD.findall(_folded(text) if len(text) < LONGEST_WORD else fold(text))
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in found))[:MOST_WORDS]


def place_of_line(on: str, key: str) -> int:
    """Where a line stands among all: by its day, and within the day by a hash of its key.

    One number instead of day and key: a page mark and a key of the index are both short with it.  Two lines of a
    hundred thousand on one day share a place in one of 50,000 days; then a page may end between them."""
    return first_place(dt.date.fromisoformat(on)) | int.from_bytes(blake2b(key.encode(), digest_size=_BYTES).digest())


def first_place(day: dt.date) -> int:
    """The lowest place of a day; days before 2000 are none of a campaign's and share the first one."""
    return max((day - _FIRST_DAY).days, 0) << (8 * _BYTES)


def day_of_place(place: int) -> dt.date:
    """The day of a place."""
    return _FIRST_DAY + dt.timedelta(days=min(place >> (8 * _BYTES), _MOST_DAYS))


def amount_mark(amount_vnd: int) -> str:
    """Under which lines of this amount are found."""
    return f"={amount_vnd}"


def _words(kind: str, state: Json) -> list[str]:
    line = shown(kind, state)
    if line is None:
        return []
    marks = [EVERY_LINE, amount_mark(line["amount_vnd"]), *([EVERY_DEBIT] if line["way"] == "out" else [])]
    text = " ".join(filter(None, (line[name] for name in _TEXTS)))
    return [*marks, *words_in(text)] if text else marks


_folded = lru_cache(10_000)(fold)

_FIRST_DAY = dt.date(2000, 1, 1)
_BYTES = 6
_MOST_DAYS = 2**15 - 1

FACTS = Facts(words={kind: partial(_words, kind) for kind in KINDS})
