"""Services and their relays as real processes, started and killed one by one, and somebody who asks them."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from messaging.context import CommandContext
from messaging.rpc_client import RpcClient
from runtime import readiness
from runtime.clock import utc_now
from tests.conftest import Servers

ROOT = Path(__file__).parents[3]
SERVICES = {"donations": "DonationsService", "events": "EventsService", "monitoring": "MonitoringService"}
LONGEST_WAIT_SECONDS = 20.0


class Product:
    """The running processes, and somebody who asks them."""

    def __init__(self, servers: Servers, home: Path, name: str, services: Sequence[str]) -> None:
        self.prefix, self.services = f"{servers.db_prefix}_{name}", services
        self._environ = os.environ | {
            "MONGO_URL": servers.mongo_url, "AMQP_URL": servers.amqp_url,
            "CHUNGTAY_DB_PREFIX": self.prefix, "CHUNGTAY_HOME": str(home),
        }
        self._home = home
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._client = RpcClient(servers.amqp_url)

    def start_all(self) -> None:
        """The services, a relay for each; ready."""
        for service in self.services:
            self.start(service)
            self.start(f"{service}-relay")
        self.wait_ready()

    def start(self, name: str, crash_at: str = "") -> None:
        """Start a service or its relay, to die at a point if one is named."""
        service, _, is_relay = name.partition("-")
        module = "messaging.relay" if is_relay else "messaging.service_runner"
        of = service if is_relay else f"services.{service}.service:{SERVICES[service]}"
        environ = self._environ | ({"CHUNGTAY_CRASH_AT": crash_at} if crash_at else {})
        with (self._home / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", module, of], env=environ, cwd=ROOT, stdout=log, stderr=log
            )

    def has_died(self, name: str) -> bool:
        """Whether a process died by itself; it is counted out then."""
        if self._running[name].poll() is None:
            return False
        del self._running[name]
        return True

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
        with MongoClient(self._environ["MONGO_URL"]) as client:
            for service in self.services:
                client.drop_database(f"{self.prefix}_{service}")

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

    def stored(self, service: str, collection: str) -> list[dict[str, Any]]:
        """All documents of a collection."""
        with MongoClient(self._environ["MONGO_URL"]) as client:
            return list(client[f"{self.prefix}_{service}"][collection].find())


def eventually(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
