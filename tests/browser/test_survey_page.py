"""Whoever is asked in a survey answers on a weak phone, without a log-in and without JavaScript."""

from __future__ import annotations

import os
import re
import uuid

import pytest

from runtime.clock import local_day, utc_now
from tests.browser.conftest import DESK, PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign
from tests.e2e.test_surveys import survey

pytestmark = pytest.mark.browser


def test_a_survey_is_answered_by_phone_without_javascript_and_its_results_are_read(
    visitor: Visitor, campaign: Campaign
) -> None:
    api = campaign.product.api()
    id = api.made("/surveys", survey(campaign, intro="Mặt trận tỉnh muốn biết ý kiến của bà con."))["survey_id"]
    api.made(f"/surveys/{id}/opening", {})
    ticket, more = api.made(f"/surveys/{id}/tickets", {"unit": "582", "count": 2})["tickets"]
    page, where = visitor(None, size=PHONE, script=False), os.environ.get("SHOT")
    wide = visitor(None, size=DESK)

    def looked_at(name: str) -> None:
        assert too_wide(page) == 0
        if where:
            page.screenshot(path=f"{where}-{name}.png", full_page=True)

    page.goto(f"/khao-sat/{id}")
    page.click("main button[type=submit]")
    told = page.inner_text("[role=alert]")
    assert "Gõ mã phiếu." in told and "Chưa trả lời: Ông/bà hài lòng đến mức nào?" in told
    page.click("[role=alert] a >> nth=1")
    assert page.url.endswith("#cau.chung")
    looked_at("form")
    page.fill("#ticket", ticket.lower())
    page.check("[name='cau.chung'][value='5']")
    page.check("[name='cau.viec.nuoc']")
    page.click("main button[type=submit]")
    assert "Gia đình thuộc diện nào?" in page.inner_text("[role=alert]")
    assert page.is_checked("[name='cau.chung'][value='5']") and page.is_checked("[name='cau.viec.nuoc']")
    page.check("[name='cau.nhom'][value='ngheo']")
    page.click("main button[type=submit]")
    assert "Cảm ơn bạn" in page.inner_text("main") and re.search(r"/cam-on$", page.url)
    looked_at("thanks")
    page.goto(f"/khao-sat/{id}")
    page.fill("#ticket", ticket)
    page.check("[name='cau.chung'][value='1']")
    page.check("[name='cau.nhom'][value='ngheo']")
    page.click("main button[type=submit]")
    assert "đã trả lời" in page.inner_text("[role=alert]")

    for at in (f"/khao-sat/{id}", f"/khao-sat/{id}/cam-on"):
        wide.goto(at)
        assert barriers(wide) == []
        if where:
            wide.screenshot(path=f"{where}-wide{at.count('/')}.png", full_page=True)

    for value, count in (("5", 9), ("4", 6), ("2", 7)):
        for one in api.made(f"/surveys/{id}/tickets", {"unit": "584", "count": count})["tickets"]:
            api.made(f"/surveys/{id}/answers", {
                "questionnaire": 1, "unit": "584", "channel": "paper", "ticket": one,
                "answered_on": local_day(utc_now()).isoformat(),
                "answers": [{"question": "chung", "values": [value]}, {"question": "nhom", "values": ["khac"]}],
            })
    api.made(f"/surveys/{id}/closing", {})
    page.goto(f"/khao-sat/{id}")
    assert "23 phiếu trả lời" in page.inner_text("main") and "Không nêu" in page.inner_text("main")
    looked_at("results")
    wide.goto(f"/khao-sat/{id}")
    assert barriers(wide) == []
    if where:
        wide.screenshot(path=f"{where}-wide-results.png", full_page=True)
    assert more and page.goto(f"/khao-sat/ks-{uuid.uuid4().hex[:8]}").status == 404  # type: ignore[union-attr]
