"""Several processes of a kind share the work: nothing is done twice, nothing is left out, whichever of them dies."""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from chungtay.stack import Ports, Stack
from runtime import metrics, readiness
from tests.e2e.product import Api, Campaign, Product, booked, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

GIFTS, RACERS, PLACES = 500, 60, 20
KINDS = ("donations", "events", "donations-relay", "projector")


@pytest.fixture(scope="module")
def doubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product with two processes of each kind that the work goes through."""
    stack = Stack(
        tmp_path_factory.mktemp("doubled"), Ports.free(), owned=True,
        environ={
            "CHUNGTAY_PROCESSES": "donations=2 events=2 donations-relay=2 events-relay=2 projector=2 gateway=2",
        },
    )
    try:
        stack.start()
        stack.wait_ready()
        yield Product.with_accounts(stack)
    finally:
        stack.stop()


def test_gifts_and_racers_stay_exact_while_one_of_each_kind_is_killed(doubled: Product) -> None:
    campaign = doubled.new_campaign()
    forum = _block_of_twenty(campaign)
    donors = [doubled.another_api("tinh") for _ in range(8)]
    organiser = doubled.api("to-chuc")
    done = threading.Semaphore(0)

    def give(number: int) -> str:
        body = campaign.gift(amount_vnd=1_000 + number)
        answer = _until_decided(donors[number % len(donors)], "/donations", body)
        done.release()
        return str(answer["donation_id"])

    def race(number: int) -> str:
        body = {"quota": "khoi-4", "guest_name": f"Khách Mẫu {number}"}
        return str(_until_decided(organiser, f"/activities/{forum}/registrations", body)["status"])

    with ThreadPoolExecutor(40) as desks, ThreadPoolExecutor(20) as racers:
        gifts = [desks.submit(give, number) for number in range(GIFTS)]
        ends = [racers.submit(race, number) for number in range(RACERS)]
        for kind in KINDS:
            for _ in range(GIFTS // (2 * len(KINDS))):
                done.acquire()
            victim = eventually(lambda kind=kind: doubled.stack.pid_of(kind), within_seconds=30)
            os.kill(victim, signal.SIGKILL)
        acknowledged = [gift.result() for gift in gifts]
        statuses = [end.result() for end in ends]

    assert (statuses.count("confirmed"), statuses.count("waiting")) == (PLACES, RACERS - PLACES)
    amount_vnd = sum(1_000 + number for number in range(GIFTS))
    eventually(lambda: campaign.total("received") == {"count": GIFTS, "amount_vnd": amount_vnd}, within_seconds=30)
    assert sorted(row["state"]["donation_id"] for row in campaign.rows("received")) == sorted(acknowledged)
    assert booked(campaign) == {"donations": GIFTS, "entries": GIFTS, "credited_vnd": amount_vnd}
    eventually(lambda: campaign.total("registrations_confirmed")["count"] == PLACES)
    doubled.stack.wait_ready()


def test_each_of_a_kind_has_its_own_sign_log_and_numbers(doubled: Product) -> None:
    stack = doubled.stack
    stack.wait_ready()
    signs = {sign.stem: int(sign.read_text()) for sign in stack.layout.run.glob("*.ready")}
    for name in ("donations", "donations-2", "events", "events-2", "projector", "projector-2"):
        assert signs[name] == stack.pid_of(name)
        assert f'"process":"{name}"' in stack.log_of(name).read_text().replace(" ", "")
    told = eventually(
        lambda: told if {"donations", "donations-2"} <= (told := _telling(stack.layout.home)) else set()
    )
    assert {"projector", "projector-2", "donations-relay", "donations-relay-2"} <= told
    said = doubled.chungtay("status")
    assert said.returncode == 0 and "donations-relay-2" in said.stdout, said.stdout
    assert doubled.chungtay("logs", "events-2", "-n", "1").stdout.startswith("events-2 ")


def test_one_relay_of_a_service_is_at_work_and_the_other_takes_over(doubled: Product) -> None:
    stack = doubled.stack
    stack.wait_ready()
    pair = ("donations-relay", "donations-relay-2")
    [at_work] = [name for name in pair if _signs(stack, name)]
    stack.stop_process(at_work)
    try:
        [other] = set(pair) - {at_work}
        eventually(lambda: _signs(stack, other), within_seconds=15)
        campaign = doubled.new_campaign()
        doubled.api().made("/donations", campaign.gift())
        eventually(lambda: campaign.total("received")["count"] == 1)
    finally:
        stack.start_process(at_work)
        stack.wait_ready()


def _signs(stack: Stack, name: str) -> bool:
    return readiness.ready_pid(name, stack.layout.home) == stack.pid_of(name)


def _telling(home: Path) -> set[str]:
    return {report.process for report in metrics.read(home)}


def _block_of_twenty(campaign: Campaign) -> str:
    forum = next(a for a in campaign.body["activities"] if a["kind"] == "forum")
    next(q for q in forum["quotas"] if q["code"] == "khoi-4")["places"] = PLACES
    answer = campaign.product.api().http.put(f"/campaigns/{campaign.code}", json=campaign.body)
    assert answer.status_code == 200, answer.text
    return str(forum["code"])


def _until_decided(api: Api, path: str, body: dict[str, Any]) -> dict[str, Any]:
    key = uuid.uuid4().hex
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at:
        answer = api.post(path, body, key=key)
        if answer.status_code == 201:
            return dict(answer.json())
        assert answer.status_code in (409, 503), answer.text
        time.sleep(0.2)
    raise AssertionError(f"{path} was not decided within a minute")
