"""What stands at the top of every page: for each account only where it may go, for a visitor what is open to all."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext

from gateway.access.current import Principal, principal
from gateway.web.languages import N_


@dataclass(frozen=True)
class Entry:
    """A place in the menu.  ``action``: what an account must be allowed somewhere to see it, or one of
    ``also``; None: it is for visitors.  ``path``: what the addresses of its pages begin with, or one of
    ``beside``."""

    name: str
    endpoint: str
    path: str
    action: str | None = None
    also: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    def open_to(self, who: Principal) -> bool:
        """Whether this account may do, somewhere, what the place is for (one of it is enough)."""
        return any(who.may_somewhere(action) for action in (self.action, *self.also) if action)


@dataclass(frozen=True)
class Shown:
    """An entry as a page shows it."""

    name: str
    href: str
    here: bool


MENU = (
    Entry(N_("Tổng quan"), "web.overview", "/tong-quan", "report.read"),
    Entry(N_("Việc hôm nay"), "web.today", "/viec-hom-nay", "receipt.issue", also=("support.approve",)),
    Entry(N_("Báo cáo"), "web.round_list", "/bao-cao", "submission.read"),
    Entry(N_("Sao kê"), "web.import_list", "/sao-ke", "imports.read"),
    Entry(N_("Đối chiếu"), "web.matching_desk", "/doi-chieu", "match.read"),
    Entry(N_("Chi hỗ trợ"), "web.waiting_payments", "/chi-ho-tro", "rows.read"),
    Entry(N_("Biên nhận"), "web.receipt_list", "/bien-nhan", "rows.read"),
    Entry(N_("Hoạt động"), "web.activity_list", "/hoat-dong", "activity.read", beside=("/y-kien", "/tuyen-truyen")),
    Entry(N_("Giám sát"), "web.finding_list", "/giam-sat", "finding.read"),
    Entry(N_("Phản ánh"), "web.complaint_list", "/xu-ly-phan-anh", "complaint.list"),
    Entry(N_("Khảo sát"), "web.survey_list", "/lap-khao-sat", "survey.read"),
    Entry(N_("Chuyện nhà"), "web.story_houses", "/chuyen-nha", "story.read"),
    Entry(N_("Quản trị"), "web.administration", "/quan-tri", "account.read", ("metrics.read", "looks.read")),
)

FOR_ALL = (
    Entry(N_("Thu chi công khai"), "web.portal", "/cong-khai"),
    Entry(N_("Tra sao kê"), "web.public_lines", "/cong-khai/sao-ke"),
    Entry(N_("Ủng hộ"), "web.give", "/cong-khai/ung-ho"),
    Entry(N_("Hoạt động"), "web.public_activities", "/cong-khai/hoat-dong"),
    Entry(N_("Gửi phản ánh"), "web.complaint_form", "/phan-anh"),
    Entry(N_("Kiểm tra biên nhận"), "web.receipt_check_form", "/kiem-tra-bien-nhan"),
)
"""In the head for visitors, in the foot for everybody."""

MOST_IN_ROW = 7
"""Two lines beside the name on a desk's screen; a fold for a single one would not be shorter."""


def menu() -> list[Shown]:
    """What this account may go to."""
    who = principal()
    return [_shown(one) for one in MENU if one.open_to(who)]


def folded_menu() -> tuple[list[Shown], list[Shown]]:
    """What this account may go to: what stands in the row, and what is folded away behind it."""
    shown = menu()
    in_row = len(shown) if len(shown) <= MOST_IN_ROW + 1 else MOST_IN_ROW
    return shown[:in_row], shown[in_row:]


def menu_for_all() -> list[Shown]:
    """What anybody may go to."""
    return [_shown(one) for one in FOR_ALL]


def _shown(entry: Entry) -> Shown:
    front = request.path == "/" and entry.endpoint == "web.overview"
    paths = (entry.path, *entry.beside)
    inside = any(request.path == path or request.path.startswith(f"{path}/") for path in paths)
    # The nearest one: a page of the portal that has an entry of its own is not also "inside" the portal's front.
    nearer = any(
        len(other.path) > len(entry.path) and request.path.startswith(other.path) for other in (*MENU, *FOR_ALL)
    )
    return Shown(gettext(entry.name), url_for(entry.endpoint), (inside and not nearer) or front)
