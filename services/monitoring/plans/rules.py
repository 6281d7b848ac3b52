"""Plans: on which days their lines fall due, and which step may follow which.

Source: the plans of Sơn La 2022 (yearly) and Ninh Thuận 2024 (every 6 months, every year); monitoring.md.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal
from contracts.wording import vn_day

MONTHS_BETWEEN = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}

MOST_OCCURRENCES = 500
"""Visits that one plan may ask for in its year."""

DRAFT_DOCUMENT = "draft_document"


class Occurrence(NamedTuple):
    """One visit that a line of a plan asks for: which line, to whom, by which day."""

    item: str
    target: str
    due_on: dt.date


@dataclass(frozen=True)
class Plan:
    """What the rules need to know of a plan."""

    status: str
    made_on: dt.date
    made_by: str
    approved_on: dt.date | None = None


class PlanNotFound(NotFound):
    """No plan has this id."""


class PlanThere(Refusal):
    """The body has a plan for this year already."""

    kind = "conflict"


class FirstMonthTooLate(Refusal):
    """The first month leaves less than a whole period before it: quarterly begins in month 1, 2 or 3."""


class ItemTwice(Refusal):
    """Two lines of the plan bear one code."""


class TargetTwice(Refusal):
    """One line names a unit twice."""


class TooManyOccurrences(Refusal):
    """The lines ask for more visits than a plan may hold."""


class SubjectOfAnotherKind(Refusal):
    """Draft documents are criticised, and nothing else is."""


class PlanStepOutOfOrder(Refusal):
    """The plan's status doesn't allow this step (now, or any more)."""

    kind = "conflict"


class ApproverDrewPlanUp(Refusal):
    """Whoever drew the plan up, or amended it last, doesn't approve it."""

    kind = "forbidden"


class ApprovedBeforeMade(Refusal):
    """The approval is dated before the plan."""


class SentBeforeApproved(Refusal):
    """The plan went out before it was approved."""


class PlanHasVisits(Refusal):
    """Visits were planned from it."""

    kind = "conflict"


def due_days(every: str, month: int, day: int, year: int) -> list[dt.date]:
    """The days of a year on which something recurring falls due, from ``month`` on; a day beyond the end of a month is
    its last day.  Raises :class:`FirstMonthTooLate`."""
    step = MONTHS_BETWEEN[every]
    if month > step:
        raise FirstMonthTooLate(
            f"Định kỳ này bắt đầu muộn nhất vào tháng {step}.", field="month",
            remedy=f"Nhập tháng đến hạn đầu tiên trong năm, từ 1 đến {step}.", latest_month=step,
        )
    return [
        dt.date(year, one, min(day, calendar.monthrange(year, one)[1])) for one in range(month, 13, step)
    ]


def occurrences(items: Sequence[Mapping[str, Any]], year: int) -> list[Occurrence]:
    """All visits that the lines ask for.  Raises :class:`ItemTwice`, :class:`TargetTwice`,
    :class:`SubjectOfAnotherKind`, :class:`FirstMonthTooLate`, :class:`TooManyOccurrences`."""
    found: list[Occurrence] = []
    codes: set[str] = set()
    for place, item in enumerate(items):
        _check_item(place, item, codes)
        try:
            days = due_days(item["every"], item["month"], item["day"], year)
        except FirstMonthTooLate as refusal:
            refusal.field = f"items.{place}.month"
            raise
        found += [Occurrence(item["code"], target, day) for target in item["targets"] for day in days]
    if len(found) > MOST_OCCURRENCES:
        raise TooManyOccurrences(
            f"Kế hoạch gồm {len(found)} lượt, nhiều nhất là {MOST_OCCURRENCES}.", field="items",
            remedy="Tách thành kế hoạch của từng cấp hoặc giảm số lượt.", occurrences=len(found),
        )
    return found


def _check_item(place: int, item: Mapping[str, Any], codes: set[str]) -> None:
    if item["code"] in codes:
        raise ItemTwice(
            f"Mã {item['code']} dùng cho hai nội dung.", field=f"items.{place}.code", remedy="Đặt mã khác."
        )
    codes.add(item["code"])
    if len(set(item["targets"])) < len(item["targets"]):
        raise TargetTwice(
            "Một đơn vị được nêu hai lần.", field=f"items.{place}.targets", remedy="Bỏ đơn vị trùng."
        )
    if (item["subject"] == DRAFT_DOCUMENT) != (item["kind"] == "criticism"):
        raise SubjectOfAnotherKind(
            "Phản biện xã hội là với dự thảo văn bản; giám sát, kiểm tra thì không.", field=f"items.{place}.subject",
            remedy="Chọn lại hình thức hoặc nội dung.",
        )


def first_day(found: Iterable[Occurrence]) -> dt.date:
    """The first day on which the plan has something due."""
    return min(one.due_on for one in found)


def approved(plan: Plan, approved_on: dt.date, by: str, today: dt.date) -> None:
    """Raises PlanStepOutOfOrder, ApproverDrewPlanUp, DayInFuture, DayTooEarly, ApprovedBeforeMade."""
    _in_status(plan, ("draft",), "Chỉ duyệt được kế hoạch đang dự thảo.")
    if by == plan.made_by:
        raise ApproverDrewPlanUp(
            "Người lập hoặc sửa kế hoạch không tự duyệt.", remedy="Để người khác trong Thường trực duyệt."
        )
    check_business_day(approved_on, today, "approved_on")
    if approved_on < plan.made_on:
        raise ApprovedBeforeMade(
            f"Ngày duyệt trước ngày lập kế hoạch ({vn_day(plan.made_on)}).", field="approved_on",
            remedy="Kiểm tra lại ngày.", made_on=plan.made_on.isoformat(),
        )


def sent(plan: Plan, sent_on: dt.date, today: dt.date) -> None:
    """Sending late is a fact and no ground to refuse: its deadline shows it.  Raises PlanStepOutOfOrder, DayInFuture,
    DayTooEarly, SentBeforeApproved."""
    _in_status(plan, ("approved",), "Chỉ gửi được kế hoạch đã duyệt và chưa gửi.")
    check_business_day(sent_on, today, "sent_on")
    if plan.approved_on is not None and sent_on < plan.approved_on:
        raise SentBeforeApproved(
            f"Ngày gửi trước ngày duyệt ({vn_day(plan.approved_on)}).", field="sent_on",
            remedy="Kiểm tra lại ngày.", approved_on=plan.approved_on.isoformat(),
        )


def amended(plan: Plan) -> None:
    """Raises PlanStepOutOfOrder."""
    _in_status(plan, ("draft", "approved", "sent"), "Kế hoạch này đã rút.")


def withdrawn(plan: Plan, visits: int) -> None:
    """Raises PlanStepOutOfOrder, PlanHasVisits."""
    _in_status(plan, ("draft", "approved", "sent"), "Kế hoạch này đã rút.")
    if visits:
        raise PlanHasVisits(
            f"Đã có {visits} cuộc theo kế hoạch này.", remedy="Sửa kế hoạch, hoặc hủy các cuộc ấy trước.",
            visits=visits,
        )


def _in_status(plan: Plan, wanted: tuple[str, ...], message: str) -> None:
    if plan.status not in wanted:
        raise PlanStepOutOfOrder(message, remedy="Xem lại trạng thái của kế hoạch.", status=plan.status)
