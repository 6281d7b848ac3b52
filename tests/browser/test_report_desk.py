"""A round of reports on pages, from its opening to the signed paper: a unit's officer, the province, whoever signs."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.browser

LOOKED_AT = ("open", "round", "whole", "section", "sign", "version", "list")
"""Pages of each kind, seen on a phone and asked for barriers; all of them where SHOT says where pictures go."""


def tried_again(page: Page, address: str, words: str) -> None:
    """Open the page anew until it says so: figures are gathered by a process of their own."""

    def says() -> bool:
        page.goto(address)
        return words in page.inner_text("main")

    eventually(says, within_seconds=30)


def test_an_officer_hands_in_the_province_puts_together_and_the_approver_signs_a_paper(
    visitor: Visitor, campaign: Campaign
) -> None:
    desk = campaign.product.api()
    desk.made("/donations", campaign.gift(unit="588", amount_vnd=200_000))
    eventually(lambda: campaign.total("received")["amount_vnd"] == 200_000)
    # Nobody here has JavaScript; what it looks like is seen with it, on a phone, by whoever may see it all.
    province, officer, approver = (visitor(who, script=False) for who in ("tinh", "thuan-bac", "duyet-1"))
    phone, where = visitor("tinh", size=PHONE), os.environ.get("SHOT")

    def looked_at(page: Page, name: str) -> None:
        if name not in LOOKED_AT and not where:
            return
        phone.goto(page.url)
        assert too_wide(phone) == 0 and barriers(phone) == []
        if where:
            page.screenshot(path=f"{where}-{name}.png", full_page=True)
            phone.screenshot(path=f"{where}-{name}-phone.png", full_page=True)
            phone.emulate_media(color_scheme="dark")
            phone.screenshot(path=f"{where}-{name}-dark.png", full_page=True)
            phone.emulate_media(color_scheme="light")

    province.goto(f"/bao-cao?campaign={campaign.code}")
    assert "Chưa mở kỳ báo cáo nào." in province.inner_text("main")
    province.click("main a:has-text('Mở kỳ báo cáo')")
    looked_at(province, "open")
    province.check("#kind-peak_month")
    province.fill("#day_in", "2024-11-01")
    for box in province.locator("input[name=don-vi]:not([value='588'])").all():
        box.uncheck()
    province.click("main button:has-text('kiểm tra lại')")
    assert "17/10/2024" in province.inner_text("main") and "18/11/2024" in province.inner_text("main")
    province.click("main button:has-text('Mở kỳ báo cáo')")
    round_page = province.url
    looked_at(province, "round")

    officer.goto(f"/bao-cao?campaign={campaign.code}")
    officer.click("main a:has-text('Thuận Bắc')")
    report = officer.url
    looked_at(officer, "report")
    officer.click("main .tasks a:has-text('Đánh giá chung')")
    looked_at(officer, "section")
    officer.fill("#text", "Huyện nhận được 200.000 đồng.")
    officer.click("main button:has-text('Lưu nháp')")
    assert "Khớp" in officer.inner_text("main")
    officer.click("main button:has-text('Lưu và quay lại')")
    officer.click("main .tasks a:has-text('gương điển hình')")
    officer.check("[name=kind][value=model]")
    officer.fill("#title", "Ngân hàng bò")
    officer.fill("#story", "Mười hộ nuôi bò sinh sản.")
    officer.click("main button:has-text('Ghi và nêu')")
    looked_at(officer, "examples")
    officer.click("main a:has-text('Quay lại báo cáo')")
    officer.click("main .tasks a:has-text('Kiểm tra lại và gửi')")
    looked_at(officer, "submit")
    officer.click("main button:has-text('Gửi báo cáo')")
    assert "Đã gửi báo cáo lên cấp trên." in officer.inner_text("main")
    tried_again(officer, report, "không đổi nữa")
    officer.click("main .tasks a:has-text('Số liệu')")
    looked_at(officer, "figures")

    province.goto(round_page)
    province.click("main tbody a:has-text('Thuận Bắc')")
    looked_at(province, "review")
    province.click("main button:has-text('Nhận báo cáo')")
    assert "Đã nhận báo cáo" in province.inner_text("main")
    province.goto(round_page)
    province.click("main a:has-text('Báo cáo tổng hợp')")
    whole = province.url
    province.click("main .tasks a:has-text('Tổng hợp báo cáo')")
    looked_at(province, "consolidate")
    province.click("main button:has-text('Tổng hợp')")
    tried_again(province, whole, "không đổi nữa")
    province.click("main .tasks a:has-text('Kết quả nổi bật')")
    province.fill("#text", "Trung ương hỗ trợ 7 tỷ đồng.")
    province.click("main button:has-text('Lưu và quay lại')")
    assert "1 số không khớp" in province.inner_text("main")
    looked_at(province, "whole")
    province.click("main .tasks a:has-text('Đối chiếu')")
    looked_at(province, "numbers")

    approver.goto(whole)
    approver.click("main .tasks a:has-text('Ký báo cáo')")
    approver.fill("#signer_name", "Trần Thị Mẫu")
    approver.fill("#signer_position", "Trưởng Ban Vận động")
    approver.click("main button:has-text('kiểm tra lại')")
    assert "không khớp" in approver.inner_text("[role=alert]")
    assert approver.input_value("#signer_name") == "Trần Thị Mẫu"
    looked_at(approver, "sign")
    approver.check("main label:has-text('7 tỷ đồng')")
    approver.click("main button:has-text('kiểm tra lại')")
    assert "Trưởng Ban Vận động" in approver.inner_text("main")
    approver.click("main button:has-text('Ký báo cáo')")
    assert "Đã ký báo cáo." in approver.inner_text("main")
    approver.click("main a:has-text('Bản 1')")
    looked_at(approver, "version")
    with approver.expect_download() as coming:
        approver.click("main a:has-text('PDF') >> nth=0")
    with open(coming.value.path(), "rb") as paper:
        assert paper.read(5) == b"%PDF-"
    published = approver.locator("main a:has-text('Danh sách ủng hộ')").get_attribute("href")
    approver.click("main a:has-text('Kiểm tra lại')")
    assert "mọi mã băm còn đúng như lúc chốt" in approver.inner_text("main")

    version = re.sub(r"\?.*", "", approver.url)
    desk.made("/donations", campaign.gift(unit="588", amount_vnd=70_000, received_on="2024-10-20"))
    tried_again(province, version, "Số liệu đã khác")
    province.click("main a:has-text('70.000 đ')")
    assert "Mới thêm" in province.inner_text("main")
    looked_at(province, "difference")
    province.goto(f"/bao-cao?campaign={campaign.code}")
    looked_at(province, "list")
    province.goto(str(published))
    looked_at(province, "disclosure")
    assert "200.000" in province.inner_text("main")
    province.goto(f"/bao-cao/guong?campaign={campaign.code}")
    looked_at(province, "examples-list")
    province.click("main a:has-text('Ngân hàng bò')")
    looked_at(province, "example")
    province.fill("[id='nhan-rong.how']", "Tập huấn các xã.")
    province.click("main button:has-text('Nhân rộng')")
    assert "Tập huấn các xã." in province.inner_text("main")
    stranger = visitor("thuan-bac")
    assert stranger.goto(whole).status == 403  # type: ignore[union-attr]
