"""Houses from plan to hand-over, and commitments of sponsors and partners, from the API to the report."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.e2e.product import Campaign, eventually
from tests.e2e.test_supervision import approved_payment

pytestmark = pytest.mark.e2e

PHOTO = b"\xff\xd8\xff\xe0 made up"
DELEGATION = [{"name": "Người mẫu", "office": "Phó Chủ tịch Mặt trận huyện"}]


def planned(campaign: Campaign, **changes: Any) -> dict[str, Any]:
    body = {"campaign": campaign.code, "unit": "582", "household_code": "ho-" + campaign.code, "kind": "new",
            "planned_vnd": 60_000_000, "registered_on": "2024-10-20"}
    return campaign.product.api().made("/houses", body | changes)


def photo(campaign: Campaign, path: str, step: str) -> dict[str, Any]:
    content = base64.b64encode(PHOTO + step.encode()).decode()
    return campaign.product.api().made(f"{path}/photos", {"step": step, "content_base64": content})


def survey(campaign: Campaign, path: str) -> None:
    campaign.product.api().made(
        f"{path}/survey", {"surveyed_on": "2024-10-22", "delegation": DELEGATION, "condition": "Dột nát",
                           "needed_vnd": 70_000_000})
    photo(campaign, path, "survey")


ACCEPTED = {"accepted_on": "2024-11-10", "delegation": DELEGATION, "passed": True, "cost_vnd": 72_000_000}
HANDED_OVER = {"handed_over_on": "2024-11-18", "delegation": DELEGATION, "received_by": "Chủ hộ mẫu"}


@pytest.mark.duty("E5")
@pytest.mark.duty("D6")
def test_a_house_goes_from_plan_to_hand_over_and_each_state_is_in_the_report(campaign: Campaign) -> None:
    api = campaign.product.api()
    path = f"/houses/{planned(campaign)['house_id']}"
    eventually(lambda: campaign.total("houses_under_way")["count"] == 1)
    survey(campaign, path)
    early = api.post(f"{path}/hand-over", HANDED_OVER)
    assert (early.status_code, early.json()["code"]) == (409, "house_step_out_of_order")
    api.made(f"{path}/acceptance", {**ACCEPTED, "accepted_on": "2024-11-08", "passed": False, "defects": "Cửa hở"})
    api.made(f"{path}/acceptance", ACCEPTED)
    unseen = api.post(f"{path}/hand-over", HANDED_OVER)
    assert (unseen.status_code, unseen.json()["code"]) == (409, "house_photo_missing")
    told = photo(campaign, path, "acceptance")
    api.made(f"{path}/hand-over", HANDED_OVER)

    eventually(lambda: campaign.total("houses_handed_over", from_on="2024-11-18", to_on="2024-11-18")["count"] == 1)
    assert campaign.total("houses_under_way")["count"] == 0
    seen = api.http.get(f"{path}/photos/{told['photo_list'][-1]['sha256']}")
    assert (seen.content, seen.headers["Content-Type"]) == (PHOTO + b"acceptance", "image/jpeg")
    [row] = api.read("/houses", campaign=campaign.code)["rows"]
    assert (row["status"], row["cost_vnd"]) == ("handed_over", 72_000_000)
    assert "household_code" not in row


def test_a_finding_against_a_house_stops_its_steps_and_the_payments_for_it(campaign: Campaign) -> None:
    api = campaign.product.api
    api().made("/donations", campaign.gift(amount_vnd=80_000_000))
    payment = approved_payment(campaign, 60_000_000, "ho-" + campaign.code)
    house = planned(campaign, payment_ids=[payment["payment_id"]])
    path = f"/houses/{house['house_id']}"
    eventually(lambda: campaign.total("houses_under_way")["count"] == 1)
    finding = api("giam-sat").made(
        "/findings",
        {"campaign": campaign.code, "unit": "582", "about": {"kind": "house", "id": house["house_id"]},
         "severity": "serious", "found_on": "2024-10-21", "summary": "Sai đối tượng"},
    )
    eventually(lambda: campaign.total("held")["count"] == 1)
    body = {"surveyed_on": "2024-10-22", "delegation": DELEGATION, "condition": "x", "needed_vnd": 1}
    held = api().post(f"{path}/survey", body)
    assert (held.status_code, held.json()["code"]) == (409, "house_on_hold")
    held = api("ke-toan").post(f"/payments/{payment['payment_id']}/payout", {})
    assert (held.status_code, held.json()["code"]) == (409, "payment_on_hold")

    finding_path = f"/findings/{finding['finding_id']}"
    api().made(f"{finding_path}/reply", {"replied_on": "2024-10-22", "text": "Đúng đối tượng"})
    api().made(f"{finding_path}/remedy", {"remedied_on": "2024-10-22", "text": "Có xác nhận của thôn"})
    api("giam-sat").made(f"{finding_path}/closing", {"verified_on": "2024-10-23", "conclusion": "Đúng"})
    eventually(lambda: campaign.total("held")["count"] == 0)
    survey(campaign, path)


def test_a_house_is_paid_for_by_payments_of_its_own_household_alone(campaign: Campaign) -> None:
    campaign.product.api().made("/donations", campaign.gift())
    payment = approved_payment(campaign, 1_000, "ho-khac-" + campaign.code)
    body = {"campaign": campaign.code, "unit": "582", "household_code": "ho-" + campaign.code, "kind": "repair",
            "planned_vnd": 1_000, "registered_on": "2024-10-20", "payment_ids": [payment["payment_id"]]}
    refused = campaign.product.api().post("/houses", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "payment_elsewhere")
    house = planned(campaign, household_code="ho-khac-" + campaign.code, payment_ids=[payment["payment_id"]])
    other = planned(campaign, household_code="ho-khac-" + campaign.code)
    twice = campaign.product.api().post(f"/houses/{other['house_id']}/payments", {"payment_id": payment["payment_id"]})
    assert (twice.status_code, twice.json()["code"]) == (409, "payment_of_another_house")
    assert house["payment_ids"] == [payment["payment_id"]]


def commitment(campaign: Campaign, **changes: Any) -> dict[str, Any]:
    return {"campaign": campaign.code, "unit": "582", "kind": "sponsorship",
            "household_code": "ho-" + campaign.code, "partner_name": "Công ty May Mẫu", "name_display": "shown",
            "signed_on": "2024-10-20", "promise": "Giúp vốn và việc làm đến khi thoát nghèo", "monthly_vnd": 500_000,
            **changes}


@pytest.mark.duty("D8")
def test_a_household_is_sponsored_until_it_leaves_poverty(campaign: Campaign) -> None:
    api = campaign.product.api()
    path = f"/commitments/{api.made('/commitments', commitment(campaign))['commitment_id']}"
    second = api.post("/commitments", commitment(campaign, partner_name="Công ty khác"))
    assert (second.status_code, second.json()["code"]) == (409, "household_sponsored_already")
    eventually(lambda: campaign.total("commitments_active")["count"] == 1)

    end = {"ended_on": "2024-12-20", "fulfilled": True, "reason": "Hộ đã thoát nghèo"}
    early = api.post(f"{path}/end", end)
    assert (early.status_code, early.json()["code"]) == (409, "still_poor")
    report = {"reported_on": "2024-11-20", "what": "Tặng bò giống", "given_vnd": 15_000_000, "household_class": "poor"}
    api.made(f"{path}/reports", report)
    api.made(f"{path}/reports", {**report, "reported_on": "2024-12-15", "given_vnd": 0, "household_class": "escaped"})
    api.made(f"{path}/reports", {**report, "reported_on": "2024-12-01", "what": "Ghi muộn", "given_vnd": 500_000})
    api.made(f"{path}/end", end)
    eventually(lambda: campaign.total("commitments_fulfilled")["count"] == 1)
    assert campaign.total("commitments_given") == {"count": 1, "amount_vnd": 15_500_000}
    assert campaign.total("received")["amount_vnd"] == 0, "help by commitment is no money of the Fund"
    [row] = campaign.rows("commitments_given")
    assert row["state"]["partner_name"] == "Công ty May Mẫu"
    assert "household_code" not in row["state"]
    assert api.made("/commitments", commitment(campaign, signed_on="2024-12-21"))["status"] == "active"


@pytest.mark.duty("D9")
def test_enterprises_localities_and_households_are_twinned_with_poor_places(campaign: Campaign) -> None:
    api = campaign.product.api()
    partners = {"twin_enterprise": {}, "twin_locality": {"partner_unit": "584"}, "twin_household": {}}
    for kind, more in partners.items():
        api.made("/commitments", commitment(campaign, kind=kind, household_code=None, **more))
    eventually(lambda: campaign.total("commitments_active")["count"] == 3)
    sources = [line for line in campaign.report()["sources"] if line["figure"] == "commitments_active"]
    assert {line["source"]: line["count"] for line in sources} == dict.fromkeys(partners, 1)


def test_of_several_who_change_what_they_have_seen_one_does_and_the_others_are_told_both_versions(
    campaign: Campaign,
) -> None:
    api = campaign.product.api()
    path = f"/houses/{planned(campaign)['house_id']}"
    mark = api.http.get(path).headers["ETag"]
    assert mark.startswith('"v1-')
    assert api.http.get(path, headers={"If-None-Match": mark}).status_code == 304
    bodies = [
        {"step": "survey", "content_base64": base64.b64encode(PHOTO + bytes([65 + n])).decode()} for n in range(6)
    ]

    def send(number: int) -> httpx.Response:
        headers = {"If-Match": mark, "Idempotency-Key": f"{campaign.code}-{number}"}
        return api.http.post(f"{path}/photos", json=bodies[number], headers=headers)

    with ThreadPoolExecutor(6) as racers:
        answers = list(racers.map(send, range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412, 412]
    refused = next(answer.json() for answer in answers if answer.status_code == 412)
    assert refused["code"] == "version_moved"
    assert refused["facts"] == {"expected_version": 1, "current_version": 2}
    done = next(number for number, answer in enumerate(answers) if answer.status_code == 200)
    assert send(done).json() == answers[done].json(), "whoever repeats a step that was done is told so again"
    assert api.http.get(path).json()["version"] == 2
    bad = api.post(f"{path}/photos", bodies[0])
    assert bad.status_code == 200, "without If-Match nothing is compared"
    unread = api.http.post(
        f"{path}/photos", json=bodies[1], headers={"If-Match": "7", "Idempotency-Key": f"{campaign.code}-bad"}
    )
    assert (unread.status_code, unread.json()["field"]) == (422, "If-Match")
