"""Money, days, instants and codes as a Vietnamese reader expects them."""

from __future__ import annotations

import datetime as dt

from babel.numbers import format_decimal
from flask import Flask

from gateway import units
from gateway.facts import SOURCE_NAMES
from runtime.clock import LOCAL_ZONE

LOCALE = "vi_VN"

WORDS = {
    **SOURCE_NAMES,
    # registrations
    "confirmed": "Có chỗ",
    "offered": "Đang được giữ chỗ",
    "waiting": "Chờ chỗ",
    "cancelled": "Đã hủy",
    # pledges
    "open": "Chưa thực hiện",
    "part_fulfilled": "Thực hiện một phần",
    "fulfilled": "Đã thực hiện",
    # payments
    "proposed": "Đã đề nghị",
    "verified": "Đã thẩm tra",
    "approved_once": "Đã duyệt một chữ ký",
    "approved": "Đã duyệt đủ",
    "paid": "Đã chi",
    "withdrawn": "Đã rút",
    # statement imports
    "receiving": "Đang nhận tệp",
    "queued": "Đang chờ đọc",
    "running": "Đang đọc",
    "done": "Xong",
    "failed": "Không đọc được",
    "undoing": "Đang hoàn tác",
    "undo_failed": "Hoàn tác dở dang",
    "undone": "Đã hoàn tác",
    # activities
    "forum": "Diễn đàn",
    "launch": "Lễ phát động",
    "golf": "Giải golf",
    "study_visit": "Đoàn thăm thực tế",
    "great_unity_day": "Ngày hội Đại đoàn kết",
    "hand_over": "Bàn giao nhà",
    "outreach": "Tuyên truyền",
}

FINDING_STATUS = {
    "open": "Chờ trả lời",
    "replied": "Đã trả lời",
    "remedied": "Đã khắc phục, chờ kiểm tra lại",
    "closed": "Đã kết thúc",
}

TAGS = {
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
    """Whole đồng: 742.157.542 đ. Nothing for None."""
    return "" if amount_vnd is None else f"{format_decimal(amount_vnd, locale=LOCALE)} đ"


def number(count: int | None) -> str:
    """A count: 1.234."""
    return "" if count is None else format_decimal(count, locale=LOCALE)


def percent(value: float | None) -> str:
    """One decimal: 74,2 %. A dash where there is no base."""
    return "–" if value is None else f"{format_decimal(value, format='#,##0.0', locale=LOCALE)} %"


def day(value: str | dt.date | None) -> str:
    """A local day: 17/10/2024."""
    if not value:
        return ""
    try:
        return (value if isinstance(value, dt.date) else dt.date.fromisoformat(value)).strftime("%d/%m/%Y")
    except ValueError:
        return str(value)


def instant(value: str | dt.datetime | None) -> str:
    """An instant in Viet Nam's time: 14:05, 17/10/2024."""
    if not value:
        return ""
    at = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    return at.astimezone(LOCAL_ZONE).strftime("%H:%M, %d/%m/%Y")


def clock(value: str | None) -> str:
    """The time of an instant in Viet Nam: 14:05."""
    return dt.datetime.fromisoformat(value).astimezone(LOCAL_ZONE).strftime("%H:%M") if value else ""


def words(code: str | None) -> str:
    """A code of ours in Vietnamese; the code itself when it has no words."""
    return WORDS.get(code or "", code or "")


def finding_status(code: str) -> str:
    """How far a finding has come, in Vietnamese."""
    return FINDING_STATUS.get(code, code)


def tag(code: str | None) -> str:
    """The colour of a status: good, wait, bad or none. Words always stand beside it."""
    return TAGS.get(code or "", "")


def unit_name(code: str | None) -> str:
    """The name of an administrative unit."""
    return units.name_of(code) if code else ""


def register(app: Flask) -> None:
    """Make these usable in templates."""
    for filter_ in (money, number, percent, day, instant, clock, words, finding_status, tag, unit_name):
        app.add_template_filter(filter_, filter_.__name__)
