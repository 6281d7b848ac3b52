"""A subscriber's own server on this machine, which verifies what it is sent and answers as a test tells it."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

from gateway.access.signed_webhooks import is_signed

Answering = Callable[[dict[str, Any]], int]


class Receiver:
    """Listens on a free port of loopback, until :meth:`close`.  ``answers`` gives the status for each event."""

    def __init__(self, answers: Answering = lambda _event: 204, port: int = 0) -> None:
        self.answers = answers
        self.secrets: list[str] = []
        self.events: list[dict[str, Any]] = []
        """What was taken (answered 2xx), in order, repeats included."""
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.unsigned = 0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = receiver._judge(headers, body)
                self.send_response(status)
                if status in (301, 302, 307):
                    self.send_header("Location", f"http://127.0.0.1:{receiver.port}/elsewhere")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?from=chungtay"

    def _judge(self, headers: dict[str, str], body: bytes) -> int:
        keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in self.secrets]
        if not any(is_signed(key, headers, body, time.time()) for key in keys):
            self.unsigned += 1
            return 401
        event = orjson.loads(body)
        self.asked.append(event["id"])
        status = self.answers(event)
        if 200 <= status < 300:
            self.events.append(event)
            self.bodies.append(body)
            self.headers.append(headers)
        return status

    def rows(self, id_field: str) -> list[tuple[str, int]]:
        """Ids and versions of all rows that were taken."""
        return [
            (entry[id_field], entry["version"]) for event in self.events
            for entry in event["data"].get("entries", []) if id_field in entry
        ]

    def close(self) -> None:
        """Be gone."""
        self._server.shutdown()
        self._server.server_close()
