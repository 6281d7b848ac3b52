"""The course of a round, a player's holes on it, and how high a single hole may count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from contracts.refusals import Refusal

HOLES = 18

PICKED_UP = None
"""The ball was picked up: the hole is over and has no score."""

Scores = Mapping[int, int | None]
"""Hole → strokes, or :data:`PICKED_UP`; holes not played yet are absent."""


class CourseNotScorable(Refusal):
    """A round needs 18 holes, each with a par of 3 to 6 and a stroke index of its own."""


class CardIncomplete(Refusal):
    """Holes are missing on the card."""

    kind = "conflict"


@dataclass(frozen=True)
class Hole:
    """``stroke_index``: 1 is the hole on which the first handicap stroke is given."""

    number: int
    par: int
    stroke_index: int


@dataclass(frozen=True)
class Course:
    """Eighteen holes with what the course was rated at."""

    holes: tuple[Hole, ...]
    rating: Fraction
    slope: int

    @property
    def par(self) -> int:
        """Of all holes together."""
        return sum(hole.par for hole in self.holes)

    def hole(self, number: int) -> Hole:
        """The hole of this number."""
        return self.holes[number - 1]


def course_of(holes: Sequence[Hole], rating: Fraction, slope: int) -> Course:
    """The course, its holes in order.  Raises :class:`CourseNotScorable`."""
    in_order = tuple(sorted(holes, key=lambda hole: hole.number))
    numbers = list(range(1, HOLES + 1))
    if (
        [hole.number for hole in in_order] != numbers
        or sorted(hole.stroke_index for hole in in_order) != numbers
        or not all(3 <= hole.par <= 6 for hole in in_order)
    ):
        raise CourseNotScorable(
            "Sân để tính điểm cần đủ 18 hố, mỗi hố có par từ 3 đến 6 và chỉ số khó (stroke index) từ 1 đến 18 "
            "không trùng nhau.",
            field="course", remedy="Sửa thông tin sân của giải; sân 9 hố đánh hai vòng thì khai thành 18 hố.",
        )
    return Course(in_order, rating, slope)


@dataclass(frozen=True)
class Cap:
    """The most strokes that a hole may count.  ``kind``: no cap; twice par; or par and ``over_par`` more (2: double
    bogey).  A hole picked up counts as the cap."""

    kind: Literal["none", "double_par", "over_par"] = "none"
    over_par: int = 0

    def most(self, par: int) -> int | None:
        """None: as many as were played."""
        if self.kind == "none":
            return None
        return 2 * par if self.kind == "double_par" else par + self.over_par

    @property
    def words(self) -> str:
        """The cap in Vietnamese."""
        if self.kind == "none":
            return "không giới hạn gậy mỗi hố"
        return "mỗi hố tính tối đa gấp đôi par" if self.kind == "double_par" else (
            f"mỗi hố tính tối đa par cộng {self.over_par}"
        )


def counted(course: Course, scores: Scores, cap: Cap, holes: Iterable[int]) -> dict[int, int] | None:
    """Strokes of ``holes`` as they count under ``cap``; None when one was picked up and there is no cap.

    Raises KeyError for a hole not played yet."""
    found: dict[int, int] = {}
    for number in holes:
        gross, most = scores[number], cap.most(course.hole(number).par)
        if gross is None and most is None:
            return None
        found[number] = min(one for one in (gross, most) if one is not None)
    return found


def check_complete(scores: Scores) -> None:
    """Raises :class:`CardIncomplete`, which names the holes."""
    missing = [number for number in range(1, HOLES + 1) if number not in scores]
    if missing:
        raise CardIncomplete(
            f"Thẻ điểm còn thiếu hố {', '.join(map(str, missing))}.", field="holes",
            remedy="Nhập đủ 18 hố; hố nhặt bóng thì ghi là nhặt bóng.", missing=missing,
        )
