"""Honours: from rules and gifts to proposals, decisions and certificates."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e

# Gifts of all campaigns count, and these tests share one product: each looks at a year that no other test gives in.
RULE = {
    "name": "Tấm lòng vàng cấp tỉnh", "form": "golden_heart", "level": "province", "span_years": 1,
    "at_least_vnd": 10_000_000, "citation": "Quy chế mẫu số 12/QC-BVĐ",
}


def rule(campaign: Campaign, from_on: str = "2000-01-01", **changes: Any) -> str:
    code = f"tlv-{uuid.uuid4().hex[:8]}"
    body = {**RULE, "code": code, "from_on": from_on, **changes}
    answer = campaign.product.api().http.put("/recognition-rules", json=body)
    assert answer.status_code == 200, answer.text
    return code


def give(campaign: Campaign, name: str, amount_vnd: int, on: str, **changes: Any) -> dict[str, Any]:
    body = campaign.gift(donor_name=name, amount_vnd=amount_vnd, received_on=on, name_display="shown")
    return campaign.product.api().made("/donations", body | changes)


def proposed(campaign: Campaign, code: str, year: int, unit: str = "58") -> dict[str, Any]:
    body = {"campaign": campaign.code, "unit": unit, "rule": code, "year": year}
    return campaign.product.api().made("/honours/proposals", body)


APPROVED = {"approved": True, "decided_on": "2024-12-20", "decision_number": "118/QĐ-BVĐ"}


@pytest.mark.duty("D12")
def test_who_gave_enough_is_proposed_decided_and_gets_a_certificate(campaign: Campaign) -> None:
    tag, code, api = campaign.code[-6:], rule(campaign), campaign.product.api()
    give(campaign, f"Công ty Mẫu {tag}", 6_000_000, "2012-02-29")
    give(campaign, f"CÔNG TY MẪU {tag}", 4_000_000, "2012-12-31")
    give(campaign, f"Công ty Mẫu {tag}", 1_000_000, "2011-05-05")
    give(campaign, f"Thiếu Một Đồng {tag}", 9_999_999, "2012-06-01")
    give(campaign, f"Giấu Tên {tag}", 90_000_000, "2012-06-01", name_display="anonymous")
    give(campaign, f"Viết Tắt {tag}", 20_000_000, "2012-06-01", name_display="masked")
    pledge = api.made("/pledges", {"campaign": campaign.code, "unit": "582", "amount_vnd": 15_000_000,
                                   "pledger_name": f"Người Hứa {tag}", "pledged_on": "2012-01-05"})
    give(campaign, "", 15_000_000, "2012-06-01", name_display="anonymous", pledge_id=pledge["pledge_id"])

    told = proposed(campaign, code, 2012)
    honours = [(one["full_name"].lower(), one["total_vnd"], one["years_in_row"]) for one in told["honours"]]
    assert honours == [(f"viết tắt {tag}", 20_000_000, 1), (f"người hứa {tag}", 15_000_000, 1),
                       (f"công ty mẫu {tag}", 10_000_000, 2)]
    assert proposed(campaign, code, 2012)["changed"] == 0
    mine, theirs, last = told["honours"]
    assert mine["name"] == f"V. T. {tag[0].upper()}."

    own = campaign.product.api("duyet-1")
    early = api.http.get(f"/honours/{last['honour_id']}/certificate.pdf")
    assert (early.status_code, early.json()["code"]) == (422, "invalid_command")
    own.made(f"/honours/{last['honour_id']}/decision", APPROVED)
    own.made(f"/honours/{mine['honour_id']}/decision", APPROVED)
    own.made(f"/honours/{theirs['honour_id']}/decision",
             {"approved": False, "decided_on": "2024-12-20", "reason": "Đã khen năm trước"})
    for path in (f"/honours/{last['honour_id']}/certificate.pdf",
                 f"/honours/certificates.pdf?campaign={campaign.code}&year=2012"):
        printed = api.http.get(path)
        assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-"), printed.text
    eventually(lambda: campaign.total("honours_approved")["count"] == 2)
    eventually(lambda: campaign.total("honours_proposed")["count"] == 0)
    rows = api.read("/honours", campaign=campaign.code, year=2012, status="approved")["rows"]
    assert {row["name"].lower() for row in rows} == {f"công ty mẫu {tag}", mine["name"].lower()}


def test_what_was_refunded_or_corrected_no_longer_earns_an_honour(campaign: Campaign) -> None:
    tag, code, api = campaign.code[-6:], rule(campaign), campaign.product.api()
    gift = give(campaign, f"Hoàn Trả {tag}", 10_000_000, "2013-03-01")
    assert [one["full_name"] for one in proposed(campaign, code, 2013)["honours"]] == [f"Hoàn Trả {tag}"]
    refund = {"amount_vnd": 1, "refunded_on": "2013-03-02", "way": "cash", "cause": "Nộp thừa một đồng"}
    campaign.product.api("ke-toan").made(f"/donations/{gift['donation_id']}/refunds", refund)
    again = proposed(campaign, code, 2013)
    assert (again["met"], again["changed"]) == (0, 1)
    eventually(lambda: api.read("/honours", campaign=campaign.code, status="lapsed")["rows"])


def test_five_years_are_added_up_and_a_unit_counts_its_own_gifts(campaign: Campaign) -> None:
    tag, code = campaign.code[-6:], rule(campaign, span_years=5)
    for year in range(2004, 2009):
        give(campaign, f"Bền Bỉ {tag}", 2_000_000, f"{year}-07-01")
    [one] = proposed(campaign, code, 2008)["honours"]
    assert (one["total_vnd"], one["span_years"], one["years_in_row"]) == (10_000_000, 5, 5)
    assert proposed(campaign, code, 2008, unit="584")["met"] == 0
    assert proposed(campaign, code, 2009)["met"] == 0


def test_a_household_that_rose_is_honoured_by_hand_and_named_nowhere_else(campaign: Campaign) -> None:
    api = campaign.product.api()
    body = {"campaign": campaign.code, "unit": "584", "kind": "household", "form": "certificate_of_merit",
            "level": "district", "year": 2024, "name": "Hộ bà Mẫu Kín", "reason": "Thoát nghèo bền vững"}
    made = api.made("/honours", body)
    twice = api.post("/honours", body)
    assert (twice.status_code, twice.json()["code"]) == (409, "nominated_already")
    unexplained = api.post("/honours", {**body, "name": "Hộ khác", "reason": ""})
    assert unexplained.status_code == 422
    self_made = api.post(f"/honours/{made['honour_id']}/decision", APPROVED)
    assert self_made.status_code == 403
    campaign.product.api("duyet-1").made(f"/honours/{made['honour_id']}/decision", APPROVED)
    [row] = eventually(lambda: campaign.rows("honours_approved"))
    assert row["state"]["name"] == "" and "Kín" not in str(api.read(f"/events/{row['event_id']}"))
    assert api.http.get(f"/honours/{made['honour_id']}/certificate.pdf").content[:5] == b"%PDF-"


def test_a_rule_that_honours_rest_on_stands_and_a_later_one_takes_its_place(campaign: Campaign) -> None:
    tag, code, api = campaign.code[-6:], rule(campaign), campaign.product.api()
    give(campaign, f"Mức Cũ {tag}", 10_000_000, "2015-03-01")
    proposed(campaign, code, 2015)
    changed = api.http.put("/recognition-rules", json={**RULE, "code": code, "from_on": "2000-01-01",
                                                       "at_least_vnd": 1})
    assert (changed.status_code, changed.json()["code"]) == (409, "rule_was_used")
    later = {**RULE, "code": code, "from_on": "2016-01-01", "at_least_vnd": 50_000_000}
    assert api.http.put("/recognition-rules", json=later).status_code == 200
    give(campaign, f"Mức Cũ {tag}", 10_000_000, "2016-03-01")
    assert proposed(campaign, code, 2016)["met"] == 0
    states = [one for one in api.read("/recognition-rules")["rules"] if one["code"] == code]
    assert [one["from_on"] for one in states] == ["2000-01-01", "2016-01-01"]
