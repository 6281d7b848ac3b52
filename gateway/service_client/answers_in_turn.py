"""Answers for many waiting threads, handed on from one to the next.

A batch brings dozens of answers at one instant.  Threads that are all woken at once queue for Python's lock, and each
is switched in and out several times before it has done anything: 9 switches a gift, against 5 when each wakes the next.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

Answer = dict[str, Any]


class Turn:
    """One thread's wait for its answer."""

    __slots__ = ("_has_left", "_next", "_outcome", "_woken")

    def __init__(self) -> None:
        self._woken = threading.Lock()
        self._woken.acquire()
        self._has_left = False
        self._outcome: Answer | Exception | None = None
        self._next: Turn | None = None

    def wait(self, seconds: float) -> Answer:
        """The answer.  Raises what was given instead of one, and :class:`TimeoutError`."""
        if not self._woken.acquire(timeout=max(seconds, 0)) and not self._woken_at_the_last_moment():
            if self._outcome is None:
                raise TimeoutError
            return self._opened()  # it was there, only those before us in the chain had not been woken yet
        # Before anything else: whatever becomes of this thread, those after it are not left waiting.
        following, self._next = self._next, None
        _wake(following)
        return self._opened()

    def _opened(self) -> Answer:
        if isinstance(self._outcome, Exception):
            raise self._outcome
        assert self._outcome is not None
        return self._outcome

    def _woken_at_the_last_moment(self) -> bool:
        with _handing_on:
            self._has_left = not self._woken.acquire(blocking=False)
            return not self._has_left


def give(turns: Sequence[Turn], outcomes: Sequence[Answer | Exception]) -> None:
    """Give each its outcome, and wake the first."""
    for turn, outcome in zip(turns, outcomes, strict=True):
        turn._outcome = outcome
    for turn, following in pairwise(turns):
        turn._next = following
    _wake(turns[0])


_handing_on = threading.Lock()
"""Whether a turn is woken or has left is decided under this, so that the chain never ends with one who has left."""


def _wake(turn: Turn | None) -> None:
    with _handing_on:
        while turn is not None and turn._has_left:
            turn = turn._next
        if turn is not None:
            turn._woken.release()
