"""Roles, and what was done to an account, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext

from gateway.access.rules import Grant
from gateway.web.formatting import instant, unit_name
from gateway.web.languages import N_, said

ROLES = {
    "province": N_("Văn phòng Ban Vận động tỉnh"),
    "unit_officer": N_("Cán bộ Mặt trận huyện, xã"),
    "treasurer": N_("Kế toán, thủ quỹ của Quỹ"),
    "approver": N_("Thường trực duyệt chi"),
    "organiser": N_("Người tổ chức hoạt động"),
    "supervisor": N_("Đoàn giám sát"),
    "auditor": N_("Kiểm toán"),
    "administrator": N_("Quản trị tài khoản"),
}

CHANGES = {
    "created": N_("Lập tài khoản"),
    "roles": N_("Đổi vai trò"),
    "disabled": N_("Khóa tài khoản"),
    "enabled": N_("Mở lại tài khoản"),
    "password_link": N_("Lập đường dẫn đặt mật khẩu"),
    "password_set": N_("Đặt mật khẩu"),
    "sign_on_name": N_("Ghi tên đăng nhập một lần"),
    "key_made": N_("Lập khóa API"),
    "key_revoked": N_("Thu hồi khóa API"),
}


def role(code: str) -> str:
    """A role in words."""
    return said(ROLES.get(code, code))


def grant(held: Grant) -> str:
    """A role with its unit: Kế toán, thủ quỹ của Quỹ – Ninh Thuận (58)."""
    return f"{role(held.role)} – {unit_name(held.unit)} ({held.unit})"


def grants(held: Iterable[Grant]) -> str:
    """Each on its line."""
    return "\n".join(grant(one) for one in held) or gettext("Chưa có vai trò nào")


def change(code: str) -> str:
    """What was done, in words."""
    return said(CHANGES.get(code, code))


def differs(entry: dict[str, Any]) -> list[str]:
    """What was before, and what is after, a change of the trail."""
    before, after = entry["before"], entry["after"]
    told = []
    if "roles" in before or "roles" in after:
        told = [
            gettext("Trước: %(roles)s", roles=_in_one_line(before["roles"])) if "roles" in before else "",
            gettext("Sau: %(roles)s", roles=_in_one_line(after.get("roles", []))),
        ]
    key_id = after.get("key_id") or before.get("key_id")
    told.append(gettext("Khóa %(key)s", key=key_id) if key_id else "")
    told.append(gettext("Hết hạn %(at)s", at=instant(after["expires_at"])) if after.get("expires_at") else "")
    return [one for one in told if one]


def _in_one_line(roles: list[dict[str, str]]) -> str:
    return "; ".join(grant(Grant(one["role"], one["unit"])) for one in roles) or gettext("không có vai trò")
