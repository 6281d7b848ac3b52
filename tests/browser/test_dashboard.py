"""People at the pages: the province, the organiser, the supervisor and the treasurer, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Request, expect

from chungtay.demo import peak_month
from tests.browser.conftest import DESK, PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

DEMO_STATEMENT = peak_month.CAMPAIGN_FILE.with_name("sao_ke_vietcombank_demo.csv")
GUEST = "Pi Năng Thị Hai"


def guests_on_dashboard(page: Page, forum: str) -> str:
    """Confirmed guests of the forum, as its line on the dashboard says."""
    line = page.locator("tr", has=page.locator(f"a[href='/hoat-dong/{forum}']"))
    return line.locator("td.number").nth(1).inner_text()


def fill_in_guest(page: Page, forum: str, name: str = GUEST) -> None:
    page.goto(f"/hoat-dong/{forum}/khach/moi")
    page.select_option("#quota", "khoi-1")
    page.fill("#guest_name", name)
    page.fill("#commune", "Phước Bình")
    page.get_by_role("button", name="kiểm tra lại").click()
    expect(page.locator("h1")).to_have_text("Kiểm tra lại trước khi đăng ký")


@pytest.mark.duty("E2")
@pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without-javascript"])
def test_an_organiser_registers_a_guest_and_the_dashboard_shows_it(
    visitor: Visitor, campaign: Campaign, script: bool
) -> None:
    forum = campaign.activity("forum")
    page = visitor("to-chuc", script=script)
    fill_in_guest(page, forum)
    page.get_by_role("button", name="Đăng ký khách này").click()
    expect(page.get_by_role("status")).to_have_text(f"Đã xác nhận chỗ cho {GUEST}.")
    expect(page.get_by_role("row", name=re.compile(GUEST))).to_contain_text("Có chỗ")
    for _ in range(20):
        page.goto(f"/tong-quan?campaign={campaign.code}")
        if guests_on_dashboard(page, forum) == "1":
            break
        page.wait_for_timeout(100)
    assert guests_on_dashboard(page, forum) == "1"


def test_an_open_dashboard_shows_a_gift_by_itself_within_a_second_or_two(visitor: Visitor, campaign: Campaign) -> None:
    page = visitor("tinh")
    page.goto(f"/tong-quan?campaign={campaign.code}")
    expect(page.locator(".figure").first).to_contain_text("0 đ")
    page.wait_for_timeout(500)  # the stream opens after the page
    campaign.product.api("ke-toan").made("/donations", campaign.gift(amount_vnd=123_456_789))
    expect(page.locator(".figure").first).to_contain_text("123.456.789 đ", timeout=3_000)


def test_the_report_comes_as_a_workbook_and_as_json_for_the_period_on_the_page(
    visitor: Visitor, campaign: Campaign
) -> None:
    page = visitor("tinh")
    page.goto(f"/tong-quan?campaign={campaign.code}&from=2024-10-17&to=2024-10-31&unit=582")
    with page.expect_download() as workbook:
        page.get_by_role("link", name="Tải báo cáo XLSX").click()
    assert workbook.value.path().read_bytes()[:2] == b"PK"
    report = page.request.get(str(page.get_by_role("link", name="Tải JSON").get_attribute("href"))).json()
    assert report["period"] == {"from_on": "2024-10-17", "to_on": "2024-10-31"}
    assert report["unit"] == "582"


def test_a_period_that_ends_before_it_begins_is_told_at_its_field(visitor: Visitor, campaign: Campaign) -> None:
    page = visitor("tinh")
    page.goto(f"/tong-quan?campaign={campaign.code}&from=2024-11-18&to=2024-10-17")
    expect(page.get_by_role("alert")).to_contain_text("sau ngày kết thúc")
    expect(page.locator("#from")).to_have_value("2024-11-18")


def test_every_figure_opens_to_its_rows_and_a_row_to_its_event(visitor: Visitor, campaign: Campaign) -> None:
    gift = campaign.product.api("ke-toan").made("/donations", campaign.gift(amount_vnd=250_000))
    page = visitor("ke-toan")
    page.goto(f"/tong-quan?campaign={campaign.code}")
    expect(page.locator(".figure").first).to_contain_text("250.000 đ", timeout=3_000)
    page.locator(".figure a").first.click()
    expect(page.locator("h1")).to_have_text("Đã tiếp nhận")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text(gift["donation_id"])
    page.get_by_role("link", name="Sự kiện gốc").click()
    expect(page.locator("pre")).to_contain_text(gift["donation_id"])


def test_a_button_pressed_twice_registers_the_guest_once(visitor: Visitor, campaign: Campaign) -> None:
    forum = campaign.activity("forum")
    page = visitor("to-chuc")
    fill_in_guest(page, forum)
    page.get_by_role("button", name="Đăng ký khách này").dblclick()
    expect(page.get_by_role("status").first).to_have_text(f"Đã xác nhận chỗ cho {GUEST}.")
    expect(page.get_by_role("row", name=re.compile(GUEST))).to_have_count(1)


def test_when_a_block_is_full_the_next_guest_waits_or_is_refused_and_a_cancelled_place_moves_up(
    visitor: Visitor, campaign: Campaign
) -> None:
    forum = next(one for one in campaign.body["activities"] if one["kind"] == "forum")
    next(quota for quota in forum["quotas"] if quota["code"] == "khoi-1")["places"] = 1
    campaign.product.api().http.put(f"/campaigns/{campaign.code}", json=campaign.body)
    page = visitor("to-chuc")
    for name in ("Khách Một", "Khách Hai"):
        fill_in_guest(page, forum["code"], name)
        page.get_by_role("button", name="Đăng ký khách này").click()
    expect(page.get_by_role("status")).to_contain_text("Khách Hai vào danh sách chờ, số 1")
    page.get_by_role("link", name="Đăng ký một khách").click()
    page.select_option("#quota", "khoi-1")
    page.fill("#guest_name", "Khách Ba")
    page.uncheck("#may_wait")
    page.get_by_role("button", name="kiểm tra lại").click()
    page.get_by_role("button", name="Đăng ký khách này").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#guest_name")).to_have_value("Khách Ba")
    page.goto(f"/hoat-dong/{forum['code']}/khach")
    page.get_by_role("link", name="Khách Một").click()
    page.get_by_role("link", name="Hủy đăng ký").click()
    page.get_by_role("button", name="Hủy đăng ký").click()
    page.goto(f"/hoat-dong/{forum['code']}/khach")
    expect(page.get_by_role("row", name=re.compile("Khách Hai"))).to_contain_text("Có chỗ")
    expect(page.get_by_role("row", name=re.compile("Khách Một"))).to_contain_text("Đã hủy")


@pytest.mark.duty("M5")
@pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_supervisor_files_a_finding_from_a_payments_row_and_gets_a_receipt(
    visitor: Visitor, campaign: Campaign, script: bool
) -> None:
    proposal = {
        "campaign": campaign.code,
        "unit": "584",
        "kind": "house_new",
        "household_code": f"ho-{campaign.code}",
        "amount_vnd": 70_000_000,
        "reason": "Nhà tạm, ba khẩu",
    }
    payment = campaign.product.api().made("/payments", proposal)
    page = visitor("giam-sat", script=script)
    link = page.get_by_role("link", name=f"Lập phát hiện về {payment['payment_id']}")
    for _ in range(20):
        page.goto(f"/so-lieu/support_pending?campaign={campaign.code}")
        if link.count():
            break
        page.wait_for_timeout(100)
    link.click()
    expect(page.locator("#about_kind")).to_have_value("payment")
    expect(page.locator("#about_id")).to_have_value(payment["payment_id"])
    expect(page.locator("#unit")).to_have_value("584")
    page.get_by_role("button", name="kiểm tra lại").click()
    expect(page.get_by_role("alert")).to_contain_text("Chọn mức độ.")
    expect(page.get_by_role("alert")).to_contain_text("Tóm tắt phát hiện trong một câu.")
    page.get_by_label("Nghiêm trọng").check()
    page.fill("#summary", "Hộ không có trong danh sách hộ nghèo năm 2024")
    page.get_by_role("button", name="kiểm tra lại").click()
    page.get_by_role("button", name="Gửi phát hiện").click()
    expect(page.locator(".receipt")).to_contain_text("Đã gửi phát hiện")
    code = page.locator(".receipt strong").inner_text()
    assert campaign.product.api().read(f"/findings/{code}")["about"]["id"] == payment["payment_id"]


@pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_treasurer_sends_a_statement_and_reads_its_certificate(
    visitor: Visitor, campaign: Campaign, script: bool
) -> None:
    page = visitor("ke-toan", script=script)
    page.goto(f"/sao-ke/moi?campaign={campaign.code}")
    page.select_option("#account_number", campaign.account("vietcombank")["number"])
    page.set_input_files("#file", DEMO_STATEMENT)
    page.get_by_role("button", name="Gửi sao kê").click()
    expect(page.locator("#bien-ban")).to_contain_text("Đã đọc xong", timeout=30_000)
    expect(page.locator("#bien-ban tfoot")).to_contain_text("60")
    expect(page.locator("#bien-ban")).to_contain_text("Khớp một phần")


def test_a_file_that_is_no_statement_is_refused_at_its_field(visitor: Visitor, campaign: Campaign) -> None:
    page = visitor("ke-toan")
    page.goto(f"/sao-ke/moi?campaign={campaign.code}")
    page.select_option("#account_number", campaign.account("vietcombank")["number"])
    page.set_input_files("#file", {"name": "anh.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n" * 99})
    page.get_by_role("button", name="Gửi sao kê").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".field.wrong #file")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nobody_is_shut_out_and_no_page_scrolls_sideways(
    visitor: Visitor, campaign: Campaign, size: tuple[int, int]
) -> None:
    forum, here = campaign.activity("forum"), f"?campaign={campaign.code}"
    campaign.product.api("ke-toan").made("/donations", campaign.gift())
    finding = {
        "campaign": campaign.code,
        "unit": "584",
        "about": {"kind": "household", "id": "ba-001"},
        "severity": "minor",
        "found_on": "2024-10-25",
        "summary": "Chưa có biên bản bàn giao",
    }
    found = campaign.product.api("giam-sat").made("/findings", finding)
    guest = {"quota": "khoi-1", "guest_name": GUEST}
    seat = campaign.product.api("to-chuc").made(f"/activities/{forum}/registrations", guest)
    walks = {
        None: ["/dang-nhap"],
        "to-chuc": [
            f"/hoat-dong{here}",
            f"/hoat-dong/{forum}",
            f"/hoat-dong/{forum}/huy/{seat['registration_id']}",
            "/sao-ke",  # 403
        ],
        "giam-sat": [f"/giam-sat{here}", f"/giam-sat/moi{here}", f"/giam-sat/{found['finding_id']}?da_gui=1"],
        "ke-toan": [
            f"/tong-quan{here}",
            f"/so-lieu/received{here}",
            f"/sao-ke{here}",
            f"/sao-ke/moi{here}",
            "/khong-co-trang-nay",
        ],
    }
    shut_out, sideways = [], []
    for username, paths in walks.items():
        page = visitor(username, size=size)
        for path in paths:
            page.goto(path)
            shut_out += barriers(page)
            if too_wide(page) > 0:
                sideways.append(path)
    assert not shut_out
    assert not sideways


def test_a_dashboard_is_light_enough_for_a_weak_line(visitor: Visitor, campaign: Campaign) -> None:
    """Everything that the first visit fetches, as it goes over the line. `visitor` holds that all of it is ours."""
    page = visitor("tinh")
    finished: list[Request] = []
    page.on("requestfinished", lambda one: finished.append(one))
    page.goto(f"/tong-quan?campaign={campaign.code}", wait_until="load")
    carried = {one.url: one.sizes()["responseBodySize"] for one in finished if "/dong" not in one.url}
    assert any("htmx.min.js" in url for url in carried) and any("chungtay.css" in url for url in carried)
    assert sum(carried.values()) < 100_000, carried


def test_a_column_opens_to_the_rows_of_its_day_by_keyboard_and_the_page_speaks_english_when_asked(
    visitor: Visitor, campaign: Campaign
) -> None:
    api = campaign.product.api("ke-toan")
    for day, amount in (("2024-10-18", 2_000_000), ("2024-10-20", 750_000), ("2024-10-20", 250_000)):
        api.made("/donations", campaign.gift(amount_vnd=amount, received_on=day))
    page = visitor("ke-toan")
    page.goto(f"/tong-quan?campaign={campaign.code}")
    expect(page.locator(".figure").first).to_contain_text("3.000.000 đ", timeout=5_000)
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile(f"campaign={campaign.code}"))
    expect(page.locator(".figure").first).to_contain_text("3,000,000 đ")
    column = page.get_by_role("link", name="20 Oct: Received 1,000,000 đ")
    column.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Received")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.go_back()
    page.locator("#bieu-do-thu-chi-bang summary").click()
    expect(page.locator("#bieu-do-thu-chi-bang tbody tr")).to_have_count(2)
    # What the reader has opened stays open when the figures renew themselves.
    api.made("/donations", campaign.gift(amount_vnd=500_000, received_on="2024-10-22"))
    expect(page.locator("#bieu-do-thu-chi-bang tbody tr")).to_have_count(3, timeout=5_000)
    expect(page.locator("#bieu-do-thu-chi-bang table")).to_be_visible()
    assert barriers(page) == []


def test_a_dashboard_on_paper_has_its_head_and_nothing_to_click(visitor: Visitor, campaign: Campaign) -> None:
    page = visitor("tinh")
    page.goto(f"/tong-quan?campaign={campaign.code}")
    page.emulate_media(media="print")
    expect(page.locator(".print-head")).to_contain_text("In lúc")
    for hidden in (".head", ".foot", "form", ".buttons"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.pdf(prefer_css_page_size=True)[:5] == b"%PDF-"
