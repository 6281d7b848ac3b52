"""Handicaps from the day's own card, for players without an index: System 36, Peoria, Callaway.

Each rule's ``of`` gives None where a hole was picked up and the rule has no cap to count it by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from services.events.golf_scoring.rules.callaway_chart import CHART, ChartRow
from services.events.golf_scoring.rules.course import HOLES, Cap, Course, Scores, counted
from services.events.golf_scoring.rules.handicaps import Handicap
from services.events.golf_scoring.rules.numbers import half_up, percent, vn

ALL_HOLES = range(1, HOLES + 1)


@dataclass(frozen=True)
class System36:
    """36 less the points of the card: so many for par or better, for a bogey, and none for worse or picked up.

    ``at_most_declared``: System 36 modified, where the lower of the day's and the declared handicap counts."""

    full: int = 36
    par_points: int = 2
    bogey_points: int = 1
    at_most_declared: bool = False
    name: str = "system_36"
    version: int = 1

    def of(self, course: Course, scores: Scores, declared: Fraction | None = None) -> Handicap:
        """The handicap of the day.  ``declared`` (a whole handicap) counts only in System 36 modified, and only when
        there is one."""
        over = [_over(course, scores, number) for number in ALL_HOLES]
        pars, bogeys = sum(one is not None and one <= 0 for one in over), over.count(1)
        points = self.par_points * pars + self.bogey_points * bogeys
        day = self.full - points
        steps = [
            f"{pars} hố par hoặc tốt hơn × {self.par_points} + {bogeys} hố bogey × {self.bogey_points} = "
            f"{points} điểm.",
            f"Handicap trong ngày = {self.full} − {points} = {day}.",
        ]
        value = Fraction(day)
        if self.at_most_declared:
            if declared is None:
                steps.append("Chưa khai handicap nên lấy handicap trong ngày.")
            else:
                value = min(value, declared)
                steps.append(f"Lấy số nhỏ hơn giữa {day} và handicap đã khai {vn(declared)}: {vn(value)}.")
        return Handicap(value, tuple(steps))


@dataclass(frozen=True)
class Peoria:
    """(Strokes on the hidden holes × ``times`` − par) × allowance.

    Peoria hides 6 holes and takes them thrice, Double Peoria 12 and takes them one and a half times; 80 % is usual.
    ``lowest`` and ``highest`` bound the handicap (None: no bound)."""

    hidden_holes: int
    times: Fraction
    allowance_percent: int = 80
    cap: Cap = field(default_factory=Cap)
    lowest: int | None = None
    highest: int | None = None
    name: str = "peoria"
    version: int = 1

    def of(self, course: Course, scores: Scores, hidden: Sequence[int]) -> Handicap | None:
        """The handicap by these hidden holes, exactly."""
        strokes = counted(course, scores, self.cap, hidden)
        if strokes is None:
            return None
        return self.of_strokes([strokes[number] for number in sorted(strokes)], course.par, sorted(strokes))

    def of_strokes(self, strokes: Sequence[int], par: int, hidden: Sequence[int] = ()) -> Handicap:
        """From the strokes as they count."""
        total, share = sum(strokes), percent(self.allowance_percent)
        value = (total * self.times - par) * share
        where = f"Các hố ẩn {', '.join(map(str, hidden))} ({self.cap.words}): " if hidden else ""
        steps = [
            f"{where}{' + '.join(map(str, strokes))} = {total} gậy.",
            f"({total} × {vn(self.times)} − {par}) × {self.allowance_percent}% = {vn(value)}.",
        ]
        bounded = _within(value, self.lowest, self.highest)
        if bounded != value:
            steps.append(f"Giới hạn của điều lệ: {vn(bounded)}.")
        return Handicap(bounded, tuple(steps))


@dataclass(frozen=True)
class Callaway:
    """The worst holes of 1–16, as many as the chart grants for the gross, halves rounded up, and its adjustment.

    ``chart_par``: the par that the chart is written for; on another course it is moved by the difference."""

    chart: tuple[ChartRow, ...] = CHART
    chart_par: int = 72
    last_hole: int = 16
    cap: Cap = field(default_factory=lambda: Cap("double_par"))
    highest: int = 50
    name: str = "callaway"
    version: int = 1

    def of(self, course: Course, scores: Scores) -> Handicap | None:
        """The handicap of the day."""
        strokes = counted(course, scores, self.cap, ALL_HOLES)
        if strokes is None:
            return None
        worst = sorted((strokes[number] for number in range(1, self.last_hole + 1)), reverse=True)
        return self.of_worst(sum(strokes.values()) - (course.par - self.chart_par), worst)

    def of_worst(self, chart_gross: int, worst: Sequence[int]) -> Handicap:
        """From the gross as the chart knows it (holes capped) and the holes 1–16, the worst first."""
        halves, adjustment = self._granted(chart_gross)
        if halves == 0:
            return Handicap(Fraction(0), (f"Tổng gậy tra bảng {chart_gross}: không trừ hố nào, handicap 0.",))
        whole = list(worst[: halves // 2])
        deducted = Fraction(sum(whole)) + (Fraction(worst[halves // 2], 2) if halves % 2 else 0)
        rounded = half_up(deducted)
        value = min(max(rounded + adjustment, 0), self.highest)
        half = [f"½ của {worst[halves // 2]}"] if halves % 2 else []
        return Handicap(Fraction(value), (
            f"Tổng gậy tra bảng {chart_gross} ({self.cap.words}): được trừ {vn(Fraction(halves, 2))} hố xấu nhất trong "
            f"hố 1–{self.last_hole}, điều chỉnh {_signed(adjustment)}.",
            f"{' + '.join([*map(str, whole), *half])} = {vn(deducted)}"
            + (f", làm tròn lên {rounded}." if rounded != deducted else "."),
            f"Handicap = {rounded} {_signed(adjustment)} = {rounded + adjustment}"
            + (f", giới hạn {value}." if value != rounded + adjustment else "."),
        ))

    def _granted(self, gross: int) -> tuple[int, int]:
        """Half holes and adjustment; beyond the chart's end its last cell, before its start nothing."""
        for row in self.chart:
            if row.lowest <= gross <= row.lowest + len(row.adjustments) - 1:
                return row.half_holes, row.adjustments[gross - row.lowest]
        last = self.chart[-1]
        return (0, 0) if gross < self.chart[0].lowest else (last.half_holes, last.adjustments[-1])


def _over(course: Course, scores: Scores, number: int) -> int | None:
    gross = scores[number]
    return None if gross is None else gross - course.hole(number).par


def _within(value: Fraction, lowest: int | None, highest: int | None) -> Fraction:
    value = value if lowest is None else max(value, Fraction(lowest))
    return value if highest is None else min(value, Fraction(highest))


def _signed(number: int) -> str:
    return "± 0" if number == 0 else f"{'+' if number > 0 else '−'} {abs(number)}"
