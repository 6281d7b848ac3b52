"""P4: how long until a gift that was acknowledged shows in the report, while 300 others are booked each second.

wrk keeps the pace of the load.  The prober is part of the measurement: it books a gift on a unit of its own every
100 ms, whatever became of those before, and asks the report over HTTP until it counts them.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from typing import Any

import httpx

from bench.load import Gifts, Load, book_gifts
from bench.plan import Plan
from bench.product import Product, TookTooLong
from bench.results import Figure, at_least, at_most

CAMPAIGN = "bench-freshness"
PER_SECOND = 300
CONNECTIONS = 256
"""So many that none is missing when a slot comes, though each holds one request for as long as its answer takes."""

PROBE_EVERY_SECONDS = 0.1
LOOK_EVERY_SECONDS = 0.01
LEAD_SECONDS = 2.0
"""Load before the first probe, so that the first ones find things as they are under load."""

SHOWN_WITHIN_SECONDS = 60.0
DAY = "2024-10-18"


def measure(product: Product, plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """Load at a steady pace, and probes beside it."""
    *units, probed = product.make_campaign(CAMPAIGN)
    gifts = Gifts(CAMPAIGN, units, product.token())
    say(f"P4: {PER_SECOND} gifts/s for {plan.freshness_seconds} s, and probes")
    prober = Prober(product, probed)
    with ThreadPoolExecutor(1) as beside:
        address = f"{product.api_address}/donations"
        loading = beside.submit(
            book_gifts, address, gifts, plan.freshness_seconds, connections=CONNECTIONS, per_second=PER_SECOND
        )
        time.sleep(LEAD_SECONDS)
        delays = prober.probe(plan.freshness_seconds - LEAD_SECONDS)
        load: Load = loading.result()
    cuts = quantiles(delays, n=100, method="inclusive")
    say(f"    {len(delays)} probes: median {cuts[49] * 1000:.0f} ms; the load got {load.per_second:.0f} answers/s")
    return [
        Figure.alone(
            "P4", f"from the 201 to the figure in the report at {PER_SECOND} gifts/s: 99 of 100 within",
            cuts[98] * 1000, "ms", at_most(500),
        ),
        Figure.alone(
            "P4.load", f"P4: the load that was really kept up, of {PER_SECOND} offered", load.per_second, "gifts/s",
            at_least(PER_SECOND * 0.98),
        ),
    ]


class Prober:
    """Books marked gifts at a steady pace and sees when each shows in the report of their unit."""

    def __init__(self, product: Product, unit: str) -> None:
        self._product = product
        self._unit = unit
        self._answered_at: list[float] = []
        self._shown_at: list[float] = []
        self._booked = threading.Event()

    def probe(self, seconds: float) -> list[float]:
        """Seconds from the 201 to the report, for each probe.  Raises :class:`TookTooLong`."""
        with ThreadPoolExecutor(1) as looker:
            looking = looker.submit(self._look)
            try:
                self._book(seconds)
            finally:
                self._booked.set()
            looking.result()
        return [max(0.0, shown - told) for told, shown in zip(self._answered_at, self._shown_at, strict=True)]

    def _book(self, seconds: float) -> None:
        body = {
            "campaign": CAMPAIGN, "unit": self._unit, "amount_vnd": 1000, "channel": "cash", "received_on": DAY,
            "donor_name": "Người thử",
        }
        with self._product.new_client() as client:
            begun = time.monotonic()
            for number in range(int(seconds / PROBE_EVERY_SECONDS)):
                time.sleep(max(0.0, begun + number * PROBE_EVERY_SECONDS - time.monotonic()))
                answer = client.post("/donations", json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
                if answer.status_code == httpx.codes.CREATED:
                    self._answered_at.append(time.monotonic())

    def _look(self) -> None:
        """Ask the report while a probe is on its way; probes are booked one after the other, so they show in order."""
        last_news = time.monotonic()
        with self._product.new_client() as client:
            while not (self._booked.is_set() and len(self._shown_at) >= len(self._answered_at)):
                if len(self._shown_at) < len(self._answered_at):
                    counted = self._count(client)
                    now = time.monotonic()
                    while len(self._shown_at) < min(counted, len(self._answered_at)):
                        self._shown_at.append(now)
                        last_news = now
                    if now - last_news > SHOWN_WITHIN_SECONDS:
                        raise TookTooLong(f"a gift was not in the report after {SHOWN_WITHIN_SECONDS:.0f} s")
                else:
                    last_news = time.monotonic()
                time.sleep(LOOK_EVERY_SECONDS)

    def _count(self, client: httpx.Client) -> int:
        asked: dict[str, Any] = {"campaign": CAMPAIGN, "unit": self._unit, "from_on": DAY, "to_on": DAY}
        answer = client.get("/reports/provincial", params=asked).raise_for_status()
        return int(answer.json()["total"]["received"]["count"])
