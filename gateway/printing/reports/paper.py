"""What an official letter consists of, in the order of the page; every number is a text already, written once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from contracts.wording import vn_amount, vn_day

Json = dict[str, Any]

NOTHING = "–"
ISSUER = ("ỦY BAN MTTQ VIỆT NAM", "BAN VẬN ĐỘNG\nQUỸ “VÌ NGƯỜI NGHÈO”")


def heading(text: str) -> Json:
    """A heading of a part."""
    return {"kind": "heading", "text": text}


def text(words: str) -> list[Json]:
    """Running text, a block per paragraph."""
    return [{"kind": "text", "text": part.strip()} for part in words.splitlines() if part.strip()]


def note(words: str) -> Json:
    """A line in small type."""
    return {"kind": "note", "text": words}


def table(title: str, columns: Sequence[tuple[str, float, str]], rows: Sequence[Sequence[str]], total: bool) -> Json:
    """A table; columns: heading, share of the width, ``left`` or ``right``; total: the last row is a sum."""
    return {
        "kind": "table", "title": title, "total": total, "rows": [list(row) for row in rows],
        "columns": [{"heading": heading, "share": share, "align": align} for heading, share, align in columns],
    }


def letter(
    *, unit_name: str, place: str, number: str, issued_on: str | None, title: str, subject: str, blocks: Sequence[Json],
    recipients: Sequence[str], signature: Json | None, small_print: str, draft: bool,
) -> Json:
    """The whole letter.  signature: on_behalf_of, position, name; None: to be signed by hand."""
    return {
        "issuer": [f"{ISSUER[0]}\n{unit_name.upper()}", ISSUER[1]], "place": place, "number": number,
        "issued": _issued(issued_on), "title": title, "subject": subject, "blocks": list(blocks),
        "recipients": list(recipients), "small_print": small_print, "draft": draft,
        "signature": signature or {"on_behalf_of": "TM. BAN VẬN ĐỘNG", "position": "TRƯỞNG BAN", "name": ""},
    }


def vnd(amount: int | None) -> str:
    """``1.500.000``; a dash for nothing known."""
    return NOTHING if amount is None else vn_amount(amount).replace("-", "−")


def number(value: float | None) -> str:
    """A count or share as Vietnamese texts write it."""
    if value is None:
        return NOTHING
    return vnd(int(value)) if float(value).is_integer() else f"{value:.1f}".replace(".", ",")


def day(iso: str | None) -> str:
    """``17/10/2024``; a dash for none."""
    return vn_day(dt.date.fromisoformat(iso)) if iso else NOTHING


def place_of(unit_name: str) -> str:
    """The place that a unit's letters are dated at: its name without what kind of unit it is."""
    for kind in ("Tỉnh ", "Thành phố ", "Huyện ", "Thị xã ", "Quận ", "Xã ", "Phường ", "Thị trấn ", "Đặc khu "):
        if unit_name.startswith(kind):
            return unit_name.removeprefix(kind)
    return unit_name


def _issued(iso: str | None) -> str:
    if iso is None:
        return "ngày …… tháng …… năm ………"
    on = dt.date.fromisoformat(iso)
    # Days below ten and the first two months with a nought, so that nobody can write a figure before them (Decree 30).
    month = f"{on.month:02}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02} tháng {month} năm {on.year}"
