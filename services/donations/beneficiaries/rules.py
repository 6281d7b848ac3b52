"""What a household's entry must keep to (Bình Thuận 2021, Ninh Bình 2017: the database of poor households)."""

from __future__ import annotations

import datetime as dt

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal


class HouseholdNotFound(NotFound):
    """No household has this code."""

    def __init__(self) -> None:
        super().__init__(
            "Không có hộ nào mang mã này trong sổ.", field="household_code",
            remedy="Kiểm tra lại mã, hoặc ghi hộ vào sổ trước.",
        )


class HouseholdChangedMeanwhile(Refusal):
    """Somebody changed the household since it was read."""

    kind = "conflict"


class HouseholdElsewhere(Refusal):
    """The household's code is that of another unit's household."""

    kind = "conflict"


class HouseholdClosed(Refusal):
    """The household was taken out of the register."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            "Hộ này đã đưa ra khỏi sổ.", field="household_code", remedy="Ghi lại hộ vào sổ nếu còn ở địa bàn."
        )


class BankOfTheAccountMissing(Refusal):
    """An account number without its bank, or a bank without a number."""


def check_household(class_from_on: dt.date, bank: str | None, bank_account: str, today: dt.date) -> None:
    """Raises DayInFuture, DayTooEarly, BankOfTheAccountMissing."""
    check_business_day(class_from_on, today, "class_from_on")
    if bool(bank) != bool(bank_account):
        raise BankOfTheAccountMissing(
            "Tài khoản phải có cả ngân hàng và số tài khoản.", field="bank_account",
            remedy="Điền cả hai, hoặc bỏ trống cả hai.",
        )


def check_change(version: int, seen_version: int | None, unit: str, told_unit: str) -> None:
    """Whether an entry that is there may be changed so.  Raises HouseholdElsewhere, HouseholdChangedMeanwhile."""
    if unit != told_unit:
        raise HouseholdElsewhere(
            f"Mã này là của một hộ ở đơn vị {unit}.", field="code",
            remedy="Dùng mã khác; nếu hộ chuyển đến thì đơn vị cũ đưa hộ ra khỏi sổ trước.", unit=unit,
        )
    if seen_version is not None and seen_version != version:
        raise HouseholdChangedMeanwhile(
            "Có người vừa sửa hộ này.", field="seen_version", remedy="Mở lại hộ, xem thay đổi rồi sửa tiếp.",
            version=version,
        )
