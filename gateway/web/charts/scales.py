"""Round figures for an axis, and where a value lies on it."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, HEIGHT = 400.0, 230.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 8.0, 12.0, 24.0
"""Room around the marks, in the drawing's own units: for the figures at the left and the days below."""

_STEPS = (1, 2, 5, 10)
_MOST_TICKS = 4


@dataclass(frozen=True)
class Tick:
    """A line across the chart: its value, and how far down it lies."""

    value: int
    y: float


def ticks_up_to(most: int) -> list[int]:
    """Round values from 0 to at least ``most``, four steps at the most."""
    if most <= 0:
        return [0, 1]
    size = 1
    while True:
        for step in _STEPS[:-1]:
            if step * size * _MOST_TICKS >= most:
                count = -(-most // (step * size))
                return [place * step * size for place in range(count + 1)]
        size *= 10


def rounded(value: float) -> float:
    """As many decimals as a screen can show."""
    return round(value, 2)
