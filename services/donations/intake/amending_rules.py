"""What may be done to a gift that is booked: nothing is changed, it is taken back or given back by new entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal


class DonationTakenBack(Refusal):
    """The gift was taken back already: nothing more can be done to it."""

    kind = "conflict"

    def __init__(self, corrected_by: str | None) -> None:
        super().__init__(
            "Khoản ủng hộ này đã hoàn tác" + (", đã ghi lại bằng khoản khác." if corrected_by else "."),
            field="donation_id", remedy="Mở khoản đã ghi lại." if corrected_by else "Ghi khoản ủng hộ mới.",
            corrected_by=corrected_by,
        )


class BankMoneyIsAsTheStatementSays(Refusal):
    """A gift that came by a bank statement is what the bank says; only the statement's import can be undone."""

    kind = "conflict"


class NothingToCorrect(Refusal):
    """The correction says nothing that is not booked already."""


class DonationRefundedInPart(Refusal):
    """A gift of which money went back already can't be booked anew: the refund would stand against nothing."""

    kind = "conflict"


class RefundExceedsGift(Refusal):
    """More would go back than was given and has not gone back yet."""

    kind = "conflict"


OPERATED = ("card", "wallet")
"""Channels whose operator owes us what it took."""


class OperatorTookNoneOfIt(Refusal):
    """The operator of cards and wallets can only refund what came through it."""


class RefundBeforeGift(Refusal):
    """Money can't go back before it came."""


class RefundNotFound(NotFound):
    """No refund has this id."""


class RefundSettledAlready(Refusal):
    """The refund went out in cash, or its bank debit is known already."""

    kind = "conflict"


class NotTheDebitOfThisRefund(Refusal):
    """The entry is no bank debit of this campaign and unit over the same amount, or stands for another refund."""


def check_not_taken_back(gift: Mapping[str, Any]) -> None:
    """Raises :class:`DonationTakenBack` for a gift (as it is kept) that a reversal took back."""
    if gift.get("reversal_entry_id"):
        raise DonationTakenBack(gift.get("corrected_by"))


def check_correction(
    gift: Mapping[str, Any], changes: Mapping[str, Any], refunded_vnd: int, statement_line_id: str | None
) -> None:
    """Refuse a correction of a gift (what can be corrected of it) that can't be made.

    Raises :class:`BankMoneyIsAsTheStatementSays`, :class:`DonationRefundedInPart`, :class:`NothingToCorrect`."""
    if statement_line_id:
        raise BankMoneyIsAsTheStatementSays(
            "Khoản này ghi theo sao kê ngân hàng, không sửa bằng tay được.", field="donation_id",
            remedy="Hoàn tác lần nhập sao kê rồi nhập lại, hoặc hoàn trả người tặng.",
        )
    if refunded_vnd:
        raise DonationRefundedInPart(
            f"Khoản này đã hoàn trả {refunded_vnd} đồng nên không ghi lại được.", field="donation_id",
            remedy="Ghi phần còn thiếu thành khoản ủng hộ mới, hoặc hoàn trả phần còn lại.",
        )
    if all(gift.get(name) == value for name, value in changes.items()):
        raise NothingToCorrect(
            "Nội dung đính chính giống hệt khoản đã ghi.", field="cause", remedy="Ghi trường cần sửa và giá trị đúng."
        )


def check_way(way: str, channel: str) -> None:
    """Refuse an operator's refund of what no operator took.  Raises :class:`OperatorTookNoneOfIt`."""
    if way == "operator" and channel not in OPERATED:
        raise OperatorTookNoneOfIt(
            "Khoản này không qua đơn vị thanh toán thẻ hay ví.", field="way",
            remedy="Chọn hoàn trả bằng tiền mặt hoặc chuyển khoản.",
        )


def check_refund(
    amount_vnd: int, given_vnd: int, refunded_vnd: int, received_on: dt.date, refunded_on: dt.date, today: dt.date
) -> None:
    """Refuse a refund of more than is left, or on a day that can't be.

    Raises :class:`RefundExceedsGift`, :class:`RefundBeforeGift`, DayInFuture, DayTooEarly."""
    check_business_day(refunded_on, today, "refunded_on")
    if refunded_on < received_on:
        raise RefundBeforeGift(
            "Ngày hoàn trả sớm hơn ngày nhận.", field="refunded_on",
            remedy=f"Nhập ngày từ {received_on.isoformat()} trở đi.",
        )
    left_vnd = given_vnd - refunded_vnd
    if amount_vnd > left_vnd:
        raise RefundExceedsGift(
            f"Khoản này chỉ còn {left_vnd} đồng có thể hoàn trả.", field="amount_vnd",
            remedy=f"Nhập tối đa {left_vnd} đồng." if left_vnd else "Khoản này đã hoàn trả hết.", left_vnd=left_vnd,
        )
