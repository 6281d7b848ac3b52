"""Real servers and the real product for the tests, which leave nothing running however they end."""

import os
import re
import signal
import uuid
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import hypothesis
import pytest
from pymongo import MongoClient

from chungtay.stack import Ports, Stack

# How long an example takes says more of the machine than of the code; speed is measured by `make bench`.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

_VHOST = "tests"

WEBHOOK_SECRETS = "vi-thu=whsec_TcOjIGLDrSBt4bqtdCBj4bunYSBi4buZIHRo4but"
"""The made-up wallet `vi-thu`, which the tests sign for."""

TO_LOOPBACK = {
    "CHUNGTAY_WEBHOOKS_TO_LOOPBACK": "yes", "CHUNGTAY_WEBHOOK_RETRY_SECONDS": "0.1", "CHUNGTAY_WEBHOOK_TRIES": "4",
}
"""Subscribers of the tests live on this machine, and nobody waits for hours."""

_LONGEST_GIVEN_PREFIX = 12

_A_WARNING = re.compile(r'"level": "(warning|error|critical)"')
_WARNINGS_PER_PROCESS, _LONGEST_WARNING = 6, 1_200


@dataclass(frozen=True)
class Servers:
    """Addresses of a real MongoDB and RabbitMQ, and the prefix of this test run's own databases."""

    mongo_url: str
    amqp_url: str
    db_prefix: str


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--list-duties", action="store_true", help="print the duties that the tests walk")


def pytest_configure(config: pytest.Config) -> None:
    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # told twice, it must not be stopped in its tidying up
        raise KeyboardInterrupt

    # As Ctrl-C does: the fixtures then stop what they started.
    signal.signal(signal.SIGTERM, interrupt)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    machine = getattr(item, "funcargs", {}).get("stack")
    if report.failed and isinstance(machine, Stack):
        report.sections.append(("what the processes warned of", _last_warnings(machine.layout.logs)))
    return report


def _last_warnings(logs: Path) -> str:
    """The newest warnings of every process of ours, so that a failure on a machine far away tells its cause."""
    found = [
        f"{file.stem}: {_shortened(line)}"
        for file in sorted(logs.glob("*.log"))
        for line in [one for one in _lines_of(file) if _A_WARNING.search(one)][-_WARNINGS_PER_PROCESS:]
    ]
    return "\n".join(found)


def _shortened(line: str) -> str:
    """What happened stands at the beginning, and where in the code at the end."""
    half = _LONGEST_WARNING // 2
    return line if len(line) <= _LONGEST_WARNING else f"{line[:half]} … {line[-half:]}"


def _lines_of(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8", errors="replace").splitlines()


def pytest_collection_finish(session: pytest.Session) -> None:
    if session.config.getoption("--list-duties"):
        terminal = session.config.pluginmanager.get_plugin("terminalreporter")
        for item in session.items:
            for mark in item.iter_markers("duty"):
                terminal.write_line(f"duty\t{mark.args[0]}\t{item.nodeid}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Quick ones first: a broken rule shows before the product is even started.
    order = ("architecture", "unit", "contract", "integration", "e2e", "browser")
    places = {name: place for place, name in enumerate(order)}
    here = Path(__file__).parent
    items.sort(key=lambda item: places.get(item.path.relative_to(here).parts[0], len(order)))


@pytest.fixture(autouse=True)
def _environment_as_it_was() -> Iterator[None]:
    """A command of ours adopts the settings of the checkout's own stack, which may have been started and stopped:
    no later test must take these for its own."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def db_prefix() -> str:
    """Each test run has databases of its own, on whatever server."""
    given = os.environ.get("CHUNGTAY_DB_PREFIX") or "test"
    return f"{given[:_LONGEST_GIVEN_PREFIX]}_{uuid.uuid4().hex[:8]}"


@pytest.fixture(scope="session")
def _machine(tmp_path_factory: pytest.TempPathFactory, db_prefix: str) -> Iterator[Stack]:
    given = {name: os.environ[name] for name in ("MONGO_URL", "AMQP_URL") if os.environ.get(name)}
    made = Stack(
        home=tmp_path_factory.mktemp("stack"),
        ports=Ports.free(),
        environ=given | TO_LOOPBACK | {"CHUNGTAY_DB_PREFIX": db_prefix, "CHUNGTAY_WEBHOOK_SECRETS": WEBHOOK_SECRETS},
        owned=True,
    )
    try:
        yield made
    finally:
        made.stop()
        if "MONGO_URL" in given:
            _drop_databases(given["MONGO_URL"], db_prefix)


@pytest.fixture(scope="session")
def servers(_machine: Stack, db_prefix: str) -> Servers:
    """A real MongoDB and RabbitMQ: those of MONGO_URL / AMQP_URL, or embedded ones in a folder of this run.

    On the embedded broker the tests have a virtual host apart from the running product's.
    """
    _machine.start_servers()
    if not os.environ.get("MONGO_URL"):
        _let_go_of_dropped_databases(_machine.layout.mongo_url)
    amqp_url = os.environ.get("AMQP_URL") or _machine.add_virtual_host(_VHOST)
    return Servers(_machine.layout.mongo_url, amqp_url, db_prefix)


def _let_go_of_dropped_databases(mongo_url: str) -> None:
    """Many tests make a database and drop it.  MongoDB keeps the files of a dropped one open for five minutes, for
    readers of the past, and would run out of files in a long run: tests read no further back than some seconds."""
    with MongoClient(mongo_url, serverSelectionTimeoutMS=5000) as client:
        client.admin.command({"setParameter": 1, "minSnapshotHistoryWindowInSeconds": 15})


@pytest.fixture(scope="session")
def stack(_machine: Stack) -> Stack:
    """The whole product, running as `make up` runs it, on ports and in a folder of this test run."""
    _machine.start()
    _machine.wait_ready()
    return _machine


def _drop_databases(mongo_url: str, prefix: str) -> None:
    with MongoClient(mongo_url, serverSelectionTimeoutMS=5000) as client:
        for name in client.list_database_names():
            if name.startswith(prefix):
                client.drop_database(name)
