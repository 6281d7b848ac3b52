"""The stage manager at the side of the stage, with a phone in the hand."""

from __future__ import annotations

import datetime as dt
import os
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign
from tests.e2e.test_run_sheet import pledge

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def show(of: Campaign) -> str:
    """Four steps, the first of them planned to begin seven minutes ago.  Gives the page's address."""
    begins = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=7)

    def step(code: str, title: str, after: int, lasts: int, *cues: dict[str, Any], **more: Any) -> dict[str, Any]:
        at = (begins + dt.timedelta(minutes=after)).isoformat()
        return {"code": code, "title": title, "owner": "Tổ sân khấu", "starts_at": at, "duration_minutes": lasts,
                "cues": list(cues), **more}

    cheque = {"code": "b1", "kind": "cheque", "record_id": pledge(of), "label": "Tập đoàn mẫu Điện Gió: 200 triệu đồng"}
    steps = [
        step("van-nghe", "Văn nghệ chào mừng", 0, 10, call="Mời đội văn nghệ ra cánh gà trái"),
        step("phong-su", "Phóng sự về kết quả an sinh xã hội và hỗ trợ, giúp đỡ người nghèo", 10, 12),
        step("bang", "Tiếp nhận bằng tượng trưng ủng hộ tại sân khấu", 24, 20, cheque),
        step("ket-thuc", "Kết thúc chương trình", 44, 5),
    ]
    code = of.activity("forum")
    put = of.product.api("to-chuc").http.put(f"/activities/{code}/run-sheet", json={"steps": steps})
    assert put.status_code == 200, put.text
    return f"/hoat-dong/{code}/san-khau"


@pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_stage_manager_runs_a_show_from_a_phone(visitor: Visitor, campaign: Campaign, script: bool) -> None:
    path = show(campaign)
    page = visitor("to-chuc", size=PHONE, script=script)
    page.goto(path)
    expect(page.get_by_label("Tiếp theo")).to_contain_text("trễ 7 phút")
    page.get_by_role("button", name=re.compile("^Bắt đầu Văn nghệ")).click()
    expect(page.get_by_label("Đang diễn ra")).to_contain_text("Văn nghệ chào mừng")
    expect(page.get_by_label("Tiếp theo")).to_contain_text("Phóng sự")
    if where := os.environ.get("SHOT"):
        page.screenshot(path=f"{where}-360.png", full_page=True)
    page.get_by_role("button", name=re.compile("Sang bước này")).click()
    page.get_by_role("button", name=re.compile("Bấm nhầm")).click()
    page.get_by_role("button", name=re.compile("^Lên trước Kết thúc")).click()
    page.get_by_role("button", name=re.compile("Bỏ bước này")).click()
    expect(page.locator(".programme li.skipped")).to_contain_text("Phóng sự")
    for _ in range(2):
        page.get_by_role("button", name=re.compile("^(Bắt đầu|Sang bước này)")).first.click()
    page.get_by_role("button", name=re.compile("^Không trao Tập đoàn")).first.click()
    expect(page.locator(".programme")).to_contain_text("Không trao trên sân khấu")
    page.get_by_role("button", name=re.compile("^Xong")).click()
    page.get_by_role("button", name="Kết thúc chương trình", exact=True).click()
    expect(page.locator(".as-of")).to_contain_text("0 mục trao đã khớp sổ sách, 1 mục còn để ngỏ")


def test_an_open_page_follows_what_another_manager_presses(visitor: Visitor, campaign: Campaign) -> None:
    path = show(campaign)
    page = visitor("to-chuc")
    page.goto(path)
    page.wait_for_timeout(500)  # the stream opens after the page
    api, code = campaign.product.api("to-chuc"), campaign.activity("forum")
    api.made(f"/activities/{code}/run-sheet/steps/van-nghe/start", {})
    expect(page.get_by_label("Đang diễn ra")).to_contain_text("Văn nghệ chào mừng", timeout=4_000)
    if where := os.environ.get("SHOT"):
        page.screenshot(path=f"{where}-1200.png", full_page=True)


def test_a_page_that_is_old_says_so_and_shows_how_things_are(visitor: Visitor, campaign: Campaign) -> None:
    path = show(campaign)
    page = visitor("to-chuc", size=PHONE, script=False)
    page.goto(path)
    api, code = campaign.product.api("to-chuc"), campaign.activity("forum")
    api.made(f"/activities/{code}/run-sheet/steps/van-nghe/start", {})
    page.get_by_role("button", name=re.compile("^Bắt đầu Văn nghệ")).click()
    expect(page.get_by_role("status")).to_contain_text("Bước này đang diễn ra.")
    expect(page.get_by_label("Đang diễn ra")).to_contain_text("Văn nghệ chào mừng")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nobody_is_shut_out_of_the_stage_and_it_never_scrolls_sideways(
    visitor: Visitor, campaign: Campaign, size: tuple[int, int]
) -> None:
    page = visitor("to-chuc", size=size)
    page.goto(show(campaign))
    assert (barriers(page), too_wide(page)) == ([], 0)


def test_who_may_only_look_finds_no_button(visitor: Visitor, campaign: Campaign) -> None:
    page = visitor("giam-sat")
    page.goto(show(campaign))
    expect(page.get_by_label("Tiếp theo")).to_contain_text("Văn nghệ")
    assert page.locator("main button").count() == 0
