"""An organiser with a list of hundreds: from the spreadsheet to places, waiting, corrections, cancelling and papers."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign
from tests.unit.events.golf_scoring.golden import GOLDEN, INDEXES, PARS

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


@pytest.mark.duty("E1")
def test_a_tournament_is_run_from_the_golf_desk_and_its_board_turns_its_own_pages(
    visitor: Visitor, campaign: Campaign
) -> None:
    golf = campaign.activity("golf")
    page = visitor("to-chuc")
    page.goto(f"/hoat-dong/{golf}")
    page.get_by_role("link", name="Golf", exact=True).click()
    page.get_by_role("link", name="Lập giải golf").click()
    page.fill("#course_name", "Sân golf Mẫu")
    for hole, (par, index) in enumerate(zip(PARS, INDEXES, strict=True), start=1):
        page.fill(f"#par_{hole}", str(par))
        page.fill(f"#si_{hole}", str(index))
    page.fill("#si_18", "1")
    for name, value in (("tee_1", "Trắng"), ("cr_1", "72.0"), ("slope_1", "113")):
        page.fill(f"#{name}", value)
    page.get_by_role("button", name="Lưu giải golf").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#course_name")).to_have_value("Sân golf Mẫu")
    page.fill("#si_18", str(INDEXES[-1]))
    page.get_by_role("button", name="Lưu giải golf").click()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu giải golf")

    organiser = campaign.product.api("to-chuc")
    for number in range(24):
        body = {"player_name": f"Nguyễn Văn {number:02d}", "name_display": "shown"}
        organiser.made(f"/golf-tournaments/{golf}/players", body)
    page.goto(f"/hoat-dong/{golf}/golf/xuat-phat")
    page.get_by_role("button", name="Bốc thăm").click()
    expect(page.locator(".flight li")).to_have_count(24)
    page.get_by_role("button", name="Chốt bảng này").click()
    page.goto(f"/hoat-dong/{golf}/golf/vong/moi")
    page.fill("#play_on", "2027-11-16")
    page.get_by_role("button", name="Lập vòng").click()
    page.get_by_role("button", name="Phát thẻ cho người chưa có").click()
    page.get_by_role("button", name="Bắt đầu vòng đấu").click()
    expect(page.locator("h1")).to_contain_text("Đang đánh")

    page.get_by_role("link", name="Nguyễn Văn 05").first.click()
    expect(page.locator("#gay_1")).to_be_focused()
    page.keyboard.type("".join(str(GOLDEN[hole]) for hole in range(1, 18)))
    expect(page.locator("#gay_18")).to_be_focused()
    page.keyboard.type("1")
    expect(page.locator("#gay_18")).to_be_focused()
    page.keyboard.type("0")
    expect(page.get_by_role("button", name="Lưu điểm")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Đã lưu 18 hố")
    screen = visitor(None, size=(1600, 900))
    screen.goto(f"/hoat-dong/{golf}/bang-diem?xep=gross")
    expect(screen.locator("#dong tr:visible").first).to_contain_text("Nguyễn Văn 05")
    expect(screen.locator("#dong tr:visible").first).to_contain_text("96")
    assert screen.locator("#dong tr").count() == 24 > screen.locator("#dong tr:visible").count()
    assert (barriers(screen), too_wide(screen)) == ([], 0)
    screen.keyboard.press("ArrowRight")
    expect(screen.locator("#trang")).to_contain_text("Trang 2")
    page.fill("#gay_18", "5")
    page.get_by_role("button", name="Lưu điểm").click()
    page.get_by_role("button", name="Ghi chữ ký").click()
    expect(page.locator("main")).to_contain_text("Đã ký, khóa")
    screen.keyboard.press("ArrowLeft")
    expect(screen.locator("#dong tr:visible").first).to_contain_text("91", timeout=30_000)
    expect(screen.locator("#trang")).to_contain_text("Trang 1")

    page.fill("#gay_18", "6")
    page.get_by_role("button", name="Đính chính").click()
    expect(page.locator("#reason-loi")).to_be_visible()
    phone = visitor("to-chuc", size=PHONE, script=False)
    shut_out, sideways = [], []
    for path in ("golf", "golf/san", "golf/nguoi-choi", "golf/xuat-phat", "bang-diem"):
        phone.goto(f"/hoat-dong/{golf}/{path}")
        sideways += [path] if too_wide(phone) else []
    for path in ("golf", "golf/san", "golf/nguoi-choi/moi", "golf/xuat-phat", "golf/vong/moi"):
        page.goto(f"/hoat-dong/{golf}/{path}")
        shut_out += barriers(page)
    assert (shut_out, sideways) == ([], [])


def test_an_activity_is_made_its_show_planned_and_an_office_invited_without_javascript(
    visitor: Visitor, campaign: Campaign
) -> None:
    page = visitor("tinh", script=False)
    page.goto(f"/hoat-dong?campaign={campaign.code}")
    page.get_by_role("link", name="Lập hoạt động").click()
    page.fill("#name", "Ngày hội Đại đoàn kết thôn Mẫu")
    page.select_option("#unit", "58")
    page.fill("#khoi_0", "Hộ nghèo")
    page.fill("#cho_0", "mười")
    page.fill("#programme", "Văn nghệ\nTrao quà")
    page.get_by_role("button", name="Lưu hoạt động").click()
    expect(page.locator("#kind-loi")).to_be_visible()
    expect(page.locator("#cho_0-loi")).to_be_visible()
    page.select_option("#kind", "great_unity_day")
    page.fill("#starts_on", "2027-11-18")
    page.fill("#cho_0", "10")
    page.check("#dam_bao_0")
    page.get_by_role("button", name="Lưu hoạt động").click()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu hoạt động")
    expect(page.locator("tbody tr")).to_contain_text("chỗ dành riêng")
    path = page.url.rpartition("/hoat-dong/")[2]
    page.get_by_role("link", name="Sửa hoạt động").click()
    expect(page.locator("#programme")).to_have_value("Văn nghệ\nTrao quà")

    manager = visitor("to-chuc", size=PHONE, script=False)
    manager.goto(f"/hoat-dong/{path}/san-khau")
    manager.get_by_role("link", name="Lập kịch bản").click()
    expect(manager.locator("#ten_1")).to_have_value("Trao quà")
    for field, value in (("gio_0", "08:00"), ("phut_0", "15"), ("gio_1", "08:10"), ("phut_1", "20")):
        manager.fill(f"#{field}", value)
    manager.get_by_role("button", name="Lưu kịch bản").click()
    expect(manager.get_by_role("alert")).to_be_visible()  # the steps overlap
    manager.fill("#gio_1", "08:20")
    manager.fill("#ai_1", "Ủy ban MTTQ tỉnh")
    manager.get_by_role("button", name="Lưu kịch bản").click()
    expect(manager.get_by_label("Tiếp theo")).to_contain_text("Văn nghệ")
    assert too_wide(manager) == 0

    manager.goto(f"/hoat-dong/{path}/thu-moi/moi")
    manager.select_option("#quota", label="Hộ nghèo")
    manager.fill("#office", "Ủy ban xã Phước Bình")
    manager.get_by_role("button", name="Lập thư mời").click()
    expect(manager.locator("#reply_by_on-loi")).to_be_visible()
    manager.fill("#reply_by_on", "2027-11-10")
    manager.get_by_role("button", name="Lập thư mời").click()
    manager.get_by_label("Sẽ dự").check()
    manager.get_by_role("button", name="Ghi trả lời").click()
    expect(manager.locator("#guest_name-loi")).to_be_visible()
    manager.fill("#guest_name", "Pi Năng Thị Hai")
    manager.get_by_role("button", name="Ghi trả lời").click()
    expect(manager.locator(".facts")).to_contain_text("Pi Năng Thị Hai")
    manager.goto(f"/hoat-dong/{path}/thu-moi?tra_loi=yes&tim=phuoc+binh")
    expect(manager.locator("tbody tr")).to_have_count(1)

    seen = visitor("tinh")
    shut_out = []
    for part in ("sua", "san-khau/kich-ban", "thu-moi", "thu-moi/moi"):
        seen.goto(f"/hoat-dong/{path}/{part}")
        shut_out += barriers(seen)
    assert shut_out == []
