"""An office draws a survey up, opens it, prints tickets and closes it, on pages without JavaScript."""

from __future__ import annotations

import pytest

from runtime.clock import local_day, utc_now
from tests.browser.conftest import PHONE, Visitor, again, barriers, too_wide
from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.browser


def test_an_office_draws_a_survey_up_prints_tickets_and_closes_it(visitor: Visitor, campaign: Campaign) -> None:
    page, phone = visitor("tinh", script=False), visitor("tinh", size=PHONE)

    def looked_at() -> None:
        phone.goto(page.url)
        assert too_wide(phone) == 0 and barriers(phone) == []

    page.goto(f"/lap-khao-sat/moi?campaign={campaign.code}")
    looked_at()
    page.click("main button:has-text('Tiếp tục')")
    assert "Đặt tên cuộc khảo sát." in page.inner_text("[role=alert]")
    page.fill("#title", "Sự hài lòng về nhà Đại đoàn kết")
    page.select_option("#topic", "housing_support")
    page.select_option("#unit", "58")
    page.fill("#closes_on", local_day(utc_now()).isoformat())
    page.check("#areas-588")
    page.check("#uses_tickets")
    page.fill("#q3_text", "Gia đình thuộc diện nào?")
    page.select_option("#q3_kind", "one_of")
    page.click("#q3_choices >> xpath=ancestor::details/summary")
    page.fill("#q3_choices", "Hộ nghèo\nHộ khác")
    page.click("main button:has-text('Tiếp tục')")
    assert "Gia đình thuộc diện nào? (Hộ nghèo; Hộ khác)" in page.inner_text("main")
    page.click("main button:has-text('Sửa lại')")
    assert page.input_value("#q3_choices") == "Hộ nghèo\nHộ khác" and page.is_checked("#areas-588")
    page.click("main button:has-text('Tiếp tục')")
    page.click("main button:has-text('Lập cuộc khảo sát')")
    assert "chưa ai trả lời được" in page.inner_text("main")
    looked_at()
    page.click("main button:has-text('Mở cho trả lời')")
    page.click("main button:has-text('Phát và in phiếu')")
    assert "Từ 1 đến 500" in page.inner_text("[role=alert]")
    page.fill("#count", "3")
    with page.expect_download() as slips:
        page.click("main button:has-text('Phát và in phiếu')")
    assert slips.value.suggested_filename.endswith(".pdf")
    page.goto(page.url.removesuffix("/phieu.pdf"))
    looked_at()
    page.click("main a:has-text('Nhập phiếu giấy')")
    looked_at()
    sheet = f"Mã đơn vị,Ngày trả lời,Mã phiếu,c1,c3\n588,{local_day(utc_now()).isoformat()},00000-00000,5,y1\n"
    page.set_input_files("#file", {"name": "phieu.csv", "mimeType": "text/csv", "buffer": sheet.encode()})
    page.click("main button:has-text('Thử trước')")
    assert "0 trong 1 phiếu" in page.inner_text("main"), "nobody was given that ticket"
    page.goto(page.url.removesuffix("/phieu-giay"))
    page.click("main button:has-text('Kết thúc khảo sát')")
    assert "Đã kết thúc" in page.inner_text("main")
    page.click("main a[href*='/khao-sat/']")
    assert "Sự hài lòng về nhà Đại đoàn kết" in page.inner_text("h1")
    page.goto(f"/lap-khao-sat?campaign={campaign.code}")
    eventually(lambda: again(page) and "Sự hài lòng về nhà" in page.inner_text("main"))
    looked_at()
