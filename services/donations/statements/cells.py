"""Strict reading of one cell: amounts, days and times. What is not plainly right is refused, never
guessed."""

import re
from datetime import date, time
from typing import Literal

from contracts.fields import MAX_VND
from services.donations.statements.lines import DamagedRow

Grouping = Literal[".", ",", ""]
"""What stands between groups of three digits: `2.000.000`, `2,000,000`, or nothing: `2000000`."""

_PATTERNS = {
    ".": re.compile(r"0|[1-9][0-9]{0,2}(\.[0-9]{3})*"),
    ",": re.compile(r"0|[1-9][0-9]{0,2}(,[0-9]{3})*"),
    "": re.compile(r"0|[1-9][0-9]*"),
}
_EXAMPLES = {".": "2.000.000", ",": "2,000,000", "": "2000000"}
_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")


def amount_vnd(text: str, grouping: Grouping, column: str) -> int:
    """Whole đồng above or equal to zero; an empty cell is 0.

    Raises DamagedRow: amount_negative, amount_unreadable, amount_too_large.
    """
    text = text.strip()
    if not text:
        return 0
    if text.startswith(("-", "\u2212", "(")):
        raise DamagedRow(
            "amount_negative",
            f"Cột {column}: số tiền âm.",
            "Ghi tiền ra ở cột ghi nợ và tiền vào ở cột ghi có, đều là số dương.",
        )
    if not _PATTERNS[grouping].fullmatch(text):
        raise DamagedRow(
            "amount_unreadable",
            f"Cột {column}: không đọc được số tiền.",
            f"Ghi số nguyên đồng theo đúng kiểu của ngân hàng, ví dụ {_EXAMPLES[grouping]}.",
        )
    return _within_reach(int(text.replace(grouping, "") if grouping else text), column)


def balance_vnd(text: str, grouping: Grouping, column: str) -> int | None:
    """Balance after a row; may be below zero; None when the bank printed none.

    Raises DamagedRow: amount_unreadable, amount_too_large.
    """
    text = text.strip()
    if not text:
        return None
    if text.startswith("-"):
        return -amount_vnd(text[1:], grouping, column)
    return amount_vnd(text, grouping, column)


def day(text: str) -> date:
    """A day printed as 17/10/2024. Raises DamagedRow: day_unreadable, also for a day no calendar has."""
    match = _DAY.fullmatch(text.strip())
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        pass
    raise DamagedRow(
        "day_unreadable",
        "Ngày giao dịch không có thật hoặc không đọc được.",
        "Ghi ngày theo dạng ngày/tháng/năm, ví dụ 17/10/2024.",
    )


def time_of_day(text: str) -> time | None:
    """A time printed as 08:05:09 or 08:05; None for an empty cell. Raises DamagedRow: time_unreadable."""
    text = text.strip()
    if not text:
        return None
    match = _TIME.fullmatch(text)
    try:
        if match:
            return time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        pass
    raise DamagedRow(
        "time_unreadable", "Giờ giao dịch không đọc được.", "Ghi giờ theo dạng giờ:phút:giây, ví dụ 08:05:09."
    )


def _within_reach(amount: int, column: str) -> int:
    if amount > MAX_VND:
        raise DamagedRow(
            "amount_too_large",
            f"Cột {column}: số tiền lớn bất thường.",
            f"Kiểm tra lại với ngân hàng; hệ thống nhận tối đa {MAX_VND} đồng mỗi dòng.",
        )
    return amount
