"""Guests of the forum: never more than there are places."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e

PLACES, RACERS = 20, 200


@pytest.fixture
def block_of_twenty(campaign: Campaign) -> str:
    """The forum with one block cut to twenty places; the forum's code."""
    forum = next(a for a in campaign.body["activities"] if a["kind"] == "forum")
    block = next(q for q in forum["quotas"] if q["code"] == "khoi-4")
    block["places"] = PLACES
    answer = campaign.product.api().http.put(f"/campaigns/{campaign.code}", json=campaign.body)
    assert answer.status_code == 200, answer.text
    return str(forum["code"])


@pytest.mark.duty("E2")
def test_of_200_racers_for_20_places_exactly_20_get_in_and_180_wait_in_order(
    campaign: Campaign, block_of_twenty: str
) -> None:
    organiser = campaign.product.api("to-chuc")

    def race(number: int) -> str:
        body = {"quota": "khoi-4", "guest_name": f"Khách Mẫu {number}"}
        return str(organiser.made(f"/activities/{block_of_twenty}/registrations", body)["status"])

    with ThreadPoolExecutor(50) as racers:
        ends = list(racers.map(race, range(RACERS)))
    assert (ends.count("confirmed"), ends.count("waiting")) == (PLACES, RACERS - PLACES)

    report = eventually(
        lambda: r if (r := campaign.report())["total"]["registrations_waiting"]["count"] == RACERS - PLACES else None
    )
    [line] = [a for a in report["activities"] if a["activity"] == block_of_twenty]
    assert (line["confirmed"], line["waiting"]) == (PLACES, RACERS - PLACES)


@pytest.mark.duty("E2")
def test_a_full_block_refuses_whoever_will_not_wait_and_a_cancelled_place_goes_to_the_first_who_waits(
    campaign: Campaign,
) -> None:
    organiser = campaign.product.api("to-chuc")
    path = f"/activities/{campaign.activity('forum')}/registrations"
    guests = [
        organiser.made(path, {"quota": "khoi-7-ho-ngheo", "guest_name": f"Hộ Mẫu {number}"}) for number in range(12)
    ]
    assert [g["status"] for g in guests] == ["confirmed"] * 10 + ["waiting"] * 2

    full = organiser.post(path, {"quota": "khoi-7-ho-ngheo", "guest_name": "Hộ Mẫu 13", "may_wait": False})
    assert (full.status_code, full.json()["code"]) == (409, "quota_full")

    organiser.made(f"/registrations/{guests[0]['registration_id']}/cancellation", {"reason": "Bận việc nhà"})
    listed = organiser.read(path, status="confirmed", quota="khoi-7-ho-ngheo")["registrations"]
    ids = [r["registration_id"] for r in listed]
    assert len(ids) == 10 and guests[10]["registration_id"] in ids and guests[0]["registration_id"] not in ids
    eventually(lambda: campaign.total("registrations_cancelled")["count"] == 1)
