"""Periods of reports: which days they hold, what clerks call them, and which comes after which.

Source: reporting.md, "Periods".  The periods of a kind tile the calendar: every day lies in exactly one.  Not so the
peak month, which is once a year, and any two days, which somebody chooses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from contracts.business_days import EARLIEST_DAY
from contracts.refusals import Refusal
from contracts.wording import vn_day as _day

LATEST_DAY = dt.date(2199, 12, 31)
"""A later day is a slip of the keys."""

LAST_DAY = 14
"""The last day of the periods that don't end with a month: reports are due before the month of the report ends."""

PEAK_FROM, PEAK_TO = (10, 17), (11, 18)
"""The peak month "Vì người nghèo": 17 October to 18 November of each year."""

FIRST_YEAR = 2021
"""Five- and ten-year periods are reckoned from it unless told: 2021-2025, 2021-2030."""

YEARS = {"years_5": 5, "years_10": 10}
MONTHS = {
    "month": 1, "quarter": 3, "half_year": 6, "year": 12, "quarter_14": 3, "half_year_14": 6, "year_14": 12,
}
CHOSEN = ("dates", "on_demand")
"""Any two days; ``on_demand`` is asked for outside the plan (đột xuất)."""

KINDS: dict[str, str] = {
    "month": "Tháng",
    "quarter": "Quý",
    "half_year": "6 tháng",
    "year": "Năm",
    "quarter_14": "Quý, chốt ngày 14",
    "half_year_14": "6 tháng, chốt ngày 14",
    "year_14": "Năm, chốt ngày 14",
    "peak_month": "Tháng cao điểm",
    "years_5": "5 năm",
    "years_10": "10 năm",
    "dates": "Từ ngày đến ngày",
    "on_demand": "Đột xuất",
}

_ONE = dt.timedelta(days=1)


class NoSuchPeriod(Refusal):
    """No period of this kind begins, or ends, on that day."""


class PeriodNeedsBothDays(Refusal):
    """A period of chosen days needs a last day, not before its first."""


@dataclass(frozen=True)
class ReportPeriod:
    """Local days, both included.  ``name`` as clerks write it after "Báo cáo"."""

    kind: str
    from_on: dt.date
    to_on: dt.date
    name: str

    def as_json(self) -> dict[str, str]:
        """JSON values."""
        return {
            "kind": self.kind, "from_on": self.from_on.isoformat(), "to_on": self.to_on.isoformat(), "name": self.name,
        }


def period_of(kind: str, from_on: dt.date, to_on: dt.date | None = None, first_year: int = FIRST_YEAR) -> ReportPeriod:
    """The period of this kind that begins on ``from_on``; ``to_on`` is needed for chosen days alone, and must be right
    where it is given.  Raises :class:`NoSuchPeriod` and :class:`PeriodNeedsBothDays`."""
    if not EARLIEST_DAY <= from_on <= LATEST_DAY:
        raise NoSuchPeriod(
            f"Không lập báo cáo cho kỳ bắt đầu ngày {_day(from_on)}.", field="from_on",
            remedy=f"Nhập ngày từ {_day(EARLIEST_DAY)} đến {_day(LATEST_DAY)}.",
        )
    if kind in CHOSEN:
        if to_on is None or to_on < from_on:
            raise PeriodNeedsBothDays(
                "Kỳ báo cáo theo ngày cần ngày cuối, không trước ngày đầu.", field="to_on",
                remedy=f"Nhập ngày cuối kỳ từ {_day(from_on)} trở đi.",
            )
        return chosen(kind, from_on, to_on)
    found = containing(kind, from_on, first_year)
    if found.from_on != from_on:
        raise NoSuchPeriod(
            f"Kỳ “{KINDS[kind]}” không bắt đầu ngày {_day(from_on)}.", field="from_on",
            remedy=f"Kỳ gần nhất là {found.name}: từ {_day(found.from_on)} đến {_day(found.to_on)}.",
        )
    if to_on not in (None, found.to_on):
        raise NoSuchPeriod(
            f"{found.name} kết thúc ngày {_day(found.to_on)}.", field="to_on", remedy="Bỏ trống ngày cuối kỳ."
        )
    return found


def containing(kind: str, day: dt.date, first_year: int = FIRST_YEAR) -> ReportPeriod:
    """The period of this kind in which a day lies; of the peak month that of the day's year."""
    if kind == "peak_month":
        from_on, to_on = dt.date(day.year, *PEAK_FROM), dt.date(day.year, *PEAK_TO)
        return ReportPeriod(kind, from_on, to_on, f"Tháng cao điểm “Vì người nghèo” năm {day.year}")
    if kind in YEARS:
        first = day.year - (day.year - first_year) % YEARS[kind]
        last = first + YEARS[kind] - 1
        name = f"{YEARS[kind]} năm {first} - {last}"
        return ReportPeriod(kind, dt.date(first, 1, 1), dt.date(last, 12, 31), name)
    months = MONTHS[kind]
    if not kind.endswith("_14"):
        first_month = (day.month - 1) // months * months + 1
        from_on = dt.date(day.year, first_month, 1)
        return _named(kind, from_on, _month_on(from_on, months) - _ONE, day.year, (first_month - 1) // months + 1)
    # Reckoned by the month in which the period ends: from the 15th on a day belongs to the month after its own.
    year, month = (day.year, day.month) if day.day <= LAST_DAY else _next_month(day.year, day.month)
    last_month = -(-month // months) * months
    to_on = dt.date(year, last_month, LAST_DAY)
    return _named(kind, _month_on(to_on, -months) + _ONE, to_on, year, last_month // months)


def following(period: ReportPeriod, first_year: int = FIRST_YEAR) -> ReportPeriod | None:
    """The period after it; None after days that were chosen."""
    if period.kind in CHOSEN:
        return None
    if period.kind == "peak_month":
        return containing(period.kind, period.to_on.replace(year=period.to_on.year + 1))
    return containing(period.kind, period.to_on + _ONE, first_year)


def chosen(kind: str, from_on: dt.date, to_on: dt.date) -> ReportPeriod:
    """From one day to another."""
    words = f"từ ngày {_day(from_on)} đến ngày {_day(to_on)}"
    return ReportPeriod(kind, from_on, to_on, f"đột xuất, {words}" if kind == "on_demand" else words)


def _named(kind: str, from_on: dt.date, to_on: dt.date, year: int, number: int) -> ReportPeriod:
    name = _NAMES[kind.removesuffix("_14")](year, number)
    if kind.endswith("_14"):
        name += f" (từ {_day(from_on)} đến {_day(to_on)})"
    return ReportPeriod(kind, from_on, to_on, name)


_NAMES: dict[str, Callable[[int, int], str]] = {
    "month": lambda year, number: f"tháng {number} năm {year}",
    "quarter": lambda year, number: f"quý {('I', 'II', 'III', 'IV')[number - 1]} năm {year}",
    "half_year": lambda year, number: f"6 tháng {('đầu', 'cuối')[number - 1]} năm {year}",
    "year": lambda year, _number: f"năm {year}",
}


def _month_on(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months later.  Only for days that every month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1)


def _next_month(year: int, month: int) -> tuple[int, int]:
    return (year, month + 1) if month < 12 else (year + 1, 1)

