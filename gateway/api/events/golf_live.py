"""Boards that are followed live: reckoned once for all who follow the same one, and once a second at the most.

A board of a full field takes its service some 40 ms; sixteen followers of their own would keep it busy.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from gateway import streaming

AT_MOST_EVERY_SECONDS = 1.0
MOST_KEPT = 32

Key = tuple[str, str | None]


class Boards:
    """The newest board of each round and ranking, and at which position it was reckoned."""

    def __init__(self) -> None:
        self._kept: dict[Key, tuple[str, bytes]] = {}
        self._guard = Lock()

    def at(self, position: str, key: Key, reckon: Callable[[], bytes]) -> bytes:
        """The board as of ``position`` or later."""
        with self._guard:
            known = self._kept.get(key)
        if known is not None and known[0] == position:
            return known[1]
        board = reckon()
        with self._guard:
            if key not in self._kept and len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = (position, board)
        return board


def unhurried(look: streaming.Position = streaming.position) -> streaming.Position:
    """A position that moves once in :data:`AT_MOST_EVERY_SECONDS` at the most, for one follower."""
    seen: str | None = None
    again_at = 0.0

    def position() -> str | None:
        nonlocal seen, again_at
        if time.monotonic() >= again_at:
            seen, again_at = look(), time.monotonic() + AT_MOST_EVERY_SECONDS
        return seen

    return position
