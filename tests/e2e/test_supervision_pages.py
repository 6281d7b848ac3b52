"""A plan and a recommendation at their pages, without a browser: drawn up, approved, replied to, looked at again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e

Visit = Callable[[str], "Desk"]


class Desk:
    """Somebody at the pages, who fills in forms as they stand."""

    def __init__(self, browser: httpx.Client) -> None:
        self.browser = browser
        self.page = browser.get("/dang-nhap")

    def see(self, path: str) -> str:
        self.page = self.browser.get(path)
        assert self.page.status_code == 200, self.page.text
        return self.page.text

    def send(self, path: str, **told: Any) -> str:
        secret, key = (
            re.search(rf'name="{name}" value="([^"]+)"', self.page.text) for name in ("csrf_token", "ma_phieu")
        )
        assert secret, self.page.text
        told |= {"csrf_token": secret[1], **({"ma_phieu": f"{key[1]}-{path[-9:]}"} if key else {})}
        self.page = self.browser.post(path, data=told, follow_redirects=True)
        return self.page.text

    @property
    def path(self) -> str:
        return self.page.url.path


@pytest.fixture
def visit(campaign: Campaign) -> Iterator[Visit]:
    product = campaign.product
    with ExitStack() as opened:

        def come(username: str) -> Desk:
            browser = opened.enter_context(httpx.Client(base_url=product.address, trust_env=False, timeout=30))
            desk = Desk(browser)
            desk.send("/dang-nhap", username=username, password=product.stack.secrets.demo_password(username))
            return desk

        yield come


def test_a_plan_is_drawn_up_approved_by_somebody_else_sent_and_amended(campaign: Campaign, visit: Visit) -> None:
    team = visit("giam-sat")
    assert "Chưa có kế hoạch nào" in team.see(f"/giam-sat/ke-hoach?campaign={campaign.code}")
    team.see(f"/giam-sat/ke-hoach/moi?campaign={campaign.code}")
    line = {"kind_1": "supervision", "subject_1": "fund_use", "every_1": "half_year", "targets_1": ["582", "584"]}
    plan = {
        "campaign": campaign.code, "unit": "58", "body": "fatherland_front", "year": "2025", "made_on": "2024-12-02",
        "title": "Kế hoạch năm", "title_1": "Việc sử dụng Quỹ", **line,
    }
    wrong = team.send("/giam-sat/ke-hoach/moi", **plan, month_1="9")
    assert team.page.status_code == 409 and 'id="month_1-loi"' in wrong and "Việc sử dụng Quỹ" in wrong
    made = team.send("/giam-sat/ke-hoach/moi", **plan, month_1="6")
    assert "4 lượt trong năm" in made and "Tháng 12/2025" in made
    path = team.path
    assert f"{path}/duyet" not in made, "whoever drew it up does not approve it"
    approver = visit("duyet-1")
    approver.see(path)
    assert 'id="decision-loi"' in approver.send(f"{path}/duyet", approved_on="2024-12-09", decision="")
    assert "quyết định 1/QĐ" in approver.send(f"{path}/duyet", approved_on="2024-12-09", decision="1/QĐ")
    team.see(path)
    assert "số 20/KH" in team.send(f"{path}/gui", sent_on="2024-12-12", document_number="20/KH")
    amended = team.see(f"{path}/sua")
    assert 'value="582" selected' in amended
    told = {"title_0": "Việc sử dụng Quỹ", "code_0": "viec-su-dung-quy", "month_0": "6", "reason": "Thêm nơi"}
    told |= {name.replace("_1", "_0"): value for name, value in line.items()}
    shown = team.send(f"{path}/sua", **told, **{"day_0": ""})
    assert "kế hoạch chờ duyệt lại" in shown
    eventually(lambda: "Kế hoạch năm" in team.see(f"/giam-sat/ke-hoach?campaign={campaign.code}"))


def test_a_recommendation_is_made_of_a_finding_replied_to_remedied_and_looked_at_by_somebody_else(
    campaign: Campaign, visit: Visit
) -> None:
    finding = campaign.product.api("giam-sat").made("/findings", {
        "campaign": campaign.code, "unit": "582", "about": {"kind": "campaign", "id": campaign.code},
        "severity": "minor", "found_on": "2025-06-17", "summary": "Chưa niêm yết danh sách hộ",
    })["finding_id"]
    team, office = visit("giam-sat"), visit("tinh")
    assert f"/giam-sat/{finding}/kien-nghi" in team.see(f"/giam-sat/{finding}")
    team.see(f"/giam-sat/{finding}/kien-nghi")
    told = {
        "unit": "582", "body": "UBND phường Mỹ Hải", "text": "Niêm yết danh sách", "document_number": "9/KN",
        "sent_on": "2025-06-20",
    }
    assert 'id="remedy_by-loi"' in team.send(f"/giam-sat/{finding}/kien-nghi", **told, remedy_by="2025-06-01")
    assert "Đã ghi kiến nghị." in team.send(f"/giam-sat/{finding}/kien-nghi", **told, remedy_by="2025-07-01")
    path = team.path
    office.see(path)
    assert 'id="da_lam-loi"' in office.send(f"{path}/khac-phuc", remedied_on="2025-06-25", da_lam="")
    assert "Đã niêm yết" in office.send(f"{path}/khac-phuc", remedied_on="2025-06-25", da_lam="Đã niêm yết")
    assert f"{path}/kiem-tra" not in office.page.text, "who is supervised does not verify"
    team.see(path)
    again = {"verified_on": "2025-06-30", "conclusion": "Bảng bị gỡ"}
    assert 'id="passed-loi"' in team.send(f"{path}/kiem-tra", **again)
    assert "làm lại" in team.send(f"{path}/kiem-tra", **again, passed="khong")
    listed = f"/giam-sat/kien-nghi?campaign={campaign.code}"
    eventually(lambda: "quá hạn" in team.see(listed))
    assert "UBND phường Mỹ Hải" in eventually(
        lambda: next((page for page in [team.see(f"/giam-sat/{finding}")] if "Mỹ Hải" in page), "")
    )
