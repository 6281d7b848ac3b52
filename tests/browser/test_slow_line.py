"""On a line as in the hills: 50 kB a second and almost half a second there and back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visitor, again
from tests.e2e.product import Campaign

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
GUEST = "Chamaléa Thị Chậm"


def slowly(page: Page) -> None:
    """From now on everything that the page fetches comes over the slow line."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)


def test_on_a_slow_line_a_form_pressed_twice_counts_once_and_says_so(
    visitor: Visitor, campaign: Campaign
) -> None:
    forum = campaign.activity("forum")
    page = visitor("to-chuc", size=PHONE)
    slowly(page)
    page.goto(f"/hoat-dong/{forum}/khach/moi", wait_until="commit")
    expect(page.locator("#guest_name")).to_be_visible()  # a form can be filled in before all has come
    page.select_option("#quota", "khoi-1")
    page.fill("#guest_name", GUEST)
    page.get_by_role("button", name="kiểm tra lại").click()
    send = page.get_by_role("button", name="Đăng ký khách này")
    expect(send).to_be_visible()
    send.dblclick(no_wait_after=True)
    expect(page.get_by_role("status")).to_have_text(f"Đã xác nhận chỗ cho {GUEST}.")
    expect(page.get_by_role("row").filter(has_text=GUEST)).to_have_count(1)


def test_a_line_that_breaks_while_a_form_is_sent_loses_nothing(visitor: Visitor, campaign: Campaign) -> None:
    forum = campaign.activity("forum")
    page = visitor("to-chuc", size=PHONE)
    page.goto(f"/hoat-dong/{forum}/khach/moi")
    page.select_option("#quota", "khoi-1")
    page.fill("#guest_name", GUEST)
    page.get_by_role("button", name="kiểm tra lại").click()
    send = page.get_by_role("button", name="Đăng ký khách này")
    expect(send).to_be_visible()
    # What is sent arrives, but the answer never comes back.
    page.context.route("**/dang-ky", lambda route: (route.fetch(), route.abort())[1], times=1)
    with page.expect_event("requestfailed"):
        send.click(no_wait_after=True)
    assert again(page)  # as people do when the browser says that the page can't be reached
    expect(page.get_by_role("status")).to_have_text(f"Đã xác nhận chỗ cho {GUEST}.")
    expect(page.get_by_role("row").filter(has_text=GUEST)).to_have_count(1)
