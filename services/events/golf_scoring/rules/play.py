"""What a card counts: strokes, gross and net, and Stableford points."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from services.events.golf_scoring.rules.course import HOLES, Cap, Course, Scores, counted
from services.events.golf_scoring.rules.handicaps import strokes_on_hole
from services.events.golf_scoring.rules.numbers import vn

ALL_HOLES = range(1, HOLES + 1)


@dataclass(frozen=True)
class StrokePlay:
    """Strokes of all holes together; ``cap``: the most that a hole may count (none: a hole picked up leaves the card
    without a gross)."""

    cap: Cap = field(default_factory=Cap)
    name: str = "stroke_play"
    version: int = 1

    def strokes(self, course: Course, scores: Scores) -> dict[int, int] | None:
        """Strokes per hole as they count, or None."""
        return counted(course, scores, self.cap, ALL_HOLES)

    def gross(self, course: Course, scores: Scores) -> int | None:
        """All of them."""
        strokes = self.strokes(course, scores)
        return None if strokes is None else sum(strokes.values())

    @staticmethod
    def net(gross: int, handicap: Fraction) -> Fraction:
        """Gross less handicap, exactly."""
        return gross - handicap


@dataclass(frozen=True)
class Stableford:
    """max(0, ``par_points`` + par + strokes given − gross) on each hole; picked up: 0."""

    par_points: int = 2
    name: str = "stableford"
    version: int = 1

    def on_hole(self, par: int, given: int, gross: int | None) -> int:
        """Points of one hole."""
        return 0 if gross is None else max(0, self.par_points + par + given - gross)

    def points(self, course: Course, scores: Scores, handicap: int) -> dict[int, int]:
        """Points per hole played."""
        return {
            hole.number: self.on_hole(hole.par, strokes_on_hole(handicap, hole.stroke_index), scores[hole.number])
            for hole in course.holes if hole.number in scores
        }


def told_by_hole(course: Course, scores: Scores, handicap: int, points: dict[int, int]) -> str:
    """Points hole by hole in one Vietnamese line."""
    parts = []
    for hole in course.holes:
        if hole.number in points:
            gross, given = scores[hole.number], strokes_on_hole(handicap, hole.stroke_index)
            played = "nhặt bóng" if gross is None else f"{gross} gậy"
            parts.append(f"hố {hole.number} (par {hole.par}, được {vn(given)}): {played} → {points[hole.number]}")
    return "; ".join(parts) + f". Cộng {sum(points.values())} điểm."
