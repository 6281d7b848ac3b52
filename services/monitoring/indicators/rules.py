"""Whether an indicator has reached its target, and which values can be true.

Source of the targets: Bình Thuận 2021 (the poverty rate falls by 0.7 to 1 point a year), Ninh Thuận 2024.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal

Judged = Literal["met", "missed", "open", "none"]


class IndicatorNotFound(NotFound):
    """Nothing is known of this indicator for this unit and year."""


class OutsideItsYear(Refusal):
    """The day that the value is of lies neither in its year nor in the months of counting after it."""


class CorrectionWithoutReason(Refusal):
    """A value that stands is changed without saying why."""


MONTHS_OF_COUNTING = 6
"""A year's review of households goes on into the next: its decisions come by the end of June at the latest."""


@dataclass(frozen=True)
class Target:
    """What is aimed at: a value, or a change against the year before; exactly one of them."""

    aim: str
    value: int | None
    change: int | None


def judge(value: int | None, before: int | None, target: Target | None) -> Judged:
    """Whether the value of a year (None: not known yet), with that of the year before, meets the target."""
    if target is None:
        return "none"
    wanted = target.value
    if target.change is not None:
        wanted = None if before is None else before + target.change
    if value is None or wanted is None:
        return "open"
    met = value <= wanted if target.aim == "at_most" else value >= wanted
    return "met" if met else "missed"


def check_day(year: int, as_of_on: dt.date, today: dt.date) -> None:
    """Raises DayInFuture, DayTooEarly, OutsideItsYear."""
    check_business_day(as_of_on, today, "as_of_on")
    if not dt.date(year, 1, 1) <= as_of_on < dt.date(year + 1, MONTHS_OF_COUNTING + 1, 1):
        raise OutsideItsYear(
            f"Số liệu năm {year} phải chốt trong năm hoặc chậm nhất 30/06/{year + 1}.", field="as_of_on",
            remedy="Kiểm tra lại ngày chốt số liệu và năm.",
        )


def check_correction(stands: int | None, value: int, reason: str) -> None:
    """Raises CorrectionWithoutReason."""
    if stands is not None and stands != value and not reason:
        raise CorrectionWithoutReason(
            f"Chỉ số này đã có giá trị {stands}.", field="reason", remedy="Ghi lý do sửa.", stands=stands
        )
