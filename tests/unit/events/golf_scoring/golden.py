"""The golden card of the design (events.md, "Golf"): par 72, 91 strokes, 44 out and 47 in."""

from __future__ import annotations

from fractions import Fraction

from services.events.golf_scoring.rules.course import Course, Hole, course_of

PARS = [4, 4, 4, 3, 5, 4, 4, 3, 5, 4, 4, 4, 3, 5, 4, 4, 3, 5]
GOLDEN = dict(enumerate([4, 5, 3, 6, 6, 5, 6, 4, 5, 6, 6, 4, 4, 7, 7, 4, 4, 5], start=1))
INDEXES = [7, 3, 11, 15, 1, 9, 5, 17, 13, 8, 4, 12, 16, 2, 10, 6, 18, 14]


def course(rating: str = "72", slope: int = 113) -> Course:
    holes = [Hole(number, PARS[number - 1], INDEXES[number - 1]) for number in range(1, 19)]
    return course_of(holes, Fraction(rating), slope)


def card(over_par: dict[int, int] | None = None) -> dict[int, int | None]:
    """Par on every hole, and so many over it on some."""
    return {number: par + (over_par or {}).get(number, 0) for number, par in enumerate(PARS, start=1)}
