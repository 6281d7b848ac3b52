"""Support paid out, and a finding that stops it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e


def verified_payment(campaign: Campaign, amount_vnd: int, household: str, unit: str = "582") -> dict[str, Any]:
    """A payment that waits for its approvals."""
    api = campaign.product.api
    payment = api().made(
        "/payments",
        {"campaign": campaign.code, "unit": unit, "kind": "house_new", "household_code": household,
         "amount_vnd": amount_vnd, "reason": "Nhà dột nát", "proposed_on": "2024-11-01"},
    )
    return api("duyet-1").made(f"/payments/{payment['payment_id']}/verification", {})


def approved_payment(campaign: Campaign, amount_vnd: int, household: str, unit: str = "582") -> dict[str, Any]:
    """A payment that has passed every step but the last; the Fund must have the money."""
    api = campaign.product.api
    path = f"/payments/{verified_payment(campaign, amount_vnd, household, unit)['payment_id']}"
    api("duyet-1").made(f"{path}/approvals", {})
    return api("duyet-2").made(f"{path}/approvals", {})


def finding_about(campaign: Campaign, payment: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The body of a finding against a payment."""
    return {
        "campaign": campaign.code, "unit": "582", "about": {"kind": "payment", "id": payment["payment_id"]},
        "severity": "serious", "found_on": "2024-11-05", "summary": "Hồ sơ thiếu chữ ký", **changes,
    }


@pytest.mark.duty("D6")
@pytest.mark.duty("M5")
def test_a_finding_holds_a_payment_until_a_verifier_closes_it_and_the_report_shows_both(campaign: Campaign) -> None:
    api = campaign.product.api
    api().made("/donations", campaign.gift(amount_vnd=20_000_000))
    payment = approved_payment(campaign, 15_000_000, "ho-" + campaign.code)
    payout = f"/payments/{payment['payment_id']}/payout"

    finding = api("giam-sat").made("/findings", finding_about(campaign, payment))
    eventually(lambda: campaign.total("held") == {"count": 1, "amount_vnd": 15_000_000})
    report = campaign.report()
    assert (report["supervision"]["open"], report["supervision"]["closed"]) == (1, 0)
    held = api("ke-toan").post(payout, {})
    assert (held.status_code, held.json()["code"]) == (409, "payment_on_hold")

    path = f"/findings/{finding['finding_id']}"
    early = api("giam-sat").post(f"{path}/closing", {"verified_on": "2024-11-06", "conclusion": "Xong"})
    assert early.status_code in (409, 422), "a finding is not closed before its remedy is seen"
    api().made(f"{path}/reply", {"replied_on": "2024-11-06", "text": "Đã bổ sung hồ sơ"})
    api().made(f"{path}/remedy", {"remedied_on": "2024-11-07", "text": "Đủ chữ ký"})
    api("giam-sat").made(f"{path}/closing", {"verified_on": "2024-11-08", "conclusion": "Đã kiểm tra lại"})

    eventually(lambda: campaign.total("held")["count"] == 0)
    paid = eventually(lambda: r if (r := api("ke-toan").post(payout, {"paid_on": "2024-11-10"})).is_success else None)
    assert paid.json()["status"] == "paid"
    eventually(lambda: campaign.total("paid") == {"count": 1, "amount_vnd": 15_000_000})
    [row] = campaign.rows("paid")
    assert row["state"]["payment_id"] == payment["payment_id"]


def test_the_fund_never_pays_more_than_it_has(campaign: Campaign) -> None:
    api = campaign.product.api
    api().made("/donations", campaign.gift(amount_vnd=1_000_000))
    path = f"/payments/{verified_payment(campaign, 1_000_001, 'ho-' + campaign.code)['payment_id']}"
    api("duyet-1").made(f"{path}/approvals", {})
    short = api("duyet-2").post(f"{path}/approvals", {})
    assert (short.status_code, short.json()["code"]) == (409, "fund_short")
    assert short.json()["facts"]["available_vnd"] == 1_000_000


