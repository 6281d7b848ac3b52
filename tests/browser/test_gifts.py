"""A treasurer issues receipts, finds one by name, replaces it, puts a gift right and pays one back, on pages."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.browser


def press(page: Page, words: str) -> None:
    page.click(f"main button:has-text('{words}')")


@pytest.mark.duty("D2")
def test_receipts_are_issued_found_and_replaced_and_a_gift_is_corrected_and_refunded(
    visitor: Visitor, campaign: Campaign
) -> None:
    api = campaign.product.api
    gifts = [
        api().made("/donations", campaign.gift(unit="58", donor_name=name, amount_vnd=amount, name_display="masked"))
        for name, amount in (("Đặng Thị Biếu", 500_000), ("Trần Văn Tặng", 700_000))
    ]
    eventually(lambda: len(api().read("/donations", campaign=campaign.code)["rows"]) == len(gifts))
    here, where = f"?campaign={campaign.code}", os.environ.get("SHOT")
    page, phone = visitor("ke-toan", script=False), visitor("ke-toan", size=PHONE)

    def looked_at(name: str) -> None:
        phone.goto(page.url)
        assert too_wide(phone) == 0 and barriers(phone) == [], name
        if where:
            page.screenshot(path=f"{where}-{name}.png", full_page=True)
            phone.screenshot(path=f"{where}-{name}-phone.png", full_page=True)

    page.goto(f"/viec-hom-nay{here}")
    assert "Cấp biên nhận cho khoản tiền mặt" in page.inner_text(".tasks li:has(.wait)")
    looked_at("today")
    page.goto(f"/bien-nhan{here}")
    assert "Không có biên nhận nào như vậy." in page.inner_text("main")
    page.click("main a:has-text('Khoản tiền mặt chưa có biên nhận')")
    press(page, "Cấp biên nhận")
    assert "Chưa chọn khoản nào." in page.inner_text("main")
    looked_at("cho-cap")
    page.check("#khoan-1")
    page.check("#khoan-2")
    press(page, "Cấp biên nhận")
    assert "Đã cấp 2 biên nhận." in page.inner_text("main")
    eventually(lambda: len(api().read("/receipts", campaign=campaign.code)["rows"]) == len(gifts))
    page.goto(f"/bien-nhan{here}")
    looked_at("list")
    page.fill("#tim", "dang thi bieu")
    press(page, "Tìm")
    assert "dang" not in page.url and page.locator("main tbody tr").count() == 1
    page.click("main tbody a")
    number = page.inner_text("h1")
    with page.expect_download() as download:
        press(page, "Tải biên nhận để in")
    assert download.value.suggested_filename == "bien-nhan.pdf"
    looked_at("receipt")
    press(page, "Hủy và lập biên nhận thay thế")
    assert "Ghi lý do." in page.inner_text("[role=alert]")
    page.fill("[id='thay.address']", "Phường mẫu Đạo Long")
    page.fill("[id='thay.reason']", "Thiếu địa chỉ")
    press(page, "Hủy và lập biên nhận thay thế")
    assert "Phường mẫu Đạo Long" in page.inner_text("main") and page.inner_text("h1") != number
    assert "Thay cho" in page.inner_text("main")

    page.goto(f"/khoan-ung-ho{here}&channel=cash&from_on=2024-10-01")
    assert page.locator("main tbody tr").count() == len(gifts)
    looked_at("gifts")
    page.fill("#tim", "tang tran")
    press(page, "Tìm")
    assert "tran" not in page.url and page.locator("main tbody tr").count() == 1
    assert "Trần Văn Tặng" in page.inner_text("main table"), "masked for others, not for who prints receipts"
    looks = api("kiem-toan").read("/looks", person=gifts[1]["donation_id"])["looks"]
    assert [(one["by"], one["what"]) for one in looks][:1] == [("ke-toan", "receipt.read")]
    if where:
        page.screenshot(path=f"{where}-found.png", full_page=True)
    approver = visitor("duyet-1", script=False)
    approver.goto(f"/khoan-ung-ho{here}")
    approver.fill("#tim", "tang tran")
    press(approver, "Tìm")
    assert "Không có khoản ủng hộ nào như vậy." in approver.inner_text("main"), "what may not be seen is not found"
    page.goto(f"/khoan-ung-ho/{gifts[1]['donation_id']}")
    looked_at("gift")
    page.click("#buoc-dinh-chinh summary")
    page.fill("[id='dinh-chinh.amount_vnd']", "750.000")
    press(page, "Xem lại rồi đính chính")
    assert "Ghi lý do." in page.inner_text("[role=alert]")
    page.fill("[id='dinh-chinh.cause']", "Ghi nhầm số tiền")
    press(page, "Xem lại rồi đính chính")
    assert "750.000 đ" in page.inner_text("main") and "700.000 đ" in page.inner_text("main")
    page.click("main button[value=gui]")
    assert "Đã đính chính" in page.inner_text("main") and "Khoản ủng hộ 750.000 đ" in page.inner_text("h1")
    page.click("#buoc-hoan-tra summary")
    page.fill("[id='hoan-tra.amount_vnd']", "800.000")
    page.fill("[id='hoan-tra.cause']", "Người tặng xin lại")
    press(page, "Xem lại rồi hoàn trả")
    page.click("main button[value=gui]")
    assert page.locator("[role=alert]").count() == 1, "more than the gift"
    page.fill("[id='hoan-tra.amount_vnd']", "50.000")
    press(page, "Xem lại rồi hoàn trả")
    page.click("main button[value=gui]")
    assert "Đã ghi khoản hoàn trả." in page.inner_text("main")
    page.click("main a:has-text('khoản ghi trước')")
    assert "đã được đảo" in page.inner_text("main") and page.locator("#buoc-hoan-tra").count() == 0
    eventually(lambda: campaign.total("refunded")["amount_vnd"] == 50_000)
