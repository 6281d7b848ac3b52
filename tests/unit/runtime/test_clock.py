"""Instants on the wire."""

import datetime as dt
import re
from pathlib import Path

from runtime.clock import LOCAL_ZONE, wire_instant

ROOT = Path(__file__).parents[3]


def test_an_instant_on_the_wire_is_utc_with_z_to_the_millisecond_from_whatever_zone() -> None:
    here = dt.datetime(2024, 10, 20, 10, 0, 0, 7000, tzinfo=LOCAL_ZONE)
    assert wire_instant(here) == "2024-10-20T03:00:00.007Z"
    assert wire_instant(here.replace(microsecond=0)) == "2024-10-20T03:00:00.000Z"


def test_the_order_of_the_texts_is_the_order_of_the_instants() -> None:
    full = dt.datetime(2024, 10, 20, 3, 0, tzinfo=dt.UTC)
    instants = [full + dt.timedelta(milliseconds=ms) for ms in (-1, 0, 1, 10, 999, 1000)]
    assert sorted(map(wire_instant, instants)) == [wire_instant(one) for one in instants]


def test_only_the_clock_writes_instants_out() -> None:
    by_hand = re.compile(r'replace\("\+00:00", "Z"\)')
    ours = [path for part in ("contracts", "messaging", "services", "gateway", "chungtay", "runtime")
            for path in (ROOT / part).rglob("*.py")]
    assert [str(path.relative_to(ROOT)) for path in ours if by_hand.search(path.read_text("utf-8"))] == [
        "runtime/clock.py"
    ]
