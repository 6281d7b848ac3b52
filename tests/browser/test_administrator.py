"""An administrator makes an account and closes it, sees the product's health and settles a parked message; the new
account's owner looks after it.  At a desk without JavaScript, on a phone with it."""

from __future__ import annotations

import json
import re
import secrets

import pytest

from messaging.publisher import ConfirmingPublisher
from messaging.retry import park
from tests.browser.conftest import PHONE, Visitor, again, barriers, too_wide
from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.browser

QUEUE = "gateway.projector.q1"
PASSWORD = "một câu đủ dài để nhớ"


def test_an_administrator_makes_an_account_sees_what_is_wrong_and_settles_it(
    visitor: Visitor, campaign: Campaign
) -> None:
    name, parked = f"can-bo-{secrets.token_hex(4)}", f"hong-{secrets.token_hex(4)}"
    publisher = ConfirmingPublisher(campaign.product.stack.layout.amqp_url)
    body = json.dumps({"type": "khong.ro.v1"}).encode()
    assert not publisher.publish([park(QUEUE, parked, body, {}, "unknown event type")]).refused
    publisher.close()
    page, phone = visitor("quan-tri", script=False), visitor("quan-tri", size=PHONE)

    def looked_at() -> None:
        phone.goto(page.url)
        assert too_wide(phone) == 0 and barriers(phone) == []

    assert page.url.endswith("/quan-tri"), "there is no report for them to read"
    looked_at()
    page.click("main a:has-text('Tình trạng hệ thống')")
    eventually(lambda: again(page) and "Tin hỏng: " in page.inner_text("[role=status]"))
    looked_at()
    page.click("[role=status] a:has-text('Mở')")
    page.click(f"main tr:has-text('{parked}') a")
    page.click("main button:has-text('Làm')")
    assert "Ghi lý do." in page.inner_text("[role=alert]")
    looked_at()
    page.check("#step-bo")
    page.fill("#why", "Thử, không ai cần")
    page.click("main button:has-text('Làm')")
    assert parked in page.inner_text("h2:has-text('Đã xử lý') + .table")

    page.goto("/quan-tri/tai-khoan-moi")
    page.fill("#display_name", "Cán bộ mới")
    page.fill("#username", name)
    page.select_option("#role_0", "treasurer")
    page.fill("#unit_0", "thuan bac")
    page.click("main button:has-text('Tiếp tục')")
    assert "Huyện Thuận Bắc (588)" in page.inner_text("main")
    page.click("main button:has-text('Lập tài khoản')")
    looked_at()
    page.click("main button:has-text('Lập đường dẫn')")
    link = page.input_value("#duong-dan")
    page.goto(f"/quan-tri/tai-khoan?q={name}")
    looked_at()

    owner = visitor(None, size=PHONE)
    owner.goto(re.sub(r"^https?://[^/]+", "", link))
    owner.fill("#password", PASSWORD)
    owner.fill("#again", PASSWORD)
    owner.click("main button[type=submit]")
    owner.fill("#username", name)
    owner.fill("#password", PASSWORD)
    owner.click("main button[type=submit]")
    owner.click("a.name")
    assert "Kế toán, thủ quỹ của Quỹ" in owner.inner_text("main")
    assert too_wide(owner) == 0 and barriers(owner) == []

    page.goto(f"/quan-tri/tai-khoan/{name}/khoa")
    page.click("main button:has-text('Khóa tài khoản')")
    assert "Đã khóa" in page.inner_text("main")
    assert again(owner)
    assert "/dang-nhap" in owner.url
