"""The steps of a review (monitoring.md, "Reviews"): request or plan, form, opinions, conclusion, answer by point.

A letter of thanks is no answer: the review is answered when each point is accepted, partly accepted or refused, and
whatever is not accepted has its reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal
from contracts.wording import vn_day

MOST_OPINIONS = 500


class ReviewNotFound(NotFound):
    """No review has this id."""


class ReviewStepOutOfOrder(Refusal):
    """The review's status doesn't allow this step (now, or any more)."""

    kind = "conflict"


class TooManyReviewOpinions(Refusal):
    """More than :data:`MOST_OPINIONS`."""

    kind = "conflict"


class NoOpinionYet(Refusal):
    """Nobody has given an opinion: there is nothing to conclude."""

    kind = "conflict"


class PointTwice(Refusal):
    """Two points, or two answers, bear one code."""


class PointNotFound(Refusal):
    """The conclusion has no point with this code."""


class PointAnswered(Refusal):
    """The point was answered already; an answer is not written over."""

    kind = "conflict"


class BeforeTheStepBefore(Refusal):
    """The day lies before that of the step before."""


@dataclass(frozen=True)
class Standing:
    """How far it has come; ``points``: code → outcome, None while it is not answered."""

    status: str
    received_on: dt.date
    opinions: int = 0
    concluded_on: dt.date | None = None
    points: Mapping[str, str | None] | None = None


def check_arranging(standing: Standing, held_on: dt.date) -> None:
    """The day may lie ahead; arranged anew when it is put off.  Raises ReviewStepOutOfOrder, BeforeTheStepBefore."""
    _in(standing, "requested", "arranged")
    _not_before(held_on, standing.received_on, "held_on")


def check_opinion(standing: Standing, given_on: dt.date, today: dt.date) -> None:
    """Raises ReviewStepOutOfOrder, TooManyReviewOpinions, DayInFuture, DayTooEarly, BeforeTheStepBefore."""
    _in(standing, "arranged")
    if standing.opinions >= MOST_OPINIONS:
        raise TooManyReviewOpinions(
            f"Đã có {MOST_OPINIONS} ý kiến.", field="review_id", remedy="Gộp các ý kiến giống nhau."
        )
    check_business_day(given_on, today, "given_on")
    _not_before(given_on, standing.received_on, "given_on")


def check_conclusion(standing: Standing, codes: Sequence[str], sent_on: dt.date, today: dt.date) -> None:
    """Raises ReviewStepOutOfOrder, NoOpinionYet, PointTwice, DayInFuture, DayTooEarly, BeforeTheStepBefore."""
    _in(standing, "arranged")
    if not standing.opinions:
        raise NoOpinionYet(
            "Chưa ghi ý kiến phản biện nào.", field="review_id", remedy="Ghi ý kiến trước khi gửi kết luận."
        )
    _once_each(codes, "points")
    check_business_day(sent_on, today, "sent_on")
    _not_before(sent_on, standing.received_on, "sent_on")


def check_answer(standing: Standing, codes: Sequence[str], answered_on: dt.date, today: dt.date) -> None:
    """Raises ReviewStepOutOfOrder, PointTwice, PointNotFound, PointAnswered, DayInFuture, DayTooEarly,
    BeforeTheStepBefore."""
    _in(standing, "concluded")
    _once_each(codes, "answers")
    points = standing.points or {}
    for place, code in enumerate(codes):
        if code not in points:
            raise PointNotFound(
                f"Kết luận không có điểm {code}.", field=f"answers.{place}.code",
                remedy=f"Chọn một trong: {', '.join(points)}.",
            )
        if points[code] is not None:
            raise PointAnswered(
                f"Điểm {code} đã được trả lời.", field=f"answers.{place}.code", remedy="Chỉ ghi điểm chưa trả lời."
            )
    check_business_day(answered_on, today, "answered_on")
    _not_before(answered_on, standing.concluded_on or standing.received_on, "answered_on")


def check_withdrawal(standing: Standing) -> None:
    """Raises ReviewStepOutOfOrder."""
    _in(standing, "requested", "arranged")


def all_answered(outcomes: Collection[str | None]) -> bool:
    """Whether every point has its outcome."""
    return None not in outcomes


def _in(standing: Standing, *wanted: str) -> None:
    if standing.status not in wanted:
        raise ReviewStepOutOfOrder(
            "Cuộc phản biện này chưa đến, hoặc đã qua bước này.", field="review_id",
            remedy="Xem lại tình trạng của cuộc phản biện.", status=standing.status,
        )


def _once_each(codes: Sequence[str], field: str) -> None:
    for place, code in enumerate(codes):
        if code in codes[:place]:
            raise PointTwice(f"Điểm {code} nêu hai lần.", field=f"{field}.{place}.code", remedy="Bỏ điểm trùng.")


def _not_before(day: dt.date, first: dt.date, field: str) -> None:
    if day < first:
        raise BeforeTheStepBefore(
            f"Ngày {vn_day(day)} trước ngày của bước trước ({vn_day(first)}).", field=field,
            remedy="Kiểm tra lại ngày.", first_day=first.isoformat(),
        )
