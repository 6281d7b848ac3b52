"""When a commitment may be signed, reported on and ended.

Sources: Ninh Thuận 2024 (sponsorship until the household leaves poverty, by signed commitment, results reported);
Sơn La 2022 and Bình Thuận 2021 (enterprises and localities help poor ones).
"""

from __future__ import annotations

import datetime as dt

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal

MOST_REPORTS = 500
"""On one commitment: more than one a week for nine years."""


class CommitmentNotFound(NotFound):
    """No commitment has this id."""


class HouseholdSponsoredAlready(Refusal):
    """Somebody sponsors this household already."""

    kind = "conflict"


class CommitmentEnded(Refusal):
    """The commitment has ended."""

    kind = "conflict"


class BeforeSigning(Refusal):
    """A day that lies before the commitment was signed."""


class TwinnedWithItself(Refusal):
    """A unit can't be its own partner."""


class TooManyReports(Refusal):
    """The commitment has as many reports as it may have."""

    kind = "conflict"


class StillPoor(Refusal):
    """A sponsorship is fulfilled only when its last report says that the household has left poverty."""

    kind = "conflict"


LEFT_POVERTY = ("newly_escaped", "escaped")


def check_signing(
    unit: str, partner_unit: str | None, signed_on: dt.date, until_on: dt.date | None, today: dt.date
) -> None:
    """Raises DayInFuture, DayTooEarly, BeforeSigning, TwinnedWithItself."""
    check_business_day(signed_on, today, "signed_on")
    if until_on is not None and until_on < signed_on:
        raise _before_signing("until_on", signed_on)
    if partner_unit == unit:
        raise TwinnedWithItself(
            "Đơn vị không thể kết nghĩa với chính mình.", field="partner_unit", remedy="Chọn đơn vị bạn."
        )


def check_report(status: str, signed_on: dt.date, reports: int, reported_on: dt.date, today: dt.date) -> None:
    """Raises CommitmentEnded, DayInFuture, DayTooEarly, BeforeSigning, TooManyReports."""
    _check_active(status)
    check_business_day(reported_on, today, "reported_on")
    if reported_on < signed_on:
        raise _before_signing("reported_on", signed_on)
    if reports >= MOST_REPORTS:
        raise TooManyReports(
            f"Cam kết này đã có {MOST_REPORTS} lần báo cáo.", field="commitment_id",
            remedy="Kết thúc cam kết này và lập cam kết mới.",
        )


def check_end(
    kind: str, status: str, signed_on: dt.date, household_class: str | None, ended_on: dt.date, fulfilled: bool,
    today: dt.date,
) -> None:
    """Raises CommitmentEnded, DayInFuture, DayTooEarly, BeforeSigning, StillPoor."""
    _check_active(status)
    check_business_day(ended_on, today, "ended_on")
    if ended_on < signed_on:
        raise _before_signing("ended_on", signed_on)
    if kind == "sponsorship" and fulfilled and household_class not in LEFT_POVERTY:
        raise StillPoor(
            "Báo cáo gần nhất chưa ghi hộ đã thoát nghèo.", field="fulfilled",
            remedy="Báo cáo kết quả rà soát hộ trước, hoặc kết thúc mà chưa hoàn thành.",
        )


def _check_active(status: str) -> None:
    if status != "active":
        raise CommitmentEnded(
            "Cam kết này đã kết thúc.", field="commitment_id", remedy="Lập cam kết mới nếu vẫn tiếp tục.",
            status=status,
        )


def _before_signing(field: str, signed_on: dt.date) -> BeforeSigning:
    return BeforeSigning(
        f"Ngày này trước ngày ký cam kết ({signed_on:%d/%m/%Y}).", field=field,
        remedy=f"Nhập ngày từ {signed_on:%d/%m/%Y} trở đi.", signed_on=signed_on.isoformat(),
    )
