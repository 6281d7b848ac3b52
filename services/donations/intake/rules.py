"""Which gifts may be booked by hand, and how a donor's name may be shown."""

from __future__ import annotations

import datetime as dt

from contracts.business_days import check_business_day
from contracts.refusals import Refusal
from services.donations.campaigns.rules import UnitNotInCampaign

ANONYMOUS = "anonymous"
SHOWN = "shown"


class BankMoneyComesFromStatements(Refusal):
    """A transfer into a bank account is booked from the bank's statement only; booked by hand as well, it would
    count twice."""

    def __init__(self) -> None:
        super().__init__(
            "Tiền chuyển khoản chỉ được ghi sổ từ sao kê ngân hàng.", field="channel",
            remedy="Nhập sao kê, hoặc lập phiếu đăng ký ủng hộ để người tặng ghi mã vào nội dung chuyển khoản.",
        )


def check_gift(channel: str, received_on: dt.date, unit: str, units_taking_part: list[str], today: dt.date) -> None:
    """Refuse a gift that can't be booked by hand.

    Raises :class:`BankMoneyComesFromStatements`, DayInFuture, DayTooEarly or :class:`UnitNotInCampaign`."""
    if channel == "bank_transfer":
        raise BankMoneyComesFromStatements
    check_business_day(received_on, today, "received_on")
    if unit not in units_taking_part:
        raise UnitNotInCampaign(unit, units_taking_part)


def public_name(name: str, display: str) -> str:
    """The name as it may leave the service: whole, as initials ("Nguyễn Văn An" is "N. V. A."), or empty.

    A donor's consent decides (donations.md, Receiving); without it names are masked."""
    if display == SHOWN:
        return name
    if display == ANONYMOUS:
        return ""
    return " ".join(f"{word[0].upper()}." for word in name.split())
