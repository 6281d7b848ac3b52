"""The plot of a run: a bar per figure, as long as the part of its target that is reached."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

WIDTH = 760
LEFT, RIGHT = 90, 260
TOP, LINE, BAR = 46, 30, 16
MOST = 2.0
"""A figure twice as good as its target, or better, fills the line."""

GREEN, RED, GREY, INK = "#2e7d32", "#c62828", "#757575", "#212121"


def draw(results: Mapping[str, Any]) -> str:
    """The plot as SVG.  Figures whose target is nought have no length, and are left to the table."""
    figures = [figure for figure in results["figures"] if not figure["target"].startswith("=")]
    height = TOP + LINE * len(figures) + 14
    target_x = _x(1.0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        ' font-family="system-ui, sans-serif" font-size="13" role="img">',
        "<title>How much of each target is reached</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        *_lines(figures),
        f'<line x1="{target_x}" y1="{TOP - 12}" x2="{target_x}" y2="{height - 8}" stroke="{INK}" stroke-width="2"/>',
        f'<text x="{target_x}" y="{TOP - 20}" fill="{INK}" text-anchor="middle">target</text>',
        f'<text x="{_x(MOST)}" y="{TOP - 20}" fill="{GREY}" text-anchor="end">twice as good</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _lines(figures: list[Mapping[str, Any]]) -> list[str]:
    parts = []
    for place, figure in enumerate(figures):
        y = TOP + place * LINE
        end = _x(min(figure["reached"], MOST))
        colour = GREEN if figure["met"] else RED
        measured = f"{figure['ratio']:g} ×" if "×" in figure["target"] else f"{figure['value']:,} {figure['unit']}"
        told = f"{measured} (target {figure['target']})"
        parts += [
            f'<text x="{LEFT - 10}" y="{y + 13}" fill="{INK}" text-anchor="end">{escape(figure["id"])}</text>',
            f'<rect x="{LEFT}" y="{y}" width="{_x(MOST) - LEFT}" height="{BAR}" fill="#f0f0f0"/>',
            f'<rect x="{LEFT}" y="{y}" width="{max(1, end - LEFT)}" height="{BAR}" fill="{colour}"/>',
            f'<text x="{_x(MOST) + 14}" y="{y + 13}" fill="{INK}">{escape(told)}</text>',
        ]
    return parts


def _x(reached: float) -> int:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * reached / MOST)
