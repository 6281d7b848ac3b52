"""Guests at the gate, in real browsers whose network goes away."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


class Forum:
    """The forum of a campaign, its guests and its gates."""

    def __init__(self, campaign: Campaign, visitor: Visitor) -> None:
        self.campaign, self.visitor = campaign, visitor
        self.organiser = campaign.product.api("to-chuc")
        self.code = campaign.activity("forum")
        self.path = f"/hoat-dong/{self.code}/cong/"

    def badge(self, name: str, quota: str = "khoi-4") -> str:
        body = {"quota": quota, "guest_name": name}
        return str(self.organiser.made(f"/activities/{self.code}/registrations", body)["code"])

    def gate(self, name: str, **how: Any) -> Page:
        """A device at a gate that has all it needs for when the network goes."""
        page = self.visitor("to-chuc", **how)
        page.goto(self.path)
        ready(page)
        expect(page.locator("#trang-luu")).to_have_text("Được.")
        expect(page.locator("#ten-cong")).to_have_text("chưa đặt tên")
        page.fill("#gate", name)
        page.locator("#gate").blur()
        return page

    def counter(self) -> dict[str, Any]:
        return self.organiser.read(f"/activities/{self.code}/check-in")


@pytest.fixture
def forum(campaign: Campaign, visitor: Visitor) -> Forum:
    return Forum(campaign, visitor)


def ready(page: Page) -> None:
    page.locator("body[data-gate=ready]").wait_for()


def scan(page: Page, code: str) -> None:
    page.fill("#code", code)
    page.press("#code", "Enter")


def result(page: Page) -> Any:
    return page.locator("#ket-qua .gate-words")


def cut(page: Page) -> None:
    page.context.set_offline(True)


def mend(page: Page) -> None:
    page.context.set_offline(False)


@pytest.mark.duty("E2")
def test_offline_check_in_does_not_fail_at_the_door_pretixscan_android_139(forum: Forum) -> None:
    badge, other = forum.badge("Nguyễn Văn An"), forum.badge("Lê Thị Tám")
    page = forum.gate("Cổng A")
    cut(page)
    scan(page, badge)
    expect(result(page)).to_have_text("MỜI VÀO")
    expect(page.locator("#ket-qua .gate-name")).to_have_text("Nguyễn Văn An")
    expect(page.locator("#ket-qua .gate-note")).to_have_text("Đã ghi trên máy, chưa gửi.")
    scan(page, badge)
    expect(result(page)).to_have_text("ĐÃ VÀO RỒI")
    expect(page.locator("#cho-gui")).to_have_text("2")
    page.reload()
    ready(page)
    expect(page.locator("#cho-gui")).to_have_text("2")
    scan(page, other)
    expect(result(page)).to_have_text("MỜI VÀO")
    assert forum.counter()["arrived"] == 0
    mend(page)
    expect(page.locator("#cho-gui")).to_have_text("0", timeout=30_000)
    expect(page.locator("#gan-day li")).to_have_count(3)
    expect(page.locator("#gan-day")).not_to_contain_text("chưa gửi")
    counter = forum.counter()
    assert (counter["arrived"], counter["conflicts"]) == (2, 0)


def test_a_repeated_scan_shows_when_and_where_the_first_was_alfio_1501(forum: Forum) -> None:
    badge = forum.badge("Nguyễn Văn An")
    gate_a, gate_b = forum.gate("Cổng A"), forum.gate("Cổng B")
    scan(gate_a, badge)
    expect(result(gate_a)).to_have_text("MỜI VÀO")
    scan(gate_b, f"{badge[:3]} {badge[3:].lower()}")
    expect(result(gate_b)).to_have_text("ĐÃ VÀO RỒI")
    expect(gate_b.locator("#ket-qua .gate-first")).to_have_text(re.compile(r"Lần đầu: \d\d:\d\d, Cổng A"))
    expect(gate_b.locator("#da-den")).to_have_text("1")


def test_a_network_that_hangs_keeps_nobody_waiting_at_the_door(forum: Forum) -> None:
    badge = forum.badge("Nguyễn Văn An")
    page = forum.gate("Cổng A")
    page.route("**/check-in/scans", lambda _: None)  # sent, and never answered
    scan(page, badge)
    expect(result(page)).to_have_text("MỜI VÀO", timeout=5_000)
    expect(page.locator("#ket-qua .gate-note")).to_have_text("Đã ghi trên máy, chưa gửi.")
    page.unroute("**/check-in/scans")
    expect(page.locator("#cho-gui")).to_have_text("0", timeout=40_000)
    assert forum.counter()["conflicts"] == 0


@pytest.mark.duty("E2")
def test_two_devices_offline_let_the_same_guest_in_and_both_learn_of_it(forum: Forum) -> None:
    badge = forum.badge("Nguyễn Văn An")
    gates = [forum.gate(name) for name in ("Cổng A", "Cổng B")]
    for page in gates:
        cut(page)
        scan(page, badge)
        expect(result(page)).to_have_text("MỜI VÀO")
    for page in gates:
        mend(page)
        expect(page.locator("#cho-gui")).to_have_text("0", timeout=30_000)
    expect(result(gates[1])).to_have_text("ĐÃ VÀO RỒI")  # what was shown by itself gives way to the receipt
    expect(gates[1].locator("#khong-khop")).to_contain_text("Nguyễn Văn An")
    gates[1].locator("#khong-khop a").click()
    row = gates[1].locator(".gate-conflicts > li").filter(has_text="Nguyễn Văn An")
    expect(row).to_contain_text("Được cho vào hơn một lần")
    expect(row).to_contain_text("Cổng A")
    expect(row).to_contain_text("Cổng B")
    counter = forum.counter()
    assert (counter["arrived"], counter["conflicts"]) == (1, 1)


def test_a_log_in_that_ends_while_offline_loses_nothing_and_says_so(forum: Forum) -> None:
    badge = forum.badge("Nguyễn Văn An")
    page = forum.gate("Cổng A")
    cut(page)
    scan(page, badge)
    expect(result(page)).to_have_text("MỜI VÀO")
    page.context.clear_cookies()
    mend(page)
    expect(page.locator("#tinh-trang")).to_contain_text("Phiên đăng nhập đã hết", timeout=30_000)
    expect(page.locator("#cho-gui")).to_have_text("1")
    page.get_by_role("link", name="Đăng nhập lại").click()
    page.fill("#username", "to-chuc")
    page.fill("#password", forum.campaign.product.stack.secrets.demo_password("to-chuc"))
    page.click("main button[type=submit]")
    ready(page)
    expect(page.locator("#cho-gui")).to_have_text("0", timeout=30_000)
    assert forum.counter()["arrived"] == 1


def test_a_queue_goes_as_a_file_to_another_device_or_to_the_server(forum: Forum, tmp_path: Path) -> None:
    badge = forum.badge("Nguyễn Văn An")
    page, other = forum.gate("Cổng A"), forum.gate("Cổng B")
    cut(page)
    scan(page, badge)
    expect(result(page)).to_have_text("MỜI VÀO")
    with page.expect_download() as download:
        page.click("#xuat")
    file = tmp_path / "hang-doi.json"
    download.value.save_as(file)
    assert [one["payload"]["code"] for one in json.loads(file.read_text())["items"]] == [badge]
    other.set_input_files("#nhap", file)
    expect(other.locator("#da-lam")).to_contain_text("Đã nhập 1 lượt")
    expect(other.locator("#gan-day li")).to_contain_text("mời vào")
    assert forum.counter()["arrived"] == 1
    other.goto(f"/hoat-dong/{forum.code}/khach-den")
    other.set_input_files("#tep", file)
    other.get_by_role("button", name="Nhập tệp").click()
    expect(other.get_by_role("status").first).to_contain_text("1 mời vào")
    assert forum.counter()["arrived"] == 1
    mend(page)
    expect(page.locator("#cho-gui")).to_have_text("0", timeout=30_000)
    assert forum.counter()["conflicts"] == 0


def test_the_list_of_guests_is_cleared_by_a_button_and_what_waits_stays(forum: Forum) -> None:
    badge = forum.badge("Nguyễn Văn An")
    page = forum.gate("Cổng A")
    scan(page, "nguyen van")
    expect(page.locator("#tim-thay button")).to_have_text(re.compile("Nguyễn Văn An · Huyện ủy"))
    cut(page)
    page.locator("#tim-thay button").click()
    expect(result(page)).to_have_text("MỜI VÀO")
    page.click("#xoa-danh-sach")
    expect(page.locator("#danh-sach")).to_have_text("Chưa có trên máy.")
    expect(page.locator("#cho-gui")).to_have_text("1")
    scan(page, badge)
    expect(result(page)).to_have_text("ĐÃ GHI, CHƯA KIỂM TRA")
    mend(page)
    expect(page.locator("#cho-gui")).to_have_text("0", timeout=30_000)


def test_a_scanner_that_types_reaches_the_field_from_anywhere(forum: Forum) -> None:
    badge = forum.badge("Nguyễn Văn An")
    page = forum.gate("Cổng A")
    page.locator("#gui-ngay").focus()
    page.keyboard.type(badge, delay=2)
    page.keyboard.press("Enter")
    expect(result(page)).to_have_text("MỜI VÀO")
    scan(page, "058199001234|Nguyễn Văn An")
    expect(result(page)).to_have_text("KHÔNG PHẢI MÃ KHÁCH")


@pytest.mark.duty("E2")
def test_without_javascript_codes_are_typed_one_at_a_time_and_a_slip_is_undone(forum: Forum) -> None:
    badge = forum.badge("Nguyễn Văn An")
    page = forum.visitor("to-chuc", size=PHONE, script=False)
    page.goto(f"/hoat-dong/{forum.code}")
    page.get_by_role("link", name="Đón khách").click()
    page.get_by_role("button", name="Ghi khách đến").click()
    expect(page.get_by_role("alert")).to_contain_text("Gõ mã in trên thẻ khách.")
    page.fill("#gate", "Cổng A")
    page.fill("#code", badge.lower())
    page.get_by_role("button", name="Ghi khách đến").click()
    expect(result(page)).to_have_text("MỜI VÀO")
    page.fill("#code", badge)
    page.get_by_role("button", name="Ghi khách đến").click()
    expect(result(page)).to_have_text("ĐÃ VÀO RỒI")
    expect(page.locator("#ket-qua .gate-first")).to_contain_text("Cổng A")
    page.get_by_role("link", name="Hủy lượt quét này").click()
    page.get_by_role("button", name="Hủy lượt quét").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.fill("#reason", "Quét nhầm thẻ")
    page.get_by_role("button", name="Hủy lượt quét").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã hủy lượt quét của Nguyễn Văn An")
    assert forum.counter()["arrived"] == 1


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nobody_is_shut_out_at_the_gate_and_no_page_scrolls_sideways(
    forum: Forum, size: tuple[int, int], tmp_path: Path
) -> None:
    badge = forum.badge("Nguyễn Văn An")
    page = forum.gate("Cổng A", size=size)
    found = barriers(page)
    for code, words in ((badge, "MỜI VÀO"), (badge, "ĐÃ VÀO RỒI"), ("ABC", "KHÔNG PHẢI MÃ KHÁCH")):
        scan(page, code)
        expect(result(page)).to_have_text(words)
        found += barriers(page)
        assert too_wide(page) == 0
    undo = f"{forum.path}huy/{page.locator('#gan-day a').first.get_attribute('href').split('/')[-1]}"
    for path in (undo, f"/hoat-dong/{forum.code}/khach-den"):
        page.goto(path)
        found += barriers(page)
        assert too_wide(page) == 0
    assert found == []


def test_who_is_not_at_the_gate_sees_neither_page_nor_worker(forum: Forum) -> None:
    page = forum.visitor("giam-sat")
    for path in ("", "vo", "phien", "tho.js"):
        assert page.request.get(forum.path + path).status == 403
    organiser = forum.visitor("to-chuc").request
    shell = organiser.get(f"{forum.path}vo").text()
    assert "csrf" not in shell and "Đăng xuất" not in shell
    allowed = [organiser.get(path).headers["permissions-policy"] for path in (forum.path, "/hoat-dong")]
    assert ["camera=(self)" in one for one in allowed] == [True, False]
