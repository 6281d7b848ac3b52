"""One gift on its way from HTTP to the report and back down to its event."""

from __future__ import annotations

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e


@pytest.mark.duty("D2")
def test_a_gift_goes_from_http_to_its_cell_and_leads_back_to_its_event(campaign: Campaign) -> None:
    api = campaign.product.api()
    gift = api.made("/donations", campaign.gift(amount_vnd=523_056))
    eventually(lambda: campaign.total("received")["amount_vnd"] == 523_056)

    report = campaign.report()
    by_unit = {line["unit"]: line["figures"]["received"]["amount_vnd"] for line in report["units"]}
    assert by_unit["582"] == 523_056
    assert sum(by_unit.values()) == report["total"]["received"]["amount_vnd"]
    assert [(s["source"], s["amount_vnd"]) for s in report["sources"] if s["figure"] == "received"] == [
        ("cash", 523_056)
    ]

    [row] = campaign.rows("received")
    assert row["state"]["donation_id"] == gift["donation_id"]
    event = api.read(f"/events/{row['event_id']}")
    assert event["type"] == "donations.donations_recorded.v1"
    [entry] = [e for e in event["data"]["entries"] if e["donation_id"] == gift["donation_id"]]
    assert entry["amount_vnd"] == 523_056


def test_whoever_writes_reads_the_own_result_at_once(campaign: Campaign) -> None:
    api = campaign.product.api()
    gift = api.made("/donations", campaign.gift())
    assert api.read(f"/donations/{gift['donation_id']}")["amount_vnd"] == gift["amount_vnd"]


def test_a_donors_name_leaves_the_service_only_as_far_as_consent_goes(campaign: Campaign) -> None:
    api = campaign.product.api()
    for display in ("shown", "masked", "anonymous"):
        api.made("/donations", campaign.gift(donor_name="Trần Văn Mẫu", name_display=display))
    eventually(lambda: campaign.total("received")["count"] == 3)
    assert {row["state"]["donor_name"] for row in campaign.rows("received")} == {"Trần Văn Mẫu", "T. V. M.", ""}


def test_the_report_counts_only_the_days_asked_for(campaign: Campaign) -> None:
    api = campaign.product.api()
    for day in ("2024-10-17", "2024-10-31", "2024-11-01"):
        api.made("/donations", campaign.gift(received_on=day))
    eventually(lambda: campaign.total("received")["count"] == 3)
    october = {"from_on": "2024-10-01", "to_on": "2024-10-31"}
    assert campaign.total("received", **october) == {"count": 2, "amount_vnd": 100_000}
    assert len(campaign.rows("received", **october)) == 2


def test_the_same_key_gives_the_first_answer_and_books_once(campaign: Campaign) -> None:
    api = campaign.product.api()
    first = api.made("/donations", campaign.gift(), key="lan-1" + campaign.code)
    again = api.made("/donations", campaign.gift(), key="lan-1" + campaign.code)
    assert again == first
    other = api.post("/donations", campaign.gift(amount_vnd=60_000), key="lan-1" + campaign.code)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    eventually(lambda: campaign.total("received")["count"] == 1)


def test_whoever_may_see_the_lead_unit_opens_the_figures_of_all_units_and_others_only_their_own(
    campaign: Campaign,
) -> None:
    product = campaign.product
    gift = product.api().made("/donations", campaign.gift(unit="582"))
    eventually(lambda: campaign.total("received")["count"] == 1)
    asked = {"campaign": campaign.code, "figure": "received"}
    [row] = product.api("ke-toan").read("/reports/rows", **asked)["rows"]
    assert row["state"]["donation_id"] == gift["donation_id"]

    district = product.api("thuan-bac").http
    assert district.get("/reports/rows", params=asked).status_code == 403
    assert district.get("/reports/rows", params=asked | {"unit": "582"}).status_code == 403
    assert district.get("/reports/rows", params=asked | {"unit": "588"}).json()["rows"] == []
    assert district.get(f"/events/{row['event_id']}").status_code == 403
    assert district.get(f"/donations/{gift['donation_id']}").status_code == 403
