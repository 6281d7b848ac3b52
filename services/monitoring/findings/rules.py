"""The chain of a finding: open → replied → remedied → closed.

Source: monitoring.md, "Chain" and "Clocks".  Replied, remedied and verified are three facts with three dates;
a body that says "done" does not close a finding, a verifier does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal
from contracts.wording import vn_day

Status = Literal["open", "replied", "remedied", "closed"]


class FindingNotFound(NotFound):
    """No finding has this id."""


class ReplyBeforeFinding(Refusal):
    """The reply is dated before the day of the finding."""


class RemedyBeforeFinding(Refusal):
    """The remedy is dated before the day of the finding."""


class RemedyBeforeReply(Refusal):
    """The remedy is dated before the reply that announced it."""


class VerifiedBeforeRemedy(Refusal):
    """The verification is dated before the remedy that was to be seen."""


class AlreadyReplied(Refusal):
    """There is one reply to a finding; it is not written over."""

    kind = "conflict"


class AlreadyRemedied(Refusal):
    """There is one remedy to a finding; it is not written over."""

    kind = "conflict"


class ReplyMissing(Refusal):
    """A remedy follows a reply; there is none yet."""

    kind = "conflict"


class RemedyMissing(Refusal):
    """A finding closes after its remedy; there is none yet."""

    kind = "conflict"


class RecommendationsNotVerified(Refusal):
    """Recommendations of the finding are not verified."""

    kind = "conflict"


class FindingAlreadyClosed(Refusal):
    """A closed finding takes no more facts."""

    kind = "conflict"


class CloserReportedRemedy(Refusal):
    """Who recorded the reply or the remedy can't be the one who verifies it."""

    kind = "forbidden"


@dataclass(frozen=True)
class Progress:
    """The dated facts of one finding, and who recorded each (account ids)."""

    found_on: dt.date
    replied_on: dt.date | None = None
    replied_by: str | None = None
    remedied_on: dt.date | None = None
    remedied_by: str | None = None
    verified_on: dt.date | None = None
    verified_by: str | None = None

    @property
    def status(self) -> Status:
        """How far the chain has come; follows from the facts, never set by hand."""
        if self.verified_on is not None:
            return "closed"
        if self.remedied_on is not None:
            return "remedied"
        return "open" if self.replied_on is None else "replied"


@dataclass(frozen=True)
class Recommended:
    """What the rules need to know of a recommendation: when it was verified, and who recorded its reply and remedy."""

    verified_on: dt.date | None
    answered_by: frozenset[str]


def raised(found_on: dt.date, today: dt.date) -> Progress:
    """A new finding.  Raises DayInFuture or DayTooEarly (local days)."""
    check_business_day(found_on, today, "found_on")
    return Progress(found_on=found_on)


def reply_due_on(found_on: dt.date, reply_within_days: int) -> dt.date:
    """The last local day on which a reply is in time: calendar days, the day of finding not counted."""
    return found_on + dt.timedelta(days=reply_within_days)


def is_overdue(progress: Progress, due_on: dt.date, today: dt.date) -> bool:
    """Whether no reply is there though its last day has passed; computed when asked, never stored."""
    return progress.replied_on is None and progress.verified_on is None and today > due_on


def replied(progress: Progress, replied_on: dt.date, by: str, today: dt.date) -> Progress:
    """With the body's written reply.

    Raises FindingAlreadyClosed, AlreadyReplied, DayInFuture, ReplyBeforeFinding.
    """
    _still_open(progress)
    if progress.replied_on is not None:
        raise AlreadyReplied(
            f"Phát hiện này đã được trả lời ngày {vn_day(progress.replied_on)}.",
            remedy="Nếu có nội dung mới, hãy ghi vào kết quả khắc phục.",
            replied_on=progress.replied_on.isoformat(),
        )
    check_business_day(replied_on, today, "replied_on")
    if replied_on < progress.found_on:
        raise ReplyBeforeFinding(
            f"Ngày trả lời {vn_day(replied_on)} trước ngày phát hiện {vn_day(progress.found_on)}.",
            field="replied_on", remedy=f"Nhập ngày từ {vn_day(progress.found_on)} trở đi.",
            found_on=progress.found_on.isoformat(),
        )
    return replace(progress, replied_on=replied_on, replied_by=by)


