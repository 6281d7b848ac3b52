"""Visits: who may go where, and which step may follow which.

Source: monitoring.md, "Chain"; Sơn La 2022, II.3.3: the upper level inspects the Fund of the lower level.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.business_days import EARLIEST_DAY, check_business_day
from contracts.refusals import NotFound, Refusal
from contracts.wording import vn_day

LONGEST_DAYS = 92


@dataclass(frozen=True)
class Visit:
    """What the rules need to know of a visit."""

    status: str
    decision_sent_on: dt.date | None = None
    started_on: dt.date | None = None
    reported_on: dt.date | None = None


class VisitNotFound(NotFound):
    """No visit has this id."""


class VisitDaysWrong(Refusal):
    """The visit ends before it begins, lasts longer than :data:`LONGEST_DAYS`, or lies too far in the past."""


class VisitReasonMissing(Refusal):
    """A visit that no plan asks for says why it takes place."""


class VisitReasonNotWanted(Refusal):
    """A visit comes from a plan or has a reason of its own, not both."""


class LeaderMissing(Refusal):
    """A team has one leader: not none, not two."""


class InspectsItself(Refusal):
    """A unit inspects its own Fund; that is for the level above."""


class OccurrenceNotFound(NotFound):
    """The plan asks for no visit of this line, unit and day."""


class OccurrenceTaken(Refusal):
    """Another visit is there for it."""

    kind = "conflict"


class VisitUnlikeItem(Refusal):
    """The visit is of another kind or leaves out the subject of its line in the plan."""


class PlanNotInForce(Refusal):
    """The plan is not approved, or withdrawn."""

    kind = "conflict"


class VisitStepOutOfOrder(Refusal):
    """The visit's status doesn't allow this step (now, or any more)."""

    kind = "conflict"


class DecisionNotSent(Refusal):
    """The decision about the team has not gone out."""

    kind = "conflict"


class StepBeforeStep(Refusal):
    """A step is dated before the one that it follows."""


class FindingsOpen(Refusal):
    """Findings of the visit are not closed."""

    kind = "conflict"


def check_days(starts_on: dt.date, ends_on: dt.date) -> None:
    """Planned days may lie ahead.  Raises :class:`VisitDaysWrong`."""
    if not EARLIEST_DAY <= starts_on <= ends_on <= starts_on + dt.timedelta(days=LONGEST_DAYS):
        raise VisitDaysWrong(
            f"Từ {vn_day(starts_on)} đến {vn_day(ends_on)} không phải thời gian của một cuộc.", field="ends_on",
            remedy=f"Ngày cuối không trước ngày đầu, và kéo dài nhiều nhất {LONGEST_DAYS} ngày.",
        )


def check_team(roles: Sequence[str]) -> None:
    """Raises :class:`LeaderMissing`."""
    if roles.count("leader") != 1:
        raise LeaderMissing("Đoàn phải có đúng một trưởng đoàn.", field="team", remedy="Chọn một trưởng đoàn.")


def check_ground(planned: bool, reason: str) -> None:
    """Raises :class:`VisitReasonMissing`, :class:`VisitReasonNotWanted`."""
    if not planned and not reason:
        raise VisitReasonMissing(
            "Cuộc đột xuất, không theo kế hoạch, phải nêu lý do.", field="reason",
            remedy="Ghi lý do, hoặc chọn nội dung của kế hoạch.",
        )
    if planned and reason:
        raise VisitReasonNotWanted(
            "Cuộc theo kế hoạch thì không ghi lý do đột xuất.", field="reason", remedy="Bỏ trống lý do."
        )


def check_inspection(kind: str, by_unit: str, unit: str) -> None:
    """Raises :class:`InspectsItself`."""
    if kind == "inspection" and by_unit == unit:
        raise InspectsItself(
            "Đơn vị không tự kiểm tra Quỹ của mình; cấp trên kiểm tra cấp dưới.", field="by_unit",
            remedy="Ghi đơn vị cấp trên là đơn vị kiểm tra; tự giám sát thì chọn hình thức giám sát.",
        )


def check_item(kind: str, subjects: Sequence[str], item_kind: str, item_subject: str) -> None:
    """Raises :class:`VisitUnlikeItem`."""
    if kind != item_kind or item_subject not in subjects:
        raise VisitUnlikeItem(
            "Hình thức hoặc nội dung khác với kế hoạch.", field="subjects",
            remedy="Chọn đúng hình thức và có nội dung mà kế hoạch nêu; nội dung khác có thể thêm.",
            kind_of_item=item_kind, subject_of_item=item_subject,
        )


def decided(visit: Visit, sent_on: dt.date, today: dt.date) -> None:
    """Late is a fact and no ground to refuse: the deadline shows it.  Raises VisitStepOutOfOrder, DayInFuture,
    DayTooEarly."""
    in_status(visit, ("planned",))
    if visit.decision_sent_on is not None:
        raise VisitStepOutOfOrder(
            f"Quyết định đã gửi ngày {vn_day(visit.decision_sent_on)}.", remedy="Không cần ghi lần nữa."
        )
    check_business_day(sent_on, today, "sent_on")


def started(visit: Visit, started_on: dt.date, today: dt.date) -> None:
    """Raises VisitStepOutOfOrder, DecisionNotSent, DayInFuture, DayTooEarly, StepBeforeStep."""
    in_status(visit, ("planned",))
    if visit.decision_sent_on is None:
        raise DecisionNotSent(
            "Chưa gửi quyết định thành lập đoàn.", remedy="Ghi ngày gửi quyết định trước; gửi muộn cũng ghi đúng ngày."
        )
    check_business_day(started_on, today, "started_on")
    _not_before(started_on, visit.decision_sent_on, "started_on", "ngày gửi quyết định")


def reported(visit: Visit, ended_on: dt.date, reported_on: dt.date, today: dt.date) -> None:
    """Raises VisitStepOutOfOrder, DayInFuture, DayTooEarly, StepBeforeStep."""
    in_status(visit, ("under_way",))
    check_business_day(ended_on, today, "ended_on")
    check_business_day(reported_on, today, "reported_on")
    assert visit.started_on is not None
    _not_before(ended_on, visit.started_on, "ended_on", "ngày bắt đầu")
    _not_before(reported_on, ended_on, "reported_on", "ngày kết thúc")


def closed(visit: Visit, closed_on: dt.date, open_findings: int, today: dt.date) -> None:
    """Raises VisitStepOutOfOrder, FindingsOpen, DayInFuture, DayTooEarly, StepBeforeStep."""
    in_status(visit, ("reported",))
    if open_findings:
        raise FindingsOpen(
            f"Còn {open_findings} phát hiện của cuộc này chưa kết thúc.",
            remedy="Theo dõi đến khi các phát hiện được kiểm tra lại và kết thúc.", findings_open=open_findings,
        )
    check_business_day(closed_on, today, "closed_on")
    assert visit.reported_on is not None
    _not_before(closed_on, visit.reported_on, "closed_on", "ngày báo cáo")


def in_status(visit: Visit, wanted: Sequence[str]) -> None:
    """Raises VisitStepOutOfOrder."""
    if visit.status not in wanted:
        raise VisitStepOutOfOrder(
            "Cuộc giám sát, kiểm tra đang ở bước khác.", remedy="Xem lại trạng thái của cuộc.", status=visit.status
        )


def _not_before(day: dt.date, earlier: dt.date, field: str, name: str) -> None:
    if day < earlier:
        raise StepBeforeStep(
            f"Ngày {vn_day(day)} trước {name} ({vn_day(earlier)}).", field=field,
            remedy=f"Nhập ngày từ {vn_day(earlier)} trở đi.", not_before=earlier.isoformat(),
        )
