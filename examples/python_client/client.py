"""A client of Chung Tay's API, made from its OpenAPI document: copy this one file; it needs httpx and nothing of ours.

The operations are not written down here: the client reads the product's own OpenAPI document when it begins, knows each
operation by method and address, and refuses to send what the document does not know (a misspelt address or parameter,
a field that is missing or unknown) before anything goes over the wire.

    with Client("https://vinguoingheo.example.vn", token=token) as api:
        gift = api.call("POST", "/donations", body={...}, key="receipt-book-7-page-12")
        for row in api.rows("/donations", campaign="ninh-thuan-2024"):
            ...
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import httpx

Json = dict[str, Any]

PREFIX = "/api/v1"
TRIES = 5
LONGEST_WAIT_SECONDS = 30.0
TOLERANCE_SECONDS = 300


class NotInTheDocument(Exception):
    """The API has no such operation, parameter or field."""


class Refused(Exception):
    """The API said no.  ``code`` is stable; ``detail`` and ``remedy`` are for people; ``field`` is at fault."""

    def __init__(self, problem: Json) -> None:
        super().__init__(f"{problem.get('code')}: {problem.get('detail')} {problem.get('remedy', '')}".strip())
        self.status: int = problem.get("status", 0)
        self.code: str = problem.get("code", "")
        self.field: str | None = problem.get("field")
        self.facts: Json = problem.get("facts", {})


@dataclass
class Client:
    """The API at an address.  ``token``: a bearer token or an API key; without it, :meth:`log_in` first."""

    address: str
    token: str = ""
    timeout_seconds: float = 30.0
    _document: Json = field(default_factory=dict, repr=False)
    _kept: dict[str, tuple[str, Json]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._http = httpx.Client(base_url=self.address.rstrip("/") + PREFIX, timeout=self.timeout_seconds)
        self._document = self._http.get("/openapi.json").raise_for_status().json()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def log_in(self, username: str, password: str) -> None:
        """Get a token for some hours.  Raises :class:`Refused`."""
        self.token = self.call("POST", "/tokens", body={"username": username, "password": password})["token"]

    def call(
        self, method: str, path: str, *, body: Json | None = None, key: str = "", version: int | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> Json:
        """Ask for an operation and give its answer.

        key: the Idempotency-Key of a write; say your own (the number in your books) and asking again books nothing
        twice, also tomorrow.  Without one a random key covers the repetitions of this call.  version: what you have
        seen; the write is refused when somebody else changed it since.
        Raises :class:`NotInTheDocument`, :class:`Refused`, and httpx.TransportError when the product stays away.
        """
        operation = self._operation(method, path)
        self._check(operation, body, query)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if method != "GET":
            headers["Idempotency-Key"] = key or uuid.uuid4().hex
        if version is not None:
            headers["If-Match"] = f'"v{version}"'
        at = f"{path}?{httpx.QueryParams(dict(query or {}))}"
        if method == "GET" and at in self._kept:
            headers["If-None-Match"] = self._kept[at][0]
        answer = self._send(method, path, body, query, headers)
        if answer.status_code == 304:
            return self._kept[at][1]
        if not answer.is_success:
            raise Refused(_problem(answer))
        told: Json = answer.json() if answer.content else {}
        if method == "GET" and "ETag" in answer.headers:
            self._kept[at] = (answer.headers["ETag"], told)
        return told

    def rows(self, path: str, **query: Any) -> Iterator[Json]:
        """All rows of a list, page by page."""
        after: str | None = None
        while True:
            page = self.call("GET", path, query={**query, **({"after": after} if after else {})})
            yield from page["rows"]
            after = page["next"]
            if after is None:
                return

    def _send(
        self, method: str, path: str, body: Json | None, query: Mapping[str, Any] | None, headers: dict[str, str]
    ) -> httpx.Response:
        """Send it, and again when the product is away or asks for patience: the same key books nothing twice."""
        for attempt in range(1, TRIES + 1):
            try:
                answer = self._http.request(method, path, json=body, params=dict(query or {}), headers=headers)
            except httpx.TransportError:
                if attempt == TRIES:
                    raise
                time.sleep(min(0.5 * 2**attempt, LONGEST_WAIT_SECONDS))
                continue
            if answer.status_code not in (429, 503) or attempt == TRIES:
                return answer
            time.sleep(min(float(answer.headers.get("Retry-After", 2)), LONGEST_WAIT_SECONDS))
        raise AssertionError("the last try returns or raises")

    def _operation(self, method: str, path: str) -> Json:
        wanted = path.strip("/").split("/")
        for known, operations in self._document["paths"].items():
            parts = known.removeprefix(PREFIX).strip("/").split("/")
            fits = len(parts) == len(wanted) and all(
                part == given or part.startswith("{") for part, given in zip(parts, wanted, strict=True)
            )
            if fits and method.lower() in operations:
                found: Json = operations[method.lower()]
                return found
        raise NotInTheDocument(f"{method} {path}")

    def _check(self, operation: Json, body: Json | None, query: Mapping[str, Any] | None) -> None:
        known = {p["name"]: p for p in operation.get("parameters", []) if p["in"] == "query"}
        if unknown := set(query or {}) - set(known):
            raise NotInTheDocument(f"query parameters {sorted(unknown)}; known are {sorted(known)}")
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            return
        shape = content["schema"]
        if "$ref" in shape:
            shape = self._document["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
        fields, given = set(shape.get("properties", {})), set(body or {})
        if fields and given - fields:
            raise NotInTheDocument(f"fields {sorted(given - fields)}; known are {sorted(fields)}")
        if missing := set(shape.get("required", [])) - given:
            raise NotInTheDocument(f"without the fields {sorted(missing)} it will be refused")


def is_from_chungtay(secret: str, headers: Mapping[str, str], body: bytes, now: float | None = None) -> bool:
    """Whether a webhook's delivery was signed with ``secret`` (``whsec_…``), and not long ago.

    body: the bytes as they came, before any parsing.  Remember each ``webhook-id``: a delivery may come twice.
    """
    given = {name.lower(): value for name, value in headers.items()}
    id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    expected = "v1," + base64.b64encode(digest).decode()
    return any(hmac.compare_digest(one, expected) for one in given.get("webhook-signature", "").split())


def _problem(answer: httpx.Response) -> Json:
    try:
        told: Json = answer.json()
        return told
    except ValueError:
        return {"status": answer.status_code, "code": "no_problem_json", "detail": answer.text[:200]}
