"""What an organiser writes down of an activity: each list from empty to a record, corrected where it was wrong."""

from __future__ import annotations

import re
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign, eventually

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def fits(page: Page) -> None:
    assert too_wide(page) == 0, page.url


def looked_at(page: Page) -> None:
    assert barriers(page) == []
    fits(page)


def told(page: Page, **typed: str) -> None:
    """Fill in a form and send it."""
    for field, text in typed.items():
        choice = page.locator(f"#{field}").evaluate("one => one.tagName") == "SELECT"
        page.select_option(f"#{field}", text) if choice else page.fill(f"#{field}", text)


def test_an_organiser_writes_down_what_was_done_and_takes_back_what_was_wrong(
    visitor: Visitor, campaign: Campaign
) -> None:
    forum = campaign.activity("forum")
    body = next(one for one in campaign.body["activities"] if one["code"] == forum)
    body |= {"starts_on": None, "ends_on": None}
    campaign.product.api().http.put(f"/campaigns/{campaign.code}", json=campaign.body)
    page = visitor("to-chuc", size=PHONE)

    page.goto(f"/hoat-dong/{forum}")
    page.get_by_role("link", name="Chi phí", exact=True).click()
    fits(page)
    page.get_by_role("link", name="Ghi một dòng").click()
    press(page, "Tiếp tục, kiểm tra lại")
    for field in ("stage", "item", "amount_vnd", "source"):
        expect(page.locator(f"#{field}-loi")).to_be_visible()
    looked_at(page)
    page.check("#stage-actual")
    page.fill("#item", "Thuê hội trường")
    page.fill("#amount_vnd", "12.500.000")
    page.select_option("#source", "fund")
    press(page, "Tiếp tục, kiểm tra lại")
    expect(page.locator("#payment_id-loi")).to_be_visible()
    page.select_option("#source", "sponsor")
    press(page, "Tiếp tục, kiểm tra lại")
    expect(page.locator(".facts")).to_contain_text("12.500.000 đ")
    fits(page)
    press(page, "Ghi một dòng")
    expect(page.locator("h1")).to_have_text("Thuê hội trường")
    fits(page)
    page.get_by_text("Rút dòng này").first.click()
    press(page, "Rút dòng này")
    expect(page.locator("[id='rut.cause-loi']")).to_be_visible()
    page.fill("[id='rut.cause']", "Gõ nhầm số tiền")
    press(page, "Rút dòng này")
    page.get_by_role("link", name="Ghi lại cho đúng").click()
    assert page.input_value("#item") == "Thuê hội trường", "begins with what was known"
    page.fill("#amount_vnd", "1.250.000")
    press(page, "Tiếp tục, kiểm tra lại")
    press(page, "Ghi một dòng")
    expect(page.locator(".facts")).to_contain_text("1.250.000 đ")

    page.goto(f"/hoat-dong/{forum}/ket-qua/moi")
    page.fill("#summary", "Diễn đàn có 400 người dự")
    page.fill("#people", "400")
    page.get_by_text("Mã trong sổ làm bằng chứng").click()
    page.fill("#house_ids", "khong-co-nha-nay")
    press(page, "Ghi kết quả")
    expect(page.locator("#house_ids-loi")).to_be_visible()
    page.fill("#house_ids", "")
    press(page, "Ghi kết quả")
    expect(page.locator(".facts")).to_contain_text("400")
    fits(page)

    which = {"campaign": campaign.code, "activity": forum}
    lines = partial(campaign.product.api("to-chuc").read, "/costs", **which)
    eventually(lambda: sorted(one["status"] for one in lines()["rows"]) == ["recorded", "withdrawn"])
    page.goto(f"/hoat-dong/{forum}/chi-phi?loai=actual")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator(".figures")).to_contain_text(re.compile(r"1\.250\.000 đ"))
    looked_at(page)

    page.goto(f"/tuyen-truyen/moi?campaign={campaign.code}")
    told(page, form="article", title="Chung tay vì người nghèo", outlet="Báo Ninh Thuận",
         address="https://bao.example/1")
    press(page, "Ghi một mục tuyên truyền")
    expect(page.get_by_role("link", name="https://bao.example/1")).to_be_visible()

    page.goto(f"/hoat-dong/{forum}/y-kien/moi")
    told(page, category="housing", summary="Nhà dột, xin được sửa", text="Mái tôn dột đã hai mùa mưa.")
    press(page, "Ghi một ý kiến")
    expect(page.locator("#asker_name-loi")).to_be_visible()
    told(page, asker_name="Katơr Thị Nghèo")
    press(page, "Ghi một ý kiến")
    expect(page.locator("main")).to_contain_text("Chưa giao ai trả lời")
    expect(page.locator("main")).not_to_contain_text("Katơr")
    looked_at(page)
    opinion = page.url

    page.goto(f"/hoat-dong/{forum}/doan-di/moi")
    told(page, purpose="gift_visit", head_name="Nguyễn Văn A", head_office="MTTQ tỉnh", place="Thôn Suối Đá",
         members="Trần B; Hội Phụ nữ; mời\nLê C")
    press(page, "Tiếp tục, kiểm tra lại")
    expect(page.locator("#members-loi")).to_contain_text("Dòng 2:")
    told(page, members="Trần B; Hội Phụ nữ; mời")
    press(page, "Tiếp tục, kiểm tra lại")
    expect(page.locator(".facts")).to_contain_text("Trần B, Hội Phụ nữ (mời)")
    press(page, "Lập đoàn đi")
    page.get_by_text("Sửa đoàn").first.click()
    page.fill("[id='sua.members']", "Trần B; Hội Phụ nữ; nhận lời")
    press(page, "Sửa đoàn")
    expect(page.locator(".facts")).to_contain_text("Trần B, Hội Phụ nữ (nhận lời)")
    delegation = page.url.rpartition("/")[2]
    page.get_by_text("Hủy đoàn").first.click()
    page.fill("[id='huy.cause']", "Dời sang tháng sau")
    press(page, "Hủy đoàn")
    page.get_by_role("link", name="Ghi lại cho đúng").click()
    assert page.input_value("#members") == "Trần B; Hội Phụ nữ; nhận lời"
    looks = campaign.product.api("kiem-toan").read("/looks", person=delegation)["looks"]
    assert any(one["where"].endswith("/doan-di/moi") for one in looks), "a form filled in with names is a look, too"
    fits(page)

    page.goto(f"/hoat-dong/{forum}/khach")
    page.get_by_role("link", name="Đoàn khách").click()
    page.get_by_role("link", name="Đăng ký đoàn").click()
    told(page, name="Đoàn xã Lợi Hải", quota="khoi-6", size="3", members="Trần Thị Một; Lợi Hải")
    press(page, "Tiếp tục, kiểm tra lại")
    press(page, "Đăng ký đoàn")
    expect(page.locator("tbody tr")).to_have_count(3)
    page.fill("[id='ghi-ten.members']", "Trần Thị Hai\nTrần Thị Ba\nTrần Thị Tư")
    press(page, "Ghi tên người chưa có tên")
    expect(page.locator(".note.bad")).to_be_visible()
    page.fill("[id='ghi-ten.members']", "Trần Thị Hai\nTrần Thị Ba")
    press(page, "Ghi tên người chưa có tên")
    expect(page.locator("tbody")).to_contain_text("Trần Thị Ba")
    looked_at(page)

    page.goto(f"/hoat-dong/{forum}/khach/phan-cho/moi")
    told(page, office="Hội Nông dân huyện", quota="khoi-6", places="4", reclaim_on="2099-01-01")
    press(page, "Tiếp tục, kiểm tra lại")
    press(page, "Phân chỗ")
    page.fill("[id='ghi-ten.guests']", "Lê Văn Năm; Bắc Sơn; 0912345678")
    press(page, "Ghi tên khách")
    expect(page.locator(".facts")).to_contain_text("Chưa ghi tên3")
    fits(page)

    page.goto(f"/hoat-dong/{forum}/nhap/khach")
    rows = "Mã khối khách,Họ và tên,\"Xã, phường\"\nkhoi-6,Nguyễn Nhầm Một,Lợi Hải\nkhoi-6,Nguyễn Nhầm Hai,Lợi Hải\n"
    page.set_input_files("#tep", {"name": "khach.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    press(page, "Gửi và thử")
    press(page, "Ghi 2 dòng")
    page.get_by_role("link", name="Hoàn tác lần nhập này").click()
    press(page, "Hoàn tác lần nhập")
    expect(page.locator("#reason-loi")).to_be_visible()
    looked_at(page)
    told(page, reason="Gửi nhầm tệp")
    press(page, "Hoàn tác lần nhập")
    expect(page.locator(".facts")).to_contain_text("Đã hủy hoặc đã rút2")

    page.goto(f"/hoat-dong/{forum}/khach/xep-ghe")
    told(page, rows="A; 2")
    press(page, "Tiếp tục, kiểm tra lại")
    expect(page.locator("#rows-loi")).to_be_visible()
    told(page, rows="A; 2\nB; 20")
    press(page, "Tiếp tục, kiểm tra lại")
    expect(page.locator(".facts")).to_contain_text("Khách có ghế4")
    press(page, "Xếp ghế")
    expect(page.get_by_role("status").first).to_contain_text("4 khách có ghế")

    page = visitor("tinh", size=PHONE, script=False)
    page.goto(opinion)
    page.fill("[id='giao.owner']", "UBND xã")
    page.fill("[id='giao.answer_due_on']", "2020-01-01")
    press(page, "Giao cơ quan trả lời")
    expect(page.locator("[id='giao.answer_due_on-loi']")).to_be_visible()
    page.get_by_text("Xem người nêu ý kiến").click()
    press(page, "Xem tên")
    expect(page.locator("#muc_dich-loi")).to_be_visible()
    page.fill("#muc_dich", "Gọi điện hỏi lại")
    press(page, "Xem tên")
    expect(page.locator("main")).to_contain_text("Katơr Thị Nghèo")
    page.get_by_text("Ghi trả lời").first.click()
    page.fill("[id='tra-loi.text']", "Đã đưa vào danh sách sửa nhà.")
    press(page, "Ghi trả lời")
    expect(page.locator("main")).to_contain_text("Đã đưa vào danh sách sửa nhà.")
    fits(page)
