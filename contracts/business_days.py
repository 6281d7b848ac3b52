"""The one rule for the day of a fact: received, pledged, proposed, paid, found, or booked by a bank."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from contracts.refusals import Refusal
from contracts.wording import vn_day

EARLIEST_DAY = dt.date(2000, 1, 1)
"""Older than any record of the Fund; an earlier day is a slipped key, and would stretch every report back to it."""


class DayInFuture(Refusal):
    """A day that hasn't come yet can't be the day of a fact."""


class DayTooEarly(Refusal):
    """A day before :data:`EARLIEST_DAY`."""


def outside(day: dt.date, today: dt.date) -> Literal["", "future", "past"]:
    """On which side ``day`` lies outside EARLIEST_DAY … ``today`` (local days); "" when it lies inside."""
    if day > today:
        return "future"
    return "past" if day < EARLIEST_DAY else ""


def check_business_day(day: dt.date, today: dt.date, field: str) -> None:
    """Refuse a day on which nothing can have happened.  Raises :class:`DayInFuture` or :class:`DayTooEarly`."""
    side = outside(day, today)
    if side == "future":
        raise DayInFuture(
            f"Ngày {vn_day(day)} chưa tới (hôm nay là {vn_day(today)}).",
            field=field, remedy="Nhập ngày hôm nay hoặc một ngày đã qua.", today=today.isoformat(),
        )
    if side == "past":
        raise DayTooEarly(
            f"Ngày {vn_day(day)} quá xa trong quá khứ.",
            field=field, remedy=f"Kiểm tra lại năm; nhận ngày từ {vn_day(EARLIEST_DAY)} trở đi.",
            earliest=EARLIEST_DAY.isoformat(),
        )
