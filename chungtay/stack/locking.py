"""One at a time: a lock file that the kernel frees when its holder dies."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chungtay.stack.errors import StackError


@contextmanager
def locked(path: Path, wait_seconds: float = 120) -> Iterator[None]:
    """Hold the lock at `path`; wait for another holder at most `wait_seconds`, then raise StackError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    deadline = time.monotonic() + wait_seconds
    with path.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StackError(
                        f"Another command has held {path} for {wait_seconds:.0f} s.",
                        "Wait until it has ended, then try again.",
                    ) from None
                time.sleep(0.2)
        yield
