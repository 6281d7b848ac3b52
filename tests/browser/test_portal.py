"""A donor without a log-in looks where the own money went, on a weak phone and at a desk."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign, Product, eventually
from tests.e2e.test_statements import HEADER

pytestmark = pytest.mark.browser

STATEMENT = HEADER + "\n".join(
    [
        '1,18/10/2024,5216.10001,,50.000,,"MBVCB.1.NGUYEN THI HANH ung ho nguoi ngheo"',
        '1,18/10/2024,5216.10002,,70.000,,"LE VAN MAU ung ho"',
        '1,19/10/2024,5216.10003,11.000,,,"Phi dich vu"',
        "",
    ]
)
PAGES = ("", "/sao-ke", "/bien-ban", "/so-cai", "/du-lieu", "/ung-ho")
LIGHT_BYTES = 100_000


def keep_picture(page: Page, name: str) -> None:
    if where := os.environ.get("SHOTS"):
        page.screenshot(path=f"{where}/{name}.png", full_page=True)


@pytest.mark.duty("R4")
def test_a_donor_gives_by_qr_and_finds_the_own_line_without_javascript(
    visitor: Visitor, product: Product, campaign: Campaign
) -> None:
    page = visitor(None, size=PHONE, script=False)
    page.goto(f"/cong-khai/ung-ho?campaign={campaign.code}")
    page.fill("#so-tien", "50.000")
    page.click("main button[type=submit]")
    assert page.locator("img.qr").evaluate("(one) => one.src.startsWith('data:image/svg')")
    [code] = re.findall(r"CT[0-9A-Z]{10}", page.locator("dl.facts").inner_text())
    keep_picture(page, "give-phone")
    campaign.import_statement((STATEMENT + f'1,20/10/2024,5216.10004,,50.000,,"MBVCB.2.{code} chuyen"\n').encode())
    eventually(lambda: campaign.total("received")["count"] == 3)

    # Asked of the API: the code is known once the line has found its promise, and a page may be kept for a minute.
    by_code = {"campaign": campaign.code, "text": code}
    eventually(lambda: product.api("tinh").read("/public/statement-lines", **by_code)["lines"])
    page.click("text=Tìm theo mã này")
    assert code in page.inner_text("main table") and "Có 1 dòng" in page.inner_text("main")
    assert "Không nêu tên" in page.inner_text("main table") and "50.000" in page.inner_text("main table")
    keep_picture(page, "found-phone")
    # Nobody said that the name may be seen: it can't be found, and amount and day stay.
    page.fill("#tim", "Nguyễn Thị Hạnh")
    page.click("main form button[type=submit]")
    assert "Không có dòng nào như vậy" in page.inner_text("main")
    page.fill("#tim", "")
    page.fill("#so-tien", "50.000")
    page.click("main form button[type=submit]")
    assert "Có 2 dòng" in page.inner_text("main")
    gift = next(row["state"] for row in campaign.rows("received") if row["state"]["bank_reference"] == "5216.10001")
    named = {"version": gift["version"], "donor_name": "Nguyễn Thị Hạnh", "name_display": "shown"}
    product.api("tinh").made(f"/matching/lines/{gift['donation_id']}/attribution", named)

    words = {"campaign": campaign.code, "text": "hanh nguyen"}
    eventually(lambda: product.api("tinh").read("/public/statement-lines", **words)["lines"])
    page.goto(f"/cong-khai/sao-ke?campaign={campaign.code}&tim=hanh+nguyen")
    assert "Nguyễn Thị Hạnh" in page.inner_text("main") and "NGUYEN THI HANH" in page.inner_text("main")
    page.goto(f"/cong-khai/bien-ban?campaign={campaign.code}")
    page.click("main tbody a")
    assert "Ghi sổ lần này" in page.inner_text("main")


def test_nobody_is_shut_out_and_no_page_is_heavy(visitor: Visitor, product: Product, campaign: Campaign) -> None:
    campaign.product.api("ke-toan").made("/donations", campaign.gift())
    eventually(lambda: campaign.total("received")["count"] == 1)
    for size, name in ((PHONE, "phone"), (DESK, "desk")):
        page = visitor(None, size=size)
        for path in PAGES:
            page.goto(f"/cong-khai{path}?campaign={campaign.code}", wait_until="load")
            keep_picture(page, f"{path.strip('/') or 'front'}-{name}")
            assert barriers(page) == []
            assert too_wide(page) == 0
            sent = page.evaluate(
                "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
                ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
            )
            assert sent < LIGHT_BYTES, path
    page.goto("/")
    assert page.get_by_role("link", name="Đăng nhập").is_visible() and page.locator("#tim-khoan").is_visible()
    page.click("text=English")
    assert "Find your own gift" in page.inner_text("main")
