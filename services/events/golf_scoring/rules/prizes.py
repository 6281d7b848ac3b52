"""Who gets which prize: gross before net before Stableford, and one main prize per player."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from services.events.golf_scoring.rules.countback import Standing

Basis = Literal["gross", "net", "stableford"]
BASES: tuple[Basis, ...] = ("gross", "net", "stableford")

BASIS_NAMES: dict[Basis, str] = {"gross": "gross (tổng gậy)", "net": "net", "stableford": "điểm Stableford"}


@dataclass(frozen=True)
class Prize:
    """A main prize.  ``place``: 1 is the best of ``basis``; ``group``: only players of this group (empty: all)."""

    code: str
    name: str
    basis: Basis
    place: int
    group: str = ""


@dataclass(frozen=True)
class Award:
    """Winners of a prize (several only where nothing tells them apart), and why they."""

    prize: Prize
    winners: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class PrizeRule:
    """``order``: which basis is given out first; ``one_main_prize``: who has one is passed over for the next."""

    order: tuple[Basis, ...] = BASES
    one_main_prize: bool = True
    name: str = "prizes"
    version: int = 1

    def awards(
        self, prizes: Sequence[Prize], standings: Mapping[Basis, Sequence[Standing]], groups: Mapping[str, str],
    ) -> list[Award]:
        """Each prize with its winners, in the order of giving.  ``groups``: group of each key."""
        has_one: set[str] = set()
        taken: set[tuple[Basis, str, str]] = set()
        given = []
        for prize in sorted(prizes, key=lambda one: (self.order.index(one.basis), one.group, one.place, one.code)):
            award = self._award(prize, standings.get(prize.basis, ()), groups, has_one, taken)
            has_one.update(award.winners)
            taken.update((prize.basis, prize.group, winner) for winner in award.winners)
            given.append(award)
        return given

    def _award(
        self, prize: Prize, standings: Sequence[Standing], groups: Mapping[str, str], has_one: set[str],
        taken: set[tuple[Basis, str, str]],
    ) -> Award:
        free, passed_over = [], []
        for one in standings:
            if prize.group and groups.get(one.key, "") != prize.group:
                continue
            if (prize.basis, prize.group, one.key) in taken:
                continue
            if self.one_main_prize and one.key in has_one:
                passed_over.append(one)
            else:
                free.append(one)
        if not free:
            return Award(prize, (), "Không còn người chơi đủ điều kiện.")
        best = free[0]
        winners = tuple(one.key for one in free if one.rank == best.rank)
        above = sum(one.rank < best.rank for one in passed_over)
        reason = f"Hạng {best.rank} theo {BASIS_NAMES[prize.basis]}"
        if above:
            reason += f"; {above} người xếp trên đã có giải chính"
        if best.reason:
            reason += f". {best.reason}"
        return Award(prize, winners, reason)
