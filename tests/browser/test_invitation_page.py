"""Whoever is invited answers on a weak phone, without a log-in and without JavaScript."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign

pytestmark = pytest.mark.browser


def link_of(campaign: Campaign, **more: Any) -> str:
    body = {
        "quota": "khoi-2", "office": "Sở Y tế tỉnh Ninh Thuận", "guest_name": "Đặng Văn Giám", "title": "Giám đốc",
        "reply_by_on": "2999-12-31", **more,
    }
    made = campaign.product.api("to-chuc").made(f"/activities/{campaign.activity('forum')}/invitations", body)
    return "/thu-moi/" + str(made["link"]).rpartition("/")[2]


def test_a_substitute_is_sent_by_phone_without_javascript(visitor: Visitor, campaign: Campaign) -> None:
    page = visitor(None, size=PHONE, script=False)
    page.goto(link_of(campaign))
    assert "Giám đốc Đặng Văn Giám, Sở Y tế tỉnh Ninh Thuận" in page.inner_text("main")
    if where := os.environ.get("SHOT"):
        page.screenshot(path=where, full_page=True)
    page.check("input[value=substitute]")
    page.click("main button[type=submit]")
    assert "Chưa ghi tên người đi thay" in page.inner_text("[role=alert]")
    page.fill("#guest_name", "Võ Thị Thay")
    page.check("#diet")
    page.click("main button[type=submit]")
    told = page.inner_text("main")
    assert "đã nhận trả lời" in told and "Cử người đi thay: Võ Thị Thay" in told and "Mã vào cửa:" in told
    page.check("input[value=no]")
    page.click("main button[type=submit]")
    assert "Không dự được" in page.inner_text("main .facts")


def test_when_it_is_too_late_the_page_says_so_and_a_wrong_link_says_what_to_do(
    visitor: Visitor, campaign: Campaign
) -> None:
    page = visitor(None, size=PHONE)
    late = link_of(campaign, reply_by_on="2024-10-12")
    page.goto(late)
    assert "Đã hết hạn trả lời" in page.inner_text("main")
    assert page.locator("form").count() == 0
    page.goto(f"{late}x")
    assert "quét ô vuông" in page.inner_text("main")


def test_nobody_is_shut_out_of_answering(visitor: Visitor, campaign: Campaign) -> None:
    page = visitor(None, size=PHONE)
    page.goto(link_of(campaign))
    assert barriers(page) == []
    assert too_wide(page) == 0


def test_staff_register_somebody_without_a_phone_and_find_them_without_accents(
    visitor: Visitor, campaign: Campaign
) -> None:
    forum = campaign.activity("forum")
    page = visitor("to-chuc", size=PHONE, script=False)
    page.goto(f"/hoat-dong/{forum}/khach/moi")
    page.select_option("#quota", "khoi-7-ho-ngheo")
    page.fill("#guest_name", "Katơr Thị Sáu")
    page.check("#transport")
    page.check("#photo_consent")
    page.select_option("#assisted_reason", "no_phone")
    page.get_by_role("button", name="kiểm tra lại").click()
    shown = page.inner_text("main .facts")
    assert "Cần đưa đón" in shown and "Không có điện thoại" in shown and "Cho chụp ảnh" in shown
    page.get_by_role("button", name="Đăng ký khách này").click()
    assert "K. T. S." in page.inner_text("main .table") and "Katơr" not in page.inner_text("main .table")
    page.fill("#tim", "kator thi")
    page.fill("#muc_dich", "Đón")
    page.get_by_role("button", name="Xem", exact=True).click()
    assert "ít nhất 5 ký tự" in page.inner_text("[role=alert]")
    page.fill("#muc_dich", "Đón khách ở xã")
    page.get_by_role("button", name="Xem", exact=True).click()
    assert "Katơr Thị Sáu" in page.inner_text("main .table")
    if where := os.environ.get("SHOT"):
        page.screenshot(path=f"{where}-list.png", full_page=True)
    assert too_wide(page) == 0
