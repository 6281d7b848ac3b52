"""What stands below the head on every page of one activity: for each account only what it may open there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext

from gateway.access.current import principal
from gateway.web.campaigns import Row
from gateway.web.languages import N_
from gateway.web.menu import Shown


@dataclass(frozen=True)
class Entry:
    """A part of an activity.  ``action``: what the account must be allowed for its unit; ``path``: what the addresses
    of its pages begin with, after that of the activity; ``kind``: only for activities of this kind;
    ``anywhere``: its records are of the units that take part, so it is enough to be allowed for any of them."""

    name: str
    endpoint: str
    path: str
    action: str
    kind: str | None = None
    needs: str | None = None
    anywhere: bool = False


ENTRIES = (
    Entry(N_("Chung"), "web.activity_page", "", "activity.read"),
    Entry(N_("Khách"), "web.guest_list", "/khach", "guest.list", needs="quotas"),
    Entry(N_("Thư mời"), "web.invitation_list", "/thu-moi", "guest.list", needs="quotas"),
    Entry(N_("Đăng ký công khai"), "web.opening_page", "/dang-ky-cong-khai", "registration.open"),
    Entry(N_("Chờ chỗ"), "web.waiting_page", "/cho", "guest.list", needs="quotas"),
    Entry(N_("Đoàn đi"), "web.delegation_records", "/doan-di", "delegation.read", anywhere=True),
    Entry(N_("Khách đến"), "web.arrivals", "/khach-den", "activity.read", needs="quotas"),
    Entry(N_("Golf"), "web.golf_desk", "/golf", "golf.read", kind="golf"),
    Entry(N_("Bảng điểm"), "web.board_page", "/bang-diem", "golf.follow", kind="golf"),
    Entry(N_("Sân khấu"), "web.stage_page", "/san-khau", "run_sheet.read"),
    Entry(N_("Ý kiến"), "web.opinion_records", "/y-kien", "opinion.read", anywhere=True),
    Entry(N_("Kết quả"), "web.outcome_records", "/ket-qua", "outcome.read", anywhere=True),
    Entry(N_("Chi phí"), "web.cost_records", "/chi-phi", "cost.read", anywhere=True),
)
"""In the order of an activity's life: before, on the day, after."""


def activity_menu(activity: Row) -> list[Shown]:
    """The parts of this activity that this account may open."""
    who, base = principal(), f"/hoat-dong/{activity['code']}"
    return [
        Shown(gettext(one.name), url_for(one.endpoint, code=activity["code"]), _is_here(one, base))
        for one in ENTRIES
        if (who.may_somewhere(one.action) if one.anywhere else who.may(one.action, activity["unit"]))
        and one.kind in (None, activity["kind"]) and (one.needs is None or activity[one.needs])
    ]


def _is_here(entry: Entry, base: str) -> bool:
    path = base + entry.path
    return request.path == path or (bool(entry.path) and request.path.startswith(f"{path}/"))
