"""Ends a stack whose owner is gone: a test run that was killed must not leave servers behind.

Runs under the stack's own supervisor as `python -m chungtay.stack.guardian <owner's pid> <owner's start>`.
"""

import os
import signal
import sys
import time

from chungtay.stack.orphans import is_same_process

_LOOK_EVERY_SECONDS = 1.0


def main(owner: int, started: int) -> None:
    """Wait until the owner has gone, then ask the supervisor (our parent) to stop everything."""
    supervisor = os.getppid()
    while is_same_process(owner, started):
        time.sleep(_LOOK_EVERY_SECONDS)
    os.kill(supervisor, signal.SIGTERM)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
