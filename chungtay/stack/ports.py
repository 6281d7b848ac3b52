"""The ports of one stack, all on 127.0.0.1 unless the user asks the gateway to listen elsewhere."""

import fcntl
import os
import random
import socket
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chungtay.stack.errors import StackError
from runtime.settings import DEFAULT_PORT

SETTINGS = {
    "gateway": "CHUNGTAY_PORT",
    "mongo": "CHUNGTAY_MONGO_PORT",
    "rabbit": "CHUNGTAY_RABBIT_PORT",
    "rabbit_nodes": "CHUNGTAY_RABBIT_NODES_PORT",
    "epmd": "CHUNGTAY_EPMD_PORT",
}


PER_MEMBER = ("mongo", "rabbit", "rabbit_nodes")
"""Each member of a cluster has such a port: the first the one given, the others those that follow it."""

FOR_TESTS = range(11_000, 25_000)
"""Below those that a system gives to outgoing connections, which else may take a chosen port before it is used; and
clear of our defaults."""

_TRIES = 1000
_chosen: set[int] = set()


@dataclass(frozen=True)
class Ports:
    """Default ports are the project's own, so a MongoDB or RabbitMQ of the machine is not in the way."""

    gateway: int = DEFAULT_PORT
    mongo: int = 27471
    rabbit: int = 5471
    rabbit_nodes: int = 25471
    epmd: int = 4471

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Ports":
        """Ports by their settings, or the defaults. Raises StackError when one is no port number."""

        def port(name: str, default: int) -> int:
            text = environ.get(name) or str(default)
            if not text.isdecimal() or not 1 <= int(text) <= 65535:
                raise StackError(f"{name}={text} is no port number.", f"Example: {name}={default}")
            return int(text)

        return cls(*(port(setting, getattr(cls, name)) for name, setting in SETTINGS.items()))

    def to_environ(self) -> dict[str, str]:
        """The settings that `from_environ` reads these ports from."""
        return {setting: str(getattr(self, name)) for name, setting in SETTINGS.items()}

    def taken_by(self, name: str, members: int) -> list[int]:
        """The ports under one name of :data:`SETTINGS`, one for each member where each has its own."""
        first: int = getattr(self, name)
        return list(range(first, first + (members if name in PER_MEMBER else 1)))

    @classmethod
    def free(cls, members: int = 1) -> "Ports":
        """Ports that nobody listens on right now, for tests; no other process that asks here gets them while this one
        runs, nor does this one again.  Raises StackError when there are none."""
        return cls(**{name: _free_run(members if name in PER_MEMBER else 1) for name in SETTINGS})


def _free_run(length: int) -> int:
    """The first of `length` free ports in a row, which are ours from now on."""
    for _ in range(_TRIES):
        first = random.randrange(FOR_TESTS.start, FOR_TESTS.stop - length)
        row = range(first, first + length)
        if _claim(row) and _all_free(row):
            _chosen.update(row)
            return first
    raise StackError(f"There are no {length} free ports in a row.", "Stop some of the programs that listen.")


def _claim(row: range) -> bool:
    """Take the row for this process, if no other has claimed one of them.  The system lets go of it when we end."""
    if _chosen & set(row):
        return False
    try:
        fcntl.lockf(_claims(), fcntl.LOCK_EX | fcntl.LOCK_NB, len(row), row.start)
    except (BlockingIOError, PermissionError):
        return False
    return True


@cache
def _claims() -> int:
    """A file of which each byte stands for a port; locked bytes are claimed.  It stays open: to close it would let
    go of all."""
    place = Path(tempfile.gettempdir()) / f"chungtay-ports-{os.getuid()}"
    return os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _all_free(row: range) -> bool:
    with ExitStack() as held:
        try:
            for port in row:
                held.enter_context(socket.socket()).bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


PORTS_OF_THE_CLUSTER = Ports(gateway=8481, mongo=27481, rabbit=5481, rabbit_nodes=25481, epmd=4481)
"""The defaults of `chungtay --cluster`."""


def is_answering(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def answers_ready(web_address: str) -> bool:
    """Whether the gateway at `web_address` says that it is ready."""
    try:
        with urllib.request.urlopen(f"{web_address}/readyz", timeout=3) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False
