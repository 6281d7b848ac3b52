"""An organiser with a list of hundreds: from the spreadsheet to places, waiting, corrections, cancelling and papers."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

HEADINGS = ["Mã khối khách", "Họ và tên", "Cơ quan, đơn vị", "Xã, phường", "Điện thoại"]


def a_list(*rows: tuple[str, ...]) -> dict[str, object]:
    held = io.StringIO()
    csv.writer(held).writerows([HEADINGS, *rows])
    return {"name": "khach.csv", "mimeType": "text/csv", "buffer": held.getvalue().encode()}


def guest(number: int, quota: str = "khoi-6", phone: str = "") -> tuple[str, ...]:
    return (quota, f"Nguyễn Văn {number}", "Ủy ban xã", f"Xã {number}", phone)


def send(page: Page, forum: str, **file: object) -> None:
    page.goto(f"/hoat-dong/{forum}/nhap/khach")
    page.set_input_files("#tep", file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Gửi và thử").click()


@pytest.mark.duty("E2")
def test_a_list_is_tried_and_taken_and_its_guests_are_found_corrected_cancelled_and_brought_back(
    visitor: Visitor, campaign: Campaign
) -> None:
    forum = campaign.activity("forum")
    page = visitor("to-chuc")
    rows = [guest(n) for n in range(1, 20)]  # the block has 17 places
    wrong_ones = [guest(30, phone="abc"), guest(31, quota="khoi-99"), guest(1), guest(18, phone="0912345678")]
    send(page, forum, **a_list(*rows, *wrong_ones))
    told = page.locator("#danh-sach")
    expect(told).to_contain_text("Đã thử xong, chưa ghi gì")
    expect(told).to_contain_text("20 trên 23 dòng ghi được")
    expect(told).to_contain_text("20 dòng, còn 17 chỗ")
    wrong = told.get_by_role("table", name="Dòng có lỗi")
    for cells in (["21", "Điện thoại"], ["22", "Mã khối khách"], ["23", "trùng với dòng 2"]):
        row = wrong.get_by_role("row").filter(has_text=cells[1]).filter(has=page.get_by_text(cells[0], exact=True))
        expect(row).to_have_count(1)
    expect(told.get_by_role("table", name="Dòng cần xem lại").get_by_role("row")).to_have_count(2)
    assert campaign.product.api("to-chuc").read(f"/activities/{forum}")["taken"] == 0, "a trial writes nothing"
    page.get_by_role("button", name="Ghi 20 dòng").click()
    expect(told).to_contain_text("20 trên 23 dòng đã ghi. 3 người vào danh sách chờ.")
    send(page, forum, **a_list(*rows))
    expect(told).to_contain_text("19 dòng đã có từ trước, không ghi thêm")
    page.get_by_role("button", name="Bỏ, gửi tệp khác").click()

    page.goto(f"/hoat-dong/{forum}/khach")
    page.fill("#tim", "nguyen van 7")
    page.get_by_role("button", name="Xem", exact=True).click()
    assert "tim=nguyen+van+7" in page.url
    page.get_by_role("link", name="Nguyễn Văn 7").click()
    page.get_by_role("button", name="Sửa thông tin").click()
    page.fill("#phone", "09x")
    page.get_by_role("button", name="kiểm tra lại").click()
    expect(page.locator("#phone-loi")).to_be_visible()
    page.fill("#phone", "0912 000 111")
    page.check("#transport")
    page.get_by_role("button", name="kiểm tra lại").click()
    expect(page.locator(".facts")).to_contain_text("– → 0912 000 111")
    page.get_by_role("button", name="Lưu chỗ sửa").click()
    expect(page.locator(".facts")).to_contain_text("0912 000 111")
    page.goto(f"/hoat-dong/{forum}/khach?can=transport&khoi=khoi-6&tinh_trang=confirmed")
    expect(page.locator("tbody tr")).to_have_count(1)

    page.goto(f"/hoat-dong/{forum}/cho")
    expect(page.locator("tbody tr").first).to_contain_text("Nguyễn Văn 18")
    page.get_by_role("link", name="Vì sao chưa có chỗ? Nguyễn Văn 19").click()
    expect(page.locator("main")).to_contain_text("phải trống thêm 1 chỗ")
    page.goto(f"/hoat-dong/{forum}/khach?tim=nguyen+van+7")
    page.get_by_role("link", name="Nguyễn Văn 7").click()
    page.get_by_role("link", name="Hủy đăng ký").click()
    page.get_by_role("button", name="Hủy đăng ký").click()
    page.get_by_role("button", name="Đăng ký lại khách này").click()
    assert page.input_value("#phone") == "0912 000 111", "the way back begins with what was known"
    page.goto(f"/hoat-dong/{forum}/cho")
    expect(page.locator("tbody tr").first).to_contain_text("Nguyễn Văn 19")

    page.goto(f"/hoat-dong/{forum}/khach/in?muc_dich=&khoi=khoi-6")
    expect(page.locator("#muc_dich-loi")).to_be_visible()
    page.fill("#muc_dich", "Đón khách tại diễn đàn")
    page.get_by_role("button", name="Xem các tờ").click()
    paper = page.request.get(page.locator("td a").first.get_attribute("href") or "")
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")


def test_an_offer_is_accepted_or_left_to_the_next_from_a_phone_without_javascript(
    visitor: Visitor, campaign: Campaign
) -> None:
    forum, organiser = campaign.activity("forum"), campaign.product.api("to-chuc")
    next(one for one in campaign.body["activities"] if one["code"] == forum)["offer_minutes"] = 60
    campaign.product.api().http.put(f"/campaigns/{campaign.code}", json=campaign.body)
    seats = [
        organiser.made(f"/activities/{forum}/registrations", {
            "quota": "khoi-7-ho-ngheo", "guest_name": f"Katơr Thị {n}", "commune": f"Thôn {n}"})
        for n in range(13)
    ]
    for seat in seats[:2]:
        organiser.made(f"/registrations/{seat['registration_id']}/cancellation", {})
    page = visitor("to-chuc", size=PHONE, script=False)
    page.goto(f"/hoat-dong/{forum}")
    page.get_by_role("link", name="Chờ chỗ").click()
    offered = page.get_by_role("table", name="Đang được giữ chỗ").locator("tbody tr")
    expect(offered).to_have_count(2)
    assert "Katơr" not in page.inner_text("main"), "beneficiaries by initials"
    offered.first.get_by_role("button", name=re.compile("^Nhận chỗ")).click()
    expect(page.get_by_role("status").first).to_contain_text("Đã ghi khách nhận chỗ")
    page.get_by_role("link", name=re.compile("^Nhường chỗ")).click()
    page.get_by_role("button", name="Ghi khách nhường chỗ").click()
    expect(offered).to_have_count(1)
    assert organiser.read(f"/registrations/{seats[12]['registration_id']}/waiting")["status"] == "offered"

    send(page, forum, **a_list(*[guest(n) for n in range(3)]))
    while page.get_by_role("button", name="Tiếp tục").count():
        page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_role("button", name="Ghi 3 dòng").click()
    while page.get_by_role("button", name="Tiếp tục").count():
        page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator("#danh-sach")).to_contain_text("3 trên 3 dòng đã ghi")

    page.goto(f"/hoat-dong/{forum}/khach/{seats[12]['registration_id']}")
    page.get_by_role("button", name="Xem đủ tên").click()
    expect(page.locator("#muc_dich-loi")).to_be_visible()
    page.fill("#muc_dich", "Gọi điện hỏi lại")
    page.get_by_role("button", name="Xem đủ tên").click()
    expect(page.locator("h1")).to_have_text("Katơr Thị 12")
    page.get_by_role("button", name="Sửa thông tin").click()
    assert page.input_value("#commune") == "Thôn 12"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nobody_is_shut_out_of_the_organisers_pages(
    visitor: Visitor, campaign: Campaign, size: tuple[int, int]
) -> None:
    forum = campaign.activity("forum")
    seat = campaign.product.api("to-chuc").made(
        f"/activities/{forum}/registrations", {"quota": "khoi-1", "guest_name": "Nguyễn Thị Hoàng Oanh"}
    )
    page = visitor("to-chuc", size=size)
    shut_out, sideways = [], []
    for path in ("", "/khach", f"/khach/{seat['registration_id']}", "/khach/moi", "/khach/in?muc_dich=Xem+thử", "/cho",
                 f"/cho/{seat['registration_id']}", "/nhap/khach"):
        answer = page.goto(f"/hoat-dong/{forum}{path}")
        assert answer is not None and answer.status == 200, path
        shut_out += barriers(page)
        sideways += [path] if too_wide(page) else []
    assert (shut_out, sideways) == ([], [])
