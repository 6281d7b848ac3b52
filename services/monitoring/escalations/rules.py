"""When a letter to the superior level is drafted, and which step may follow.

Source: monitoring.md, "Clocks": no written reply in time, and a letter to the superior level of the Front is drafted.
So it is where a remedy, or the answer to a complaint or to a review's conclusion, is owed; and where the Front itself
is late with a plan or with a team's decision, it reports that upwards.
"""

from __future__ import annotations

import datetime as dt

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal
from contracts.wording import vn_day

REPLY = "reply"

BY_OTHERS = (REPLY, "remedy", "complaint_answer", "review_answer")
"""What a body owes: a letter is drafted when the last day has passed."""

BY_THE_FRONT = ("plan_sent", "decision_sent")
"""What the Front itself owes some days before a plan or a visit begins.  It is reported upwards when that day has
passed too: a visit that is called at short notice is late with its decision and no matter for the level above."""

ESCALATED = (*BY_OTHERS, *BY_THE_FRONT)
"""The kinds of deadline about which a letter is drafted.  The lines of a plan are not among them: a year's plan has
hundreds, and its own report tells of them."""


class EscalationNotFound(NotFound):
    """No letter has this id."""


class EscalationStepOutOfOrder(Refusal):
    """The letter was sent or dropped already."""

    kind = "conflict"


class SentBeforeDue(Refusal):
    """The letter went out while what it is about was still in time."""


def is_wanted(clock: str, status: str, due_on: dt.date, from_on: dt.date | None, today: dt.date) -> bool:
    """Whether a letter is to be drafted about a deadline.  ``from_on``: the day of the fact that it runs from or to."""
    last = from_on or due_on if clock in BY_THE_FRONT else due_on
    return clock in ESCALATED and status == "open" and today > last


def in_draft(status: str) -> None:
    """Raises :class:`EscalationStepOutOfOrder`."""
    if status != "drafted":
        raise EscalationStepOutOfOrder(
            "Công văn này đã gửi hoặc đã bỏ.", remedy="Xem lại hồ sơ.", status=status
        )


def sent(status: str, due_on: dt.date, sent_on: dt.date, today: dt.date) -> None:
    """Raises EscalationStepOutOfOrder, DayInFuture, DayTooEarly, SentBeforeDue."""
    in_draft(status)
    check_business_day(sent_on, today, "sent_on")
    if sent_on <= due_on:
        raise SentBeforeDue(
            f"Đến hết ngày {vn_day(due_on)} việc này vẫn còn trong hạn.", field="sent_on",
            remedy="Kiểm tra lại ngày gửi.", due_on=due_on.isoformat(),
        )
