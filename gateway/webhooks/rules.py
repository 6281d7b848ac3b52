"""When a delivery is tried again, and when we stop; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LONGEST_WAIT_SECONDS = 3_600.0
DEAD_IN_A_ROW = 5
"""So many deliveries given up one after the other, none of them taken: the subscriber is switched off."""

MOST_DEAD = 1_000
"""So many given-up deliveries of one subscriber are kept for replay; with more it is switched off."""

GONE = 410
_LATER = (408, 425, 429)

Verdict = Literal["delivered", "gone", "away", "refused"]


@dataclass(frozen=True)
class Trying:
    """first_seconds: the first wait, doubled each time up to an hour; most: tries before a delivery is given up."""

    first_seconds: float = 10.0
    most: int = 14

    def wait_seconds(self, tries: int, chance: float) -> float:
        """How long to wait after the ``tries``-th failure.  ``chance`` (0 to 1) spreads it over the upper half, so that
        subscribers who fell silent together are not asked together."""
        longest = min(self.first_seconds * 2.0 ** min(tries - 1, 30), LONGEST_WAIT_SECONDS)
        return longest * (0.5 + chance / 2)


def verdict(status: int | None) -> Verdict:
    """What an answer means: ``away`` is the subscriber's trouble as a whole, ``refused`` is about this one event.
    None: no answer.  A redirect is not followed: it could lead anywhere."""
    if status is None or status >= 500 or status in _LATER:
        return "away"
    if 200 <= status < 300:
        return "delivered"
    return "gone" if status == GONE else "refused"
