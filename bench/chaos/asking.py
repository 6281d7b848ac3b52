"""Asking the product over HTTP as its clients do: each request with a deadline, each write until it is decided."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass
from typing import Any

import httpx

from bench.chaos.book import Book

DEADLINE_SECONDS = 15.0
"""No request may take longer, whatever is broken: two commands of 5 s each and what stands around them."""

DECIDED_WITHIN_SECONDS = 120.0
"""A write that is still asked again after this long will never be decided: that is a violation."""

AGAIN = {409: "idempotency_key_in_flight", 503: None}
"""Answers that mean "ask again with the same key": the status, and the code where only one code means it."""


class Interrupted(Exception):
    """The run is over; whoever is asking gives up."""


@dataclass(frozen=True)
class Answer:
    """What came back.  ``status`` 0: no answer, the connection failed.  ``body`` is the JSON object."""

    status: int
    body: dict[str, Any]
    seconds: float
    retry_after: str | None = None

    @property
    def done(self) -> bool:
        """The write is acknowledged."""
        return self.status in (200, 201, 202)

    @property
    def again(self) -> bool:
        """Undecided: to be asked again with the same key."""
        if self.status == 0:
            return True
        code = AGAIN.get(self.status, "never")
        return code is None or code == self.body.get("code")


class Asker:
    """One client: a connection of its own.  Not for two threads at once."""

    def __init__(self, address: str, token: str, book: Book, over: threading.Event, seed: str) -> None:
        self._http = httpx.Client(
            base_url=f"{address}/api/v1", timeout=httpx.Timeout(DEADLINE_SECONDS + 5), trust_env=False,
            headers={"Authorization": f"Bearer {token}"},
        )
        self._book = book
        self._over = over
        self._random = random.Random(seed)

    def once(self, method: str, path: str, **parts: Any) -> Answer:
        """Ask once.  Too late or unexpected answers go into the book as violations."""
        began = time.monotonic()
        try:
            came = self._http.request(method, path, **parts)
            body = came.json() if came.content else {}
            status, retry_after = came.status_code, came.headers.get("Retry-After")
        except httpx.TransportError as error:
            body, status, retry_after = {"code": type(error).__name__}, 0, None
        except ValueError:
            body, status, retry_after = {"code": "not JSON"}, came.status_code, None
        answer = Answer(status, body if isinstance(body, dict) else {}, time.monotonic() - began, retry_after)
        self._book.asked(f"{method} {path}", answer.status, str(answer.body.get("code", "")), answer.seconds)
        if answer.seconds > DEADLINE_SECONDS:
            self._book.violated("nothing hangs", f"an answer within {DEADLINE_SECONDS:.0f} s",
                                f"{answer.seconds:.1f} s (HTTP {status} {body.get('code', '')})", [f"{method} {path}"])
        if answer.status == 503 and not answer.retry_after:
            self._book.violated("503 says when to come back", "Retry-After", "none", [f"{method} {path}"])
        return answer

    def write(self, path: str, body: Any, key: str, refusals: tuple[str, ...] = (), **parts: Any) -> Answer:
        """Ask with one key until the write is acknowledged or refused.

        A refusal whose code is not among ``refusals`` is a violation.  Raises :class:`Interrupted`."""
        give_up_at = time.monotonic() + DECIDED_WITHIN_SECONDS
        while True:
            answer = self.once("POST", path, json=body, headers={"Idempotency-Key": key}, **parts)
            if answer.done:
                return answer
            if not answer.again:
                if answer.body.get("code") not in refusals:
                    self._book.violated("only known refusals", "201, 503 or a rule's refusal",
                                        f"HTTP {answer.status} {answer.body}", [f"{path} {key}"])
                return answer
            if time.monotonic() > give_up_at:
                self._book.violated("every write is decided", f"within {DECIDED_WITHIN_SECONDS:.0f} s",
                                    f"still HTTP {answer.status} {answer.body.get('code')}", [f"{path} {key}"])
                return answer
            if self._over.wait(self._random.uniform(0.2, 0.6)):
                raise Interrupted

    def close(self) -> None:
        """Drop the connection."""
        self._http.close()


def log_in(address: str, username: str, password: str) -> str:
    """A token of this account; it outlives the run.  Raises httpx.HTTPError."""
    with httpx.Client(base_url=f"{address}/api/v1", timeout=DEADLINE_SECONDS, trust_env=False) as http:
        answer = http.post("/tokens", json={"username": username, "password": password, "label": "chaos"})
        answer.raise_for_status()
        return str(answer.json()["token"])
