"""When a letter to the superior level is drafted, and which step may follow.

Source: monitoring.md, "Clocks": no written reply in time, and a letter to the superior level of the Front is drafted.
"""

from __future__ import annotations

import datetime as dt

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal
from contracts.wording import vn_day

REPLY = "reply"


class EscalationNotFound(NotFound):
    """No letter has this id."""


class EscalationStepOutOfOrder(Refusal):
    """The letter was sent or dropped already."""

    kind = "conflict"


class SentBeforeDue(Refusal):
    """The letter went out while the reply was still in time."""


def is_wanted(clock: str, status: str, due_on: dt.date, today: dt.date) -> bool:
    """Whether a letter is to be drafted about a deadline: a reply is owed, and its last day has passed."""
    return clock == REPLY and status == "open" and today > due_on


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
            f"Đến hết ngày {vn_day(due_on)} đơn vị vẫn còn hạn trả lời.", field="sent_on",
            remedy="Kiểm tra lại ngày gửi.", due_on=due_on.isoformat(),
        )
