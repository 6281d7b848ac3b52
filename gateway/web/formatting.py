"""Money, days, instants and codes as a reader of the language in force expects them: Vietnamese, or English."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import gettext

from gateway import units
from gateway.facts import SOURCE_NAMES
from gateway.web.languages import ENGLISH, N_, language, locale, said
from gateway.web.report_words import REPORT_STATUS, STATUS_TAGS
from runtime.clock import LOCAL_ZONE

WORDS = {
    **SOURCE_NAMES,
    # registrations
    "confirmed": N_("Có chỗ"),
    "offered": N_("Đang được giữ chỗ"),
    "waiting": N_("Chờ chỗ"),
    "cancelled": N_("Đã hủy"),
    # pledges
    "open": N_("Chưa thực hiện"),
    "part_fulfilled": N_("Thực hiện một phần"),
    "fulfilled": N_("Đã thực hiện"),
    # payments
    "proposed": N_("Đã đề nghị"),
    "verified": N_("Đã thẩm tra"),
    "approved_once": N_("Đã duyệt một chữ ký"),
    "approved": N_("Đã duyệt đủ"),
    "paid": N_("Đã chi"),
    "withdrawn": N_("Đã rút"),
    # statement imports
    "receiving": N_("Đang nhận tệp"),
    "queued": N_("Đang chờ đọc"),
    "running": N_("Đang đọc"),
    "done": "Xong",
    "failed": N_("Không đọc được"),
    "undoing": N_("Đang hoàn tác"),
    "undo_failed": N_("Hoàn tác dở dang"),
    "undone": N_("Đã hoàn tác"),
    # activities
    "forum": N_("Diễn đàn"),
    "launch": N_("Lễ phát động"),
    "golf": N_("Giải golf"),
    "study_visit": N_("Đoàn thăm thực tế"),
    "great_unity_day": N_("Ngày hội Đại đoàn kết"),
    "hand_over": N_("Bàn giao nhà"),
    "outreach": N_("Tuyên truyền"),
}

FINDING_STATUS = {
    "open": N_("Chờ trả lời"),
    "replied": N_("Đã trả lời"),
    "remedied": N_("Đã khắc phục, chờ kiểm tra lại"),
    "closed": N_("Đã kết thúc"),
}

VISIT_STATUS = {
    "planned": N_("Chưa bắt đầu"),
    "under_way": N_("Đang làm"),
    "reported": N_("Đã báo cáo"),
    "closed": N_("Đã kết thúc"),
    "cancelled": N_("Đã hủy"),
}

TAGS = {
    **STATUS_TAGS,
    "confirmed": "good",
    "done": "good",
    "closed": "good",
    "fulfilled": "good",
    "paid": "good",
    "offered": "wait",
    "waiting": "wait",
    "queued": "wait",
    "running": "wait",
    "receiving": "wait",
    "undoing": "wait",
    "undo_failed": "bad",
    "replied": "wait",
    "remedied": "wait",
    "part_fulfilled": "wait",
    "failed": "bad",
    "serious": "bad",
    "open": "bad",
}


def money(amount_vnd: int | None) -> str:
    """Whole đồng: 742.157.542 đ, in English 742,157,542 đ. Nothing for None."""
    return "" if amount_vnd is None else f"{_grouped(amount_vnd, locale())} đ"


def short_money(amount_vnd: int | None) -> str:
    """Rounded, for the axis of a chart: 742,2 triệu đ, in English 742.2 million đ. Nothing for None."""
    if amount_vnd is None:
        return ""
    size, name = next((one for one in _SIZES if abs(amount_vnd) >= one[0]), _SIZES[-1])
    rounded = format_decimal(round(amount_vnd / size, 1), locale=locale())
    return " ".join(filter(None, [rounded, gettext(name) if name else "", "đ"]))


_SIZES = (
    (1_000_000_000, N_("tỷ")), (1_000_000, N_("triệu")), (1_000, N_("nghìn")), (1, ""),
)


def number(count: int | None) -> str:
    """A count: 1.234."""
    return "" if count is None else _grouped(count, locale())


@lru_cache(10_000)
def _grouped(number: int, locale: str) -> str:
    """Digits in groups. Kept, because a page shows the same amounts again and again, and babel takes its time."""
    return str(format_decimal(number, locale=locale))


def decimal(value: str | None) -> str:
    """An exact decimal of ours, `71.8`, as a reader writes it: 71,8."""
    return "" if value is None else str(format_decimal(Decimal(value), format="#,##0.###", locale=locale()))


def to_par(value: str | None) -> str:
    """Strokes over or under par: +3, −2, E for even."""
    if value is None:
        return ""
    over = Decimal(value)
    return "E" if over == 0 else f"{'+' if over > 0 else '−'}{decimal(str(abs(over)))}"


def metres(cm: int | None) -> str:
    """What was measured in centimetres: 3,25 m.  A dash for what is not measured."""
    return "–" if cm is None else f"{format_decimal(Decimal(cm) / 100, format='#,##0.00', locale=locale())} m"


def percent(value: float | None) -> str:
    """One decimal: 74,2 %. A dash where there is no base."""
    return "–" if value is None else f"{format_decimal(value, format='#,##0.0', locale=locale())} %"


def day(value: str | dt.date | None) -> str:
    """A local day: 17/10/2024, in English 17 Oct 2024."""
    if not value:
        return ""
    try:
        return _day(value if isinstance(value, dt.date) else dt.date.fromisoformat(value))
    except ValueError:
        return str(value)


def short_day(value: str | dt.date) -> str:
    """A day of a year that is said elsewhere: 17/10, in English 17 Oct."""
    at = value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
    return format_date(at, "d MMM", locale=locale()) if language() == ENGLISH else f"{at:%d/%m}"


def instant(value: str | dt.datetime | None) -> str:
    """An instant in Viet Nam's time: 14:05, 17/10/2024."""
    if not value:
        return ""
    at = (value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)).astimezone(LOCAL_ZONE)
    return f"{at:%H:%M}, {_day(at.date())}"


def clock(value: str | None) -> str:
    """The time of an instant in Viet Nam: 14:05."""
    return dt.datetime.fromisoformat(value).astimezone(LOCAL_ZONE).strftime("%H:%M") if value else ""


def _day(on: dt.date) -> str:
    # Slashes would be read month first by some, so English has the month in letters.
    return format_date(on, "d MMM y", locale=locale()) if language() == ENGLISH else f"{on:%d/%m/%Y}"


def words(code: str | None) -> str:
    """A code of ours in words; the code itself when it has no words."""
    return said(WORDS.get(code or "", code or ""))


def finding_status(code: str) -> str:
    """How far a finding has come, in words."""
    return said(FINDING_STATUS.get(code, code))


def visit_status(code: str) -> str:
    """How far a visit has come, in Vietnamese."""
    return said(VISIT_STATUS.get(code, code))


def report_status(code: str) -> str:
    """How far a report has come, in words."""
    return said(REPORT_STATUS.get(code, code))


def tag(code: str | None) -> str:
    """The colour of a status: good, wait, bad or none. Words always stand beside it."""
    return TAGS.get(code or "", "")


def unit_name(code: str | None, on: str | None = None) -> str:
    """The name of an administrative unit, as it was on a day where one is given."""
    return units.name_of(code, on or None) if code else ""


def register(app: Flask) -> None:
    """Make these usable in templates."""
    for filter_ in (
        money, short_money, number, decimal, metres, to_par, percent, day, short_day, instant, clock, words, said,
        finding_status, report_status, visit_status, tag, unit_name,
    ):
        app.add_template_filter(filter_, filter_.__name__)
