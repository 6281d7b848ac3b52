"""Processes that a killed supervisor left behind, found by the mark that each of ours carries, ended by process id.

The mark is the environment variable CHUNGTAY_STACK with the stack's own folder, so another stack on the same
machine, or anybody else's program, is never touched.
"""

import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

MARK = "CHUNGTAY_STACK"
_PROC = Path("/proc")


def mark_of(home: Path) -> str:
    """The mark of the stack in `home`."""
    return str(home.resolve())


def marked_processes(home: Path) -> list[int]:
    """Process ids, oldest first, that carry the mark of the stack in `home`; never this process itself."""
    wanted = f"{MARK}={mark_of(home)}".encode()
    found = [
        int(entry.name)
        for entry in (_PROC.iterdir() if _PROC.is_dir() else ())
        if entry.name.isdecimal() and int(entry.name) != os.getpid() and wanted in _environ(entry)
    ]
    return sorted(found, key=started_at)


def end(pids: Iterable[int], within_seconds: float) -> None:
    """Ask each process to end, wait at most `within_seconds` for all of them, then kill those that still run."""
    still = {pid: started_at(pid) for pid in pids}
    for pid in still:
        _signal(pid, signal.SIGTERM)
    deadline = time.monotonic() + within_seconds
    while still and time.monotonic() < deadline:
        time.sleep(0.1)
        still = {pid: start for pid, start in still.items() if is_same_process(pid, start)}
    for pid, start in still.items():
        if is_same_process(pid, start):
            _signal(pid, signal.SIGKILL)


def started_at(pid: int) -> int:
    """Clock tick since boot at which the process started, 0 if it is gone: tells a process from a reused id."""
    return _stat(pid)[1]


def is_same_process(pid: int, start: int) -> bool:
    """Whether `pid` still runs (a zombie does not) and is the process that started at `start`."""
    state, now = _stat(pid)
    return state not in ("", "Z", "X") and now == start


def _stat(pid: int) -> tuple[str, int]:
    try:
        # The second field, the name, may hold spaces and brackets; count from behind it.
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        return fields[0], int(fields[19])
    except (OSError, IndexError, ValueError):
        return "", 0


def _environ(entry: Path) -> list[bytes]:
    try:
        return (entry / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
