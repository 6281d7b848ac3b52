"""Two services and their relays as real processes: a finding crosses the bus and holds a payment until it is closed."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from messaging.context import CommandContext
from messaging.rpc_client import RpcClient, ServiceAway
from runtime import readiness
from runtime.clock import utc_now
from tests.conftest import Servers

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]
PROCESSES = {
    "monitoring": ["messaging.service_runner", "services.monitoring.service:MonitoringService"],
    "donations": ["messaging.service_runner", "services.donations.service:DonationsService"],
    "monitoring-relay": ["messaging.relay", "monitoring"],
    "donations-relay": ["messaging.relay", "donations"],
}
LONGEST_WAIT_SECONDS = 20.0
UNIT = "582"
CAMPAIGN = "ninh-thuan-2024"


class Product:
    """The running processes, and somebody who asks them."""

    def __init__(self, environ: dict[str, str], home: Path) -> None:
        self._environ, self._home = environ, home
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._client = RpcClient(environ["AMQP_URL"])

    def start(self, name: str) -> None:
        with (self._home / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", *PROCESSES[name]], env=self._environ, cwd=ROOT, stdout=log, stderr=log
            )

    def wait_ready(self) -> None:
        for name, process in self._running.items():
            eventually(lambda name=name, process=process: readiness.ready_pid(name, self._home) == process.pid)

    def kill(self, name: str) -> None:
        process = self._running.pop(name)
        process.kill()
        process.wait()

    def stop(self) -> None:
        self._client.close()
        for process in self._running.values():
            process.send_signal(signal.SIGTERM)
        for process in self._running.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def ask(self, service: str, command: str, payload: dict[str, Any], actor: str = "clerk") -> dict[str, Any]:
        context = CommandContext(
            actor=actor, correlation_id=uuid.uuid4().hex, idempotency_key=uuid.uuid4().hex,
            deadline_at=utc_now() + dt.timedelta(seconds=10),
        )
        answer: dict[str, Any] = self._client.call(service, command, 10.0, payload, context.to_wire())
        return answer

    def ok(self, service: str, command: str, payload: dict[str, Any], actor: str = "clerk") -> dict[str, Any]:
        answer = self.ask(service, command, payload, actor)
        assert "ok" in answer, answer
        result: dict[str, Any] = answer["ok"]
        return result

    def events_handled(self) -> int:
        """How many findings' events the donations service has handled."""
        with MongoClient(self._environ["MONGO_URL"]) as client:
            return client[f"{self._environ['CHUNGTAY_DB_PREFIX']}_donations"]["inbox"].estimated_document_count()

    def held_by(self, payment_id: str) -> list[str]:
        try:
            return list(self.ok("donations", "get_payment", {"id": payment_id})["open_finding_ids"])
        except ServiceAway:
            return ["(away)"]


def eventually(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def product(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    home = tmp_path_factory.mktemp("bus")
    prefix = f"{servers.db_prefix}_bus"
    environ = os.environ | {
        "MONGO_URL": servers.mongo_url, "AMQP_URL": servers.amqp_url,
        "CHUNGTAY_DB_PREFIX": prefix, "CHUNGTAY_HOME": str(home),
    }
    made = Product(environ, home)
    try:
        for name in PROCESSES:
            made.start(name)
        made.wait_ready()
        yield made
    finally:
        made.stop()
        with MongoClient(servers.mongo_url) as client:
            for service in ("donations", "monitoring"):
                client.drop_database(f"{prefix}_{service}")


@pytest.fixture
def payment_id(product: Product) -> str:
    """A payment of 1,000,000 đồng that waits to be verified, for a household of its own."""
    product.ok(
        "donations", "save_campaign",
        {
            "code": CAMPAIGN, "name": "Tháng cao điểm", "starts_on": "2024-10-17", "ends_on": "2024-11-18",
            "target_vnd": 0, "lead_unit": UNIT, "units": [{"unit": UNIT}],
        },
    )
    proposed = product.ok(
        "donations", "propose_support",
        {
            "campaign": CAMPAIGN, "unit": UNIT, "kind": "health", "household_code": f"h{uuid.uuid4().hex[:10]}",
            "amount_vnd": 1_000_000, "reason": "Viện phí", "proposed_on": "2024-11-01",
        },
        actor="proposer",
    )
    return str(proposed["payment_id"])


def raise_finding(product: Product, payment_id: str) -> str:
    filed = product.ok(
        "monitoring", "raise_finding",
        {
            "campaign": CAMPAIGN, "unit": UNIT, "about": {"kind": "payment", "id": payment_id},
            "severity": "minor", "found_on": "2024-11-04", "summary": "Thiếu biên bản họp thôn",
        },
        actor="supervisor",
    )
    return str(filed["finding_id"])


def close_finding(product: Product, finding_id: str) -> None:
    one = {"finding_id": finding_id}
    product.ok("monitoring", "record_reply", {**one, "replied_on": "2024-11-05", "text": "Đã nhận"}, "commune")
    product.ok("monitoring", "record_remedy", {**one, "remedied_on": "2024-11-06", "text": "Đã bổ sung"}, "commune")
    product.ok(
        "monitoring", "close_finding", {**one, "verified_on": "2024-11-07", "conclusion": "Đủ hồ sơ"}, "supervisor"
    )


def test_a_finding_holds_the_payment_and_its_closing_lets_it_go_on(product, payment_id):
    finding_id = raise_finding(product, payment_id)
    eventually(lambda: product.held_by(payment_id) == [finding_id])
    refused = product.ask("donations", "verify_support", {"payment_id": payment_id}, actor="commune")["refused"]
    assert (refused["code"], refused["facts"]) == ("payment_on_hold", {"finding_ids": [finding_id]})

    close_finding(product, finding_id)
    eventually(lambda: product.held_by(payment_id) == [])
    assert product.ok("donations", "verify_support", {"payment_id": payment_id}, "commune")["status"] == "verified"


def test_findings_filed_while_relay_and_donations_are_dead_hold_the_payment_when_they_come_back(product, payment_id):
    handled_before = product.events_handled()
    product.kill("donations")
    product.kill("monitoring-relay")
    open_one, closed_one = raise_finding(product, payment_id), raise_finding(product, payment_id)
    close_finding(product, closed_one)

    product.start("monitoring-relay")
    product.start("donations")
    product.wait_ready()
    # Raised twice, replied, remedied and closed: the payment's state counts only after the last of the five.
    eventually(lambda: product.events_handled() == handled_before + 5)
    assert product.held_by(payment_id) == [open_one]
    versions = product.ok("donations", "get_payment", {"id": payment_id})["version"]
    assert versions in (2, 4), "held once by each finding and released once, or the closed one overtook"


def test_a_command_of_the_wrong_shape_names_the_field_in_vietnamese(product):
    refused = product.ask("monitoring", "raise_finding", {"campaign": "x", "reply_within_days": 0})["refused"]
    errors = {error["field"]: error["message"] for error in refused["facts"]["errors"]}
    assert refused["code"] == "invalid_command"
    assert {"unit", "about", "severity", "found_on", "summary"} <= set(errors)
    assert errors["reply_within_days"] == "Phải từ 1 đến 365 ngày."
