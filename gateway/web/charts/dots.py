"""A map of dots: each unit at its place, as large as what it received. No borders: nobody's shapes are at hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.web.charts.scales import rounded

WIDTH, HEIGHT = 400.0, 380.0
MARGIN = 44.0
LEAST_RADIUS, MOST_RADIUS = 5.0, 30.0
_LETTER, _LINE = 6.6, 14.0


@dataclass(frozen=True)
class Place:
    """A unit: where it lies in degrees, what it received, and what stands beside it."""

    code: str
    name: str
    latitude: float
    longitude: float
    value: int
    percent: float | None = None
    findings: int = 0
    href: str | None = None


@dataclass(frozen=True)
class Dot:
    """A place as it is drawn; ``label`` is empty where it would lie on another."""

    place: Place
    x: float
    y: float
    radius: float
    label: str
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True)
class DotMap:
    """The map. ``km_width``: how long a line of ``km`` kilometres is drawn."""

    dots: Sequence[Dot]
    km: int
    km_width: float
    width: float = WIDTH
    height: float = HEIGHT


Box = tuple[float, float, float, float]


def dot_map(places: Sequence[Place]) -> DotMap | None:
    """Draw the places; None when there are fewer than two, for one dot is no map."""
    if len(places) < 2:
        return None
    middle = math.radians(sum(one.latitude for one in places) / len(places))
    # A degree of longitude is shorter than one of latitude, the farther from the equator the shorter.
    flat = [(one.longitude * math.cos(middle), -one.latitude) for one in places]
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    wide, tall = max(x for x, _ in flat) - left, max(y for _, y in flat) - top
    scale = min((WIDTH - 2 * MARGIN) / (wide or 1e-9), (HEIGHT - 2 * MARGIN) / (tall or 1e-9))
    pad_x, pad_y = (WIDTH - wide * scale) / 2, (HEIGHT - tall * scale) / 2
    most = max(max(one.value for one in places), 1)
    drawn = [
        (one, (x - left) * scale + pad_x, (y - top) * scale + pad_y, _radius(one.value, most))
        for one, (x, y) in zip(places, flat, strict=True)
    ]
    drawn.sort(key=lambda one: -one[3])  # small ones lie on top
    km, km_width = _scale_bar(scale)
    return DotMap(_labelled(drawn), km, km_width)


def _radius(value: int, most: int) -> float:
    """By area: twice the money is twice the ink."""
    return LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * math.sqrt(max(value, 0) / most)


def _labelled(drawn: Sequence[tuple[Place, float, float, float]]) -> list[Dot]:
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for _, x, y, r in drawn]
    dots = []
    for place, x, y, r in drawn:
        own = (x - r, y - r, x + r, y + r)
        label, at_x, at_y, anchor = "", x, y, "start"
        for try_x, try_y, try_anchor in (
            (x + r + 4, y + 4, "start"), (x - r - 4, y + 4, "end"),
            (x, y - r - 5, "middle"), (x, y + r + _LINE, "middle"),
        ):
            box = _box(place.name, try_x, try_y, try_anchor)
            if _inside(box) and not any(_meet(box, other) for other in taken if other != own):
                label, at_x, at_y, anchor = place.name, try_x, try_y, try_anchor
                taken.append(box)
                break
        dots.append(Dot(place, rounded(x), rounded(y), rounded(r), label, rounded(at_x), rounded(at_y), anchor))
    return dots


def _box(text: str, x: float, y: float, anchor: str) -> Box:
    wide = len(text) * _LETTER
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    return left, y - _LINE + 3, left + wide, y + 3


def _inside(box: Box) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scale_bar(scale: float) -> tuple[int, float]:
    """A round number of kilometres that is drawn about a quarter as wide as the map."""
    wanted = WIDTH / 4 / scale * 111.2
    km = max((size * step for size in (1, 10, 100) for step in (1, 2, 5) if size * step <= wanted), default=1)
    return km, rounded(km / 111.2 * scale)
