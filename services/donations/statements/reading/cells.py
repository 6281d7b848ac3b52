"""Strict reading of one cell: amounts, days, times and texts, whether the file holds them as text or, as a spreadsheet
may, as numbers and dates. What is not plainly right is refused, never guessed."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Literal

from contracts.fields import MAX_VND
from services.donations.statements.reading.lines import DamagedRow

Grouping = Literal[".", ",", ""]
"""What stands between groups of three digits: `2.000.000`, `2,000,000`, or nothing: `2000000`."""

Cell = str | int | float | date | datetime | time | timedelta
"""What a cell may hold; CSV knows text only."""

MOST_EXACT_DIGITS = 15
"""A spreadsheet keeps this many digits of a number; those after are lost."""

_PATTERNS = {
    ".": re.compile(r"0|[1-9][0-9]{0,2}(\.[0-9]{3})*"),
    ",": re.compile(r"0|[1-9][0-9]{0,2}(,[0-9]{3})*"),
    "": re.compile(r"0|[1-9][0-9]*"),
}
_EXAMPLES = {".": "2.000.000", ",": "2,000,000", "": "2000000"}
_MINUS = ("-", "\u2212")

DEFAULT_DAY_FORMAT = "dd/mm/yyyy"
DAY_FORMATS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        written: re.compile(
            re.escape(written)
            .replace("dd", "(?P<day>[0-9]{2})").replace("mm", "(?P<month>[0-9]{2})")
            .replace("yyyy", "(?P<year>[0-9]{4})")
        )
        for written in (DEFAULT_DAY_FORMAT, "dd-mm-yyyy", "dd.mm.yyyy", "yyyy-mm-dd", "yyyy/mm/dd", "mm/dd/yyyy")
    }
)  # fmt: skip
"""How days may be written, by the name of the format."""
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing."""
    return isinstance(cell, str) and not cell.strip()


def amount_vnd(cell: Cell, grouping: Grouping, column: str) -> int:
    """Whole đồng above or equal to zero; an empty cell is 0.

    Raises DamagedRow: amount_negative, amount_unreadable, amount_too_large.
    """
    text = cell.strip() if isinstance(cell, str) else str(_whole_number(cell, column))
    if not text:
        return 0
    if text.startswith((*_MINUS, "(")):
        raise DamagedRow(
            "amount_negative",
            f"Cột {column}: số tiền âm.",
            "Ghi tiền ra ở cột ghi nợ và tiền vào ở cột ghi có, đều là số dương.",
        )
    if not isinstance(cell, str):
        grouping = ""
    if not _PATTERNS[grouping].fullmatch(text):
        raise _unreadable(column, f"Ghi số nguyên đồng theo đúng kiểu của ngân hàng, ví dụ {_EXAMPLES[grouping]}.")
    return _within_reach(int(text.replace(grouping, "") if grouping else text), column)


def signed_vnd(cell: Cell, grouping: Grouping, column: str) -> int:
    """Whole đồng of a column that holds money received as +, money paid out as -; an empty cell is 0.

    Raises DamagedRow: amount_unreadable, amount_too_large.
    """
    if not isinstance(cell, str):
        cell = str(_whole_number(cell, column))
        grouping = ""
    text = cell.strip()
    if text.startswith(_MINUS):
        return -amount_vnd(_unsigned(text, column), grouping, column)
    return amount_vnd(_unsigned(text, column) if text.startswith("+") else text, grouping, column)


def balance_vnd(cell: Cell, grouping: Grouping, column: str) -> int | None:
    """Balance after a row; may be below zero; None when the bank printed none.

    Raises DamagedRow: amount_unreadable, amount_too_large.
    """
    return None if cell == "" or is_blank(cell) else signed_vnd(cell, grouping, column)


def day(cell: Cell, written: str = DEFAULT_DAY_FORMAT) -> date:
    """A day as a date, or printed in the format `written` (a key of DAY_FORMATS).

    Raises DamagedRow: day_unreadable, also for a day no calendar has.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    match = DAY_FORMATS[written].fullmatch(cell.strip()) if isinstance(cell, str) else None
    try:
        if match:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        pass
    example = written.replace("dd", "17").replace("mm", "10").replace("yyyy", "2024")
    raise DamagedRow(
        "day_unreadable",
        "Ngày giao dịch không có thật hoặc không đọc được.",
        f"Ghi ngày theo dạng ngày/tháng/năm, ví dụ {example}."
        if written == DEFAULT_DAY_FORMAT
        else f"Ghi ngày theo dạng {written}, ví dụ {example}.",
    )


def time_of_day(cell: Cell) -> time | None:
    """A time as such, or printed as 08:05:09 or 08:05; None for an empty cell. Raises DamagedRow: time_unreadable."""
    if isinstance(cell, datetime):
        return cell.time().replace(microsecond=0)
    if isinstance(cell, time):
        return cell.replace(microsecond=0)
    if isinstance(cell, timedelta) and timedelta() <= cell < timedelta(days=1):
        return (datetime.combine(date.min, time()) + cell).time().replace(microsecond=0)
    text = cell.strip() if isinstance(cell, str) else "?"
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


def text(cell: Cell, column: str) -> str:
    """A reference, memo or name, trimmed.

    A spreadsheet that took a number for one (`5849.1850` became 5849.185) has changed it, and with it the identity
    of the row: only whole numbers of at the most MOST_EXACT_DIGITS digits are surely as the bank wrote them.
    Raises DamagedRow: text_became_number.
    """
    if isinstance(cell, str):
        return cell.strip()
    if _is_whole(cell) and abs(int(cell)) < 10**MOST_EXACT_DIGITS:  # type: ignore[arg-type]
        return str(int(cell))  # type: ignore[arg-type]
    raise DamagedRow(
        "text_became_number",
        f"Cột {column}: bảng tính đã đổi chữ thành số hoặc ngày nên không còn đúng như ngân hàng ghi.",
        "Tải lại tệp gốc của ngân hàng, không mở rồi lưu lại; hoặc định dạng cột này là Text trước khi dán.",
    )


def _whole_number(cell: Cell, column: str) -> int:
    if not _is_whole(cell):
        raise _unreadable(column, "Ô này phải là số nguyên đồng, không có phần lẻ.")
    return int(cell)  # type: ignore[arg-type]


def _is_whole(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return False
    return isinstance(cell, int) or (isinstance(cell, float) and cell.is_integer())


def _unsigned(text: str, column: str) -> str:
    rest = text[1:].strip()
    if not rest[:1].isdigit():
        raise _unreadable(column, "Ghi số nguyên đồng sau dấu.")
    return rest


def _unreadable(column: str, remedy: str) -> DamagedRow:
    return DamagedRow("amount_unreadable", f"Cột {column}: không đọc được số tiền.", remedy)


def _within_reach(amount: int, column: str) -> int:
    if amount > MAX_VND:
        raise DamagedRow(
            "amount_too_large",
            f"Cột {column}: số tiền lớn bất thường.",
            f"Kiểm tra lại với ngân hàng; hệ thống nhận tối đa {MAX_VND} đồng mỗi dòng.",
        )
    return amount
