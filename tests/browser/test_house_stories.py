"""A story is published on pages by two, read by a visitor on a phone, and gone once the household takes it back."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign, eventually
from tests.e2e.test_house_stories import TEXT, handed_over
from tests.e2e.test_households import NAME

pytestmark = pytest.mark.browser

LIGHT_BYTES = 100_000


def press(page: Page, words: str) -> None:
    page.click(f"main button:has-text('{words}')")


def test_a_story_is_published_by_two_read_on_a_phone_and_gone_once_the_household_takes_it_back(
    visitor: Visitor, campaign: Campaign
) -> None:
    house = handed_over(campaign)
    before, after = [one["sha256"] for one in house["photo_list"]]
    eventually(lambda: campaign.total("houses_handed_over")["count"] == 1)
    where, here = os.environ.get("SHOTS"), f"?campaign={campaign.code}"
    desk, reader = visitor("thuan-bac"), visitor(None, size=PHONE, script=False)

    def looked_at(page: Page, name: str) -> None:
        assert too_wide(page) == 0, name
        if where:
            page.screenshot(path=f"{where}/{name}.png", full_page=True)

    def accessible(page: Page, name: str) -> None:
        looked_at(page, name)
        assert barriers(page) == [], name

    reader.goto(f"/cong-khai/nha-dai-doan-ket{here}")
    assert "Đã bàn giao 1 nhà." in reader.inner_text("main") and "Chưa có chuyện nào" in reader.inner_text("main")
    looked_at(reader, "none-phone")

    desk.goto(f"/chuyen-nha{here}")
    accessible(desk, "desk-list")
    desk.click("main tbody a")
    press(desk, "Ghi sự đồng ý")
    assert "Chọn cách nêu tên." in desk.inner_text("[role=alert]")
    desk.check("[id='dong-y.tells_text']")
    desk.check("[id='dong-y.tells_photos']")
    desk.check("[id='dong-y.name_display-masked']")
    desk.fill("[id='dong-y.paper']", "Phiếu số 12")
    press(desk, "Ghi sự đồng ý")
    assert "Đ. T. Á. M." in desk.inner_text("main .facts")
    desk.fill("[id='bai.title']", "Mái nhà mới")
    desk.fill("[id='bai.text']", f"{TEXT}\nBà {NAME} rất mừng.")
    desk.check(f"[id='anh.{before}']")
    desk.check(f"[id='anh.{after}']")
    desk.fill(f"[id='mo-ta.{before}']", "Nhà cũ vách đất")
    press(desk, "Lưu bản nháp")
    assert "Tả ảnh này bằng vài chữ." in desk.inner_text("[role=alert]")
    desk.fill(f"[id='mo-ta.{after}']", "Nhà mới lợp tôn")
    press(desk, "Lưu bản nháp")
    accessible(desk, "desk-house")
    desk.click("main .buttons a")
    assert "Bài nêu tên người trong hộ" in desk.inner_text("main")
    desk.click("main .buttons a")
    desk.fill("[id='bai.text']", TEXT)
    press(desk, "Lưu bản nháp")

    other = visitor("duyet-1", script=False)
    other.goto(f"/chuyen-nha{here}&tinh-trang=waiting")
    other.click("main tbody a")
    other.click("main .buttons a")
    looked_at(other, "preview")
    press(other, "Đăng lên trang công khai")
    assert "Ai cũng xem được chuyện này." in other.inner_text("main")

    reader.goto(f"/cong-khai{here}")
    reader.click("main a:has-text('Chuyện nhà Đại đoàn kết')")
    looked_at(reader, "stories-phone")
    reader.click("main .card a")
    shown = reader.inner_text("main")
    assert "Hộ Đ. T. Á. M." in shown and TEXT in shown and "72.000.000 đ" in shown and NAME not in reader.content()
    looked_at(reader, "story-phone")
    wide = visitor(None)
    for address, name in ((f"/cong-khai/nha-dai-doan-ket{here}", "stories"), (reader.url, "story")):
        answer = wide.goto(address, wait_until="load")
        assert answer and answer.headers["cache-control"] == "private, no-cache", "no cache in between has it"
        accessible(wide, name)
        assert wide.evaluate("[...document.images].every((one) => one.alt && one.naturalWidth <= 320)")
        sent = wide.evaluate(
            "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
            ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
        )
        assert sent < LIGHT_BYTES, name

    desk.goto(f"/chuyen-nha/{house['house_id']}")
    press(desk, "Ghi hộ đã rút, gỡ ngay")
    assert "Chuyện không còn trên trang công khai." in desk.inner_text("main")
    reader.reload()
    assert "Không có chuyện này" in reader.inner_text("main") and TEXT not in reader.content()
    reader.goto(f"/cong-khai/nha-dai-doan-ket{here}")
    assert "Đã bàn giao 1 nhà." in reader.inner_text("main") and "Chưa có chuyện nào" in reader.inner_text("main")
