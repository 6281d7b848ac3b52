"""P7: a thousand race for a hundred places, over HTTP and all at once; and again while the service is killed.

In the first race wrk opens a connection for each racer; in the second the racers are threads, which ask again with the
same key when they are told that the service is away, as a page or a program does.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx

from bench.load import Load, race_guests
from bench.plan import Plan
from bench.product import Product, wait_until
from bench.results import Figure, at_most, exactly

CAMPAIGN = "bench-racing"
RACERS, PLACES = 1_000, 100
QUOTA = "khoi-1"
LEAD_UNIT = "58"
AT_ONCE = 64
KILLED_AFTER = (150, 500)
"""The service is killed when so many racers of the second race have their answer."""

TRIES = 200
UP_AGAIN_WITHIN_SECONDS = 60


def measure(product: Product, plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """A warm-up, a quiet race, and one with kills."""
    codes = ["bench-warm-up", "bench-race", "bench-race-killed"]
    product.make_campaign(CAMPAIGN, activities=[_activity(code) for code in codes])
    warm_up, quiet, killed = codes
    race_guests(_address(product, warm_up), QUOTA, product.token(), 100)
    say(f"P7: {RACERS} racers for {PLACES} places")
    load = race_guests(_address(product, quiet), QUOTA, product.token(), RACERS)
    say(f"    median {load.p50_ms:.0f} ms, longest {load.longest_ms:.0f} ms, {load.refused} refused, "
        f"{load.broken} broken")
    say(f"P7: the same with {len(KILLED_AFTER)} kills of the service")
    acknowledged = _race_with_kills(product, killed)
    return [
        Figure.alone(
            "P7", f"{RACERS} racers for {PLACES} places: the one who waits longest is answered within",
            load.longest_ms, "ms", at_most(3_000),
        ),
        Figure.alone(
            "P7.places", "P7: more or fewer than the places were given, answers that were not kept, doubles",
            _off(product, quiet, load), "racers", exactly(0),
        ),
        Figure.alone(
            "P7.killed", f"P7: the same with the service killed {len(KILLED_AFTER)} times",
            _off_after_kills(product, killed, acknowledged), "racers", exactly(0),
        ),
    ]


def _activity(code: str) -> dict[str, Any]:
    quotas = [{"code": QUOTA, "name": "Khối 1", "places": PLACES}]
    return {
        "code": code, "campaign": CAMPAIGN, "unit": LEAD_UNIT, "kind": "forum", "name": "Diễn đàn", "quotas": quotas,
    }


def _address(product: Product, activity: str) -> str:
    return f"{product.api_address}/activities/{activity}/registrations"


def _off(product: Product, activity: str, load: Load) -> int:
    kept = _by_status(product, activity)
    unanswered = RACERS - load.answered
    return (
        abs(kept["confirmed"] - PLACES) + abs(kept["confirmed"] + kept["waiting"] - RACERS) + load.refused + unanswered
        + _counters_off(product, activity, kept)
    )


def _off_after_kills(product: Product, activity: str, acknowledged: dict[str, str]) -> int:
    found = product.database("events").registrations.find({"activity": activity}, {"status": 1})
    kept = {str(one["_id"]): str(one["status"]) for one in found}
    by_status = _by_status(product, activity)
    return (
        abs(by_status["confirmed"] - PLACES) + abs(len(kept) - RACERS) + len(kept.items() ^ acknowledged.items())
        + _counters_off(product, activity, by_status)
    )


def _by_status(product: Product, activity: str) -> Counter[str]:
    found = product.database("events").registrations.find({"activity": activity}, {"status": 1})
    return Counter(str(one["status"]) for one in found)


def _counters_off(product: Product, activity: str, kept: Counter[str]) -> int:
    counted = product.database("events").activities.find_one({"_id": activity}) or {}
    left = PLACES - kept["confirmed"]
    return (
        abs(counted["taken"][QUOTA] - kept["confirmed"]) + abs(counted["waiting"][QUOTA] - kept["waiting"])
        + abs(counted["left"][QUOTA] - left)
    )


def _race_with_kills(product: Product, activity: str) -> dict[str, str]:
    """What each racer was told in the end: status by registration."""
    told: dict[str, str] = {}
    guard = threading.Lock()
    address, token = _address(product, activity), product.token()

    def run(first: int) -> None:
        with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False) as client:
            for number in range(first, RACERS, AT_ONCE):
                answer = _insist(client, address, number)
                with guard:
                    told[answer["registration_id"]] = answer["status"]

    with ThreadPoolExecutor(AT_ONCE) as racers:
        racing = [racers.submit(run, first) for first in range(AT_ONCE)]
        for many in KILLED_AFTER:
            wait_until(partial(_at_least, told, many), "racers before a kill", UP_AGAIN_WITHIN_SECONDS)
            pid = product.stack.pid_of("events")
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
        for one in racing:
            one.result()
    return told


def _at_least(told: dict[str, str], many: int) -> bool:
    return len(told) >= many


def _insist(client: httpx.Client, address: str, number: int) -> dict[str, Any]:
    body, headers = {"quota": QUOTA, "guest_name": f"Khách Mẫu {number}"}, {"Idempotency-Key": f"racer-{number}"}
    for _ in range(TRIES):
        answer = client.post(address, json=body, headers=headers)
        if answer.status_code == httpx.codes.CREATED:
            return dict(answer.json())
        if answer.status_code not in (httpx.codes.CONFLICT, httpx.codes.SERVICE_UNAVAILABLE):
            answer.raise_for_status()
        time.sleep(0.2)
    raise AssertionError(f"racer {number} was never answered")
