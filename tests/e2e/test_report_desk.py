"""The province's reports end to end: two units and the province, a late gift, the next report and a correction."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.product import Api, Campaign, eventually

pytestmark = pytest.mark.e2e

SIGNER = {"signer_name": "Trần Thị Mẫu", "signer_position": "Trưởng Ban Vận động", "document_number": "12/BC-BVĐ"}


class Desk:
    """Steps of reports as their people take them."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.province = campaign.product.api()
        self.officer = campaign.product.api("thuan-bac")
        self.approver = campaign.product.api("duyet-1")

    def open(self, month: str) -> dict[str, Any]:
        return self.province.made("/report-rounds", {
            "campaign": self.campaign.code, "unit": "58", "kind": "month", "from_on": month, "units": ["582", "588"],
            "due_business_days": 3,
        })

    def step(self, api: Api, report: str, step: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        seen = api.http.get(f"/unit-reports/{report}").headers["ETag"]
        headers = {"Idempotency-Key": f"{report}-{step}-{seen[:6]}", "If-Match": seen}
        answer = api.http.post(f"/unit-reports/{report}/{step}", json=body or {}, headers=headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def figures(self, report: str) -> dict[str, Any]:
        """The figures that were kept, once they are."""

        def ready() -> dict[str, Any] | None:
            found = self.province.read(f"/unit-reports/{report}/figures")
            assert (found["snapshot"] or {}).get("status") != "failed", found["snapshot"]
            return found["content"] if not found["live"] else None

        return dict(eventually(ready, within_seconds=30) or {})

    def hand_in(self, round_: dict[str, Any]) -> None:
        for unit, api in (("582", self.province), ("588", self.officer)):
            report = f"{round_['round_id']}-{unit}"
            self.step(api, report, "text", {"sections": {"assessment": f"Đơn vị {unit} làm tốt."}})
            self.step(api, report, "submission")
            self.figures(report)
            self.step(self.province, report, "acceptance")

    def sign(self, round_: dict[str, Any]) -> dict[str, Any]:
        report = f"{round_['round_id']}-58"
        self.step(self.province, report, "consolidation")
        self.figures(report)
        signed = self.step(self.approver, report, "signature", SIGNER)
        return self.province.read(f"/report-versions/{signed['version_id']}")


def received(version: dict[str, Any]) -> int:
    return int(version["content"]["snapshot"]["report"]["total"]["received"]["amount_vnd"])


@pytest.mark.duty("R1")
@pytest.mark.duty("R2")
@pytest.mark.duty("R3")
@pytest.mark.duty("R5")
def test_two_units_report_the_province_signs_and_a_late_gift_is_in_the_next_report(campaign: Campaign) -> None:
    desk = Desk(campaign)
    province = desk.province
    province.made("/donations", campaign.gift(unit="582", amount_vnd=300_000))
    province.made("/donations", campaign.gift(unit="588", amount_vnd=200_000))
    eventually(lambda: campaign.total("received")["amount_vnd"] == 500_000)

    october = desk.open("2024-10-01")
    standing = province.read(f"/report-rounds/{october['round_id']}/standing")
    assert (standing["due_on"], standing["owed"], standing["late"]) == ("2024-11-05", 2, 2)
    own = desk.officer.read("/unit-reports", campaign=campaign.code)["rows"]
    assert [one["unit"] for one in own] == ["588"]
    returned = own[0]["report_id"]
    desk.step(desk.officer, returned, "text", {"sections": {"assessment": "Tốt."}})
    desk.step(desk.officer, returned, "submission")
    desk.step(province, returned, "return", {"reason": "Viết rõ hơn."})
    example = desk.officer.made("/report-examples", {
        "campaign": campaign.code, "unit": "588", "kind": "model", "title": "Ngân hàng bò", "story": "Mười hộ nuôi.",
        "found_on": "2024-10-20",
    })
    spreading = f"/report-examples/{example['example_id']}/spreading"
    spread = province.http.post(
        spreading, json={"how": "Tập huấn các xã."}, headers={"Idempotency-Key": spreading, "If-Match": '"v1"'}
    )
    assert spread.json()["status"] == "spread"
    desk.hand_in(october)
    standing = province.read(f"/report-rounds/{october['round_id']}/standing")
    assert (standing["handed_in"], standing["accepted"]) == (2, 2)
    first = desk.sign(october)
    assert received(first) == 500_000 == campaign.total("received")["amount_vnd"]
    assert [one["title"] for one in first["content"]["examples"]] == ["Ngân hàng bò"]
    assert first["signature"]["signer_position"] == "Trưởng Ban Vận động"

    province.made("/donations", campaign.gift(unit="582", amount_vnd=70_000, received_on="2024-10-20"))
    late = f"/report-versions/{first['version_id']}/difference"
    line = eventually(lambda: next(
        (one for one in province.read(late)["lines"] if one["figure"] == "received"), None
    ))
    assert line["difference"] == {"count": 1, "amount_vnd": 70_000}
    rows = province.read(f"{late}/rows", figure="received")["rows"]
    assert [(row["change"], row["changes"][0]["amount_vnd"]) for row in rows] == [("added", 70_000)]

    november = desk.open("2024-11-01")
    desk.hand_in(november)
    second = desk.sign(november)
    carried = second["content"]["snapshot"]["adjustments"]
    assert [one["version_id"] for one in carried] == [first["version_id"]]
    line = next(one for one in carried[0]["lines"] if one["figure"] == "received")
    assert line["adjustment"]["amount_vnd"] == 70_000
    assert received(first) + line["adjustment"]["amount_vnd"] == line["as_known_now"]["amount_vnd"]
    assert received(second) == 0
    total = received(first) + received(second) + line["adjustment"]["amount_vnd"]
    assert total == campaign.total("received")["amount_vnd"]

    desk.step(province, first["report_id"], "correction", {"reason": "Bổ sung khoản nhận muộn."})
    corrected = desk.sign(october)
    assert corrected["content"]["corrects"]["sha256"] == first["sha256"]
    assert received(corrected) == 570_000
    assert province.read(f"/report-versions/{first['version_id']}") == first
    for version in (first, second, corrected):
        assert province.read(f"/report-versions/{version['version_id']}/check")["intact"]
    listed = province.read("/report-versions", campaign=campaign.code, kind="signed")["rows"]
    assert {one["version_id"] for one in listed} == {one["version_id"] for one in (first, second, corrected)}
    for kind, from_on, to_on in (
        ("years_5", "2021-01-01", None), ("years_10", "2021-01-01", None), ("on_demand", "2024-10-17", "2024-11-18"),
    ):
        review = province.made("/report-rounds", {
            "campaign": campaign.code, "unit": "58", "kind": kind, "from_on": from_on, "to_on": to_on, "units": ["588"],
            "due_on": "2030-12-31",
        })
        told = province.read(f"/unit-reports/{review['round_id']}-58/draft")["content"]["snapshot"]["report"]
        assert told["total"]["received"]["amount_vnd"] == 570_000, kind
    listed_here = campaign.product.chungtay("reminders")
    assert listed_here.returncode == 0 and "Outbox folder" in listed_here.stdout, listed_here.stderr
    csv = province.http.get(f"/report-versions/{corrected['version_id']}/rows.csv")
    assert csv.status_code == 200
    assert csv.text.count(",received,") == 3
