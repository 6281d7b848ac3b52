"""How far towards a target: what is there, what is promised, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.web.charts.scales import rounded

WIDTH, HEIGHT = 400.0, 34.0
BAR_TOP, BAR_HEIGHT = 6.0, 22.0


@dataclass(frozen=True)
class Part:
    """A part of the bar. ``kind``: s1, s2 … or rest, as the style sheet draws them."""

    x: float
    width: float
    kind: str
    value: int
    href: str | None = None


@dataclass(frozen=True)
class Progress:
    """The bar. ``mark``: where one would be at an even pace, None before it begins or when it is over."""

    parts: Sequence[Part]
    mark: float | None
    target_x: float
    width: float = WIDTH
    height: float = HEIGHT
    top: float = BAR_TOP
    tall: float = BAR_HEIGHT


def progress(
    values: Sequence[tuple[int, str | None]], target: int, passed: float | None = None
) -> Progress:
    """``values`` one after the other (with where each leads), against ``target``; ``passed``: the part of the time that
    is over. More than the target is drawn in full, and the target's mark moves inwards."""
    total = sum(max(value, 0) for value, _ in values)
    whole = max(total, target, 1)
    parts, x = [], 0.0
    for place, (value, href) in enumerate(values, start=1):
        wide = max(value, 0) / whole * WIDTH
        parts.append(Part(rounded(x), rounded(wide), f"s{place}", value, href))
        x += wide
    parts.append(Part(rounded(x), rounded(WIDTH - x), "rest", max(target - total, 0)))
    target_x = min(target / whole, 1) * WIDTH
    mark = rounded(passed * target_x) if passed is not None and 0 < passed < 1 else None
    return Progress(parts, mark, rounded(target_x))
