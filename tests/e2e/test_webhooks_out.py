"""Subscribers that are told of events: signed, in order, again after each fault, and never to somewhere inside."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from runtime.readiness import ready_pid
from tests.e2e.product import Campaign, eventually
from tests.receiver import Receiver

pytestmark = pytest.mark.e2e

GIFTS = ["donations.donations_recorded.v1", "donations.refunds_changed.v1"]
HOUSES = ["donations.houses_changed.v1"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def subscribed(campaign: Campaign, receiver: Receiver, **changes: Any) -> dict[str, Any]:
    body = {"url": receiver.url, "events": GIFTS + HOUSES, "unit": "58", "campaign": campaign.code} | changes
    made = campaign.product.api().made("/webhook-subscribers", body)
    receiver.secrets.append(made["secret"])
    return made


def gift(campaign: Campaign, **changes: Any) -> str:
    return str(campaign.product.api().made("/donations", campaign.gift(**changes))["donation_id"])


def status_of(campaign: Campaign, subscriber: dict[str, Any]) -> dict[str, Any]:
    return campaign.product.api().read(f"/webhook-subscribers/{subscriber['subscriber_id']}")


def dead(campaign: Campaign, subscriber: dict[str, Any]) -> list[dict[str, Any]]:
    path = f"/webhook-subscribers/{subscriber['subscriber_id']}/deliveries"
    return list(campaign.product.api().read(path, status="dead")["rows"])


def test_an_event_is_signed_within_its_area_and_without_a_second_secret_nobody_can_sign(
    campaign: Campaign, receiver: Receiver
) -> None:
    api = campaign.product.api()
    body = {"url": receiver.url, "events": GIFTS, "unit": "582", "campaign": campaign.code}
    made = api.made("/webhook-subscribers", body, key=f"{campaign.code}-hook")
    assert api.made("/webhook-subscribers", body, key=f"{campaign.code}-hook") == made
    receiver.secrets.append(made["secret"])
    path = f"/webhook-subscribers/{made['subscriber_id']}"
    assert "secret" not in api.http.get(path).text.replace("webhook-subscribers", "")

    elsewhere, here = gift(campaign, unit="584"), gift(campaign)
    eventually(lambda: (here, 1) in receiver.rows("donation_id"))
    assert (elsewhere, 1) not in receiver.rows("donation_id")
    assert receiver.headers[0]["webhook-key-id"] == made["keys"][0]["key_id"]
    assert receiver.headers[0]["webhook-id"] == receiver.events[0]["id"]

    new = api.made(f"{path}/rotation", {"overlap_hours": 1})
    third = api.post(f"{path}/rotation", {"overlap_hours": 1})
    assert (third.status_code, third.json()["code"]) == (409, "two_secrets_valid")
    still_known = gift(campaign)
    eventually(lambda: (still_known, 1) in receiver.rows("donation_id"))
    assert len(receiver.headers[-1]["webhook-signature"].split()) == 2
    receiver.secrets[:] = [new["secret"]]
    by_the_new_one = gift(campaign)
    eventually(lambda: (by_the_new_one, 1) in receiver.rows("donation_id"))
    assert receiver.unsigned == 0
    stale = api.http.post(
        f"{path}/closing", json={}, headers={"If-Match": '"v1"', "Idempotency-Key": f"{campaign.code}-close"}
    )
    assert (stale.status_code, stale.json()["facts"]) == (412, {"expected_version": 1, "current_version": 2})
    assert api.made(f"{path}/closing", {})["status"] == "closed"


def test_whoever_is_down_or_slow_gets_all_of_it_later_in_order_and_keeps_nobody_waiting(
    campaign: Campaign, receiver: Receiver
) -> None:
    api = campaign.product.api()
    down, quick = Receiver(lambda _event: 503), receiver
    try:
        late = subscribed(campaign, down, events=HOUSES)
        subscribed(campaign, quick, events=HOUSES)
        house = api.made("/houses", {
            "campaign": campaign.code, "unit": "582", "household_code": f"ho-{campaign.code}", "kind": "new",
            "planned_vnd": 60_000_000, "registered_on": "2024-10-20",
        })["house_id"]
        for cause in ("một", "hai"):
            api.post(f"/houses/{house}/survey", {
                "surveyed_on": "2024-10-22", "delegation": [{"name": "Người mẫu", "office": "Tổ trưởng"}],
                "condition": f"Lần {cause}", "needed_vnd": 70_000_000,
            })
        eventually(lambda: len(quick.rows("house_id")) >= 2)
        eventually(lambda: down.asked)
        down.answers = lambda _event: 200
        eventually(lambda: len(down.rows("house_id")) == len(quick.rows("house_id")), within_seconds=20)
        versions = [version for _, version in down.rows("house_id")]
        assert versions == sorted(versions)
        assert status_of(campaign, late)["status"] == "active"
    finally:
        down.close()


def test_a_kill_of_the_sender_loses_nothing_and_skips_nothing(campaign: Campaign, receiver: Receiver) -> None:
    subscribed(campaign, receiver, events=GIFTS)
    home = campaign.product.stack.layout.home
    told = []
    for _ in range(2):
        told += [gift(campaign) for _ in range(5)]
        pid = ready_pid("webhooks", home)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        told += [gift(campaign) for _ in range(5)]
        eventually(lambda was=pid: ready_pid("webhooks", home) not in (None, was), within_seconds=40)
    eventually(lambda: {id for id, _ in receiver.rows("donation_id")} >= set(told), within_seconds=40)


def test_what_a_subscriber_will_not_take_is_set_aside_listed_replayed_or_discarded(
    campaign: Campaign, receiver: Receiver
) -> None:
    api = campaign.product.api()
    one = subscribed(campaign, receiver, events=GIFTS)
    path = f"/webhook-subscribers/{one['subscriber_id']}/deliveries"
    for number in range(2):
        receiver.answers = lambda _event: 422
        gift(campaign)
        eventually(lambda number=number: len(dead(campaign, one)) == number + 1, within_seconds=20)
    receiver.answers = lambda _event: 204
    fine = gift(campaign)
    eventually(lambda: (fine, 1) in receiver.rows("donation_id"))
    first, second = dead(campaign, one)
    assert (first["last_status"], first["last_error"], first["tries"]) == (422, "HTTP 422", 4)
    listed = campaign.product.chungtay("webhooks", "deliveries", one["subscriber_id"])
    assert first["event_id"] in listed.stdout and "HTTP 422" in listed.stdout
    api.made(f"{path}/{first['event_id']}/replay", {})
    eventually(lambda: first["event_id"] in {event["id"] for event in receiver.events})
    assert api.made(f"{path}/{second['event_id']}/discarding", {})["status"] == "discarded"
    again = api.post(f"{path}/{second['event_id']}/replay", {})
    assert (again.status_code, again.json()["code"]) == (409, "delivery_not_given_up")
    assert not dead(campaign, one)


def test_after_five_given_up_in_a_row_it_is_switched_off_and_switched_on_again_it_gets_what_happened_meanwhile(
    campaign: Campaign, receiver: Receiver
) -> None:
    receiver.answers = lambda _event: 307
    one = subscribed(campaign, receiver, events=GIFTS)
    for _ in range(5):
        gift(campaign)
    off = eventually(
        lambda: (found := status_of(campaign, one))["status"] == "disabled" and found, within_seconds=30
    )
    assert off and "không đi theo chuyển hướng" in off["reason"]
    missed = gift(campaign)
    receiver.answers = lambda _event: 204
    on = campaign.product.chungtay("webhooks", "enable", one["subscriber_id"])
    assert on.returncode == 0, on.stderr
    eventually(lambda: (missed, 1) in receiver.rows("donation_id"))
    assert len(dead(campaign, one)) == 5


def test_an_address_that_is_none_of_ours_to_ask_is_refused_and_so_is_whoever_may_not(campaign: Campaign) -> None:
    body = {"url": "https://example.com/", "events": GIFTS, "unit": "58"}
    api = campaign.product.api()
    for url in ("ftp://127.0.0.1/x", "https://user:secret@example.com/", "https://", "javascript:x"):
        told = api.post("/webhook-subscribers", body | {"url": url})
        assert (told.status_code, told.json()["field"]) == (422, "url")
    for wrong in ({"events": ["donations.households_changed.v1"]}, {"events": []}, {"unit": "99"}):
        bad = api.post("/webhook-subscribers", body | wrong)
        assert bad.status_code == 422, bad.text
    assert campaign.product.api("ke-toan").post("/webhook-subscribers", body).status_code == 403
