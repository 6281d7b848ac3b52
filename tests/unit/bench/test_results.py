"""A run's figures: what is met, and what is written down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.results import Figure, at_least, at_most, document, exactly, write

MACHINE = {"cpu": "A CPU", "cores": 2, "memory_gib": 8.0, "system": "Linux", "python": "3.11", "mongod": "6.0.5",
           "rabbitmq": "3.10.8", "load_generator": "wrk 4"}


def compared(value: float, reference: float, target: Any) -> Figure:
    return Figure.compared("P1", "gifts", value, "gifts/s", reference, "the plain way", target)


@pytest.mark.parametrize(("value", "met"), [(2_400, True), (2_399, False)])
def test_a_ratio_is_met_from_its_bound_on(value: float, met: bool) -> None:
    figure = compared(value, 300, at_least(8, ratio=True))
    assert figure.met is met
    assert figure.target == "≥ 8 ×"


@pytest.mark.parametrize(("value", "met"), [(100, True), (100.1, False)])
def test_a_latency_is_met_up_to_its_bound(value: float, met: bool) -> None:
    figure = Figure.alone("P1.p99", "latency", value, "ms", at_most(100))
    assert figure.met is met
    assert figure.target == "≤ 100"
    assert figure.reference is None and figure.ratio is None


def test_a_report_slower_than_its_bound_beside_the_reference_misses_it() -> None:
    assert compared(15.1, 10, at_most(1.5, ratio=True)).met is False
    assert compared(15, 10, at_most(1.5, ratio=True)).met is True


def test_a_latency_with_a_reference_is_still_held_against_its_own_bound() -> None:
    assert compared(90, 10, at_most(100)).met is True


def test_one_lost_gift_misses_the_exact_nought() -> None:
    assert Figure.alone("P1.kept", "difference", 0, "gifts", exactly(0)).met is True
    assert Figure.alone("P1.kept", "difference", 1, "gifts", exactly(0)).met is False


def test_only_a_nought_may_be_asked_for_exactly() -> None:
    with pytest.raises(ValueError, match="nought"):
        exactly(3)


def test_a_reference_of_nought_meets_no_ratio() -> None:
    assert compared(100, 0, at_least(8, ratio=True)).met is False


def test_how_much_of_the_target_is_reached_grows_with_the_figure_and_shrinks_with_a_latency() -> None:
    assert compared(1_200, 300, at_least(8, ratio=True)).reached == 0.5
    assert Figure.alone("P4", "freshness", 250, "ms", at_most(500)).reached == 2


def test_met_is_decided_before_rounding() -> None:
    assert compared(7.9999 * 300, 300, at_least(8, ratio=True)).met is False


def test_results_keep_every_field_that_readers_of_the_file_rely_on(tmp_path: Path) -> None:
    figures = [compared(2_400, 300, at_least(8, ratio=True))]
    file = tmp_path / "results" / "latest.json"
    write(document(figures, MACHINE, "abc", "2026-11-20T17:00:00Z", quick=True), file)
    kept = json.loads(file.read_text())
    assert kept["machine"] == MACHINE
    assert (kept["commit"], kept["taken_at"], kept["quick"]) == ("abc", "2026-11-20T17:00:00Z", True)
    assert kept["figures"] == [
        {
            "id": "P1", "what": "gifts", "value": 2400, "unit": "gifts/s", "reference": 300,
            "reference_is": "the plain way", "ratio": 8, "target": "≥ 8 ×", "reached": 1, "met": True,
        }
    ]
