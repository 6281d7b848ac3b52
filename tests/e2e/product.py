"""The running product as a program sees it: HTTP clients of its accounts, and a campaign of a test's own."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
import uuid
import warnings
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import httpx
from pymongo import MongoClient

from chungtay import campaign_file
from chungtay.demo.peak_month import CAMPAIGN_FILE
from chungtay.stack import Stack
from chungtay.stack.layout import CHECKOUT
from tests.e2e.described import Description

T = TypeVar("T")

_MAKE_ACCOUNTS = """
from chungtay.demo.accounts import make_accounts
from chungtay.stack.secrets import Secrets
from runtime import settings
config = settings.load()
make_accounts(config, Secrets(config.home))
"""

SHARED_STATEMENTS = Path(__file__).resolve().parents[3] / "shared" / "samples" / "statements"

_numbers = itertools.count(1)


def eventually(look: Callable[[], T], within_seconds: float = 10.0) -> T:
    """What ``look`` gives as soon as it is true; its last answer fails the test when time is up."""
    give_up_at = time.monotonic() + within_seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < give_up_at, f"still {found!r} after {within_seconds} s"
        time.sleep(0.05)


_descriptions: dict[str, Description] = {}


def _is_as_described(answer: httpx.Response) -> None:
    """Every good answer in every test is what the OpenAPI page promises."""
    at = f"{answer.request.url.copy_with(path='/api/v1/openapi.json', query=None)}"
    if not answer.is_success or "json" not in answer.headers.get("Content-Type", ""):
        return
    if at not in _descriptions:
        _descriptions[at] = Description(httpx.get(at, trust_env=False).json())
    answer.read()
    broken = _descriptions[at].broken(answer)
    assert not broken, "\n".join(broken)


class Patient(httpx.HTTPTransport):
    """Sends again, as the API asks for it, what the database found no time for, and tells so in the test's warnings:
    a machine that is busy with another lane may stand still for seconds, which is no fault, but must not be hidden."""

    tries, wait_seconds = 3, 2.0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        may_come_twice = request.method in ("GET", "HEAD") or "Idempotency-Key" in request.headers
        for _ in range(self.tries if may_come_twice else 0):
            answer = super().handle_request(request)
            if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE or b"database_away" not in answer.read():
                return answer
            warnings.warn(f"the database was away: {request.method} {request.url.path}", stacklevel=2)
            time.sleep(self.wait_seconds)
        return super().handle_request(request)


class Api:
    """One account's view of the API."""

    def __init__(self, base_url: str, username: str, password: str) -> None:
        self.http = httpx.Client(
            base_url=base_url, timeout=30, trust_env=False, event_hooks={"response": [_is_as_described]},
            transport=Patient(),
        )
        answer = self.http.post("/tokens", json={"username": username, "password": password})
        assert answer.status_code == 201, answer.text
        self.http.headers["Authorization"] = f"Bearer {answer.json()['token']}"

    def post(self, path: str, body: Any = None, key: str | None = "", **parts: Any) -> httpx.Response:
        """POST with a fresh idempotency key; ``key`` None sends none."""
        headers = {} if key is None else {"Idempotency-Key": key or uuid.uuid4().hex}
        return self.http.post(path, json=body, headers=headers, **parts)

    def made(self, path: str, body: Any, key: str = "") -> dict[str, Any]:
        """POST that must succeed; its resource."""
        answer = self.post(path, body, key)
        assert answer.status_code in (200, 201, 202), answer.text
        return dict(answer.json())

    def read(self, path: str, **query: Any) -> dict[str, Any]:
        """GET that must succeed; its resource."""
        answer = self.http.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


