"""Which version of a clock is in force on a day, and when it runs out.

Source: monitoring.md, "Clocks".  Days are calendar days; the day of the fact itself is not counted (Civil Code, article
147), so 20 days from 4 November end on 24 November.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from contracts.refusals import Refusal
from contracts.wording import vn_day

FROM_FACT = {
    "plan_sent": ("before", "first_day_of_plan"),
    "decision_sent": ("before", "visit_starts"),
    "reply": ("after", "recommendation_sent"),
    "complaint_answer": ("after", "complaint_forwarded"),
    "review_answer": ("after", "review_concluded"),
}
"""Per clock: on which side of which fact it runs."""


class Clock(NamedTuple):
    """One version of a clock; ``to_on`` None: until a later version."""

    code: str
    version: int
    name: str
    days: int
    citation: str
    from_on: dt.date
    to_on: dt.date | None


class ClockEndsBeforeItBegins(Refusal):
    """The last day of the clock lies before its first."""


def check_clock(from_on: dt.date, to_on: dt.date | None) -> None:
    """Raises :class:`ClockEndsBeforeItBegins`."""
    if to_on is not None and to_on < from_on:
        raise ClockEndsBeforeItBegins(
            f"Thời hạn hết hiệu lực {vn_day(to_on)} trước khi có hiệu lực {vn_day(from_on)}.", field="to_on",
            remedy="Kiểm tra lại hai ngày hiệu lực.",
        )


def clock_on(code: str, day: dt.date, versions: Iterable[Clock]) -> Clock | None:
    """The clock of this code in force on a day: the latest version of those whose days hold it.  None when there is
    none any more: then nothing is due."""
    held = [
        one for one in versions
        if one.code == code and one.from_on <= day and (one.to_on is None or day <= one.to_on)
    ]
    return max(held, key=lambda one: one.version, default=None)


def due_on(clock: Clock, fact_on: dt.date) -> dt.date:
    """The last day in time."""
    days = dt.timedelta(days=clock.days)
    return fact_on - days if FROM_FACT[clock.code][0] == "before" else fact_on + days
