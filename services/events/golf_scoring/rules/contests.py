"""Contests beside the round: longest drive, nearest the pin, hole in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.refusals import NotFound, Refusal

HOLE_IN_ONE, LONGEST_DRIVE, NEAREST_PIN = "hole_in_one", "longest_drive", "nearest_pin"

NAMES = {HOLE_IN_ONE: "Hole-in-one", LONGEST_DRIVE: "Phát bóng xa nhất", NEAREST_PIN: "Gần cờ nhất"}


class GolfContestNotHeld(Refusal):
    """The tournament has no such contest on this hole."""


class GolfContestMeasure(Refusal):
    """A drive and a distance to the pin are measured, a hole in one is not."""


class GolfContestTryNotFound(NotFound):
    """No try has this id."""


class GolfContestTryWithdrawn(Refusal):
    """It was taken back already."""

    kind = "conflict"


@dataclass(frozen=True)
class Try:
    """A try that counts.  ``strokes``: what the card says of that hole, None when it says nothing."""

    key: str
    contest: str
    hole: int
    card: str
    measured_cm: int | None
    strokes: int | None


@dataclass(frozen=True)
class Winner:
    """The best of a contest, several where the measure is the same; empty when nobody's try counts."""

    contest: str
    hole: int
    tries: tuple[Try, ...]


def check_try(held: Sequence[tuple[str, int]], contest: str, hole: int, measured_cm: int | None) -> None:
    """Raises GolfContestNotHeld, GolfContestMeasure."""
    if (contest, hole) not in held:
        known = [f"{NAMES[kind]} hố {number}" for kind, number in held]
        raise GolfContestNotHeld(
            f"Giải không tổ chức {NAMES[contest]} ở hố {hole}.", field="contest",
            remedy=f"Đang có: {'; '.join(known)}." if known else "Thêm cuộc thi phụ vào giải trước.",
        )
    if (measured_cm is None) != (contest == HOLE_IN_ONE):
        raise GolfContestMeasure(
            "Hole-in-one không đo khoảng cách." if contest == HOLE_IN_ONE else "Cần khoảng cách đo được, tính bằng cm.",
            field="measured_cm", remedy="Sửa khoảng cách.",
        )


def winners(held: Sequence[tuple[str, int]], tries: Sequence[Try]) -> list[Winner]:
    """Of each contest held.  A hole in one counts only where the card says one stroke."""
    found = []
    for contest, hole in held:
        mine = [one for one in tries if (one.contest, one.hole) == (contest, hole)]
        found.append(Winner(contest, hole, _best(contest, mine)))
    return found


def _best(contest: str, tries: Sequence[Try]) -> tuple[Try, ...]:
    if contest == HOLE_IN_ONE:
        by_card = {one.card: one for one in tries if one.strokes == 1}
        return tuple(by_card[card] for card in sorted(by_card))
    measured = [one for one in tries if one.measured_cm is not None]
    if not measured:
        return ()
    pick = max if contest == LONGEST_DRIVE else min
    best = pick(one.measured_cm for one in measured if one.measured_cm is not None)
    by_card = {one.card: one for one in measured if one.measured_cm == best}
    return tuple(by_card[card] for card in sorted(by_card))
