"""Handicaps from an index known before play (World Handicap System), and where their strokes fall."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from services.events.golf_scoring.rules.course import HOLES, Course
from services.events.golf_scoring.rules.numbers import half_up, percent, vn


@dataclass(frozen=True)
class Handicap:
    """A handicap, exactly, and how it came about."""

    value: Fraction
    steps: tuple[str, ...]


def course_handicap(index: Fraction, course: Course) -> Fraction:
    """Index × slope / 113 + (course rating − par), kept unrounded (USGA)."""
    return index * course.slope / 113 + (course.rating - course.par)


def playing_handicap(unrounded: Fraction, allowance_percent: int) -> int:
    """The unrounded course handicap × the allowance, rounded once, a half up."""
    return half_up(unrounded * percent(allowance_percent))


@dataclass(frozen=True)
class Scratch:
    """Nobody gets a stroke."""

    name: str = "scratch"
    version: int = 1

    def of(self) -> Handicap:
        """Zero."""
        return Handicap(Fraction(0), ("Không tính handicap: 0 gậy.",))


@dataclass(frozen=True)
class Indexed:
    """Playing handicap: unrounded course handicap × allowance, .5 rounds up."""

    allowance_percent: int
    name: str = "indexed"
    version: int = 1

    def of(self, index: Fraction, course: Course) -> Handicap:
        """The playing handicap of a player of this index."""
        unrounded = course_handicap(index, course)
        playing = playing_handicap(unrounded, self.allowance_percent)
        return Handicap(Fraction(playing), (
            _course_step(index, course, unrounded),
            f"Playing Handicap = {vn(unrounded)} × {self.allowance_percent}% = "
            f"{vn(unrounded * percent(self.allowance_percent))}, làm tròn một lần (từ 0,5 thì lên) = {vn(playing)}.",
        ))


@dataclass(frozen=True)
class Foursomes:
    """A side of two with one ball: a share of both course handicaps together."""

    allowance_percent: int = 50
    name: str = "foursomes"
    version: int = 1

    def of_handicaps(self, first: Fraction, second: Fraction) -> Handicap:
        """From the two unrounded course handicaps."""
        share = (first + second) * percent(self.allowance_percent)
        return Handicap(Fraction(half_up(share)), (
            f"Handicap của đôi = ({vn(first)} + {vn(second)}) × {self.allowance_percent}% = {vn(share)}, "
            f"làm tròn (từ 0,5 thì lên) = {vn(half_up(share))}.",
        ))

    def of(self, first: Fraction, second: Fraction, course: Course) -> Handicap:
        """From the two indexes."""
        both = course_handicap(first, course), course_handicap(second, course)
        side = self.of_handicaps(*both)
        told = _course_step(first, course, both[0]), _course_step(second, course, both[1])
        return Handicap(side.value, (*told, *side.steps))


def strokes_on_hole(handicap: int, stroke_index: int, holes: int = HOLES) -> int:
    """Strokes given on a hole: handicap div 18, and one more where the index ≤ handicap mod 18.

    A plus player (negative handicap) gives strokes back, from the highest index down."""
    each, more = divmod(handicap, holes)
    return each + (1 if stroke_index <= more else 0)


def _course_step(index: Fraction, course: Course, unrounded: Fraction) -> str:
    return (
        f"Course Handicap = {vn(index)} × {course.slope} / 113 + ({vn(course.rating)} − {course.par}) = "
        f"{vn(unrounded)} (không làm tròn)."
    )
