"""Each process's numbers lie in a file of its own; readers see whole files of living processes."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from runtime import metrics


def write(home: Path, name: str, value: float, age_seconds: float = 0) -> Path:
    registry = CollectorRegistry()
    Counter("chungtay_things_total", "Things.", ["kind"], registry=registry).labels("a").inc(value)
    file = metrics.folder(home) / f"{name}.prom"
    file.parent.mkdir(parents=True, exist_ok=True)
    metrics.write_now(file, registry)
    os.utime(file, (time.time() - age_seconds,) * 2)
    return file


def test_several_processes_are_one_family_with_labels_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, "donations-1", 2)
    write(tmp_path, "donations-relay-2", 3)
    reports = metrics.read(tmp_path)
    assert [(one.process, one.pid) for one in reports] == [("donations", 1), ("donations-relay", 2)]
    [family] = metrics.merged(({"process": one.process}, one.families) for one in reports)
    registry = CollectorRegistry()
    registry.register(type("All", (), {"collect": lambda _self: [family], "describe": lambda _self: []})())
    shown = generate_latest(registry).decode()
    assert shown.count("# TYPE chungtay_things_total counter") == 1
    assert 'chungtay_things_total{kind="a",process="donations"} 2.0' in shown
    assert 'chungtay_things_total{kind="a",process="donations-relay"} 3.0' in shown


def test_old_numbers_are_not_shown_but_the_silence_of_a_living_process_is(tmp_path: Path) -> None:
    write(tmp_path, f"projector-{os.getpid()}", 2, age_seconds=metrics.STALE_SECONDS + 10)
    write(tmp_path, "projector-999999999", 2, age_seconds=metrics.STALE_SECONDS + 10)
    [silent] = metrics.read(tmp_path)
    assert silent.pid == os.getpid()
    assert silent.families == []
    assert silent.age_seconds > metrics.STALE_SECONDS


def test_a_broken_file_costs_its_own_numbers_only(tmp_path: Path) -> None:
    write(tmp_path, "donations-1", 2)
    (metrics.folder(tmp_path) / "events-2.prom").write_text("chungtay_things_total{{ 5\n")
    (metrics.folder(tmp_path) / "events-x.prom").write_text("")
    assert [one.process for one in metrics.read(tmp_path)] == ["donations"]


def test_there_is_nothing_to_read_before_the_first_start(tmp_path: Path) -> None:
    assert metrics.read(tmp_path) == []


def test_a_look_that_fails_costs_its_own_number_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = CollectorRegistry()
    depth = Gauge("chungtay_depth", "Depth.", registry=registry)

    def fail() -> None:
        raise ConnectionError("away")

    monkeypatch.setattr(metrics, "_before_each_report", [fail, lambda: depth.set(7)])
    metrics.write_now(tmp_path / "x-1.prom", registry)
    assert "chungtay_depth 7.0" in (tmp_path / "x-1.prom").read_text()


_PROCESS = """
import os, sys, time
from pathlib import Path
from runtime import metrics
home = Path(sys.argv[1])
metrics.report("sample", home)
while not list(metrics.folder(home).glob(f"sample-{os.getpid()}.prom")):
    time.sleep(0.01)
if sys.argv[2] == "killed":
    os.kill(os.getpid(), 9)
"""


def test_a_process_takes_its_file_along_and_a_successor_clears_up_after_a_killed_one(tmp_path: Path) -> None:
    def run(how: str) -> None:
        subprocess.run([sys.executable, "-c", _PROCESS, str(tmp_path), how], timeout=30, check=how == "ends")

    run("killed")
    assert len(list(metrics.folder(tmp_path).glob("*.prom"))) == 1
    run("ends")
    assert list(metrics.folder(tmp_path).glob("*.prom")) == []
