"""A pledge is a promise, not money: what its state is, when it is overdue or lapsed, and whether a gift may fulfil
it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal

Instalments = Sequence[Mapping[str, Any]]
"""Each with ``due_on`` (a day) and ``amount_vnd``."""


class PledgeNotFound(NotFound):
    """No pledge has this id."""

    def __init__(self, pledge_id: str) -> None:
        super().__init__(
            "Không tìm thấy phiếu đăng ký ủng hộ này.", field="pledge_id",
            remedy="Chọn lại phiếu trong danh sách.", pledge_id=pledge_id,
        )


class PledgeOfAnotherCampaign(Refusal):
    """The pledge belongs to another campaign than the gift."""

    def __init__(self, campaign: str) -> None:
        super().__init__(
            f"Phiếu đăng ký này thuộc đợt vận động “{campaign}”.", field="pledge_id",
            remedy="Ghi khoản ủng hộ vào đúng đợt vận động, hoặc bỏ trống phiếu đăng ký.",
        )


class PledgeOfAnotherUnit(Refusal):
    """The pledge was made to another unit than the gift: who books for one unit changes nothing of another's."""

    def __init__(self, unit: str) -> None:
        super().__init__(
            f"Phiếu đăng ký này thuộc đơn vị {unit}.", field="pledge_id",
            remedy="Ghi khoản ủng hộ vào đúng đơn vị của phiếu, hoặc bỏ trống phiếu đăng ký.", unit=unit,
        )


class PledgeAlreadyFulfilled(Refusal):
    """Nothing is owed on the pledge any more, so a suggestion that it might be is out of date."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            "Phiếu đăng ký này đã được thực hiện đủ.", field="pledge_id",
            remedy="Từ chối gợi ý này; nếu người ủng hộ tặng thêm ngoài phiếu thì gán phiếu bằng tay.",
        )


class InstalmentsDiffer(Refusal):
    """The parts do not add up to what is promised."""


class InstalmentsOutOfOrder(Refusal):
    """Two parts are due on one day, or one before the pledge was made."""


class ChequeUntold(Refusal):
    """A symbolic cheque without what stands on it, or a cheque with what is no symbolic cheque."""


class PledgeFulfilled(Refusal):
    """All that was promised has come: nothing can lapse."""

    kind = "conflict"


class PledgeLapsedAlready(Refusal):
    """The pledge has lapsed already."""

    kind = "conflict"


class PledgeNotLapsed(Refusal):
    """Only a lapsed pledge can be reopened."""

    kind = "conflict"


class LapseBeforePledge(Refusal):
    """A promise can't lapse before it was made."""


def status_of(amount_vnd: int, fulfilled_vnd: int, lapsed: bool = False) -> str:
    """open, part_fulfilled, fulfilled or lapsed; giving more than promised is fulfilled too, and money that comes late
    fulfils a lapsed pledge as well."""
    if fulfilled_vnd >= amount_vnd:
        return "fulfilled"
    if lapsed:
        return "lapsed"
    return "part_fulfilled" if fulfilled_vnd > 0 else "open"


def check_form(
    kind: str, has_cheque: bool, instalments: Instalments, amount_vnd: int, pledged_on: dt.date
) -> None:
    """Refuse a pledge whose parts contradict each other.

    Raises :class:`ChequeUntold`, :class:`InstalmentsDiffer`, :class:`InstalmentsOutOfOrder`."""
    if has_cheque != (kind == "symbolic_cheque"):
        raise ChequeUntold(
            "Bảng tượng trưng phải ghi nội dung và người trao; phiếu đăng ký thường thì không.", field="cheque",
            remedy="Ghi phần cheque khi kind là symbolic_cheque, ngoài ra bỏ trống.",
        )
    if not instalments:
        return
    total_vnd = sum(part["amount_vnd"] for part in instalments)
    if total_vnd != amount_vnd:
        raise InstalmentsDiffer(
            f"Các đợt nộp cộng lại là {total_vnd} đồng, khác số đăng ký {amount_vnd} đồng.", field="instalments",
            remedy="Sửa các đợt nộp cho đủ số đăng ký.", total_vnd=total_vnd,
        )
    days = [part["due_on"] for part in instalments]
    if days != sorted(set(days)) or days[0] < pledged_on:
        raise InstalmentsOutOfOrder(
            "Các đợt nộp phải theo thứ tự ngày, mỗi ngày một đợt, không sớm hơn ngày đăng ký.", field="instalments",
            remedy="Sắp lại các đợt theo ngày.",
        )


def overdue_vnd(instalments: Instalments, amount_vnd: int, fulfilled_vnd: int, lapsed: bool, as_of: dt.date) -> int:
    """What was due by the end of ``as_of`` and has not come, in đồng.  Nothing is overdue of a pledge without
    instalments, which names no day, or of a lapsed one."""
    if lapsed:
        return 0
    due_vnd = sum(part["amount_vnd"] for part in instalments if part["due_on"] <= as_of)
    return max(0, min(due_vnd, amount_vnd) - fulfilled_vnd)


def check_lapse(status: str, pledged_on: dt.date, lapsed_on: dt.date, today: dt.date) -> None:
    """Raises :class:`PledgeFulfilled`, :class:`PledgeLapsedAlready`, :class:`LapseBeforePledge`, DayInFuture,
    DayTooEarly."""
    if status == "fulfilled":
        raise PledgeFulfilled(
            "Phiếu này đã thực hiện đủ.", field="pledge_id", remedy="Không cần làm gì thêm với phiếu này."
        )
    if status == "lapsed":
        raise PledgeLapsedAlready(
            "Phiếu này đã hết hiệu lực.", field="pledge_id", remedy="Mở lại phiếu nếu người đăng ký sẽ thực hiện."
        )
    check_business_day(lapsed_on, today, "lapsed_on")
    if lapsed_on < pledged_on:
        raise LapseBeforePledge(
            "Ngày hết hiệu lực sớm hơn ngày đăng ký.", field="lapsed_on", remedy="Nhập ngày từ ngày đăng ký trở đi."
        )


def check_reopening(status: str) -> None:
    """Raises :class:`PledgeNotLapsed`."""
    if status != "lapsed":
        raise PledgeNotLapsed(
            "Phiếu này chưa hết hiệu lực.", field="pledge_id", remedy="Chỉ mở lại phiếu đã hết hiệu lực."
        )
