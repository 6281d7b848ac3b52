"""A line over days: what has come in all together, beside an even pace towards the target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.web.charts.scales import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Tick, rounded, ticks_up_to


@dataclass(frozen=True)
class Point:
    """A day, and what had come in until its end."""

    on: dt.date
    value: int
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A line as SVG points, and the area below it."""

    points: str
    area: str


@dataclass(frozen=True)
class Lines:
    """The whole chart. ``pace``: the straight line from nothing to the target over the campaign's days."""

    line: Line
    pace: str
    points: Sequence[Point]
    ticks: Sequence[Tick]
    first_on: dt.date
    last_on: dt.date
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    bottom: float = HEIGHT - BOTTOM


def lines(
    days: Sequence[tuple[dt.date, int]], first_on: dt.date, last_on: dt.date, until: dt.date,
    target: int = 0, pace_ends_on: dt.date | None = None,
) -> Lines:
    """Draw what was added on each of ``days`` from ``first_on`` to ``last_on``; the line ends
    ``until``, for nobody knows tomorrow."""
    total = sum(value for _, value in days)
    values = ticks_up_to(max(total, target))
    span = max((last_on - first_on).days, 1)
    room = HEIGHT - TOP - BOTTOM

    def x_of(day: dt.date) -> float:
        return rounded(LEFT + (day - first_on).days / span * (WIDTH - LEFT - RIGHT))

    def y_of(value: int) -> float:
        return rounded(HEIGHT - BOTTOM - value / values[-1] * room)

    held, points = 0, []
    for day, added in sorted(days):
        held += added
        points.append(Point(day, held, x_of(day), y_of(held)))
    line = _stepped(points, x_of(first_on), x_of(min(until, last_on)), y_of(0))
    pace = ""
    if target and pace_ends_on is not None:
        pace = f"{x_of(first_on)},{y_of(0)} {x_of(min(pace_ends_on, last_on))},{y_of(target)}"
    return Lines(line, pace, points, [Tick(value, y_of(value)) for value in values], first_on, last_on)


def _stepped(points: Sequence[Point], start: float, end: float, floor: float) -> Line:
    """Money comes in jumps: between two days with gifts the line stays level."""
    drawn, level = [(start, floor)], floor
    for point in points:
        drawn += [(point.x, level), (point.x, point.y)]
        level = point.y
    drawn.append((max(end, drawn[-1][0]), level))
    told = " ".join(f"{x},{y}" for x, y in drawn)
    return Line(told, f"{told} {drawn[-1][0]},{floor} {start},{floor}")
