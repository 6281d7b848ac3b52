"""Exact numbers: halves round up, nothing else is rounded, and all are written as Vietnamese write them."""

from __future__ import annotations

import math
from fractions import Fraction

Number = int | Fraction


def half_up(number: Number) -> int:
    """The nearest whole number, a half rounded up (towards +∞): floor(x + 0.5), as the Rules of Handicapping want."""
    return math.floor(number + Fraction(1, 2))


def percent(of_hundred: int) -> Fraction:
    """An allowance of so many per cent, exactly."""
    return Fraction(of_hundred, 100)


def plain(number: Number) -> str:
    """The number as decimal text for programs, ``"71.8"``; with three digits where it doesn't end (1/3)."""
    exact = Fraction(number)
    for digits in range(4):
        scaled = exact * 10**digits
        if scaled.denominator == 1:
            return _written(scaled.numerator, digits)
    return _written(half_up(exact * 1000), 3)


def vn(number: Number) -> str:
    """As :func:`plain`, with the decimal comma, and ``≈`` before what is cut off."""
    exact = Fraction(number)
    about = "" if (exact * 1000).denominator == 1 else "≈ "
    return about + plain(exact).replace(".", ",").replace("-", "−")


def _written(scaled: int, digits: int) -> str:
    sign, whole = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(digits + 1, "0")
    return f"{sign}{whole[:-digits]}.{whole[-digits:]}" if digits else f"{sign}{whole}"
