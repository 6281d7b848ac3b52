"""The whole product under its supervisor: a killed process comes back, and the doctor tells what is wrong."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from chungtay.stack import Stack, servers
from chungtay.stack.layout import CHECKOUT
from chungtay.stack.processes import SERVERS

pytestmark = pytest.mark.e2e


@pytest.fixture
def all_well_again(stack: Stack) -> Iterator[None]:
    yield
    stack.start()
    stack.wait_ready()


def chungtay(stack: Stack, *words: str) -> subprocess.CompletedProcess[str]:
    """A command as a user types it: it knows nothing but the home."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("CHUNGTAY_", "MONGO_", "AMQP_"))}
    return subprocess.run(
        [sys.executable, "-m", "chungtay", *words],
        cwd=CHECKOUT,
        env=bare | {"CHUNGTAY_HOME": str(stack.layout.home), "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.usefixtures("all_well_again")
def test_every_killed_process_comes_back(stack: Stack) -> None:
    ours = [process.name for process in stack.processes() if process.name not in SERVERS]
    killed = {name: stack.pid_of(name) for name in ours}
    for pid in killed.values():
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    assert servers.wait_for(lambda: all(stack.pid_of(n) not in (None, killed[n]) for n in ours), seconds=30)
    stack.wait_ready()


def test_a_second_up_leaves_the_running_product_alone(stack: Stack) -> None:
    before = {name: pid for name, (_, pid, _) in stack.status().items()}
    stack.start()
    stack.wait_ready(timeout=10)
    assert {name: pid for name, (_, pid, _) in stack.status().items()} == before


def test_the_doctor_finds_each_process_well(stack: Stack) -> None:
    said = chungtay(stack, "doctor").stdout
    for process in stack.processes():
        assert re.search(rf"^ok +{process.name}: runs \(pid \d+\) and is ready$", said, re.MULTILINE), said
    assert re.search(r"^ok +MongoDB: answers and is primary$", said, re.MULTILINE)
    assert re.search(r"^ok +RabbitMQ: takes connections and messages$", said, re.MULTILINE)


@pytest.mark.usefixtures("all_well_again")
def test_the_doctor_says_what_is_wrong_and_what_to_do(stack: Stack) -> None:
    stack.stop_process("gateway")
    stack.stop_process("donations-relay")
    told = chungtay(stack, "doctor")
    assert told.returncode == 1
    wrong = [line for line in told.stdout.splitlines() if line.startswith("wrong ")]
    assert [line.split(":")[0].removeprefix("wrong ") for line in wrong if "stopped" in line] == [
        "donations-relay",
        "gateway",
    ]
    assert told.stdout.count("what to do:") == len(wrong)


def test_status_lists_every_process(stack: Stack) -> None:
    told = chungtay(stack, "status")
    assert told.returncode == 0, told.stdout
    for process in stack.processes():
        assert process.name in told.stdout


def test_log_lines_are_shown_by_process(stack: Stack) -> None:
    told = chungtay(stack, "logs", "donations", "-n", "3")
    assert told.returncode == 0
    assert all(line.startswith("donations ") for line in told.stdout.splitlines())
    assert chungtay(stack, "logs", "nobody").returncode == 2


def test_no_secret_stands_in_a_log(stack: Stack) -> None:
    key = stack.secrets.secret_key()
    for log in stack.layout.logs.glob("*.log"):
        assert key not in log.read_text(errors="replace"), log