def remedied(progress: Progress, remedied_on: dt.date, by: str, today: dt.date) -> Progress:
    """With what the body did about it; the finding stays open until somebody else has seen it.

    Raises FindingAlreadyClosed, RemedyBeforeFinding, ReplyMissing, AlreadyRemedied, DayInFuture,
    RemedyBeforeReply.
    """
    _still_open(progress)
    if remedied_on < progress.found_on:
        raise RemedyBeforeFinding(
            f"Ngày khắc phục {vn_day(remedied_on)} trước ngày phát hiện {vn_day(progress.found_on)}.",
            field="remedied_on", remedy=f"Nhập ngày từ {vn_day(progress.found_on)} trở đi.",
            found_on=progress.found_on.isoformat(),
        )
    if progress.replied_on is None:
        raise ReplyMissing(
            "Chưa có văn bản trả lời nên chưa ghi được kết quả khắc phục.",
            remedy="Ghi văn bản trả lời của đơn vị trước.",
        )
    if progress.remedied_on is not None:
        raise AlreadyRemedied(
            f"Kết quả khắc phục đã được ghi ngày {vn_day(progress.remedied_on)}.",
            remedy="Chờ người giám sát kiểm tra lại và kết luận.",
            remedied_on=progress.remedied_on.isoformat(),
        )
    check_business_day(remedied_on, today, "remedied_on")
    if remedied_on < progress.replied_on:
        raise RemedyBeforeReply(
            f"Ngày khắc phục {vn_day(remedied_on)} trước ngày trả lời {vn_day(progress.replied_on)}.",
            field="remedied_on", remedy=f"Nhập ngày từ {vn_day(progress.replied_on)} trở đi.",
            replied_on=progress.replied_on.isoformat(),
        )
    return replace(progress, remedied_on=remedied_on, remedied_by=by)


def closed(
    progress: Progress, verified_on: dt.date, by: str, today: dt.date, recommended: Sequence[Recommended] = ()
) -> Progress:
    """Verified and closed.  Where there are recommendations, all of them are verified; else its own remedy was seen.

    Raises FindingAlreadyClosed, RecommendationsNotVerified, RemedyMissing, CloserReportedRemedy, DayInFuture,
    VerifiedBeforeRemedy.
    """
    _still_open(progress)
    if recommended:
        _all_verified(recommended)
        last_on = max(one.verified_on for one in recommended if one.verified_on is not None)
    elif progress.remedied_on is None:
        raise RemedyMissing(
            "Chưa có kết quả khắc phục nên chưa kết thúc được phát hiện.",
            remedy="Ghi kết quả khắc phục trước; lời báo \"đã xong\" không thay cho việc kiểm tra lại.",
            status=progress.status,
        )
    else:
        last_on = progress.remedied_on
    if by in (progress.replied_by, progress.remedied_by) or any(by in one.answered_by for one in recommended):
        raise CloserReportedRemedy(
            "Người đã ghi trả lời hoặc kết quả khắc phục không được tự kiểm tra lại.",
            remedy="Để một cán bộ giám sát khác kiểm tra lại và kết thúc.",
        )
    check_business_day(verified_on, today, "verified_on")
    if verified_on < last_on:
        raise VerifiedBeforeRemedy(
            f"Ngày kiểm tra lại {vn_day(verified_on)} trước ngày khắc phục, kiểm tra {vn_day(last_on)}.",
            field="verified_on", remedy=f"Nhập ngày từ {vn_day(last_on)} trở đi.", remedied_on=last_on.isoformat(),
        )
    return replace(progress, verified_on=verified_on, verified_by=by)


def _all_verified(recommended: Sequence[Recommended]) -> None:
    left = sum(one.verified_on is None for one in recommended)
    if left:
        raise RecommendationsNotVerified(
            f"Còn {left} kiến nghị chưa được kiểm tra lại.",
            remedy="Kiểm tra lại từng kiến nghị trước; đơn vị báo xong chưa phải là xong.", left=left,
        )


def _still_open(progress: Progress) -> None:
    if progress.verified_on is not None:
        raise FindingAlreadyClosed(
            f"Phát hiện đã kết thúc ngày {vn_day(progress.verified_on)}.",
            remedy="Nếu sai phạm còn, hãy lập một phát hiện mới.",
            verified_on=progress.verified_on.isoformat(),
        )
