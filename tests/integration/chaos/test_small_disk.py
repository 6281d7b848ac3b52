"""A small disk can be filled to its last byte, touches nothing else, and is gone with whoever made it."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.chaos.disk import MOST_BYTES, NoSmallDisk, SmallDisk, small_disks_work
from chungtay.stack.layout import CHECKOUT
from chungtay.stack.orphans import is_same_process, started_at

MIB = 1024 * 1024

pytestmark = pytest.mark.integration


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    if why := small_disks_work(tmp_path / "tried"):
        pytest.skip(f"no small disk can be had here: {why}")
    made = SmallDisk(4 * MIB, tmp_path / "small")
    yield made
    made.close()
    assert not Path(made.root).exists()
    assert list((tmp_path / "small").iterdir()) == []


def test_a_full_disk_takes_nothing_until_there_is_room_again(disk: SmallDisk) -> None:
    (disk.root / "kept").write_bytes(b"before")
    disk.fill()
    with pytest.raises(OSError) as refused:
        (disk.root / "more").write_bytes(bytes(64 * 1024))
    assert refused.value.errno == errno.ENOSPC
    disk.empty()
    (disk.root / "more").write_bytes(bytes(64 * 1024))
    assert (disk.root / "kept").read_bytes() == b"before"


def test_filling_it_leaves_the_disk_of_the_machine_alone(disk: SmallDisk, tmp_path: Path) -> None:
    disk.fill()
    assert shutil.disk_usage(disk.root).total == 4 * MIB
    assert shutil.disk_usage(disk.root).free == 0
    assert list((tmp_path / "small").iterdir()) == []
    assert shutil.disk_usage(tmp_path).free > 4 * MIB


def test_a_disk_beyond_the_bound_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSmallDisk):
        SmallDisk(MOST_BYTES + 1, tmp_path / "large")


def test_the_disk_is_gone_when_its_owner_is_killed(disk: SmallDisk, tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from bench.chaos.disk import SmallDisk; "
        f"disk = SmallDisk({MIB}, Path({str(tmp_path / 'lost')!r})); print(disk.root, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        keeper = int(owner.stdout.readline().split("/")[2])
        start = started_at(keeper)
        assert is_same_process(keeper, start)
        os.kill(owner.pid, signal.SIGKILL)
    give_up_at = time.monotonic() + 10
    while is_same_process(keeper, start) and time.monotonic() < give_up_at:
        time.sleep(0.05)
    assert not is_same_process(keeper, start)
