"""The sign a process hangs out when it is truly working, not merely started.

`<CHUNGTAY_HOME>/run/<name>.ready` holds the process id of the one that is consuming. The process hangs it out
itself, after its queues are really being consumed, and takes it in on exit. A sign left behind by a killed
process does not count: its process id is not the one that runs now.
"""

import atexit
import os
from pathlib import Path

from runtime import settings

_hung_out: set[Path] = set()


def sign_of(name: str, home: Path | None = None) -> Path:
    """Where the sign of process `name` hangs."""
    return (home or settings.home()) / "run" / f"{name}.ready"


def mark_ready(kind: str, home: Path | None = None) -> None:
    """Say that this process (`kind` as in the process list, e.g. `donations-relay`) is really consuming.

    May be called again after a reconnect. Taken in by itself when the interpreter exits.
    """
    sign = sign_of(settings.process_name(kind), home)
    sign.parent.mkdir(parents=True, exist_ok=True)
    half_written = sign.with_suffix(f".{os.getpid()}")
    half_written.write_text(str(os.getpid()))
    half_written.replace(sign)
    if sign not in _hung_out:
        _hung_out.add(sign)
        atexit.register(mark_not_ready, kind, home)


def mark_not_ready(kind: str, home: Path | None = None) -> None:
    """Take the sign in, unless a successor has already hung out its own."""
    name = settings.process_name(kind)
    if ready_pid(name, home) == os.getpid():
        sign_of(name, home).unlink(missing_ok=True)


def ready_pid(name: str, home: Path | None = None) -> int | None:
    """Process id on the sign, or None when there is no (readable) sign."""
    try:
        return int(sign_of(name, home).read_text())
    except (OSError, ValueError):
        return None
