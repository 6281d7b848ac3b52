"""The product under chaos: a stack of its own in a temporary folder, wires to the broker, accounts, campaigns."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from pymongo import MongoClient

from bench.chaos.asking import DEADLINE_SECONDS, log_in
from bench.chaos.book import Book
from bench.chaos.proxy import Wire
from chungtay import campaign_file
from chungtay.demo.peak_month import CAMPAIGN_FILE
from chungtay.stack import Ports, Stack
from chungtay.stack.cluster import MEMBERS, OF_A_CLUSTER
from chungtay.stack.layout import CHECKOUT
from chungtay.stack.processes import PROCESSES

MAIN, PROBE = "chaos-chinh", "chaos-do"
"""The campaign that the clients write to, and the one that tells when writes are seen again."""

FORUM = "chaos-dien-dan"
QUOTAS = {"khoi-a": 60, "khoi-b": 25, "khoi-b-1": 10}
PLACES = 80
MOST_IN_OUTBOX = 150
"""The donations service refuses new work beyond this, so that a run fills the outbox within seconds."""

CLOCK = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
"""Debian's libfaketime: where it is missing, the faults of the clock are left out."""

TURNED = ("donations", "donations-relay")
"""Kinds of processes that run with a clock that can be turned."""

_MAKE_ACCOUNTS = """
from chungtay.demo.accounts import make_accounts
from chungtay.stack.secrets import Secrets
from runtime import settings
config = settings.load()
make_accounts(config, Secrets(config.home))
"""


@dataclass
class World:
    """Everything that a run started; `close` ends all of it."""

    stack: Stack
    wires: list[Wire]
    folder: Path
    book: Book = field(default_factory=Book)
    over: threading.Event = field(default_factory=threading.Event)
    tokens: dict[str, str] = field(default_factory=dict)
    at_end: list[Callable[[], None]] = field(default_factory=list)
    """What a fault has left standing for the rest of the run; called when everything has stopped."""

    @property
    def address(self) -> str:
        """Where the gateway answers."""
        return self.stack.layout.web_address

    @property
    def members(self) -> int:
        """How many MongoDB members and RabbitMQ nodes there are: 1, or 3."""
        return self.stack.layout.members

    def of_kind(self, kind: str) -> list[str]:
        """The names of the processes of a kind."""
        return [process.name for process in self.stack.processes() if process.kind == kind]

    @property
    def prefix(self) -> str:
        """What the names of the databases begin with."""
        return self.stack.environ().get("CHUNGTAY_DB_PREFIX", "chungtay")

    def mongo(self) -> MongoClient[dict[str, Any]]:
        """A client of the database server, past all services; for looking only."""
        return MongoClient(self.stack.layout.mongo_url, tz_aware=True, timeoutMS=20_000)

    @property
    def can_turn_the_clock(self) -> bool:
        """Whether the clock of the donations service can be turned."""
        return CLOCK.exists()

    def turn_the_clock(self, process: str, words: str) -> None:
        """Turn the clock of one process of :data:`TURNED`: ``+1h``, ``-1h``, ``+0`` for right."""
        set_clock(self.folder, process, words)

    def close(self, keep_logs: bool = False) -> None:
        """Stop everything; the folder goes too unless its logs are wanted."""
        self.over.set()
        try:
            self.stack.stop()
        finally:
            for wire in self.wires:
                wire.close()
            for end in self.at_end:
                end()
            if not keep_logs:
                shutil.rmtree(self.folder, ignore_errors=True)


