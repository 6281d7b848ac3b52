"""The money side of a tournament at its pages: an auction by keyboard, and what else is won, sponsored, handed over."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign
from tests.e2e.test_golf_scoring import SYSTEM_36, Round, player

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_lots_are_sold_by_keyboard_a_slipped_key_is_taken_back_and_the_till_knows_who_owes_what(
    visitor: Visitor, campaign: Campaign
) -> None:
    played = Round(campaign, SYSTEM_36, player("Nguyễn Văn An"), player("Trần Thị Bình"))
    desk = f"/hoat-dong/{played.tournament}/golf"
    page = visitor("to-chuc")
    page.goto(desk)
    page.get_by_role("link", name="Đấu giá", exact=True).click()
    expect(page.locator(".empty")).to_contain_text("Chưa có lô nào")
    page.get_by_role("link", name="Cấp thẻ đấu giá").click()
    press(page, "Cấp thẻ")
    expect(page.locator("#bidder_name-loi")).to_be_visible()
    for name in ("Lê Văn Một", "Phạm Thị Hai"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text(name)
    page.goto(f"{desk}/dau-gia/lo-moi")
    for field, value in (("title", "Tranh cát"), ("opening_vnd", "10tr"), ("increment_vnd", "500.000")):
        page.fill(f"#{field}", value)
    press(page, "Lưu lô")
    expect(page.locator(".bid-now")).to_contain_text("10.000.000 đ")

    for typed in (("1", ""), ("2", "12tr"), ("1", "1300tr")):
        page.keyboard.type(typed[0])
        page.keyboard.press("Enter")
        expect(page.locator("#amount_vnd")).to_be_focused()
        page.keyboard.type(typed[1])
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").or_(page.get_by_role("alert"))).to_contain_text(
            {"1": "Thẻ số 1 trả 10.000.000 đ", "2": "Thẻ số 2 trả 12.000.000 đ"}[typed[0]]
            if typed[1] != "1300tr" else "gấp hơn 10 lần"
        )
    page.check("#van_nhan")
    press(page, "Ghi giá")
    expect(page.get_by_role("status")).to_contain_text("Thẻ số 1 trả 1.300.000.000 đ")
    page.fill("#bidder", "2")
    page.fill("#amount_vnd", "1300tr")
    press(page, "Ghi giá")
    expect(page.locator("#amount_vnd-loi")).to_contain_text("Phải trả từ 1.300.500.000 đ")
    press(page, "Gõ búa…")
    expect(page.locator(".facts")).to_contain_text("thẻ số 1")
    lot = page.url.removesuffix("/dong")
    assert barriers(page) == []
    press(page, "Gõ búa, bán")
    expect(page.locator(".bid-now")).to_contain_text("Bán cho thẻ số 1, giá 1.300.000.000 đ")

    page.get_by_role("row").filter(has_text="1.300.000.000").get_by_role("link", name="Bỏ giá này").click()
    press(page, "Xem sau đó ai nhận lô")
    expect(page.locator("#reason-loi")).to_be_visible()
    assert barriers(page) == []
    page.fill("#reason", "Gõ thừa số 0")
    press(page, "Xem sau đó ai nhận lô")
    expect(page.locator(".facts")).to_contain_text("thẻ số 2 nhận lô với giá 12.000.000 đ")
    press(page, "Bỏ giá này")
    expect(page.locator(".bid-now")).to_contain_text("Bán cho thẻ số 2, giá 12.000.000 đ")

    phone = visitor("to-chuc", size=PHONE, script=False)
    phone.goto(f"{desk}/dau-gia/the?so=2")
    expect(phone.get_by_role("table")).to_contain_text("12.000.000 đ")
    played.begin()
    of_round = f"{desk}/vong/{played.id}"
    measure_and_name_prizes(phone, of_round)
    add_a_sponsor(phone, desk)
    shut_out, sideways = [], []
    for path in (
        f"{desk}/dau-gia", f"{desk}/dau-gia/the/2", f"{desk}/dau-gia/man-hinh", lot, f"{of_round}/thi-phu",
        f"{of_round}/giai-thuong/sua", f"{desk}/tai-tro", f"{desk}/tai-tro/moi", f"{desk}/goi-tai-tro",
    ):
        page.goto(path)
        shut_out += barriers(page)
        phone.goto(path)
        sideways += [path] if too_wide(phone) else []
    assert (shut_out, sideways) == ([], [])


def measure_and_name_prizes(phone: Page, of_round: str) -> None:
    """Nearest the pin at hole 4, and the usual prizes."""
    phone.goto(f"{of_round}/thi-phu")
    phone.select_option("#held", "nearest_pin-4")
    for field, value in (("number", "7"), ("metres", "gần"), ("witness", "Trọng tài hố 4")):
        phone.fill(f"#{field}", value)
    press(phone, "Ghi lần này")
    expect(phone.locator("#number-loi")).to_contain_text("không có thẻ số 7")
    expect(phone.locator("#metres-loi")).to_be_visible()
    for number, metres in (("1", "4,10"), ("2", "2,5")):
        phone.fill("#number", number)
        phone.fill("#metres", metres)
        press(phone, "Ghi lần này")
        expect(phone.locator("#witness")).to_have_value("Trọng tài hố 4")
    expect(phone.get_by_role("row").filter(has_text="Dẫn đầu")).to_contain_text("2,50 m")
    phone.goto(f"{of_round}/giai-thuong")
    phone.get_by_role("link", name="Đặt các giải").click()
    press(phone, "Lưu các giải")
    expect(phone.get_by_role("table", name="Các giải")).to_contain_text("Stableford, giải 1")


def add_a_sponsor(phone: Page, desk: str) -> None:
    """Of a hole: shown once more before it is promised."""
    phone.goto(f"{desk}/tai-tro/moi")
    for field, value in (("sponsor_name", "Công ty Mẫu"), ("holes", "4, 40")):
        phone.fill(f"#{field}", value)
    press(phone, "Tiếp: kiểm tra lại")
    expect(phone.locator("#holes-loi")).to_be_visible()
    phone.fill("#holes", "4")
    press(phone, "Tiếp: kiểm tra lại")
    expect(phone.locator("#amount_vnd-loi")).to_contain_text("chưa có giá tài trợ hố")
    phone.fill("#amount_vnd", "20tr")
    press(phone, "Tiếp: kiểm tra lại")
    expect(phone.locator(".facts")).to_contain_text("20.000.000 đ")
    press(phone, "Ghi nhà tài trợ này")
    expect(phone.get_by_role("table", name="Nhà tài trợ và tiền")).to_contain_text("Chưa nộp")
