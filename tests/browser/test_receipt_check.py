"""Whoever holds a receipt checks it on a weak phone."""

from __future__ import annotations

import os

import pytest

from tests.browser.conftest import PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign, Product

pytestmark = pytest.mark.browser


def test_a_receipt_is_checked_on_a_phone_without_javascript(
    visitor: Visitor, product: Product, campaign: Campaign
) -> None:
    api = product.api("ke-toan")
    gift = api.made("/donations", campaign.gift(amount_vnd=523_056))["donation_id"]
    body = {"campaign": campaign.code, "unit": "582", "gifts": [{"donation_id": gift}]}
    receipt_id = api.made("/receipts", body)["receipts"][0]["receipt_id"]
    code = api.read(f"/receipts/{receipt_id}")["check_code"]
    page = visitor(None, size=PHONE, script=False)
    page.goto("/kiem-tra-bien-nhan")
    page.fill("#ma", f" {code.lower()[:10]} {code.lower()[10:]}")
    page.click("main button[type=submit]")
    assert "còn hiệu lực" in page.inner_text("main")
    assert "Năm trăm hai mươi ba nghìn không trăm năm mươi sáu đồng" in page.inner_text("main")
    if where := os.environ.get("SHOT"):
        page.screenshot(path=where, full_page=True)
    page.fill("#ma", "BN00")
    page.click("main button[type=submit]")
    assert "Không có biên nhận" in page.inner_text("[role=alert]")


def test_nobody_is_shut_out_of_the_check(visitor: Visitor, product: Product) -> None:
    page = visitor(None, size=PHONE)
    for path in ("/kiem-tra-bien-nhan", "/kiem-tra-bien-nhan/BN00"):
        page.goto(path)
        assert barriers(page) == []
        assert too_wide(page) == 0
