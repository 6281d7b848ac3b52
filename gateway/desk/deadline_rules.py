"""Until when a report is owed, who is late, and when somebody is reminded.

Days are local days.  A business day is Monday to Friday, and not a day off.  The days off of a year are what the
province has stated, and until then those that fall on the same date every year (Labour Code 2019, article 112): Tết and
the Hùng Kings' day go by the moon, and substitute days by decision, so they must be stated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from contracts.refusals import Refusal

SAME_EVERY_YEAR = ((1, 1), (4, 30), (5, 1), (9, 2))
"""New Year, Reunification Day, Labour Day, National Day."""

LONGEST_SPAN_DAYS = 366

BEFORE_DAYS = 2
"""So many business days before the last day the first reminder goes out."""

EVERY_LATE_DAYS = 5
"""So many business days between reminders of one who is late."""

MOST_LATE = 6
"""After so many the telephone does it better."""

OWED = ("draft", "returned")
"""Statuses of a report that is still to be handed in."""

_ONE = dt.timedelta(days=1)


class DueBeforeThePeriod(Refusal):
    """The report would be owed before its period has begun."""


class DueNeedsOneWay(Refusal):
    """Either the last day, or how many business days after the period."""


def usual_days_off(year: int) -> list[dt.date]:
    """Those of the same date every year."""
    return [dt.date(year, month, day) for month, day in SAME_EVERY_YEAR]


def is_business_day(day: dt.date, days_off: Collection[dt.date]) -> bool:
    """Whether offices are open."""
    return day.weekday() < 5 and day not in days_off


def business_days_after(day: dt.date, number: int, days_off: Collection[dt.date]) -> dt.date:
    """The ``number``th business day after a day (before it, when negative); the day itself is not counted."""
    step = _ONE if number >= 0 else -_ONE
    found, left = day, abs(number)
    while left:
        found += step
        left -= is_business_day(found, days_off)
    return found


def business_days_between(after: dt.date, until: dt.date, days_off: Collection[dt.date]) -> int:
    """How many business days lie after a day, until another one; 0 when that is not later."""
    days = min(max((until - after).days, 0), LONGEST_SPAN_DAYS)
    return sum(is_business_day(after + number * _ONE, days_off) for number in range(1, days + 1))


def due_day(
    from_on: dt.date, to_on: dt.date, due_on: dt.date | None, after_days: int | None, days_off: Collection[dt.date]
) -> dt.date:
    """The last day of a report: told, or so many business days after its period.

    Raises :class:`DueNeedsOneWay` and :class:`DueBeforeThePeriod`."""
    if (due_on is None) == (after_days is None):
        raise DueNeedsOneWay(
            "Cần đúng một cách ghi thời hạn.", field="due_on",
            remedy="Ghi ngày hết hạn (due_on), hoặc số ngày làm việc sau kỳ báo cáo (due_business_days).",
        )
    due = due_on or business_days_after(to_on, after_days or 0, days_off)
    if due < from_on:
        raise DueBeforeThePeriod(
            "Hạn gửi báo cáo trước ngày đầu kỳ.", field="due_on", remedy="Chọn hạn gửi sau ngày đầu kỳ."
        )
    return due


def late_days(status: str, due_on: dt.date, handed_in_on: dt.date | None, today: dt.date) -> int:
    """Calendar days beyond the last day: of a report still owed until today, else until it was handed in last."""
    until = today if status in OWED or handed_in_on is None else handed_in_on
    return max(0, (until - due_on).days)


def reminder(status: str, due_on: dt.date, today: dt.date, days_off: Collection[dt.date]) -> str | None:
    """Which reminder is due by today, the latest of those that are; None when none is.  Each goes out once.

    Whoever asks after days without asking gets the newest one, not all that were missed."""
    if status not in OWED or today < business_days_after(due_on, -BEFORE_DAYS, days_off):
        return None
    if today < due_on:
        return "before"
    if today == due_on:
        return "due"
    number = 1 + (business_days_between(due_on, today, days_off) - 1) // EVERY_LATE_DAYS
    return f"late-{min(max(number, 1), MOST_LATE)}"
