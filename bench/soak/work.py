"""What is done besides the gifts: now and then a statement is brought, and a crowd races for a few places."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx

from bench.product import Product
from chungtay import campaign_file
from chungtay.demo.peak_month import CAMPAIGN_FILE

CAMPAIGN = "bench-soak"
FORUM = "bench-soak-dien-dan"
PLACES = 200
RACERS = 40
RACE_EVERY_SECONDS = 8.0
"""So often that every thread of the gateway has had its turn before the second half."""

STATEMENT_EVERY_SECONDS = 20.0
STATEMENT_ROWS = 2_000
ACCOUNT = "00330000000000"
TRIED_FOR_SECONDS = 30.0


@dataclass
class Beside:
    """Statements and races in a thread of their own, until told to stop.  ``answers``: how many of each status."""

    product: Product
    credits: int = 0
    answers: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="beside", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after what is under way."""
        self._over.set()
        self._thread.join(timeout=2 * TRIED_FOR_SECONDS)

    def _work(self) -> None:
        statement_at, race_at, number = time.monotonic(), time.monotonic() + RACE_EVERY_SECONDS / 2, 0
        while not self._over.wait(0.5):
            now = time.monotonic()
            if now >= statement_at:
                statement_at, number = now + STATEMENT_EVERY_SECONDS, number + 1
                self._bring_statement(number)
            if now >= race_at:
                race_at = now + RACE_EVERY_SECONDS
                self._race()

    def _bring_statement(self, number: int) -> None:
        lines = ["PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails"]
        for row in range(STATEMENT_ROWS):
            printed = f"{1_000 + row:,}".replace(",", ".")
            lines.append(f"1,{17 + row % 14}/10/2024,59{number:04d}.{row:05d},,{printed},,ung ho soak {number} {row}")
        with self.product.new_client("ke-toan") as client:
            status = self._ask(
                client, "/statement-imports", data={"campaign": CAMPAIGN, "account_number": ACCOUNT},
                files={"file": ("sao_ke.csv", "\n".join(lines).encode() + b"\n", "text/csv")},
            )
        self.credits += STATEMENT_ROWS * (status in (200, 201, 202))

    def _race(self) -> None:
        with ThreadPoolExecutor(RACERS) as crowd:
            list(crowd.map(self._register, range(RACERS)))

    def _register(self, number: int) -> None:
        with self.product.new_client("to-chuc") as client:
            self._ask(client, f"/activities/{FORUM}/registrations", json={
                "quota": "khoi-a", "guest_name": f"Khách mẫu {number}",
            })

    def _ask(self, client: httpx.Client, path: str, **parts: object) -> int:
        """Ask with one key until it is decided, 30 s at the most; the last status, 0 for none."""
        key, give_up_at, status = uuid.uuid4().hex, time.monotonic() + TRIED_FOR_SECONDS, 0
        while time.monotonic() < give_up_at:
            try:
                status = client.post(path, headers={"Idempotency-Key": key}, **parts).status_code  # type: ignore[arg-type]
            except httpx.TransportError:
                status = 0
            self.answers[str(status or "no answer")] += 1
            if status not in (0, 409, 503):
                break
            time.sleep(1)
        return status


def make_campaign(product: Product) -> list[str]:
    """The campaign of the run, with a forum of few places; the codes of its units."""
    body = campaign_file.load(CAMPAIGN_FILE)
    body["campaign"]["code"] = CAMPAIGN
    for number, account in enumerate(body["campaign"]["accounts"]):
        account["number"] = f"{int(ACCOUNT) + number:014d}"
    forum = next(activity for activity in body["activities"] if activity["kind"] == "forum")
    quota = {"code": "khoi-a", "name": "Khối A", "places": PLACES, "within": None, "guaranteed": False,
             "protocol_order": 1}
    body["activities"] = [forum | {"code": FORUM, "campaign": CAMPAIGN, "places": PLACES, "quotas": [quota]}]
    product.client().put(f"/campaigns/{CAMPAIGN}", json=body).raise_for_status()
    return [entry["unit"] for entry in body["campaign"]["units"]]
