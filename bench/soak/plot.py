"""The plot of a soak: resident memory of each process, then paces, then what waits, all over the minutes of the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 860
LEFT, RIGHT = 64, 200
TOP, PANEL, GAP = 34, 190, 56

INK, GREY, LIGHT = "#212121", "#757575", "#e0e0e0"
COLOURS = ("#1565c0", "#c62828", "#2e7d32", "#ef6c00", "#6a1b9a", "#00838f", "#9e9d24", "#ad1457", "#4e342e", "#546e7a",
           "#283593", "#558b2f")

Line = Sequence[float]


@dataclass(frozen=True)
class Panel:
    """Lines over the same instants."""

    title: str
    lines: Mapping[str, Line]


def draw(title: str, seconds: Line, panels: Sequence[Panel]) -> str:
    """The plot as SVG."""
    height = TOP + len(panels) * (PANEL + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        ' font-family="system-ui, sans-serif" font-size="12" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for place, panel in enumerate(panels):
        parts += _panel(panel, seconds, TOP + place * (PANEL + GAP))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(panel: Panel, seconds: Line, top: int) -> list[str]:
    most = _round_up(max((value for line in panel.lines.values() for value in line), default=1.0))
    last = max(seconds[-1], 1.0)
    right, bottom = WIDTH - RIGHT, top + PANEL
    parts = [f'<text x="{LEFT}" y="{top - 10}" fill="{INK}" font-weight="bold">{escape(panel.title)}</text>']
    for part in range(5):
        value, y = most * part / 4, bottom - PANEL * part / 4
        parts += [
            f'<line x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="{LIGHT}"/>',
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" fill="{GREY}" text-anchor="end">{value:,.6g}</text>',
        ]
    minutes = last / 60
    step = next(s for s in (0.25, 0.5, 1, 2, 5, 10, 30, 60) if minutes / s <= 10)
    for number in range(int(minutes / step) + 1):
        x = LEFT + (right - LEFT) * number * step / minutes
        parts.append(f'<text x="{x:.1f}" y="{bottom + 16}" fill="{GREY}" text-anchor="middle">{number * step:g}</text>')
    parts.append(f'<text x="{right}" y="{bottom + 30}" fill="{GREY}" text-anchor="end">minutes</text>')
    for place, (name, line) in enumerate(panel.lines.items()):
        colour = COLOURS[place % len(COLOURS)]
        points = " ".join(
            f"{LEFT + (right - LEFT) * at / last:.1f},{bottom - PANEL * value / most:.1f}"
            for at, value in zip(seconds, line, strict=True)
        )
        parts += [
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.6"/>',
            f'<text x="{right + 12}" y="{top + 10 + place * 16}" fill="{colour}">{escape(name)}</text>',
        ]
    return parts


def _round_up(value: float) -> float:
    """The next of 1, 2, 4 or 8 times a power of ten: whole quarters on the axis."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    return next(power * times for times in (1, 2, 4, 8, 10) if power * times >= value)
