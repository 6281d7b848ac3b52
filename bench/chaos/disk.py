"""Full disks: a small one of its own for MongoDB, really filled, and RabbitMQ's alarm of a disk that runs low.

The small disk is memory (tmpfs), mounted in a name space that only its keeper sees: no root is needed, nothing of the
machine's own disk is filled, and whatever ends the run ends the keeper and with it the disk.
"""

from __future__ import annotations

import errno
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from bench.chaos.reading import read_reports
from bench.chaos.world import World
from chungtay.stack import servers

FREE_BYTES = 48 * 1024 * 1024
"""What the small disk has beyond the data that are put on it."""

MOST_BYTES = 2 * 1024**3
MEMORY_LEFT_BYTES = 1024**3

FULL_SECONDS = (7.0, 8.0)
FELT_WITHIN_SECONDS = 20.0
LONGEST_REPORT_SECONDS = 4.0

_PIECE = bytes(1024 * 1024)
_KEEPER = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
           'mount -t tmpfs -o "size=$1,mode=0700" tmpfs "$2" && echo mounted && exec cat >/dev/null', "keeper")


class NoSmallDisk(Exception):
    """A small disk can't be had here; the message says why."""


class SmallDisk:
    """A file system of so many bytes over an empty folder.  ``root`` is where others find it."""

    def __init__(self, size_bytes: int, folder: Path) -> None:
        if size_bytes > MOST_BYTES or size_bytes + MEMORY_LEFT_BYTES > _memory_free():
            raise NoSmallDisk(f"no memory for a disk of {size_bytes / 2**20:.0f} MiB")
        folder.mkdir()
        # It ends when its input does, and that is when we end, however that happens.
        self._keeper = subprocess.Popen(
            [*_KEEPER, str(size_bytes), str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )
        assert self._keeper.stdout is not None and self._keeper.stderr is not None  # asked for above
        if self._keeper.stdout.readline().strip() != "mounted":
            self._keeper.wait(timeout=10)
            raise NoSmallDisk(f"unshare and mount: {self._keeper.stderr.read().strip()[:200]}")
        self.root = Path(f"/proc/{self._keeper.pid}/root{folder}")

    def fill(self) -> None:
        """Take all that is free; call it again for what has become free since."""
        with (self.root / "ballast").open("ab", buffering=0) as ballast:
            piece = _PIECE
            while piece:
                try:
                    ballast.write(piece)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    piece = piece[: len(piece) // 2]

    def empty(self) -> None:
        """Give it back."""
        (self.root / "ballast").unlink(missing_ok=True)

    def close(self) -> None:
        """End the keeper; the disk goes with the last who has a file open on it."""
        assert self._keeper.stdin is not None  # asked for above
        self._keeper.stdin.close()
        self._keeper.wait(timeout=10)
        for stream in (self._keeper.stdout, self._keeper.stderr):
            if stream is not None:
                stream.close()


def small_disks_work(folder: Path) -> str:
    """Empty when a small disk can be had here, else why not."""
    try:
        disk = SmallDisk(1024 * 1024, folder)
    except (NoSmallDisk, OSError) as error:
        return str(error)
    finally:
        with suppress(OSError):
            folder.rmdir()
    disk.close()
    return ""


def fill_mongods_disk(world: World, random: Random) -> str:
    """Move MongoDB's data to a small disk while it is stopped, let it work there, and fill that disk."""
    disk = _move_data(world)
    full = random.uniform(*FULL_SECONDS)
    refused_before, began = world.book.refused_for_now(), time.monotonic()
    tries = {world.stack.pid_of("mongod")}
    try:
        _fill_until_felt(world, disk)
        refused, full_since = 0, time.monotonic()
        # A request waits for seconds before it gives up: the disk stays full until one has, where there is no other.
        alone = world.members == 1
        while (passed := time.monotonic() - full_since) < full or (
            alone and not refused and passed < FELT_WITHIN_SECONDS
        ):
            disk.fill()
            time.sleep(0.1)
            tries.add(world.stack.pid_of("mongod"))
            refused = world.book.refused_for_now() - refused_before
    finally:
        disk.empty()
    ended = len(tries - {None}) - 1
    if not ended or (alone and not refused):
        world.book.violated("a full disk is felt", "mongod ends, and writes are answered 503 if it is the only one",
                            f"it was started {ended} times, {refused} answers 503")
    return (f"MongoDB's disk was full for {time.monotonic() - began:.1f} s: mongod ended and was started in vain "
            f"{ended} times, {refused} answers 503")


def _move_data(world: World) -> SmallDisk:
    data = world.stack.layout.data / "mongodb"
    world.stack.stop_process("mongod")
    try:
        held = sum(file.stat().st_blocks * 512 for file in data.resolve().rglob("*"))
        disk = SmallDisk(held + FREE_BYTES, world.folder / f"small-disk-{time.monotonic_ns()}")
        world.at_end.append(disk.close)
        shutil.copytree(data, disk.root / "mongodb")
        if data.is_symlink():
            data.unlink()
        else:
            shutil.rmtree(data)
        data.symlink_to(disk.root / "mongodb")
    finally:
        world.stack.start_process("mongod")
    world.stack.wait_ready(["mongod"], timeout=60)
    time.sleep(1)  # the clients find it again and are at work
    return disk


def _fill_until_felt(world: World, disk: SmallDisk) -> None:
    """Fill the disk and have MongoDB write down what it has, as it does each minute by itself, until it can't."""
    give_up_at = time.monotonic() + FELT_WITHIN_SECONDS
    address = f"mongodb://127.0.0.1:{world.stack.layout.ports.mongo}/?directConnection=true"
    while time.monotonic() < give_up_at:
        disk.fill()
        try:
            with MongoClient[dict[str, Any]](address, timeoutMS=2_000) as client:
                client.admin.command("fsync")
        except PyMongoError:
            return
        time.sleep(0.2)


def low_disk_alarm(world: World, random: Random) -> str:
    """Tell RabbitMQ to keep more of the disk free than there is: it takes nothing from publishers any more, as it
    does when its disk runs low.  What needs no broker goes on."""
    away = random.uniform(*FULL_SECONDS)
    refused_before = world.book.refused_for_now()
    with _alarm(world):
        slowest = read_reports(world, time.monotonic() + away)
        refused = world.book.refused_for_now() - refused_before
    if not refused:
        world.book.violated("a blocked broker is felt", "writes are answered 503", "none was")
    if slowest > LONGEST_REPORT_SECONDS:
        world.book.violated("reports are served meanwhile", f"within {LONGEST_REPORT_SECONDS:.0f} s",
                            f"{slowest:.1f} s")
    return (f"RabbitMQ took nothing for {away:.1f} s, its disk being low: {refused} answers 503, "
            f"slowest report {slowest:.1f} s")


@contextmanager
def _alarm(world: World) -> Iterator[None]:
    free_bytes = shutil.disk_usage(world.folder).free
    servers.rabbitmqctl(world.stack.layout, "set_disk_free_limit", str(free_bytes * 2))
    try:
        yield
    finally:
        servers.rabbitmqctl(world.stack.layout, "set_disk_free_limit", "200MB")


def _memory_free() -> int:
    for line in Path("/proc/meminfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            return int(value.split()[0]) * 1024
    return 0
