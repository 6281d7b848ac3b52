"""Gifts by the bank's number of their line, or by our code in its memo: what anybody may see of a bank line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.facts.public_lines import GIFT, words_in
from gateway.reports.reading import at_one_moment
from gateway.units.rows_of_units import rows_of_areas
from runtime.text import fold

MOST_FOUND = 50

_LOOKED_AT = 200
"""Lines that bear the rarest-looking word: a number of the bank is on few of them."""


def gifts_of_reference(campaign: str, text: str, areas: Sequence[str] | None) -> list[dict[str, Any]]:
    """The states of these gifts, the newest first, of units that may be seen (None: all).  A text without a digit is no
    reference, and finds none."""
    numbered = [word for word in words_in(text) if any(sign.isdigit() for sign in word)]
    if not numbered:
        return []
    # Of several the longest: the others are the bank's prefixes, or a day.
    match: dict[str, Any] = {"campaign": campaign, "words": max(numbered, key=len), "kind": GIFT}
    if areas is not None:
        match |= rows_of_areas(areas)
    states = at_one_moment(
        lambda snapshot: [row["state"] for row in snapshot.rows(match, sort=[("place", -1)], limit=_LOOKED_AT)]
    )
    wanted = fold(text)
    return [
        state for state in states
        if any(wanted in fold(state.get(name, "")) for name in ("bank_reference", "memo_code"))
    ][:MOST_FOUND]  # fmt: skip
