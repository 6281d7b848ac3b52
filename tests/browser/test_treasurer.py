"""The treasurer at the matching desk: by keyboard, on a phone, and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visitor, again, barriers, too_wide
from tests.e2e.product import Campaign, eventually
from tests.e2e.test_matching import HEADER
from tests.e2e.test_statement_formats import OWN
from tests.statement_files import as_xlsx

pytestmark = pytest.mark.browser

NAMES = ["Nguyễn Thị Ánh", "Đặng Văn Bốn", "Lê Thị Cúc", "Phạm Văn Dần", "Hồ Thị Én", "Võ Văn Gấm"]


def lines_to_match(campaign: Campaign) -> list[dict[str, Any]]:
    """A line for each of the names, two pledges that fit the third alike, and one line that nobody promised."""
    memos = ["NGUYEN THI ANH", "DANG VAN BON", "LE THI CUC", "PHAM VAN DAN", "HO THI EN", "VO VAN GAM"]
    for number, name in enumerate([*NAMES, NAMES[2]]):
        amount = (NAMES.index(name) + 1) * 1_000_000
        campaign.product.api().made("/pledges", {
            "campaign": campaign.code, "unit": "58", "amount_vnd": amount, "pledger_name": name,
            "pledged_on": f"2024-10-{20 + number}",
        })
    rows = "".join(f"1,0{at + 1}/11/2024,{at}.1,,{at + 1}.000.000,,{memo} ung ho\n" for at, memo in enumerate(memos))
    campaign.import_statement((HEADER + rows + "1,09/11/2024,9.9,,70.000,,Ho Thi La chuyen tien\n").encode())
    ask = campaign.product.api("ke-toan").read
    found: list[dict[str, Any]] = eventually(
        lambda: (rows := ask("/matching/lines", campaign=campaign.code)["lines"])[5:] and rows
    )
    return found


def shown(page: Page, amount: str) -> None:
    expect(page.locator("#dong-nay")).to_contain_text(amount)


def told(page: Page, words: str) -> None:
    """In the desk's own line; above it when somebody was quicker than htmx and the form went out by itself."""
    expect(page.locator("[role=status], [role=alert]").filter(has_text=words).first).to_be_visible()


def test_a_treasurer_works_through_the_lines_by_keyboard_and_takes_a_slip_back(
    visitor: Visitor, campaign: Campaign
) -> None:
    lines = lines_to_match(campaign)
    page = visitor("ke-toan")
    page.goto(f"/doi-chieu?campaign={campaign.code}&dong=no-such")
    shown(page, "1.000.000")
    press = page.keyboard.press
    press("/")
    page.keyboard.type("nz1")
    assert page.input_value("#tim") == "nz1", "no key does anything while one types"
    page.fill("#tim", "")
    press("Escape")
    press("?")
    expect(page.locator("#phim-tat")).to_have_attribute("open", "")
    press("?")
    assert barriers(page) == []

    press("Enter")
    shown(page, "2.000.000")
    told(page, f"Đã xác nhận khoản 1.000.000 đ của {NAMES[0]}.")
    expect(page.locator("#dong-nay")).to_be_focused()
    expect(page.locator(".desk-progress")).to_contain_text("1 trên 6 dòng cần người xem, còn 5")
    press("z")
    shown(page, "1.000.000")
    told(page, "Đã hoàn tác")
    press("Enter")
    shown(page, "2.000.000")
    press("n")
    shown(page, "3.000.000")

    assert page.locator(".candidate input:checked").count() == 0, "two fit alike: a person chooses"
    press("Enter")
    told(page, "Chọn một phiếu đăng ký rồi xác nhận.")
    press("2")
    press("Enter")
    shown(page, "4.000.000")

    fourth = next(line for line in lines if line["amount_vnd"] == 4_000_000)
    campaign.product.api("tinh").made(
        f"/matching/lines/{fourth['donation_id']}/confirmation",
        {"version": fourth["version"], "pledge_id": fourth["candidates"][0]["pledge_id"]},
    )
    press("Enter")
    told(page, "vừa được tinh xử lý")
    shown(page, "5.000.000")
    press("b")
    shown(page, "6.000.000")
    told(page, "Đã bỏ gợi ý")
    assert barriers(page) == []
    press("?")
    page.uncheck("#dung-phim")
    page.locator("#dong-nay").focus()
    press("b")
    assert again(page)
    shown(page, "2.000.000")
    press("Enter")
    page.wait_for_load_state("networkidle")
    shown(page, "2.000.000")
    left = campaign.product.api("ke-toan").read("/matching/progress", campaign=campaign.code)
    assert (left["suggested"], left["decided"]) == (2, 4), "keys that are switched off do nothing"


