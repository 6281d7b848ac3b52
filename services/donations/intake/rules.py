"""Which gifts may be booked by hand, what foreign money is worth, and how a donor's name may be shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from contracts.business_days import check_business_day
from contracts.refusals import Refusal
from runtime.text import public_name as public_name  # the one rule, for all services
from services.donations.campaigns.rules import UnitNotInCampaign

ANONYMOUS = "anonymous"
SHOWN = "shown"
MASKED = "masked"
GUARDIAN = "guardian"


class BankMoneyComesFromStatements(Refusal):
    """A transfer into a bank account is booked from the bank's statement only; booked by hand as well, it would
    count twice."""

    def __init__(self) -> None:
        super().__init__(
            "Tiền chuyển khoản chỉ được ghi sổ từ sao kê ngân hàng.", field="channel",
            remedy="Nhập sao kê, hoặc lập phiếu đăng ký ủng hộ để người tặng ghi mã vào nội dung chuyển khoản.",
        )


class ForeignAmountDiffers(Refusal):
    """The amount in đồng is not what the foreign amount is worth at the rate that is given."""


class NotForeignMoney(Refusal):
    """Đồng is no foreign currency."""


class MinorNameNeedsGuardian(Refusal):
    """A minor's name is shown only when a parent or guardian has agreed."""


def check_gift(channel: str, received_on: dt.date, unit: str, units_taking_part: list[str], today: dt.date) -> None:
    """Refuse a gift that can't be booked by hand.

    Raises :class:`BankMoneyComesFromStatements`, DayInFuture, DayTooEarly or :class:`UnitNotInCampaign`."""
    if channel == "bank_transfer":
        raise BankMoneyComesFromStatements
    check_business_day(received_on, today, "received_on")
    if unit not in units_taking_part:
        raise UnitNotInCampaign(unit, units_taking_part)


def worth_vnd(amount: str, rate: str) -> int:
    """What a foreign amount is worth in whole đồng at a rate (đồng for one), half a đồng rounded up.  Both are decimal
    numbers as text; no binary fraction touches them."""
    with localcontext() as exact:
        exact.prec = 60
        return int((Decimal(amount) * Decimal(rate)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def check_foreign(foreign: Mapping[str, Any], amount_vnd: int, today: dt.date) -> None:
    """Refuse foreign money whose worth in đồng is not what the rate says.

    Raises :class:`NotForeignMoney`, :class:`ForeignAmountDiffers`, DayInFuture, DayTooEarly."""
    if foreign["currency"] == "VND":
        raise NotForeignMoney(
            "Đồng Việt Nam không phải ngoại tệ.", field="foreign.currency", remedy="Bỏ trống phần ngoại tệ."
        )
    check_business_day(foreign["rate_on"], today, "foreign.rate_on")
    expected_vnd = worth_vnd(foreign["amount"], foreign["rate"])
    if expected_vnd != amount_vnd:
        raise ForeignAmountDiffers(
            f"{foreign['amount']} {foreign['currency']} theo tỷ giá {foreign['rate']} là {expected_vnd} đồng, không "
            f"phải {amount_vnd} đồng.",
            field="amount_vnd", remedy="Sửa số tiền quy đổi hoặc tỷ giá.", expected_vnd=expected_vnd,
        )


def display_of(wanted: str, minor: bool, basis: str | None) -> str:
    """How a name is shown when the donor wants it so: a minor's is not, not even masked, unless it is to be shown and
    a guardian agreed.  Raises :class:`MinorNameNeedsGuardian`."""
    if not minor:
        return wanted
    if wanted == SHOWN and basis != GUARDIAN:
        raise MinorNameNeedsGuardian(
            "Tên người chưa thành niên chỉ được hiện khi cha mẹ hoặc người giám hộ đồng ý.", field="name_display",
            remedy="Ghi căn cứ đồng ý là người giám hộ, hoặc chọn ẩn danh.",
        )
    return SHOWN if wanted == SHOWN else ANONYMOUS