def test_the_proposer_approves_nothing(campaign: Campaign) -> None:
    payment = campaign.product.api().made(
        "/payments",
        {"campaign": campaign.code, "unit": "582", "kind": "health", "household_code": "ho-" + campaign.code,
         "amount_vnd": 100_000, "reason": "Khám bệnh"},
    )
    own = campaign.product.api().post(f"/payments/{payment['payment_id']}/approvals", {})
    assert own.status_code == 403


def test_a_finding_about_what_is_not_there_or_is_of_another_unit_holds_nothing(campaign: Campaign) -> None:
    api, other = campaign.product.api, campaign.product.new_campaign()
    payment = api().made(
        "/payments",
        {"campaign": campaign.code, "unit": "582", "kind": "health", "household_code": "ho-" + campaign.code,
         "amount_vnd": 100_000, "reason": "Khám bệnh"},
    )
    usual = finding_about(campaign, payment)
    gift = api().made("/donations", campaign.gift(unit="582"))
    wrong = [
        ({"about": {"kind": "payment", "id": "nonsense"}}, 404, "subject_not_found", "about.id"),
        ({"campaign": "khong-co"}, 404, "campaign_not_found", "campaign"),
        ({"campaign": other.code}, 422, "subject_elsewhere", "campaign"),
        ({"unit": "584"}, 422, "subject_elsewhere", "unit"),
        ({"unit": "584", "about": {"kind": "donation", "id": gift["donation_id"]}}, 422, "subject_elsewhere", "unit"),
        ({"about": {"kind": "statement_line", "id": "nonsense"}}, 404, "subject_not_found", "about.id"),
        ({"about": {"kind": "activity", "id": "nonsense"}}, 404, "subject_not_found", "about.id"),
        ({"about": {"kind": "campaign", "id": other.code}}, 422, "subject_elsewhere", "about.id"),
    ]
    for changes, status, code, field in wrong:
        answer = api("giam-sat").post("/findings", usual | changes)
        told = answer.json()
        assert (answer.status_code, told.get("code"), told.get("field")) == (status, code, field), changes
    assert api().read(f"/payments/{payment['payment_id']}")["open_finding_ids"] == []
    for about in ({"kind": "campaign", "id": campaign.code}, {"kind": "activity", "id": campaign.activity("forum")},
                  {"kind": "household", "id": "ba-001"}, {"kind": "donation", "id": gift["donation_id"]}):
        unit = "58" if about["kind"] == "activity" else "582"
        assert api("giam-sat").post("/findings", usual | {"about": about, "unit": unit}).status_code == 201, about


def test_a_wrong_proposal_is_withdrawn_by_its_proposer_or_an_approver_and_counts_nowhere(campaign: Campaign) -> None:
    api = campaign.product.api
    api().made("/donations", campaign.gift(amount_vnd=3_000_000))
    household = "ho-" + campaign.code
    payment = approved_payment(campaign, 3_000_000, household)
    eventually(lambda: campaign.total("support_approved")["amount_vnd"] == 3_000_000)
    path = f"/payments/{payment['payment_id']}/withdrawal"
    assert api("tinh").post(path, {}).status_code == 422, "a withdrawal says why"
    for other in ("ke-toan", "giam-sat", "thuan-bac"):
        assert api(other).post(path, {"reason": "Nhầm hộ"}).status_code == 403

    assert api("duyet-1").made(path, {"reason": "Nhầm hộ"})["status"] == "withdrawn"
    eventually(lambda: campaign.total("support_approved") == {"count": 0, "amount_vnd": 0})
    assert campaign.total("support_pending")["count"] == 0
    late = api("ke-toan").post(f"/payments/{payment['payment_id']}/payout", {})
    assert (late.status_code, late.json()["code"]) == (409, "step_out_of_order")

    again = api().made(
        "/payments",
        {"campaign": campaign.code, "unit": "582", "kind": "house_new", "household_code": household,
         "amount_vnd": 1_000_000, "reason": "Nhà dột nát", "proposed_on": "2024-11-01"},
    )
    withdrawn = api().made(f"/payments/{again['payment_id']}/withdrawal", {"reason": "Hộ đã được nơi khác giúp"})
    assert withdrawn["status"] == "withdrawn"