def test_the_desk_is_whole_without_javascript_and_on_a_phone(visitor: Visitor, campaign: Campaign) -> None:
    lines_to_match(campaign)
    page, phone = visitor("ke-toan", script=False), visitor("ke-toan", size=PHONE)
    page.goto(f"/doi-chieu?campaign={campaign.code}")
    page.fill("#so_tien", "nhiều")
    page.click("form[role=search] button")
    assert "Gõ số tiền bằng số" in page.inner_text("[role=alert]")
    page.fill("#so_tien", "")
    page.fill("#tim", "dang van")
    page.click("form[role=search] button")
    shown(page, "2.000.000")
    assert "dang" not in page.url, "no name in an address"
    page.click("button:has-text('Đúng phiếu này')")
    told(page, "Đã xác nhận khoản 2.000.000 đ")
    page.click("a:has-text('Bỏ tìm')")
    page.click("button:has-text('Để sau')")
    shown(page, "3.000.000")
    page.click(".desk-done button")
    assert "Đã hoàn tác" in page.inner_text("main")
    shown(page, "2.000.000")

    page.click("a:has-text('Chưa rõ người ủng hộ')")
    shown(page, "70.000")
    page.click(".desk-line a:has-text('Gán bằng tay')")
    page.fill("#tim_phieu", "ho thi en")
    page.click("button:has-text('Tìm phiếu')")
    assert NAMES[4] in page.inner_text("main table")
    phone.goto(page.url)
    assert too_wide(phone) == 0 and barriers(phone) == []
    page.fill("#donor_name", "Hồ Thị Lạ")
    page.click("button:has-text('Ghi tên')")
    assert "Đã gán khoản 70.000 đ cho Hồ Thị Lạ." in page.inner_text("main")
    phone.goto(f"/doi-chieu?campaign={campaign.code}&trang_thai=attributed")
    assert too_wide(phone) == 0 and barriers(phone) == []
    assert "Hồ Thị Lạ" in phone.inner_text("main")

    page.goto(f"/sao-ke?campaign={campaign.code}")
    page.click("main tbody a")
    page.click("a:has-text('Hoàn tác lần nhập')")
    page.click("button:has-text('Hoàn tác lần nhập')")
    assert "Ghi lý do hoàn tác." in page.inner_text("[role=alert]")
    page.fill("#reason", "Chọn nhầm tài khoản")
    page.click("button:has-text('Hoàn tác lần nhập')")
    ended = "Lý do: Chọn nhầm tài khoản"
    eventually(lambda: again(page) and ended in page.inner_text("main"), within_seconds=30)

    page.goto(f"/sao-ke/moi?campaign={campaign.code}")
    page.select_option("#account_number", campaign.account("vietcombank")["number"])
    unknown = {"name": "la.xlsx", "mimeType": "application/octet-stream", "buffer": as_xlsx(OWN)}
    page.set_input_files("#file", unknown)
    page.click("button:has-text('Gửi sao kê')")
    assert page.input_value("#memo") == "Diễn giải", "a likely column stands chosen"
    phone.goto(page.url)
    assert too_wide(phone) == 0 and barriers(phone) == []
    page.select_option("#memo", "")
    page.click("button:has-text('Ghi nhớ và nhập sao kê')")
    assert "Chọn cột nội dung." in page.inner_text("[role=alert]")
    page.select_option("#memo", "Diễn giải")
    page.select_option("#number_grouping", "none")
    page.click("button:has-text('Ghi nhớ và nhập sao kê')")
    eventually(lambda: again(page) and "Đã đọc xong" in page.inner_text("main"), within_seconds=30)
    auditor = visitor("kiem-toan")
    auditor.goto(f"/doi-chieu?campaign={campaign.code}")
    assert auditor.locator("button:has-text('Đúng phiếu này')").count() == 0
