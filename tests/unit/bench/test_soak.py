"""What `make soak` says of memory: a process that grows is found, one that jumps and returns is not blamed."""

from __future__ import annotations

import os
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from bench.soak.page import panels
from bench.soak.plot import draw
from bench.soak.samples import Sample, tree_mib
from bench.soak.verdict import ended_on_the_way, growths

MINUTES = 10


def samples(size_of: Callable[[float], float], process: str = "projector") -> list[Sample]:
    """A look every 3 s for ten minutes; the process has `size_of(minutes)` MiB."""
    return [
        Sample(
            seconds=float(second), rss_mib={process: size_of(second / 60)}, gifts=second * 500, rows=second * 490,
            queued=second % 7, parked=0, in_outboxes=second % 5, outbox_age_seconds=0.1, disk_mib=100.0,
        )
        for second in range(3, MINUTES * 60 + 1, 3)
    ]


def test_a_process_that_warms_up_and_then_stays_is_flat() -> None:
    [grown] = growths(samples(lambda minutes: min(100.0, 40 + 20 * minutes)))
    assert grown.flat
    assert (grown.first_mib, grown.last_mib, grown.mib_per_minute) == (41.0, 100.0, 0.0)


def test_a_slow_leak_is_found() -> None:
    [grown] = growths(samples(lambda minutes: 40 + 1.5 * minutes))
    assert not grown.flat
    assert grown.mib_per_minute == 1.5


def test_a_saw_is_flat() -> None:
    [grown] = growths(samples(lambda minutes: 100 + 60 * (minutes % 0.5), "rabbitmq"))
    assert grown.flat


def test_mongod_may_fill_its_cache_and_then_must_stand_still() -> None:
    [filling] = growths(samples(lambda minutes: 300 + 40 * minutes, "mongod"))
    assert filling.flat
    [growing] = growths(samples(lambda minutes: 750 + 40 * minutes, "mongod"))
    assert not growing.flat


def test_too_much_is_not_flat_even_when_it_stands_still() -> None:
    [grown] = growths(samples(lambda _minutes: 600.0))
    assert grown.mib_per_minute == 0
    assert not grown.flat


def test_each_server_of_a_cluster_has_the_bounds_of_its_kind() -> None:
    [second, alone] = [growths(samples(lambda _minutes: 700.0, name))[0] for name in ("mongod-2", "mongod")]
    assert (second.most_mib, second.most_mib_per_minute) == (alone.most_mib, alone.most_mib_per_minute)
    assert second.flat


def test_a_process_that_ended_on_the_way_is_not_judged_but_told() -> None:
    looks = samples(lambda _minutes: 50.0)
    assert ended_on_the_way(looks) == []
    looks[-10] = Sample(**{**vars(looks[-10]), "rss_mib": {}})
    assert growths(looks) == []
    assert ended_on_the_way(looks) == [*looks[0].rss_mib]


def test_a_few_looks_say_nothing() -> None:
    with pytest.raises(ValueError):
        growths(samples(lambda _minutes: 50.0)[:5])


def test_memory_of_a_process_counts_its_children() -> None:
    assert tree_mib(os.getpid()) > 10
    assert tree_mib(2**22 + 1) == 0


def test_the_plot_is_well_formed_and_names_each_process() -> None:
    looks = samples(lambda minutes: 50 + minutes)
    drawn = draw("Ten <minutes>", [look.seconds for look in looks], panels(looks))
    ElementTree.fromstring(drawn)
    assert ">projector</text>" in drawn
