"""The service as it really runs: a process of its own on eventlet, asked over RabbitMQ."""

import datetime as dt
import os
import subprocess
import sys
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from messaging.context import CommandContext
from messaging.rpc_client import RpcClient
from runtime import readiness
from runtime.clock import utc_now

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]
SECONDS = 10.0


@pytest.fixture
def asked_over_rpc(events, servers, tmp_path):
    """``ask(command, payload, key)`` of the running service; ``events`` looks into the same database."""
    environ = os.environ | {
        "MONGO_URL": servers.mongo_url, "AMQP_URL": servers.amqp_url, "CHUNGTAY_HOME": str(tmp_path),
        "CHUNGTAY_DB_PREFIX": events.store.db.name.removesuffix("_events"), "CHUNGTAY_LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "messaging.service_runner", "services.events.service:EventsService"]
    with subprocess.Popen(command, cwd=ROOT, env=environ) as process:
        client = RpcClient(servers.amqp_url)
        try:
            _wait_until_ready(process, tmp_path)
            yield lambda *wanted: _ask(client, *wanted)
        finally:
            client.close()
            process.terminate()
            process.wait(timeout=15)


def _wait_until_ready(process: subprocess.Popen, home: Path) -> None:
    give_up_at = time.monotonic() + 30
    while readiness.ready_pid("events", home) != process.pid:
        assert process.poll() is None, "the service ended at once"
        assert time.monotonic() < give_up_at, "the service does not get ready"
        time.sleep(0.1)


def _ask(client: RpcClient, command: str, payload: dict, key: str | None = None) -> dict:
    context = CommandContext(
        actor="clerk", correlation_id=uuid.uuid4().hex, idempotency_key=key,
        deadline_at=utc_now() + dt.timedelta(seconds=SECONDS),
    )
    return client.call("events", command, SECONDS, payload, context.to_wire())


def test_200_racers_over_rpc_end_in_exactly_20_confirmed(events, asked_over_rpc):
    saved = asked_over_rpc("save_activity", {
        "code": "dien-dan", "campaign": "ninh-thuan-2024", "unit": "58", "kind": "forum", "name": "Diễn đàn",
        "quotas": [{"code": "khoi-1", "name": "Khối 1", "places": 20}],
    })
    assert saved["ok"]["version"] == 1

    def run(number: int) -> str:
        wanted = {"activity": "dien-dan", "quota": "khoi-1", "guest_name": f"Khách {number}"}
        for _ in range(20):
            answer = asked_over_rpc("register_guest", wanted, f"racer-{number}")
            if "away" not in answer:
                break
        return answer["ok"]["status"] if "ok" in answer else str(answer)

    with ThreadPoolExecutor(200) as pool:
        outcomes = Counter(pool.map(run, range(200)))
    assert outcomes == {"confirmed": 20, "waiting": 180}
    events.assert_counters_agree()
    page = asked_over_rpc("list_registrations", {"activity": "dien-dan", "status": "confirmed", "limit": 200})
    assert len(page["ok"]["registrations"]) == 20


def test_a_refusal_crosses_the_wire_as_a_stable_code(asked_over_rpc):
    answer = asked_over_rpc("get_activity", {"id": "khong-co"})
    assert answer["refused"]["code"] == "unknown_activity"
    assert answer["refused"]["kind"] == "not_found"
