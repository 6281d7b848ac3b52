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
