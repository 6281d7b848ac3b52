"""What messages of banks (camt.053, MT940) say of the account and the currency, held against ours."""

import re
from decimal import Decimal

from contracts.fields import MAX_VND
from contracts.refusals import Refusal
from services.donations.statements.reading.lines import DamagedRow

DONG = "VND"


class StatementInForeignCurrency(Refusal):
    """The statement is of an account in another currency than đồng."""


class StatementOfAnotherAccount(Refusal):
    """The statement names another account than the one it is imported for."""


def must_be_dong(currency: str) -> None:
    """Raises StatementInForeignCurrency."""
    if currency.strip().upper() != DONG:
        raise StatementInForeignCurrency(
            f"Sao kê này tính bằng {currency[:10]}, không phải đồng Việt Nam (VND).",
            field="account_number",
            remedy="Chỉ nhập sao kê của tài khoản VND; tiền ngoại tệ nhập theo sao kê VND sau khi ngân hàng quy đổi.",
            currency=currency[:10],
        )


def must_be_this_account(named: str, account_number: str) -> None:
    """Banks write prefixes, bank codes and currencies around the number. Raises StatementOfAnotherAccount."""
    if account_number not in re.sub(r"[\s.-]", "", named):
        raise StatementOfAnotherAccount(
            "Sao kê này ghi số tài khoản khác với tài khoản đã chọn.",
            field="account_number",
            remedy="Chọn đúng tài khoản của sao kê này.",
        )


def in_dong(amount: Decimal, currency: str) -> int:
    """Whole đồng, signed. Raises DamagedRow: foreign_currency, amount_unreadable, amount_too_large."""
    if currency.strip().upper() != DONG:
        raise DamagedRow(
            "foreign_currency", f"Số tiền tính bằng {currency[:10]}, không phải VND.", "Chỉ nhập sao kê VND."
        )
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise DamagedRow(
            "amount_unreadable", "Số tiền có phần lẻ hoặc không đọc được.", "Kiểm tra lại dòng này với ngân hàng."
        )
    if abs(amount) > MAX_VND:
        raise DamagedRow(
            "amount_too_large", "Số tiền lớn bất thường.",
            f"Kiểm tra lại với ngân hàng; hệ thống nhận tối đa {MAX_VND} đồng mỗi dòng.",
        )  # fmt: skip
    return int(amount)
