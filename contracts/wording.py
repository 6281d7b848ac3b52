"""Days and amounts as Vietnamese texts write them, for the messages of refusals."""

from __future__ import annotations

import datetime as dt


def vn_day(day: dt.date) -> str:
    """``31/12/2024``; years of any length have four digits."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def vn_amount(amount_vnd: int) -> str:
    """``1.500.000``, without the word đồng."""
    return f"{amount_vnd:,}".replace(",", ".")
