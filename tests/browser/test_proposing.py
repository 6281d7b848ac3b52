"""A ceiling is put down, support is proposed for a household by its commune's officer, and lands at the approvers'."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign
from tests.e2e.test_support import registered

pytestmark = pytest.mark.browser

UNIT = "588"


def press(page: Page, words: str) -> None:
    page.click(f"main button:has-text('{words}')")


@pytest.mark.duty("D7")
def test_an_officer_proposes_within_the_ceiling_and_the_approver_finds_it_waiting(
    visitor: Visitor, campaign: Campaign
) -> None:
    code = registered(campaign, 1, unit=UNIT)[0]
    here, where = f"?campaign={campaign.code}", os.environ.get("SHOT")
    office, officer = visitor("tinh"), visitor("thuan-bac")

    def looked_at(page: Page, name: str) -> None:
        if where:
            page.screenshot(path=f"{where}-{name}.png", full_page=True)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert too_wide(page) == 0 and barriers(page) == [], name
        if where:
            page.screenshot(path=f"{where}-{name}-phone.png", full_page=True)
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})

    office.goto(f"/chuong-trinh{here}")
    office.click("main a:has-text('Khai chương trình hỗ trợ')")
    press(office, "Tiếp tục")
    assert "Gõ mức tối đa một hộ." in office.inner_text("[role=alert]")
    for name, value in (("code", f"bo-{campaign.code}"), ("name", "Bò sinh sản"), ("ceiling_vnd", "8.000.000"),
                        ("decision", "Quyết định 05/QĐ-BVĐ"), ("valid_from", "2024-10-01")):
        office.fill(f"#{name}", value)
    office.select_option("#kind", "livelihood")
    looked_at(office, "chuong-trinh-moi")
    press(office, "Tiếp tục")
    assert "8.000.000 đ" in office.inner_text("main .facts")
    press(office, "Lưu chương trình")
    assert "Bò sinh sản" in office.inner_text("main table")
    looked_at(office, "chuong-trinh")

    officer.goto(f"/chi-ho-tro/tat-ca{here}")
    officer.click("main a:has-text('Đề nghị hỗ trợ')")
    looked_at(officer, "loai")
    officer.click("main a:has-text('Sinh kế')")
    officer.fill("#tim", "dang thi anh")
    press(officer, "Tìm")
    assert "dang" not in officer.url and "Đặng" not in officer.inner_text("main")
    looked_at(officer, "ho")
    press(officer, "Chọn hộ này")
    assert "8.000.000 đ" in officer.inner_text("main .facts")
    press(officer, "Tiếp tục")
    assert "Gõ số tiền." in officer.inner_text("[role=alert]")
    officer.fill("#amount_vnd", "9.000.000")
    officer.fill("#reason", "Mua bò giống")
    press(officer, "Tiếp tục")
    assert "Mức hỗ trợ tối đa là 8.000.000 đồng" in officer.inner_text("[role=alert]")
    officer.click("main details summary")
    press(officer, "Xem hồ sơ hộ")
    assert "Ghi mục đích" in officer.inner_text("[role=alert]")
    officer.fill("#muc_dich", "Đối chiếu trước khi đề nghị")
    press(officer, "Xem hồ sơ hộ")
    assert "Đặng Thị Ánh Mẫu" in officer.inner_text("main .facts")
    assert officer.input_value("#reason") == "Mua bò giống"
    looked_at(officer, "phieu")
    officer.fill("#amount_vnd", "7.500.000")
    press(officer, "Tiếp tục")
    assert "Quỹ của đơn vị hiện không đủ" in officer.inner_text("main"), "nothing was given there"
    looked_at(officer, "kiem-tra")
    press(officer, "Gửi đề nghị")
    assert "đang chờ thẩm tra" in officer.inner_text("main") and code in officer.inner_text("main .facts")
    looked_at(officer, "da-gui")

    approver = visitor("duyet-1", script=False)
    approver.goto(f"/chi-ho-tro{here}")
    assert "7.500.000 đ" in approver.inner_text("section:has(#cho-verify)")
    address = officer.url
    officer = visitor("thuan-bac", script=False)
    officer.goto(address)
    officer.fill("[id='rut.reason']", "Ghi nhầm số tiền")
    press(officer, "Rút đề nghị")
    press(officer, "Sửa rồi đề nghị lại cho hộ này")
    assert officer.input_value("#reason") == "Mua bò giống"
    officer.fill("#amount_vnd", "6.000.000")
    press(officer, "Tiếp tục")
    press(officer, "Gửi đề nghị")
    approver.reload()
    waiting = approver.inner_text("section:has(#cho-verify)")
    assert "6.000.000 đ" in waiting and "7.500.000 đ" not in waiting
    looks = campaign.product.api("kiem-toan").read("/households/looks", code=code)["looks"]
    assert [(one["looked_by"], one["purpose"]) for one in looks] == [("thuan-bac", "Đối chiếu trước khi đề nghị")]
