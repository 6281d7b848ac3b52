"""Where the administrator, the auditor and whoever else looks after the product begins."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from gateway.access.current import Principal, principal, require
from gateway.web.blueprint import pages
from gateway.web.languages import N_, said


@dataclass(frozen=True)
class Place:
    """A page to go on to, by the action that opens it."""

    name: str
    hint: str
    endpoint: str
    action: str


PLACES = (
    Place(N_("Tình trạng hệ thống"), N_("Máy chủ, tiến trình, hàng đợi, đĩa; chỗ nào cần xem và làm gì."),
          "web.health_page", "metrics.read"),
    Place(N_("Tin hỏng"), N_("Sự kiện không xử lý được: vì sao, từ bao giờ; gửi lại hoặc bỏ."),
          "web.parked_list", "parked.read"),
    Place(N_("Tài khoản"), N_("Lập, tìm, khóa tài khoản; giao vai trò; gửi đường dẫn đặt mật khẩu."),
          "web.account_list", "account.read"),
    Place(N_("Khóa API"), N_("Khóa của mọi chương trình, lần dùng cuối; thu hồi ngay."), "web.key_list", "key.manage"),
    Place(N_("Nhật ký thay đổi quyền"), N_("Ai đổi gì, của ai, lúc nào."), "web.access_trail", "access_trail.read"),
    Place(N_("Lượt xem dữ liệu cá nhân"), N_("Ai đã xem dữ liệu của ai, lúc nào, để làm gì."),
          "web.look_list", "looks.read"),
    Place(N_("Danh sách đã xuất"), N_("Ai đã xuất danh sách nào, bao nhiêu dòng, lúc nào."),
          "web.export_list", "access_trail.read"),
    Place(N_("Nơi nhận thông báo (webhook)"), N_("Chương trình nào được báo về việc gì; những lần gửi chưa tới."),
          "web.subscriber_list", "webhook.read"),
    Place(N_("Đơn vị hành chính"), N_("Tìm đơn vị ở bất kỳ ngày nào; hình thành từ đâu, đã thành gì."),
          "web.unit_list", "unit.read"),
)

OPENS = ("account.read", "metrics.read", "looks.read")
"""What opens this page: units alone, which everybody may look up, do not."""


def may_administer(asking: Principal) -> bool:
    """Whether this page is for them."""
    return any(asking.may_somewhere(action) for action in OPENS)


@pages.get("/quan-tri")
def administration() -> ResponseReturnValue:
    """What this account may look after."""
    asking = principal()
    if not may_administer(asking):
        require("account.read")  # says why not, or asks to log in
    mine = [one for one in PLACES if asking.may_somewhere(one.action)]
    return render_template(
        "administrator/hub.html",
        places=[{"name": said(one.name), "hint": said(one.hint), "href": url_for(one.endpoint)} for one in mine],
    )
