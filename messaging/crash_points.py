"""Named places where a test may have the process die, to prove that nothing is lost or doubled just there.

Switched on by the environment of a test run only: ``CHUNGTAY_CRASH_AT=relay.after_confirm`` dies the first time the
point is reached, ``relay.after_confirm:3`` the third time.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

_SETTING = "CHUNGTAY_CRASH_AT"
_reached: Counter[str] = Counter()


def reach(point: str) -> None:
    """Die by SIGKILL if the environment names this point; otherwise do nothing."""
    wanted = os.environ.get(_SETTING)
    if not wanted:
        return
    name, _, count = wanted.partition(":")
    if name == point:
        _reached[point] += 1
        if _reached[point] >= int(count or 1):
            os.kill(os.getpid(), signal.SIGKILL)
