"""What the tests of the bus share: events, a way to look into queues, processes, and a wire that can be cut."""

import contextlib
import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from kombu import Connection

from messaging import topology
from messaging.envelope import CONTENT_TYPE, Envelope
from messaging.publisher import ConfirmingPublisher, Outgoing
from runtime import readiness

ROOT = Path(__file__).parents[3]
SAMPLE = json.loads((ROOT / "contracts/samples/monitoring.finding_closed.v1.json").read_text())
LONGEST_WAIT_SECONDS = 30.0


def event(subject: str = "fine") -> Envelope:
    """A real event; ``subject`` tells the sample service how to behave."""
    return Envelope(
        id=uuid.uuid4().hex, type=SAMPLE["type"], subject=subject, time=dt.datetime.now(dt.UTC), data=SAMPLE["data"],
        aggregate_version=4, correlation_id="c", causation_id="c",
    )


def until(true: Callable[[], Any], seconds: float = LONGEST_WAIT_SECONDS) -> Any:
    """Wait for it; gives what it gave."""
    give_up_at = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < give_up_at, "waited in vain"
        time.sleep(0.02)
    return found


class Broker:
    """Looks into queues and puts messages straight into them."""

    def __init__(self, amqp_url: str) -> None:
        self.amqp_url = amqp_url
        self._connection = Connection(amqp_url)
        self._connection.connect()
        self.channel = self._connection.channel()

    def put(
        self, queue: str, body: bytes, message_id: str = "", content_type: str = CONTENT_TYPE, **headers: Any
    ) -> str:
        message_id = message_id or uuid.uuid4().hex
        publisher = ConfirmingPublisher(self.amqp_url)
        try:
            sent = publisher.publish([Outgoing(message_id, "", queue, body, headers, content_type)])
        finally:
            publisher.close()
        assert sent.refused == []
        return message_id

    def put_event(self, queue: str, subject: str = "fine", **headers: Any) -> Envelope:
        said = event(subject)
        self.put(queue, said.to_bytes(), said.id, **headers)
        return said

    def take(self, queue: str, seconds: float = LONGEST_WAIT_SECONDS) -> Any:
        """The next message, taken out for good."""
        return until(lambda: self.channel.basic_get(queue, no_ack=True), seconds)

    def take_all(self, queue: str) -> list[Any]:
        """What is there just now."""
        return list(iter(lambda: self.channel.basic_get(queue, no_ack=True), None))

    def delete(self, queue: str) -> None:
        names = [queue, topology.dead_name(queue)]
        for name in names + [topology.retry_name(queue, delay) for delay in topology.RETRY_DELAYS_SECONDS]:
            self.channel.queue_delete(name)

    def close(self) -> None:
        self._connection.release()


def headers_of(message: Any) -> dict[str, Any]:
    return dict(message.properties.get("application_headers") or {})


class Running:
    """A process of the product, made to be killed."""

    def __init__(self, environ: dict[str, str], *module: str, stdout: IO[str] | None = None) -> None:
        self._command, self._environ = [sys.executable, "-W", "ignore", "-m", *module], environ
        self._stdout = stdout
        self.start()

    def start(self, **more: str) -> None:
        self.process = subprocess.Popen(self._command, cwd=ROOT, env=self._environ | more, stdout=self._stdout)

    def wait_ready(self, name: str) -> "Running":
        def ready() -> bool:
            assert self.process.poll() is None, f"{name} ended at once"
            return readiness.ready_pid(name, Path(self._environ["CHUNGTAY_HOME"])) == self.process.pid

        until(ready)
        return self

    def wait_dead(self) -> int:
        return self.process.wait(timeout=LONGEST_WAIT_SECONDS)

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def environ_for(settings: Any, home: Path, **more: str) -> dict[str, str]:
    return os.environ | {
        "MONGO_URL": settings.mongo_url, "AMQP_URL": settings.amqp_url, "CHUNGTAY_DB_PREFIX": settings.db_prefix,
        "CHUNGTAY_HOME": str(home), "CHUNGTAY_LOG_LEVEL": "ERROR",
    } | more


class Wire:
    """A line to the real broker that a test can cut, or keep from being connected."""

    def __init__(self, amqp_url: str, open: bool = True) -> None:
        there = urlsplit(amqp_url)
        self._there = (there.hostname, there.port or 5672)
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = there._replace(netloc=f"{there.username}:{there.password}@127.0.0.1:{port}").geturl()
        self._open = open
        self._stalled = False
        self._silent: list[socket.socket] = []
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break all connections; new ones are refused until :meth:`mend`."""
        self._open = False
        ends, self._ends = self._ends, []
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def mend(self) -> None:
        self._open = True

    def stall(self) -> None:
        """Keep all connections and carry nothing any more."""
        self._stalled = True
        self._silent = list(self._ends)

    def carry_again(self) -> None:
        """After :meth:`stall`: new connections work; those of before stay silent for ever, and nobody says so."""
        self._stalled = False

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if not self._open:
                    near.close()
                    continue
                far = socket.create_connection(self._there)
                self._ends += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if self._stalled or source in self._silent:
                    return
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
