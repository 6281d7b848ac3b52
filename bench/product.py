"""The product under measurement: the whole stack in a folder and on ports of its own, as a program sees it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from pymongo import MongoClient
from pymongo.database import Database

from chungtay import campaign_file
from chungtay.demo.peak_month import CAMPAIGN_FILE
from chungtay.stack import Ports, Stack
from chungtay.stack.cluster import MEMBERS, members_of
from chungtay.stack.layout import CHECKOUT
from runtime.settings import Settings

DB_PREFIX = "bench"
UNITS_OF_LARGE_CAMPAIGN = 34

_MAKE_ACCOUNTS = """
from chungtay.demo.accounts import make_accounts
from chungtay.stack.secrets import Secrets
from runtime import settings
config = settings.load()
make_accounts(config, Secrets(config.home))
"""


class TookTooLong(Exception):
    """Something that should have come to its end did not, within its bound."""


def wait_until(done: Callable[[], bool], what: str, within_seconds: float, every_seconds: float = 0.05) -> None:
    """Wait.  Raises :class:`TookTooLong`."""
    give_up_at = time.monotonic() + within_seconds
    while not done():
        if time.monotonic() > give_up_at:
            raise TookTooLong(f"{what}: not within {within_seconds:.0f} s")
        time.sleep(every_seconds)


class Product:
    """The running product: its API, and its databases for checking."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.api_address = f"{stack.layout.web_address}/api/v1"
        self._clients: dict[str, httpx.Client] = {}
        self._tokens: dict[str, str] = {}

    @property
    def environ(self) -> dict[str, str]:
        """What a process of this stack is told."""
        return dict(os.environ) | self.stack.environ() | {"CHUNGTAY_SECRET_KEY": self.stack.secrets.secret_key()}

    @property
    def settings(self) -> Settings:
        """The stack's settings, for calling the product's own code from here."""
        layout = self.stack.layout
        return Settings(mongo_url=layout.mongo_url, amqp_url=layout.amqp_url, db_prefix=DB_PREFIX)

    @cached_property
    def mongo(self) -> MongoClient[dict[str, Any]]:
        """A client for looking into the databases."""
        return MongoClient(self.stack.layout.mongo_url, tz_aware=True, uuidRepresentation="standard")

    def database(self, part: str) -> Database[dict[str, Any]]:
        """The database of a service, or of the gateway."""
        return self.mongo[self.settings.database(part)]

    def make_accounts(self) -> None:
        """The demo's accounts, in a process of its own as `chungtay demo` makes them."""
        command = [sys.executable, "-c", _MAKE_ACCOUNTS]
        subprocess.run(command, cwd=CHECKOUT, env=self.environ, check=True, timeout=60)

    def token(self, username: str = "tinh") -> str:
        """A token of a demo account; one log-in each."""
        if username not in self._tokens:
            login = {"username": username, "password": self.stack.secrets.demo_password(username)}
            answer = httpx.post(f"{self.api_address}/tokens", json=login, timeout=30, trust_env=False)
            self._tokens[username] = str(answer.raise_for_status().json()["token"])
        return self._tokens[username]

    def new_client(self, username: str = "tinh") -> httpx.Client:
        """An HTTP client with the account's token; not for two threads at once."""
        headers = {"Authorization": f"Bearer {self.token(username)}"}
        return httpx.Client(base_url=self.api_address, headers=headers, timeout=30, trust_env=False)

    def client(self, username: str = "tinh") -> httpx.Client:
        """The kept client of an account."""
        if username not in self._clients:
            self._clients[username] = self.new_client(username)
        return self._clients[username]

    def make_campaign(self, code: str, units: int = 8, activities: Sequence[dict[str, Any]] = ()) -> list[str]:
        """A campaign of so many units, with these activities, told to all services; the codes of its units.

        Up to eight they are the demo's province and districts; the others are communes made up under them.
        """
        body = campaign_file.load(CAMPAIGN_FILE)
        body["activities"] = list(activities)
        campaign, tree = body["campaign"], body["units"]
        campaign["code"] = code
        for place, account in enumerate(campaign["accounts"]):
            account["number"] = f"{zlib.crc32(f'{code} {place}'.encode()):014d}"
        districts = [unit["code"] for unit in tree if unit["level"] == "district"]
        for number in range(units - len(tree)):
            commune = f"{districts[number % len(districts)]}{number // len(districts) + 1:02d}"
            parent = commune[:3]
            tree.append({"code": commune, "name": f"Xã {commune}", "level": "commune", "parent": parent})
            campaign["units"].append({"unit": commune, "target_vnd": 0})
        self.client().put(f"/campaigns/{code}", json=body).raise_for_status()
        wait_until(lambda: self.report(code) is not None, f"campaign {code} in the report", 30)
        return [entry["unit"] for entry in campaign["units"]]

    def report(self, campaign: str, **query: Any) -> dict[str, Any] | None:
        """The provincial report now; None while no event has told of the campaign."""
        answer = self.client().get("/reports/provincial", params={"campaign": campaign, **query})
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        return dict(answer.raise_for_status().json())

    def close(self) -> None:
        """Let go of clients and connections."""
        for client in self._clients.values():
            client.close()
        self.mongo.close()


@contextmanager
def running(say: Callable[[str], None], environ: Mapping[str, str] | None = None) -> Iterator[Product]:
    """The product, started; ended with all it left when the block ends, or by itself when this process is killed.

    ``environ``: settings of the stack."""
    with tempfile.TemporaryDirectory(prefix="chungtay-bench-", ignore_cleanup_errors=True) as home:
        given = {"CHUNGTAY_DB_PREFIX": DB_PREFIX, **(environ or {})}
        stack = Stack(Path(home), Ports.free(members_of(given.get(MEMBERS, ""))), given, owned=True)
        product = Product(stack)
        try:
            say("starting the product")
            stack.start()
            stack.wait_ready()
            product.make_accounts()
            yield product
        finally:
            product.close()
            say("stopping the product")
            stack.stop()
