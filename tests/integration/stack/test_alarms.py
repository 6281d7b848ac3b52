"""What the doctor can tell of disks that run low: those of this machine, MongoDB's own, and RabbitMQ's alarm."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.chaos.disk import SmallDisk, small_disks_work
from chungtay.commands import doctor
from chungtay.stack import Ports, Stack, orphans, servers
from chungtay.stack.alarms import takes_messages, why_blocked
from tests.conftest import Servers

pytestmark = pytest.mark.integration


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Stack]:
    """A broker apart from the shared one, to be maltreated."""
    made = Stack(tmp_path / "home", Ports.free(), owned=True)
    made.start(["epmd", "rabbitmq"])
    yield made
    made.stop()
    assert orphans.marked_processes(made.layout.home) == []


def keep_free(stack: Stack, size: str) -> None:
    servers.rabbitmqctl(stack.layout, "set_disk_free_limit", size)


def test_a_broker_with_a_low_disk_is_known_and_says_why(own: Stack) -> None:
    assert takes_messages(own.layout.amqp_url)
    keep_free(own, str(10**15))
    assert not takes_messages(own.layout.amqp_url)
    assert why_blocked(own.layout) == "its disk is low"
    keep_free(own, "200MB")
    assert takes_messages(own.layout.amqp_url)


def test_a_full_disk_under_the_data_of_a_server_is_named(tmp_path: Path) -> None:
    if why := small_disks_work(tmp_path / "tried"):
        pytest.skip(f"no small disk can be had here: {why}")
    stack = Stack(tmp_path / "home", Ports.free())
    stack.layout.make_folders()
    disk = SmallDisk(4 * 1024 * 1024, tmp_path / "small")
    try:
        (stack.layout.data / "mongodb").symlink_to(disk.root)
        of_home, of_data = doctor.disks(stack)
    finally:
        disk.close()
    assert str(stack.layout.home) in of_home.says
    assert str(stack.layout.data / "mongodb") in of_data.says
    assert of_data.remedy.startswith("Free at least 1 GiB")


def test_the_disk_of_a_mongodb_elsewhere_is_asked_for(servers: Servers, tmp_path: Path) -> None:
    stack = Stack(tmp_path / "home", environ={"MONGO_URL": servers.mongo_url})
    free_gib = shutil.disk_usage(tmp_path).free / 2**30
    told = doctor.mongos_own_disk(stack)
    assert abs(float(told.says.split()[0]) - free_gib) < 5