class Product:
    """The product under test."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.address = stack.layout.web_address
        self._clients: dict[str, Api] = {}

    @classmethod
    def with_accounts(cls, stack: Stack) -> Product:
        """The running product with the demo's accounts (made in a process of its own, as `chungtay demo` does)."""
        environ = os.environ | stack.environ() | {"CHUNGTAY_SECRET_KEY": stack.secrets.secret_key()}
        subprocess.run([sys.executable, "-c", _MAKE_ACCOUNTS], cwd=CHECKOUT, env=environ, check=True, timeout=60)
        return cls(stack)

    def api(self, username: str = "tinh") -> Api:
        """The client of a demo account, logged in once."""
        if username not in self._clients:
            self._clients[username] = self.another_api(username)
        return self._clients[username]

    def another_api(self, username: str) -> Api:
        """A client of a demo account that nobody shares."""
        return Api(f"{self.address}/api/v1", username, self.stack.secrets.demo_password(username))

    def chungtay(self, *words: str, password: str = "") -> subprocess.CompletedProcess[str]:
        """A command as a user types it: it knows nothing but the home, and the ``password`` of a new account."""
        ours = ("CHUNGTAY_", "MONGO_", "AMQP_")
        bare = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return subprocess.run(
            [sys.executable, "-m", "chungtay", *words], cwd=CHECKOUT, stdin=subprocess.DEVNULL,
            env=bare | {"CHUNGTAY_HOME": str(self.stack.layout.home), "COLUMNS": "200"}
            | ({"CHUNGTAY_NEW_PASSWORD": password} if password else {}),
            capture_output=True, text=True, check=False, timeout=60,
        )

    def new_campaign(self) -> Campaign:
        """The demo's campaign under a code, an account and activities of its own, once the report knows of it."""
        tag = f"{next(_numbers)}-{uuid.uuid4().hex[:6]}"
        body = campaign_file.load(CAMPAIGN_FILE)
        code = f"thu-{tag}"
        body["campaign"]["code"] = code
        for account in body["campaign"]["accounts"]:
            account["number"] = f"{uuid.uuid4().int % 10**14:014d}"
        for activity in body["activities"]:
            activity["campaign"] = code
            activity["code"] = f"{activity['code']}-{tag}"
        answer = self.api().http.put(f"/campaigns/{code}", json=body)
        assert answer.status_code == 200, answer.text
        report = {"campaign": code}
        eventually(lambda: self.api().http.get("/reports/provincial", params=report).status_code == 200)
        return Campaign(self, body)


class Campaign:
    """A campaign of one test."""

    def __init__(self, product: Product, body: dict[str, Any]) -> None:
        self.product = product
        self.body = body
        self.code: str = body["campaign"]["code"]

    def account(self, bank: str) -> dict[str, str]:
        """The fund account at a bank."""
        return dict(next(a for a in self.body["campaign"]["accounts"] if a["bank"] == bank))

    def activity(self, kind: str) -> str:
        """Code of the activity of this kind."""
        return str(next(a["code"] for a in self.body["activities"] if a["kind"] == kind))

    def gift(self, **changes: Any) -> dict[str, Any]:
        """The body of a gift in cash."""
        usual = {"campaign": self.code, "unit": "582", "amount_vnd": 50_000, "channel": "cash",
                 "received_on": "2024-10-18", "donor_name": "Người tặng mẫu"}
        return usual | changes

    def report(self, **query: Any) -> dict[str, Any]:
        """The provincial report now."""
        return self.product.api().read("/reports/provincial", campaign=self.code, **query)

    def total(self, figure: str, **query: Any) -> dict[str, int]:
        """One figure of the report: count and amount."""
        return dict(self.report(**query)["total"][figure])

    def rows(self, figure: str, **query: Any) -> list[dict[str, Any]]:
        """All rows behind a figure, page by page."""
        found, after = [], None
        while True:
            asked = {"after": after} if after else {}
            page = self.product.api().read("/reports/rows", campaign=self.code, figure=figure, **query, **asked)
            found += page["rows"]
            after = page["next"]
            if after is None:
                return found

    def import_statement(self, file: Path | bytes, bank: str = "vietcombank") -> dict[str, Any]:
        """Import a statement and wait for its end."""
        treasurer = self.product.api("ke-toan")
        content = file if isinstance(file, bytes) else file.read_bytes()
        answer = treasurer.http.post(
            "/statement-imports",
            data={"campaign": self.code, "account_number": self.account(bank)["number"]},
            files={"file": ("sao_ke.csv", content, "text/csv")},
        )
        assert answer.status_code == 202, answer.text
        path = f"/statement-imports/{answer.json()['import_id']}"

        def ended() -> dict[str, Any] | None:
            found = treasurer.read(path)
            return found if found["status"] in ("done", "failed", "cancelled") else None

        return dict(eventually(ended, within_seconds=60) or {})


def booked(campaign: Campaign) -> dict[str, int]:
    """Donations and journal entries of a campaign, straight from the service's database."""
    stack = campaign.product.stack
    with MongoClient(stack.layout.mongo_url) as client:
        db = client[stack.environ().get("CHUNGTAY_DB_PREFIX", "chungtay") + "_donations"]
        mine = {"campaign": campaign.code}
        entries = list(db.journal_entries.find(mine))
        credited = sum(p["credit_vnd"] for e in entries for p in e["postings"] if p["account"].startswith("fund:"))
        return {"donations": db.donations.count_documents(mine), "entries": len(entries), "credited_vnd": credited}
