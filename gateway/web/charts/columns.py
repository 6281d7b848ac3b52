"""Columns over days, weeks or months; what comes in stands up, what goes out hangs down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.web.charts.scales import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Tick, rounded, ticks_up_to

_LABEL_WIDTH = 46.0
_GAP = 0.25
"""What part of its place a column leaves free."""

LEAST_HEIGHT = 1.5
"""However small an amount is: it was there, so something is seen of it."""


@dataclass(frozen=True)
class Entry:
    """What stands at one place: up and down, and where each leads."""

    label: str
    up: int
    down: int = 0
    up_href: str | None = None
    down_href: str | None = None


@dataclass(frozen=True)
class Column:
    """A mark: ``down`` tells the two kinds apart, by place and pattern, not by colour alone."""

    x: float
    y: float
    width: float
    height: float
    entry: Entry
    down: bool

    @property
    def value(self) -> int:
        """What it stands for."""
        return self.entry.down if self.down else self.entry.up

    @property
    def href(self) -> str | None:
        """Where it leads."""
        return self.entry.down_href if self.down else self.entry.up_href


@dataclass(frozen=True)
class Label:
    """What is written below the columns."""

    x: float
    text: str


@dataclass(frozen=True)
class Columns:
    """The whole chart. ``zero``: where the line lies from which columns stand up or hang down."""

    entries: Sequence[Entry]
    marks: Sequence[Column]
    labels: Sequence[Label]
    ticks: Sequence[Tick]
    zero: float
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    bottom: float = HEIGHT - BOTTOM


def columns(entries: Sequence[Entry]) -> Columns:
    """Place the columns. Labels are left out where they would touch; every value stays in the table."""
    room = HEIGHT - TOP - BOTTOM
    ups = ticks_up_to(max((one.up for one in entries), default=0))
    most_down = max((one.down for one in entries), default=0)
    downs = ticks_up_to(most_down) if most_down else [0]
    share = room / (ups[-1] + downs[-1])
    zero = TOP + ups[-1] * share
    place = (WIDTH - LEFT - RIGHT) / max(len(entries), 1)
    marks = []
    for number, entry in enumerate(entries):
        x = LEFT + number * place + place * _GAP / 2
        for down, value in ((False, entry.up), (True, entry.down)):
            if value:
                tall = max(value * share, LEAST_HEIGHT)
                top = zero if down else zero - tall
                marks.append(
                    Column(rounded(x), rounded(top), rounded(place * (1 - _GAP)), rounded(tall), entry, down)
                )
    ticks = [Tick(value, rounded(zero - value * share)) for value in ups]
    ticks += [Tick(-value, rounded(zero + value * share)) for value in downs[1:]]
    return Columns(entries, marks, _labels(entries, place), _apart(ticks), rounded(zero))


def _labels(entries: Sequence[Entry], place: float) -> list[Label]:
    every = max(1, -(-int(_LABEL_WIDTH) // max(int(place), 1)))
    return [
        Label(rounded(LEFT + (number + 0.5) * place), entry.label)
        for number, entry in enumerate(entries)
        if number % every == 0
    ]


def _apart(ticks: list[Tick]) -> list[Tick]:
    """Without those that would be written over another: one side may be far smaller than the other."""
    kept: list[Tick] = []
    for tick in sorted(ticks, key=lambda one: (one.value != 0, -abs(one.value))):
        if all(abs(tick.y - other.y) >= 14 for other in kept):
            kept.append(tick)
    return sorted(kept, key=lambda one: one.y)
