"""The chain of a recommendation.  Replied, remedied and verified are three facts with three dates.

Source: monitoring.md, "Chain".  A body may remedy something without having written: then its reply is still due.  Its
"done" ends nothing; whoever recorded the reply or the remedy doesn't verify it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal
from contracts.wording import vn_day

MOST_PER_FINDING = 50


class RecommendationNotFound(NotFound):
    """No recommendation has this id."""


class TooManyRecommendations(Refusal):
    """:data:`MOST_PER_FINDING` is enough for one finding."""

    kind = "conflict"


class SentBeforeFinding(Refusal):
    """The recommendation went out before the day of its finding."""


class RemedyDueBeforeSent(Refusal):
    """The remedy is wanted before the recommendation went out."""


class FactBeforeSent(Refusal):
    """The fact is dated before the recommendation went out."""


class VerifiedBeforeRemedied(Refusal):
    """The verification is dated before the remedy that was to be seen."""


class FactThere(Refusal):
    """It was recorded already; it is not written over."""

    kind = "conflict"


class NotRemediedYet(Refusal):
    """Nothing to verify: no remedy has been recorded."""

    kind = "conflict"


class RecommendationEnded(Refusal):
    """It is verified or withdrawn and takes no more facts."""

    kind = "conflict"


class VerifierReportedRemedy(Refusal):
    """Whoever recorded the reply or the remedy doesn't verify it."""

    kind = "forbidden"


@dataclass(frozen=True)
class Progress:
    """The dated facts of a recommendation, and who recorded each (account ids)."""

    sent_on: dt.date
    replied_on: dt.date | None = None
    replied_by: str | None = None
    remedied_on: dt.date | None = None
    remedied_by: str | None = None
    verified_on: dt.date | None = None
    verified_by: str | None = None
    withdrawn: bool = False

    @property
    def status(self) -> str:
        """How far it has come; follows from the facts, never set by hand."""
        if self.withdrawn:
            return "withdrawn"
        if self.verified_on is not None:
            return "verified"
        if self.remedied_on is not None:
            return "remedied"
        return "open" if self.replied_on is None else "replied"


def made(found_on: dt.date, sent_on: dt.date, remedy_by: dt.date | None, others: int, today: dt.date) -> Progress:
    """A recommendation that went out.  Raises DayInFuture, DayTooEarly, SentBeforeFinding, RemedyDueBeforeSent,
    TooManyRecommendations."""
    check_business_day(sent_on, today, "sent_on")
    if sent_on < found_on:
        raise SentBeforeFinding(
            f"Ngày gửi kiến nghị trước ngày phát hiện {vn_day(found_on)}.", field="sent_on",
            remedy="Kiểm tra lại ngày.", found_on=found_on.isoformat(),
        )
    if remedy_by is not None and remedy_by < sent_on:
        raise RemedyDueBeforeSent(
            f"Hạn khắc phục {vn_day(remedy_by)} trước ngày gửi kiến nghị.", field="remedy_by",
            remedy="Nhập hạn từ ngày gửi trở đi.", sent_on=sent_on.isoformat(),
        )
    if others >= MOST_PER_FINDING:
        raise TooManyRecommendations(
            f"Phát hiện này đã có {others} kiến nghị.", field="finding_id", remedy="Gộp các kiến nghị."
        )
    return Progress(sent_on)


def replied(progress: Progress, on: dt.date, by: str, today: dt.date) -> Progress:
    """Raises RecommendationEnded, FactThere, DayInFuture, DayTooEarly, FactBeforeSent."""
    _running(progress)
    _not_there(progress.replied_on, "Văn bản trả lời")
    _check_day(progress, on, today, "replied_on")
    return replace(progress, replied_on=on, replied_by=by)


def remedied(progress: Progress, on: dt.date, by: str, today: dt.date) -> Progress:
    """Raises RecommendationEnded, FactThere, DayInFuture, DayTooEarly, FactBeforeSent."""
    _running(progress)
    _not_there(progress.remedied_on, "Kết quả khắc phục")
    _check_day(progress, on, today, "remedied_on")
    return replace(progress, remedied_on=on, remedied_by=by)


def verified(progress: Progress, on: dt.date, passed: bool, by: str, today: dt.date) -> Progress:
    """Seen by somebody else.  Not passed: the remedy is no remedy, and the body has to do it again.

    Raises RecommendationEnded, NotRemediedYet, VerifierReportedRemedy, DayInFuture, DayTooEarly,
    VerifiedBeforeRemedied."""
    _running(progress)
    if progress.remedied_on is None:
        raise NotRemediedYet(
            "Chưa có kết quả khắc phục để kiểm tra lại.", remedy="Ghi kết quả khắc phục của đơn vị trước.",
            status=progress.status,
        )
    if by in (progress.replied_by, progress.remedied_by):
        raise VerifierReportedRemedy(
            "Người đã ghi trả lời hoặc kết quả khắc phục không được tự kiểm tra lại.",
            remedy="Để một cán bộ giám sát khác kiểm tra lại.",
        )
    check_business_day(on, today, "verified_on")
    if on < progress.remedied_on:
        raise VerifiedBeforeRemedied(
            f"Ngày kiểm tra lại trước ngày khắc phục {vn_day(progress.remedied_on)}.", field="verified_on",
            remedy="Kiểm tra lại ngày.", remedied_on=progress.remedied_on.isoformat(),
        )
    if not passed:
        return replace(progress, remedied_on=None, remedied_by=None)
    return replace(progress, verified_on=on, verified_by=by)


def withdrawn(progress: Progress) -> Progress:
    """Raises RecommendationEnded."""
    _running(progress)
    return replace(progress, withdrawn=True)


def _running(progress: Progress) -> None:
    if progress.status in ("verified", "withdrawn"):
        raise RecommendationEnded(
            "Kiến nghị này đã kết thúc hoặc đã rút.", remedy="Nếu việc còn, hãy lập kiến nghị mới.",
            status=progress.status,
        )


def _not_there(day: dt.date | None, what: str) -> None:
    if day is not None:
        raise FactThere(
            f"{what} đã được ghi ngày {vn_day(day)}.", remedy="Xem lại hồ sơ; ý mới ghi vào bước sau.",
            recorded_on=day.isoformat(),
        )


def _check_day(progress: Progress, on: dt.date, today: dt.date, field: str) -> None:
    check_business_day(on, today, field)
    if on < progress.sent_on:
        raise FactBeforeSent(
            f"Ngày {vn_day(on)} trước ngày gửi kiến nghị {vn_day(progress.sent_on)}.", field=field,
            remedy="Kiểm tra lại ngày.", sent_on=progress.sent_on.isoformat(),
        )
