"""Ties, broken by the last holes of the card: 9, 6, 3, 1, that is holes 10–18, 13–18, 16–18 and 18.

Holes of the card, not of the order of play: after a shotgun start the same holes decide.  Of a net score the same share
of the handicap is deducted (½, ⅓, ⅙, 1/18), exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from services.events.golf_scoring.rules.course import HOLES
from services.events.golf_scoring.rules.numbers import Number, vn


@dataclass(frozen=True)
class Countback:
    """``last_holes``: how many holes at the end of the card decide, one after the other."""

    last_holes: tuple[int, ...] = (9, 6, 3, 1)
    name: str = "countback"
    version: int = 1

    def values(self, by_hole: Mapping[int, int], handicap: Fraction | int = 0) -> tuple[Fraction, ...]:
        """What ``by_hole`` (strokes or points) comes to on the last holes, less their share of ``handicap``."""
        return tuple(
            sum(by_hole[number] for number in range(HOLES - last + 1, HOLES + 1)) - Fraction(last, HOLES) * handicap
            for last in self.last_holes
        )

    def reason(self, mine: tuple[Fraction, ...], theirs: tuple[Fraction, ...], ahead: bool) -> str:
        """Where my card and an equal one are told apart, in Vietnamese; "" where they aren't."""
        for last, one, other in zip(self.last_holes, mine, theirs, strict=True):
            if one != other:
                where = f"{last} hố cuối ({HOLES - last + 1}–{HOLES})" if last > 1 else f"hố {HOLES}"
                return f"{'hơn' if ahead else 'kém'} ở {where}: {vn(one)} so với {vn(other)}"
        return ""


@dataclass(frozen=True)
class Standing:
    """Where somebody stands.  ``rank`` is shared by those whom nothing tells apart; ``reason``: why before or after
    those of the same score."""

    key: str
    rank: int
    score: Number
    reason: str


@dataclass(frozen=True)
class Entrant:
    """One card in a ranking.  ``last``: :meth:`Countback.values`, or None for a card whose holes aren't all played:
    among those of the same score it stands behind the others."""

    key: str
    score: Number
    last: tuple[Fraction, ...] | None


def ranked(entrants: list[Entrant], countback: Countback, lowest_wins: bool) -> list[Standing]:
    """Everybody in order; those equal in score and on all last holes share a rank, in the order of their keys."""
    sign = 1 if lowest_wins else -1

    def order(one: Entrant) -> tuple[Number, ...]:
        return (sign * one.score, one.last is None, *(sign * value for value in one.last or ()))

    in_order = sorted(entrants, key=lambda one: (order(one), one.key))
    standings: list[Standing] = []
    for place, one in enumerate(in_order):
        same = place > 0 and order(in_order[place - 1]) == order(one)
        rank = standings[-1].rank if same else place + 1
        standings.append(Standing(one.key, rank, one.score, _reason(in_order, place, countback)))
    return standings


def _reason(in_order: list[Entrant], place: int, countback: Countback) -> str:
    me = in_order[place]
    if me.last is None:
        return ""
    tied = [one for one in in_order if one.score == me.score and one.last is not None]
    if len(tied) == 1:
        return ""
    mine, told = tied.index(me), []
    after = next((one.last for one in tied[mine + 1 :] if one.last != me.last), None)
    before = next((one.last for one in reversed(tied[:mine]) if one.last != me.last), None)
    if any(one.last == me.last for one in tied if one is not me):
        told.append("bằng cả ở mọi hố so thêm, đồng hạng")
    if after is not None:
        told.append(countback.reason(me.last, after, ahead=True))
    elif before is not None:
        told.append(countback.reason(me.last, before, ahead=False))
    return f"Bằng nhau: {'; '.join(told)}."
