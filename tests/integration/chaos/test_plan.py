"""A seed decides which faults come and in which order; what a machine or a product can't have is left out."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from bench.chaos import faults
from chungtay.stack.layout import Layout
from chungtay.stack.processes import Process, counts_of, process_list


def product(members: int = 1, processes: str = "") -> tuple[Process, ...]:
    return process_list(Layout(Path(), members=members), counts_of(processes))


def names(planned: list[faults.Fault]) -> list[str]:
    return [fault.name for fault in planned]


def test_the_same_seed_gives_the_same_order_and_another_seed_another() -> None:
    first, again, other = (names(faults.plan(product(), Random(seed))) for seed in (7, 7, 8))
    assert first == again
    assert first != other
    assert sorted(first) == sorted(other)


def test_every_process_is_killed_once() -> None:
    of_all = product(members=3, processes="donations=2 projector=3")
    killed = [name for name in names(faults.every_fault(of_all)) if name.startswith("kill-")]
    assert {f"kill-{process.name}" for process in of_all} <= set(killed)
    assert {"kill-rabbitmq-3", "kill-mongod-2", "kill-projector-3"} <= set(killed)
    assert len(killed) == len(set(killed))


def test_a_primary_is_lost_only_where_others_can_be_elected() -> None:
    assert {"kill-primary", "pause-primary", "step-down"}.isdisjoint(names(faults.every_fault(product())))
    assert {"kill-primary", "pause-primary", "step-down"} <= set(names(faults.every_fault(product(members=3))))


def test_one_of_several_hangs_only_where_there_are_several() -> None:
    assert "pause-one-donations" not in names(faults.every_fault(product()))
    assert "pause-one-donations" in names(faults.every_fault(product(processes="donations=2")))


def test_what_the_machine_lacks_is_left_out_and_the_rest_keeps_its_order() -> None:
    everything = names(faults.plan(product(), Random(7)))
    without = names(faults.plan(product(), Random(7), without={faults.CLOCK, faults.DISK}))
    left_out = set(everything) - set(without)
    assert left_out == {"clock-ahead", "clock-behind", "clock-of-relay-behind", "full-disk-of-mongod"}
    assert without == [name for name in everything if name not in left_out]


def test_only_the_named_ones_are_run_and_an_unknown_name_is_an_error() -> None:
    assert sorted(names(faults.plan(product(), Random(7), ["network-cut", "overload"]))) == ["network-cut", "overload"]
    with pytest.raises(KeyError):
        faults.plan(product(), Random(7), ["no-such-fault"])
