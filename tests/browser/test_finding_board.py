"""A finding from the board to its end, on pages: the body replies and remedies, the team looks again and closes."""

from __future__ import annotations

import pytest

from runtime.clock import local_day, utc_now
from tests.browser.conftest import PHONE, Visitor, again, barriers, too_wide
from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.browser


def test_a_finding_is_answered_remedied_and_closed_on_its_page_without_javascript(
    visitor: Visitor, campaign: Campaign
) -> None:
    raised = campaign.product.api("giam-sat").made("/findings", {
        "campaign": campaign.code, "unit": "588", "about": {"kind": "campaign", "id": campaign.code},
        "severity": "serious", "found_on": local_day(utc_now()).isoformat(), "summary": "Danh sách niêm yết thiếu tên",
        "reply_within_days": 20,
    })
    path, board = f"/giam-sat/{raised['finding_id']}", f"/giam-sat?campaign={campaign.code}"
    team, body = visitor("giam-sat", script=False), visitor("thuan-bac", script=False)
    phone = visitor("giam-sat", size=PHONE)

    def looked_at(address: str) -> None:
        phone.goto(address)
        assert too_wide(phone) == 0 and barriers(phone) == []

    team.goto(board)
    eventually(lambda: again(team) and team.locator(f"a[href='{path}']").count())
    team.fill("#q", "niem yet")
    team.click(".filters button")
    assert "q=niem" in team.url and team.locator(f"a[href='{path}']").count() == 1
    looked_at(team.url)
    team.click(f"a[href='{path}']")
    assert team.locator("main form").count() == 0, "whoever found it does not answer it"

    body.goto(path)
    body.click("main button:has-text('Ghi trả lời')")
    assert "Viết nội dung." in body.inner_text("[role=alert]")
    body.fill("#text", "Sẽ niêm yết lại trong tuần.")
    body.click("main button:has-text('Ghi trả lời')")
    body.fill("#text", "Đã niêm yết đủ tên.")
    body.click("main button:has-text('Ghi khắc phục')")
    assert body.locator("main form").count() == 0, "the team looks again"

    eventually(lambda: team.goto(f"/giam-sat/hom-nay?campaign={campaign.code}") and team.locator(
        f"a[href='{path}']").count())
    looked_at(team.url)
    team.click(f"a[href='{path}']")
    looked_at(team.url)
    team.fill("#conclusion", "Đã thấy danh sách đủ tên.")
    team.click("main button:has-text('Kết thúc phát hiện')")
    assert "Đã kiểm tra lại và kết thúc phát hiện." in team.inner_text("main")
