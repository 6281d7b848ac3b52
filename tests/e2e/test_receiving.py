"""Receiving from the API to the report: who gives and in what money, corrections, refunds, consent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e


def split(campaign: Campaign, figure: str) -> dict[str, int]:
    return {s["source"]: s["amount_vnd"] for s in campaign.report()["sources"] if s["figure"] == figure}


@pytest.mark.duty("D2")
def test_money_of_organisations_enterprises_and_people_near_and_abroad_is_told_apart(campaign: Campaign) -> None:
    api = campaign.product.api()
    api.made("/donations", campaign.gift(amount_vnd=5_000_000, donor={"kind": "organisation"}))
    api.made("/donations", campaign.gift(amount_vnd=30_000_000, donor={"kind": "enterprise"}, name_display="shown"))
    api.made("/donations", campaign.gift(amount_vnd=200_000, donor={"kind": "individual"}))
    dollars = {"currency": "USD", "amount": "1000", "rate": "25115", "rate_source": "Vietcombank",
               "rate_on": "2024-10-18"}
    abroad = campaign.gift(
        amount_vnd=25_115_000, foreign=dollars, donor={"kind": "individual", "country": "US"}, channel="cash")
    wrong = api.post("/donations", abroad | {"amount_vnd": 25_000_000})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "foreign_amount_differs")
    gift = api.made("/donations", abroad)
    assert (gift["currency"], gift["foreign_amount"], gift["rate"]) == ("USD", "1000", "25115")

    eventually(lambda: campaign.total("received")["count"] == 4)
    assert split(campaign, "received_by_donor") == {
        "organisation": 5_000_000, "enterprise": 30_000_000, "individual": 200_000, "abroad": 25_115_000
    }
    assert split(campaign, "received_foreign") == {"usd": 25_115_000}
    assert campaign.total("received")["amount_vnd"] == 60_315_000


@pytest.mark.duty("D5")
def test_a_correction_and_a_refund_leave_the_report_right_to_the_dong_on_every_day_and_unit(
    campaign: Campaign,
) -> None:
    api = campaign.product.api
    wrong = api().made("/donations", campaign.gift(amount_vnd=9_000_000))
    officer = api("ke-toan")
    path = f"/donations/{wrong['donation_id']}"
    right = officer.made(f"{path}/correction", {"cause": "Gõ thừa một số không", "amount_vnd": 900_000, "unit": "584"})
    again = officer.post(f"{path}/correction", {"cause": "Gõ thừa một số không", "amount_vnd": 900_000})
    assert (again.status_code, again.json()["code"]) == (409, "donation_taken_back")
    path = f"/donations/{right['donation_id']}"
    back = {"amount_vnd": 300_000, "refunded_on": "2024-10-25", "way": "cash", "cause": "Người tặng xin lại"}
    refund = officer.made(f"{path}/refunds", back, key="hoan-tra")
    assert officer.made(f"{path}/refunds", back, key="hoan-tra") == refund
    more = officer.post(f"{path}/refunds", back | {"amount_vnd": 600_001})
    assert (more.status_code, more.json()["code"]) == (409, "refund_exceeds_gift")

    eventually(lambda: campaign.total("refunded")["amount_vnd"] == 300_000)
    on_day = {"from_on": "2024-10-18", "to_on": "2024-10-18"}
    assert campaign.total("received", **on_day) == {"count": 1, "amount_vnd": 900_000}
    assert campaign.total("received", unit="584") == {"count": 1, "amount_vnd": 600_000}
    assert campaign.total("received", unit="582") == {"count": 0, "amount_vnd": 0}
    assert campaign.total("taken_back", unit="582") == {"count": 1, "amount_vnd": 9_000_000}
    both = {(row["kind"], row["amount_vnd"]) for row in campaign.rows("received")}
    assert both == {("donation", 900_000), ("refund", -300_000)}
    [was] = campaign.rows("taken_back")
    assert was["state"]["corrected_by"] == right["donation_id"]
    [listed] = api().read("/donations/refunds", campaign=campaign.code)["rows"]
    assert listed["donation_id"] == right["donation_id"]


def test_soft_credits_are_not_counted_as_money_twice_civicrm_core_13906(campaign: Campaign) -> None:
    """https://github.com/civicrm/civicrm-core/pull/13906: a total that joined the soft credits counted a gift anew for
    each of them."""
    api = campaign.product.api()
    gift = api.made("/donations", campaign.gift(amount_vnd=1_000_000, donor={"kind": "organisation"}))
    path = f"/donations/{gift['donation_id']}/contributors"
    people = [{"name": f"Người góp {n}", "amount_vnd": 300_000, "name_display": "shown"} for n in (1, 2, 3)]
    over = api.post(path, {"people": [*people, people[0]]})
    assert (over.status_code, over.json()["code"]) == (422, "shares_exceed_gift")
    told = api.made(path, {"people": people}, key="danh-sach")
    assert (told["credited_vnd"], api.made(path, {"people": people}, key="danh-sach")) == (900_000, told)

    eventually(lambda: campaign.total("soft_credits")["count"] == 3)
    assert campaign.total("received") == {"count": 1, "amount_vnd": 1_000_000}
    assert split(campaign, "received_by_donor") == {"organisation": 1_000_000}
    listed = api.read("/donations/contributors", campaign=campaign.code, donation_id=gift["donation_id"])["rows"]
    assert [row["name"] for row in listed] == ["Người góp 1", "Người góp 2", "Người góp 3"]

    api.made(path, {"people": [people[0] | {"name_display": "masked"}]})
    eventually(lambda: campaign.total("soft_credits")["count"] == 1)
    rows = api.read("/donations/contributors", campaign=campaign.code)["rows"]
    assert [row["name"] for row in rows if row["status"] == "listed"] == ["N. G. 1."]
    assert [one["name"] for one in api.read(path)["people"]] == ["Người góp 1"]
    fix = {"cause": "Ghi nhầm đơn vị", "unit": "584"}
    api.made(f"/donations/{gift['donation_id']}/correction", fix)
    eventually(lambda: campaign.total("soft_credits")["count"] == 0)
    assert campaign.total("received") == {"count": 1, "amount_vnd": 1_000_000}


def test_a_donors_wish_takes_effect_at_once_in_rows_and_list(campaign: Campaign) -> None:
    api = campaign.product.api()
    body = campaign.gift(donor_name="Lê Thị Hoa", name_display="shown", donor={"kind": "individual", "minor": True})
    refused = api.post("/donations", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "minor_name_needs_guardian")
    body["donor"]["consent_basis"] = "guardian"
    gift = api.made("/donations", body)

    def names() -> set[str]:
        rows: list[dict[str, Any]] = api.read("/donations", campaign=campaign.code)["rows"]
        return {row["donor_name"] for row in rows}

    eventually(lambda: names() == {"Lê Thị Hoa"})
    path = f"/donations/{gift['donation_id']}/consent"
    hidden = api.made(path, {"name_display": "masked", "consent_basis": "guardian"})
    assert hidden["name_display"] == "anonymous", "a minor's initials are not shown either"
    eventually(lambda: names() == {""})
    assert campaign.total("received") == {"count": 1, "amount_vnd": 50_000}
