"""Guests and invitations from a list: tried first, each row known again, homonyms pointed out and never merged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g
from flask_smorest import Blueprint

from contracts.commands.events.invitations import Invite
from contracts.commands.events.registration import RegisterGuest
from gateway.api.asking import ask
from gateway.api.bulk import Notes, add_bulk
from runtime.text import fold

blp = Blueprint("guest_imports", __name__, url_prefix="/api/v1/activities", description="Nhập danh sách khách, thư mời")

Json = dict[str, Any]

GUEST_HEADINGS = {
    "quota": "Mã khối khách", "guest_name": "Họ và tên", "organisation": "Cơ quan, đơn vị", "commune": "Xã, phường",
    "phone": "Điện thoại", "email": "Thư điện tử", "kind": "Loại khách", "needs": "Nhu cầu",
    "needs_note": "Ghi chú nhu cầu", "photo_consent": "Đồng ý chụp ảnh", "publication_consent": "Đồng ý công bố",
    "assisted": "Đăng ký hộ", "assisted_reason": "Lý do đăng ký hộ", "may_wait": "Chờ chỗ",
}

OFFICE_HEADINGS = {
    "quota": "Mã khối khách", "office": "Cơ quan, đơn vị", "guest_name": "Họ và tên", "title": "Chức vụ",
    "email": "Thư điện tử", "phone": "Điện thoại", "reply_by_on": "Hạn trả lời",
}


def unit_of_activity(row: Json) -> str:
    """The unit of the activity that all rows of a list are about; asked for once in a request."""
    units: dict[str, str] = g.setdefault("units_of_activities", {})
    code = row["activity"]
    if code not in units:
        units[code] = ask("events", "get_activity", {"id": code})["unit"]
    return units[code]


def notes_on_guests(before: Sequence[Json] = ()) -> Notes:
    """Notes on one list of guests; namesakes are looked for in the list itself too, which a dry run has not written."""
    seen = {_named(row) for row in before}

    def notes(row: Json, answered: Json) -> list[tuple[str, str]]:
        if answered["known"]:
            return [("known", "Khách này đã có trong danh sách từ trước; không ghi thêm.")]
        found = []
        named = _named(row)
        if answered["homonyms"] or named in seen:
            found.append(("homonym", "Trùng họ tên và nơi ở với khách khác; xem lại có phải cùng một người không."))
        seen.add(named)
        if answered["status"] == "waiting":
            found.append(("waiting", "Khối này hết chỗ; khách vào danh sách chờ."))
        return found

    return notes


def _named(row: Json) -> tuple[str, str]:
    return fold(row.get("guest_name", "")), fold(row.get("commune") or row.get("organisation", ""))


def notes_on_offices(_before: Sequence[Json] = ()) -> Notes:
    """Notes on one list of invitations."""
    def notes(_row: Json, answered: Json) -> list[tuple[str, str]]:
        return [("known", "Thư mời này đã có từ trước; không lập thêm.")] if answered["known"] else []

    return notes


GUESTS = add_bulk(
    blp, "guest.register", RegisterGuest, "register_guest",
    "Đăng ký nhiều khách từ tệp CSV hoặc XLSX; dry_run thì chỉ thử từng dòng với số chỗ hiện còn, không ghi.",
    GUEST_HEADINGS, given=(), path="/<activity>/registrations/import", service="events", unit_of=unit_of_activity,
    once_each=("quota", "guest_name", "commune", "organisation", "phone"),
    known_by=("quota", "guest_name", "commune", "organisation", "phone"), notes=notes_on_guests,
)

OFFICES = add_bulk(
    blp, "invitation.save", Invite, "invite",
    "Lập nhiều thư mời từ tệp CSV hoặc XLSX; dry_run thì chỉ thử, không ghi.",
    OFFICE_HEADINGS, given=(), path="/<activity>/invitations/import", service="events", unit_of=unit_of_activity,
    once_each=("quota", "office", "guest_name", "title"), known_by=("quota", "office", "guest_name", "title"),
    notes=notes_on_offices,
)