def make(cluster: bool = False, processes: str = "") -> World:
    """Lay out a product in a temporary folder on free ports; nothing runs yet but the wires to its RabbitMQ nodes.

    ``processes``: how many of a kind, as CHUNGTAY_PROCESSES says it."""
    folder = Path(tempfile.mkdtemp(prefix="chungtay-chaos-"))
    members = OF_A_CLUSTER if cluster else 1
    ports = Ports.free(members)
    wires = [Wire(port) for port in ports.taken_by("rabbit", members)]
    for process in TURNED:
        set_clock(folder, process, "+0")
    stack = Stack(
        home=folder / "home", ports=ports, owned=True,
        environ={
            "CHUNGTAY_DB_PREFIX": "chaos", "CHUNGTAY_LOG_LEVEL": "INFO", MEMBERS: str(members), PROCESSES: processes,
        },
        environ_of={
            "gateway": {"AMQP_URL": ";".join(f"amqp://guest:guest@127.0.0.1:{wire.port}/" for wire in wires)},
            "donations": {"CHUNGTAY_MOST_IN_OUTBOX": str(MOST_IN_OUTBOX)} | clock_settings(folder, "donations"),
            "donations-relay": clock_settings(folder, "donations-relay"),
        },
    )
    return World(stack, wires, folder)


def start(world: World) -> None:
    """Start the product and prepare accounts and campaigns.  Raises StackError, httpx.HTTPError."""
    stack = world.stack
    stack.start()
    stack.wait_ready()
    environ = os.environ | stack.environ() | {"CHUNGTAY_SECRET_KEY": stack.secrets.secret_key()}
    subprocess.run([sys.executable, "-c", _MAKE_ACCOUNTS], cwd=CHECKOUT, env=environ, check=True, timeout=60)
    for username in ("tinh", "ke-toan", "duyet-1", "duyet-2", "to-chuc", "giam-sat"):
        world.tokens[username] = log_in(world.address, username, stack.secrets.demo_password(username))
    for code, accounts in ((MAIN, "0011"), (PROBE, "0022")):
        _save_campaign(world, code, accounts)


def _save_campaign(world: World, code: str, account_start: str) -> None:
    body = campaign_file.load(CAMPAIGN_FILE)
    body["campaign"]["code"] = code
    for number, account in enumerate(body["campaign"]["accounts"]):
        account["number"] = f"{account_start}{number:010d}"
    forum = next(activity for activity in body["activities"] if activity["kind"] == "forum")
    quotas = [
        {"code": quota, "name": quota, "places": places, "within": "khoi-b" if quota == "khoi-b-1" else None,
         "guaranteed": False, "protocol_order": number}
        for number, (quota, places) in enumerate(QUOTAS.items(), start=1)
    ]
    forum |= {"code": FORUM if code == MAIN else f"{FORUM}-2", "campaign": code, "places": PLACES, "quotas": quotas}
    body["activities"] = [forum]
    with httpx.Client(base_url=f"{world.address}/api/v1", timeout=DEADLINE_SECONDS, trust_env=False) as http:
        answer = http.put(f"/campaigns/{code}", json=body, headers={"Authorization": f"Bearer {world.tokens['tinh']}"})
        if not answer.is_success:
            raise RuntimeError(f"the campaign could not be saved: {answer.text}")


def set_clock(folder: Path, process: str, words: str) -> None:
    """Write what libfaketime reads at each look at the clock."""
    later = folder / f"clock-of-{process}.new"
    later.write_text(words + "\n")
    later.replace(folder / f"clock-of-{process}")


_SLEEP = """
import select, time
time.sleep = lambda seconds: select.select([], [], [], max(0, seconds)) and None
"""
"""With a true clock of seconds since boot, libfaketime 0.9.10 fails the call that Python's own sleep makes (EINVAL)."""


def clock_settings(folder: Path, process: str) -> dict[str, str]:
    """What a Python process is told so that :func:`set_clock` turns its clock; nothing without libfaketime."""
    if not CLOCK.exists():
        return {}
    patched = folder / "python-with-a-clock"
    patched.mkdir(exist_ok=True)
    (patched / "sitecustomize.py").write_text(_SLEEP)
    return {
        "PYTHONPATH": str(patched),
        "LD_PRELOAD": str(CLOCK), "FAKETIME_TIMESTAMP_FILE": str(folder / f"clock-of-{process}"),
        "FAKETIME_NO_CACHE": "1",
        # A clock on the wall is set wrong now and then; the one that counts seconds since boot never jumps.
        "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
