"""An office takes a complaint from the list to its end, on pages; each look at its words is kept."""

from __future__ import annotations

import os

import pytest
from pymongo import MongoClient

from tests.browser.conftest import PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign, eventually
from tests.e2e.test_complaints import TEXT, complaint, nobody, post

pytestmark = pytest.mark.browser


def test_an_office_forwards_answers_and_closes_a_complaint_whose_words_it_reads_for_a_purpose(
    visitor: Visitor, campaign: Campaign
) -> None:
    receipt = post(nobody(campaign), "", complaint(campaign)).json()
    id = receipt["complaint_id"]
    eventually(lambda: campaign.product.api().read("/complaints", campaign=campaign.code)["rows"])
    page, where = visitor("tinh", script=False), os.environ.get("SHOT")
    phone = visitor("tinh", size=PHONE)

    def looked_at(name: str) -> None:
        phone.goto(page.url)
        assert too_wide(phone) == 0 and barriers(phone) == []
        if where:
            page.screenshot(path=f"{where}-{name}.png", full_page=True)
            phone.screenshot(path=f"{where}-{name}-phone.png", full_page=True)

    page.goto(f"/xu-ly-phan-anh?campaign={campaign.code}")
    page.select_option("#category", "conduct")
    page.click("main button[type=submit]")
    assert "category=conduct" in page.url and "Không có phản ánh nào như vậy." in page.inner_text("main")
    page.select_option("#category", "house_quality")
    page.check("#awaits_office")
    page.click("main button[type=submit]")
    looked_at("list")
    page.click("main tbody a")
    assert TEXT not in page.inner_text("main")
    page.click("main button:has-text('Đọc nội dung')")
    assert "Ghi xem để làm gì." in page.inner_text("[role=alert]")
    page.fill("#purpose", "Chuyển cơ quan")
    page.click("main button:has-text('Đọc nội dung')")
    assert TEXT in page.inner_text("main")

    page.click("main button:has-text('Chuyển')")
    # Those who had the dialogue before them have it still.
    assert "Ghi tên cơ quan." in page.inner_text("[role=alert]") and TEXT in page.inner_text("main")
    page.fill("[id='chuyen.body']", "UBND phường")
    page.select_option("[id='chuyen.body_unit']", "584")
    page.click("main button:has-text('Chuyển')")
    assert "Đã chuyển cơ quan trả lời." in page.inner_text("main") and TEXT not in page.inner_text("main")
    assert page.locator("main button:has-text('Kết thúc')").count() == 0, "an answer is awaited"
    looked_at("page")
    page.fill("[id='nhan.text']", "Chúng tôi đã chuyển UBND.")
    page.click("section:has(#buoc-nhan) button")
    page.fill("[id='tra-loi.text']", "Đã sửa mái.")
    page.click("main button:has-text('Ghi trả lời')")
    page.fill("[id='ket-thuc.conclusion']", "Cảm ơn ông/bà.")
    page.click("main button:has-text('Kết thúc')")
    assert "Đã kết thúc phản ánh" in page.inner_text("main")
    dialogue = post(nobody(campaign), "/dialogue", {"return_code": receipt["return_code"]}).json()
    assert [one["writer"] for one in dialogue["dialogue"]] == ["person", "office", "body", "office"]
    assert dialogue["status"] == "closed"

    stack = campaign.product.stack
    with MongoClient(stack.layout.mongo_url) as client:
        monitoring = client[f"{stack.environ().get('CHUNGTAY_DB_PREFIX', 'chungtay')}_monitoring"]
        looks = list(monitoring.complaint_looks.find({"complaint_id": id}))
    assert [(one["looked_by"], one["purpose"]) for one in looks] == [("tinh", "Chuyển cơ quan")] * 2
    other = visitor("thuan-bac")
    assert other.goto(f"/xu-ly-phan-anh/{id}").status == 403  # type: ignore[union-attr]
