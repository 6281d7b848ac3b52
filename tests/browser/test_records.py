"""What an organiser writes down of an activity: each list from empty to a record, corrected where it was wrong."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def looked_at(page: Page) -> None:
    assert barriers(page) == []
    assert too_wide(page) == 0, page.url


def test_an_organiser_writes_down_what_was_done_and_takes_back_what_was_wrong(
    visitor: Visitor, campaign: Campaign
) -> None:
    forum = campaign.activity("forum")
    page = visitor("to-chuc", size=PHONE, script=True)

    page.goto(f"/hoat-dong/{forum}")
    page.get_by_role("link", name="Chi phí", exact=True).click()
    looked_at(page)
    page.get_by_role("link", name="Ghi một dòng").click()
    press(page, "Tiếp tục, kiểm tra lại")
    for field in ("stage", "item", "amount_vnd", "source"):
        expect(page.locator(f"#{field}-loi")).to_be_visible()
    looked_at(page)
    page.check("#stage-actual")
    page.fill("#item", "Thuê hội trường")
    page.fill("#amount_vnd", "12.500.000")
    page.select_option("#source", "fund")
    press(page, "Tiếp tục, kiểm tra lại")
    expect(page.locator("#payment_id-loi")).to_be_visible()
    page.select_option("#source", "sponsor")
    press(page, "Tiếp tục, kiểm tra lại")
    expect(page.locator(".facts")).to_contain_text("12.500.000 đ")
    looked_at(page)
    press(page, "Ghi một dòng")
    expect(page.locator("h1")).to_have_text("Thuê hội trường")
    looked_at(page)
    page.get_by_text("Rút dòng này").first.click()
    press(page, "Rút dòng này")
    expect(page.locator("[id='rut.cause-loi']")).to_be_visible()
    page.fill("[id='rut.cause']", "Gõ nhầm số tiền")
    press(page, "Rút dòng này")
    page.get_by_role("link", name="Ghi lại cho đúng").click()
    assert page.input_value("#item") == "Thuê hội trường", "begins with what was known"
    page.fill("#amount_vnd", "1.250.000")
    press(page, "Tiếp tục, kiểm tra lại")
    press(page, "Ghi một dòng")
    expect(page.locator(".facts")).to_contain_text("1.250.000 đ")

    page.goto(f"/hoat-dong/{forum}/ket-qua/moi")
    page.fill("#summary", "Diễn đàn có 400 người dự")
    page.fill("#people", "bốn trăm")
    press(page, "Ghi kết quả")
    expect(page.locator("#people-loi")).to_be_visible()
    page.fill("#people", "400")
    page.get_by_text("Mã trong sổ làm bằng chứng").click()
    page.fill("#house_ids", "khong-co-nha-nay")
    press(page, "Ghi kết quả")
    expect(page.locator("#house_ids-loi")).to_be_visible()
    page.fill("#house_ids", "")
    press(page, "Ghi kết quả")
    expect(page.locator(".facts")).to_contain_text("400")
    looked_at(page)

    page.goto(f"/hoat-dong/{forum}/chi-phi?loai=actual")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator(".figures")).to_contain_text(re.compile(r"1\.250\.000 đ"))
    looked_at(page)
