"""Whoever has something to complain of does it on a weak phone, without a log-in and without JavaScript."""

from __future__ import annotations

import os

import pytest

from tests.browser.conftest import PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign

pytestmark = pytest.mark.browser

TEXT = "Nhà bàn giao đã dột, gọi mãi không ai đến."


def test_a_complaint_is_filed_and_followed_by_phone_without_javascript(visitor: Visitor, campaign: Campaign) -> None:
    page = visitor(None, size=PHONE, script=False)
    where = os.environ.get("SHOT")

    def looked_at(name: str) -> None:
        if where:
            page.screenshot(path=f"{where}-{name}.png", full_page=True)

    page.goto(f"/phan-anh?campaign={campaign.code}")
    page.select_option("#unit", "582")
    page.select_option("#category", "house_quality")
    page.click("main button[type=submit]")
    assert "Kể lại sự việc." in page.inner_text("[role=alert]")
    looked_at("form")
    page.fill("#text", TEXT)
    page.click("main button[type=submit]")
    code = page.inner_text("#ma-tra-cuu")
    assert TEXT in page.inner_text("main .facts")
    looked_at("receipt")
    page.goto("/phan-anh/theo-doi")
    page.fill("#return_code", code.lower())
    page.click("main button[type=submit]")
    assert TEXT in page.inner_text("main")
    page.fill("#text", "Tôi hỏi thêm")
    page.click("main button[value=nhan]")
    assert "Đã gửi." in page.inner_text("main") and "Tôi hỏi thêm" in page.inner_text("main")
    assert code.lower() not in page.url
    looked_at("dialogue")


def test_nobody_is_shut_out_of_complaining(visitor: Visitor, campaign: Campaign) -> None:
    page = visitor(None, size=PHONE)
    for address in (f"/phan-anh?campaign={campaign.code}", "/phan-anh/theo-doi"):
        page.goto(address)
        assert barriers(page) == []
        assert too_wide(page) == 0
    page.goto(f"/phan-anh?campaign={campaign.code}")
    page.select_option("#unit", "582")
    page.select_option("#category", "conduct")
    page.fill("#text", TEXT)
    page.click("main button[type=submit]")
    assert barriers(page) == []
    assert too_wide(page) == 0
