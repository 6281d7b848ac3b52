"""The clock that `make chaos` turns: the one on the wall jumps, the count of seconds does not, and sleep sleeps."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.chaos.world import CLOCK, clock_settings, set_clock

pytestmark = [pytest.mark.integration, pytest.mark.skipif(not CLOCK.exists(), reason="libfaketime is not installed")]

CODE = "import time; began = time.monotonic(); time.sleep(0.2); print(time.time(), began, time.monotonic())"


def look(folder: Path, words: str) -> tuple[float, float, float]:
    """The wall clock of a process with its clock turned, and its count of seconds before and after a sleep of 0.2 s."""
    set_clock(folder, "donations", words)
    environ = dict(os.environ) | clock_settings(folder, "donations")
    command = [sys.executable, "-c", CODE]
    ran = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=30)
    assert not ran.returncode, ran.stderr
    wall, began, ended = map(float, ran.stdout.split())
    return wall, began, ended


@pytest.mark.parametrize(("words", "seconds"), [("+0", 0), ("+1h", 3600), ("-1h", -3600)])
def test_only_the_clock_on_the_wall_is_turned(tmp_path: Path, words: str, seconds: int) -> None:
    wall, began, ended = look(tmp_path, words)
    assert abs(wall - (time.time() + seconds)) < 20
    assert abs(began - time.monotonic()) < 20
    assert 0.19 < ended - began < 5
