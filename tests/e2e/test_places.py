"""Places of the forum from the API to the report: beds and blocks, delegations, offers, places of offices."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pymongo import MongoClient

from runtime.clock import local_day, utc_now
from tests.e2e.product import Api, Campaign, eventually

pytestmark = pytest.mark.e2e


def small_forum(campaign: Campaign, places: int, **changes: Any) -> str:
    """The forum with one block of so many places and two beds beside it, a year ahead; its code."""
    forum = next(a for a in campaign.body["activities"] if a["kind"] == "forum")
    forum |= {
        "starts_on": (local_day(utc_now()) + dt.timedelta(days=30)).isoformat(), "ends_on": None, "places": None,
        "quotas": [
            {"code": "khoi-4", "name": "Khối 4", "places": places},
            {"code": "luu-tru", "name": "Lưu trú", "places": 2, "across": True},
        ],
        **changes,
    }
    answer = campaign.product.api().http.put(f"/campaigns/{campaign.code}", json=campaign.body)
    assert answer.status_code == 200, answer.text
    return str(forum["code"])


def register(api: Api, forum: str, name: str, **more: Any) -> dict[str, Any]:
    return api.made(f"/activities/{forum}/registrations", {"quota": "khoi-4", "guest_name": name, **more})


def group(api: Api, forum: str, size: int, **more: Any) -> dict[str, Any]:
    return api.made(f"/activities/{forum}/groups", {"quota": "khoi-4", "name": "Đoàn xã", "size": size, **more})


@pytest.mark.duty("E2")
def test_delegations_come_whole_and_in_turn_and_who_waits_is_told_why(campaign: Campaign) -> None:
    forum, organiser = small_forum(campaign, 4), campaign.product.api("to-chuc")
    first = register(organiser, forum, "Khách Một", also=["luu-tru"])
    waits = group(organiser, forum, 4, members=[{"guest_name": "Trưởng Đoàn"}])
    single = register(organiser, forum, "Khách Lẻ")
    assert (first["status"], waits["status"], single["status"]) == ("confirmed", "waiting", "waiting")

    why = organiser.read(f"/registrations/{single['registration_id']}/waiting")
    assert (why["parties_before"], why["guests_before"], why["short"][0]["kept_for_those_before"]) == (1, 4, True)
    full = organiser.post(f"/activities/{forum}/groups", {
        "quota": "khoi-4", "name": "Đoàn B", "size": 9, "may_wait": False,
    })
    assert (full.status_code, full.json()["code"]) == (409, "quota_full")

    organiser.made(f"/registrations/{first['registration_id']}/cancellation", {})
    in_now = organiser.read(f"/groups/{waits['group_id']}")
    assert (in_now["status"], in_now["living"], in_now["named"]) == ("confirmed", 4, 1)
    named = organiser.made(f"/groups/{waits['group_id']}/names", {"members": [{"guest_name": "Thành Viên Hai"}]})
    assert named["named"] == 2
    organiser.made(f"/groups/{waits['group_id']}/cancellation", {
        "registration_ids": [named["members"][3]["registration_id"]],
    })
    listed = organiser.read(f"/activities/{forum}/registrations", status="confirmed")["registrations"]
    assert {one["guest_name"] for one in listed} == {"Trưởng Đoàn", "Thành Viên Hai", "", "Khách Lẻ"}
    eventually(lambda: campaign.total("registrations_confirmed")["count"] == 4)


RACERS, PLACES = 200, 20


@pytest.mark.duty("E2")
@pytest.mark.timeout(180)
def test_racers_whose_service_is_killed_twice_end_in_exactly_the_places_there_are(campaign: Campaign) -> None:
    """eventyay 1359, Attendize 473, civicrm-core 36248: more tickets than places.  P7 in small (`make bench`).

    Who is told that the service is away asks again with the same key, as a page does."""
    forum, stack = small_forum(campaign, PLACES), campaign.product.stack
    organiser = campaign.product.api("to-chuc")
    told: dict[str, str] = {}

    def race(number: int) -> None:
        body = {"quota": "khoi-4", "guest_name": f"Khách Mẫu {number}"}
        while True:
            answer = organiser.post(f"/activities/{forum}/registrations", body, key=f"{forum}-{number}")
            if answer.status_code == 201:
                told[answer.json()["registration_id"]] = answer.json()["status"]
                return
            assert answer.status_code in (409, 503), answer.text
            time.sleep(0.2)

    with ThreadPoolExecutor(20) as racers:
        racing = [racers.submit(race, number) for number in range(RACERS)]
        for many in (30, 110):
            eventually(lambda many=many: len(told) >= many, within_seconds=60)
            os.kill(eventually(lambda: stack.pid_of("events"), within_seconds=30), signal.SIGKILL)
        for one in racing:
            one.result()
    statuses = list(told.values())
    assert (len(told), statuses.count("confirmed"), statuses.count("waiting")) == (RACERS, PLACES, RACERS - PLACES)
    block = organiser.read(f"/activities/{forum}")["quotas"][0]
    assert (block["taken"], block["waiting"], block["left"]) == (PLACES, RACERS - PLACES, 0)
    eventually(lambda: campaign.total("registrations_waiting")["count"] == RACERS - PLACES, within_seconds=30)
    stack.wait_ready()


def past(campaign: Campaign, forum: str) -> None:
    """As if an hour had gone by: what is kept for somebody has run out."""
    stack, over = campaign.product.stack, utc_now() - dt.timedelta(seconds=1)
    with MongoClient(stack.layout.mongo_url) as client:
        db = client[stack.environ().get("CHUNGTAY_DB_PREFIX", "chungtay") + "_events"]
        db.registrations.update_many({"activity": forum, "status": "offered"}, {"$set": {"offered_until": over}})
        db.allotments.update_many({"activity": forum}, {"$set": {"reclaim_at": over}})
        db.activities.update_one({"_id": forum}, {"$set": {"due_at": over}})


@pytest.mark.duty("E2")
def test_a_free_place_is_kept_for_the_next_and_passes_on_by_itself(campaign: Campaign) -> None:
    forum, organiser = small_forum(campaign, 1, offer_minutes=60), campaign.product.api("to-chuc")
    holder, second, third, fourth = (register(organiser, forum, f"Khách {n}") for n in range(4))
    organiser.made(f"/registrations/{holder['registration_id']}/cancellation", {})
    eventually(lambda: campaign.total("registrations_offered")["count"] == 1)
    [line] = [one for one in campaign.report()["activities"] if one["activity"] == forum]
    assert (line["confirmed"], line["offered"], line["waiting"]) == (0, 1, 2)
    left_it = organiser.made(f"/registrations/{second['registration_id']}/refusal", {"reason": "Đi công tác"})
    assert (left_it["status"], left_it["ended_by"]) == ("cancelled", "declined")
    past(campaign, forum)

    # Nobody asks: the service itself looks every few seconds, and the report follows.
    eventually(lambda: campaign.total("registrations_cancelled")["count"] == 3, within_seconds=20)
    late = organiser.post(f"/registrations/{third['registration_id']}/acceptance", {})
    assert (late.status_code, late.json()["code"]) == (409, "offer_expired")
    taken = organiser.made(f"/registrations/{fourth['registration_id']}/acceptance", {})
    assert taken["status"] == "confirmed"


@pytest.mark.duty("E2")
def test_an_office_names_its_guests_and_what_it_does_not_use_goes_back_on_the_day(campaign: Campaign) -> None:
    forum, organiser = small_forum(campaign, 4), campaign.product.api("to-chuc")
    given = organiser.made(f"/activities/{forum}/allotments", {
        "unit": "582", "office": "Mặt trận huyện", "quota": "khoi-4", "places": 4,
        "reclaim_on": (local_day(utc_now()) + dt.timedelta(days=7)).isoformat(),
    })
    waits = register(organiser, forum, "Khách Chờ")
    eventually(lambda: campaign.total("places_allotted")["count"] == 4)
    named = organiser.made(f"/allotments/{given['allotment_id']}/guests", {
        "guests": [{"guest_name": "Cán Bộ Một"}, {"guest_name": "Cán Bộ Hai"}],
    })
    assert ([one["status"] for one in named["registrations"]], named["left"]) == (["confirmed"] * 2, 2)
    past(campaign, forum)

    over = organiser.read(f"/allotments/{given['allotment_id']}")
    assert (over["status"], over["named"], over["returned"]) == ("reclaimed", 2, 2)
    listed = organiser.read(f"/activities/{forum}/registrations", status="confirmed")["registrations"]
    assert waits["registration_id"] in {one["registration_id"] for one in listed}
    too_late = organiser.post(f"/allotments/{given['allotment_id']}/guests", {"guests": [{"guest_name": "Ba"}]})
    assert (too_late.status_code, too_late.json()["code"]) == (409, "allotment_closed")
    eventually(lambda: campaign.total("places_allotted")["count"] == 0)
    rows = eventually(lambda: campaign.product.api().read("/allotments", campaign=campaign.code)["rows"])
    assert [(row["office"], row["status"], row["left"]) for row in rows] == [("Mặt trận huyện", "reclaimed", 0)]
