"""Somebody finds an activity on the public pages, registers on a weak phone without JavaScript, and gives the place
back."""

from __future__ import annotations

import datetime as dt
import os

import pytest

from runtime.clock import local_day, utc_now
from tests.browser.conftest import PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign

pytestmark = pytest.mark.browser


def moved_to_next_month(campaign: Campaign) -> str:
    """The forum, with days to come."""
    code, today = campaign.activity("forum"), local_day(utc_now())
    days = {"starts_on": f"{today + dt.timedelta(30)}", "ends_on": f"{today + dt.timedelta(31)}"}
    body = {**days, "announced_on": f"{today}", "document": "Thông báo số 1/TB-BVĐ"}
    campaign.product.api("to-chuc").made(f"/activities/{code}/announcements", body)
    return code


def test_anybody_registers_waits_moves_up_and_withdraws(visitor: Visitor, campaign: Campaign) -> None:
    forum = moved_to_next_month(campaign)
    desk, phone, keyed = visitor("to-chuc"), visitor(None, size=PHONE, script=False), visitor(None, size=PHONE)
    seen: list[str] = []

    def looked_at(page, name: str) -> None:
        seen.extend(barriers(page) if page is not phone else [])
        assert too_wide(page) == 0, name
        if where := os.environ.get("SHOT"):
            page.screenshot(path=f"{where}-{name}.png", full_page=True)

    desk.goto(f"/hoat-dong/{forum}/dang-ky-cong-khai")
    desk.click("main button:has-text('Mở đăng ký công khai')")
    assert "Chưa biết khách công khai ngồi ở đâu" in desk.inner_text("[role=alert]")
    desk.select_option("#quota", "khoi-4")
    desk.fill("#places", "1")
    desk.click("main button:has-text('Mở đăng ký công khai')")
    assert "Đang nhận đăng ký" in desk.inner_text("main .facts")
    looked_at(desk, "opening")

    def register(page, name: str, number: str) -> str:
        page.goto(f"/cong-khai/hoat-dong?campaign={campaign.code}")
        page.click("main .table a")
        page.click("main .buttons a")
        page.fill("#guest_name", name)
        page.click("main button[type=submit]")
        told = page.inner_text("[role=alert]")
        assert "ít nhất một trong hai" in told and "Đánh dấu đồng ý" in told
        looked_at(page, "join")
        page.fill("#phone", number)
        page.check("#keep_consent")
        page.click("main button[type=submit]")
        assert number in page.inner_text("main .facts")
        page.click("main button[value=gui]")
        looked_at(page, "place")
        return page.inner_text("main")

    first = register(phone, "Nguyễn Thị Mai", "0912 000 111")
    assert "Bạn đã có chỗ" in first and phone.locator("img.qr").count() == 1 and "Mai" not in first
    assert "đang trong danh sách chờ" in register(keyed, "Trần Văn Ba", "0912 000 222")
    phone.click("main .buttons a")
    phone.click("main button")
    assert "Bạn đã hủy đăng ký này" in phone.inner_text("main")
    keyed.reload()
    assert "Đã đến lượt từ danh sách chờ" in keyed.inner_text("main")
    for address in (f"/cong-khai/hoat-dong?campaign={campaign.code}", f"/cong-khai/hoat-dong/{forum}"):
        keyed.goto(address)
        looked_at(keyed, address.split("/")[2].split("?")[0] + f"-{len(address)}")
    desk.goto(f"/hoat-dong/{forum}/khach?khoi=dang-ky-cong-khai")
    assert "Trần Văn Ba" in desk.inner_text("main .table")
    desk.goto(f"/hoat-dong/{forum}/dang-ky-cong-khai")
    desk.fill("#reason", "Đã đủ khách.")
    desk.click("main button:has-text('Đóng đăng ký công khai')")
    keyed.goto("/dang-ky/khong-co")
    assert "Đường dẫn đăng ký chưa đúng" in keyed.inner_text("main")
    assert seen == []
