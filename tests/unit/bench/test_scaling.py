"""From costs to needs: the arithmetic behind docs/scaling.md."""

from __future__ import annotations

import pytest

from bench.scaling.costs import PRIMARY
from bench.scaling.needs import Demand, limits, needs
from bench.scaling.page import between_marks

CPU_MS = {"gateway": 0.6, "donations": 0.3, "donations-relay": 0.06, "projector": 0.3, PRIMARY: 0.3, "rabbitmq": 0.12}


def test_a_day_of_ten_million_gifts_has_2222_in_its_busiest_seconds():
    assert Demand("peak", 10_000_000).peak_per_second == pytest.approx(2222.2, abs=0.1)


def test_cores_are_the_cost_at_that_pace_and_never_filled_beyond_six_tenths():
    needed = needs(Demand("peak", 10_000_000), CPU_MS, 2_000)
    assert needed.cores["gateway"] == pytest.approx(2222.2 * 0.6 / 1000 / 0.6, rel=0.001)
    assert needed.processes["gateway"] == 3
    assert needed.total_cores == pytest.approx(sum(needed.cores.values()))


def test_there_is_never_less_than_one_of_anything():
    needed = needs(Demand("a quiet village", 10), CPU_MS, 2_000)
    assert set(needed.processes.values()) == {1}
    assert needed.deployments == 1


def test_data_are_kept_three_times():
    assert needs(Demand("peak", 2**20), CPU_MS, 1024).disk_gib_per_day == pytest.approx(3.0)


def test_the_part_that_is_full_first_comes_first_and_decides_about_deployments():
    found = limits(CPU_MS)
    assert [limit.part for limit in found] == ["rabbitmq", "donations-relay", PRIMARY, "projector"]
    assert found[0].full_at_per_second == pytest.approx(5000)
    assert needs(Demand("ten times", 100_000_000), CPU_MS, 1).deployments == 5


def test_a_part_that_a_layout_does_not_have_shows_as_a_dash():
    one = {
        "layout": "one of each", "gifts": 10, "gifts_per_second": 1000, "p99_ms": 80, "gifts_per_event": 30.5,
        "cpu_ms": CPU_MS, "idle_ms": {"gateway": 3.0}, "disk_bytes": {"donations": 900, "gateway": 1100},
        "oplog_bytes": 3000,
    }
    cluster = {**one, "layout": "cluster", "cpu_ms": {**CPU_MS, "mongod, secondaries": 0.4}}
    machine = {"cores": 2, "cpu": "x", "memory_gib": 24, "system": "Linux"}
    told = between_marks({"taken_at": "2026-01-01T00:00:00Z", "commit": "c", "machine": machine,
                          "costs": [one, cluster]})
    assert "| **mongod, secondaries**, ms of processor a gift | – | 0.400 |" in told
