"""Support from approval to the recipient's word, on the pages of those who take the steps."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Page

from runtime.clock import local_day, utc_now
from tests.browser.conftest import PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign
from tests.e2e.test_support import HEADER, registered

pytestmark = pytest.mark.browser


def press(page: Page, words: str) -> None:
    page.click(f"main button:has-text('{words}')")


@pytest.mark.duty("D7")
def test_two_people_approve_and_the_treasurer_pays_through_the_bank_and_in_cash(
    visitor: Visitor, campaign: Campaign
) -> None:
    api = campaign.product.api
    campaign.import_statement((HEADER + "1,01/11/2024,1,,9.000.000,9.000.000,UNG HO\n").encode())
    unit = campaign.account("vietcombank")["unit"]
    made = [
        api().made("/payments", {
            "campaign": campaign.code, "unit": unit, "kind": "livelihood", "household_code": code,
            "amount_vnd": (number + 1) * 1_000_000, "reason": "Mua bò giống", "proposed_on": "2024-11-02",
        })
        for number, code in enumerate(registered(campaign, 3, unit=unit))
    ]
    here, where = f"?campaign={campaign.code}", os.environ.get("SHOT")
    first, second = visitor("duyet-1", script=False), visitor("duyet-2", script=False)
    phone = visitor("ke-toan", size=PHONE)

    def looked_at(page: Page, name: str, path: str = "") -> None:
        phone.goto(path or page.url)
        assert too_wide(phone) == 0 and barriers(phone) == [], name
        if where:
            page.screenshot(path=f"{where}-{name}.png", full_page=True)
            phone.screenshot(path=f"{where}-{name}-phone.png", full_page=True)

    first.goto(f"/chi-ho-tro{here}")
    press(first, "Thẩm tra các khoản đã chọn")
    assert "Chưa chọn khoản nào." in first.inner_text("main")
    for payment in made:
        first.check(f"#verify-{payment['payment_id']}")
    press(first, "Thẩm tra các khoản đã chọn")
    assert "Thẩm tra 3 khoản, 6.000.000 đ" in first.inner_text("h1")
    press(first, "Thẩm tra")
    assert "Thẩm tra: xong 3 khoản." in first.inner_text("main")
    if where:
        first.screenshot(path=f"{where}-waiting.png", full_page=True)
    for payment in made[:2]:
        first.check(f"#approve-{payment['payment_id']}")
    press(first, "Duyệt các khoản đã chọn")
    press(first, "Duyệt")

    second.goto(f"/chi-ho-tro/{made[2]['payment_id']}")
    press(second, "Rút đề nghị")
    assert "Ghi lý do." in second.inner_text("[role=alert]")
    second.goto(f"/chi-ho-tro{here}")
    for payment in made[:2]:
        second.check(f"#approve-{payment['payment_id']}")
    press(second, "Duyệt các khoản đã chọn")
    press(second, "Duyệt")
    assert "Duyệt: xong 2 khoản." in second.inner_text("main")
    first.goto(f"/chi-ho-tro/{made[2]['payment_id']}")
    press(first, "Xem lại rồi duyệt")
    assert "chữ ký thứ nhất" in first.inner_text("main")
    first.click("main button[value=gui]")
    assert "cần một người khác duyệt thêm" in first.inner_text("main")
    second.goto(first.url)
    press(second, "Xem lại rồi duyệt")
    assert "chữ ký thứ hai" in second.inner_text("main") and "3.000.000" in second.inner_text("main")
    second.click("main button[value=gui]")

    treasurer = visitor("ke-toan", script=False)
    treasurer.goto(f"/chi-ho-tro{here}")
    looked_at(treasurer, "chi")
    treasurer.click("main a:has-text('Lập lô chi qua ngân hàng')")
    if treasurer.locator("#tai_khoan").count():
        treasurer.select_option("#tai_khoan", campaign.account("vietcombank")["number"])
        treasurer.click("form[role=search] button")
    looked_at(treasurer, "lo-moi")
    treasurer.uncheck(f"#khoan-{made[2]['payment_id']}")
    press(treasurer, "Xem lại rồi lập lô")
    assert "Lập lô 2 khoản, 3.000.000 đ" in treasurer.inner_text("h1")
    treasurer.click("main button[value=gui]")
    with treasurer.expect_download() as download:
        press(treasurer, "Tải tệp CSV")
    assert re.fullmatch(r"lo-chi-\w+\.csv", download.value.suggested_filename)
    looked_at(treasurer, "lo")
    treasurer.click("main summary")
    treasurer.fill(f"[id='hong.{made[0]['payment_id']}']", "Sai số tài khoản")
    press(treasurer, "Xem lại rồi ghi kết quả")
    assert "Sai số tài khoản" in treasurer.inner_text("main")
    press(treasurer, "Ghi kết quả")
    assert "Đã ghi kết quả của ngân hàng." in treasurer.inner_text("main")
    treasurer.goto(f"/chi-ho-tro/{made[0]['payment_id']}")
    press(treasurer, "Xem lại rồi chi")
    assert "ra khỏi quỹ tiền mặt" in treasurer.inner_text("main")
    treasurer.click("main button[value=sua]")
    looked_at(treasurer, "khoan", f"/chi-ho-tro/{made[0]['payment_id']}")
    treasurer.goto(f"/lo-chi{here}")

    # The bank's next statement has the debit; the batch explains it, which can be taken back.
    today = f"{local_day(utc_now()):%d/%m/%Y}"
    rows = f"1,01/11/2024,1,,9.000.000,9.000.000,UNG HO\n1,{today},2,2.000.000,,7.000.000,CHI HO TRO\n"
    campaign.import_statement((HEADER + rows).encode())
    treasurer.click("main a:has-text('Dòng ghi nợ chưa giải trình')")
    looked_at(treasurer, "ghi-no")
    press(treasurer, "Đúng khoản này")
    assert "Đã giải trình dòng ghi nợ." in treasurer.inner_text("main")
    assert made[1]["payment_id"] in treasurer.inner_text("main .facts")
    press(treasurer, "Rút giải trình")
    assert "2.000.000 đ" in treasurer.inner_text("main table")

    office = visitor("tinh", script=False)
    office.goto(f"/chi-ho-tro/{made[1]['payment_id']}")
    press(office, "Ghi lại")
    assert "Chọn đã nhận hay chưa." in office.inner_text("[role=alert]")
    office.check("[id='xac-nhan.received']")
    office.fill("[id='xac-nhan.name']", "Chủ hộ Mẫu")
    office.check("[id='xac-nhan.manner']")
    press(office, "Ghi lại")
    assert "Đã ghi lời người nhận." in office.inner_text("main")
    office.goto(f"/chi-ho-tro/tat-ca{here}&status=paid")
    looked_at(office, "tat-ca")
    assert "đã nhận" in office.inner_text("main table")
    assert api().read(f"/payments/{made[0]['payment_id']}")["status"] == "approved", "the failed one can be paid anew"
