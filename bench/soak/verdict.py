"""Whether memory was flat: how fast each process grew in the second half of a run, against a bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import linear_regression

from bench.soak.samples import Sample, is_server
from chungtay.stack.processes import kind_of

OURS_MIB_PER_MINUTE = 1.0
SERVER_MIB_PER_MINUTE = 8.0
"""Servers keep caches that they fill and empty by themselves, so their line is rougher."""

MOST_MIB = {"mongod": 1_280.0, "rabbitmq": 768.0}
"""mongod: its cache of 512 MiB, 1.5 times that for what its allocator holds back, and 512 MiB for connections, cursors
and the oplog's buffers.  rabbitmq: 64 MiB of what quorum queues have not written out, twice that while they do, three
times that for what Erlang holds back, and 256 MiB for the rest."""

FILLS_UP_TO_MIB = {"mongod": 1_024.0, "rabbitmq": 448.0}
"""So large a server may become at any pace, beyond it its slope counts.  On a slow machine ten minutes do not fill a
cache, and RabbitMQ's line is a saw with minutes between two teeth.  mongod: its cache of 512 MiB and as much again for
what its allocator holds back.  rabbitmq: three times the 64 MiB of what is not written out, and 256 MiB."""

MOST_OF_OURS_MIB = 512.0


@dataclass(frozen=True)
class Growth:
    """One process over the second half.  ``flat``: its slope and its largest size keep their bounds.

    ``fills_up_to_mib``: so large it may become at any pace."""

    process: str
    first_mib: float
    middle_mib: float
    last_mib: float
    largest_mib: float
    mib_per_minute: float
    most_mib_per_minute: float
    most_mib: float
    fills_up_to_mib: float = 0.0

    @property
    def flat(self) -> bool:
        """Both bounds are kept."""
        slow = self.mib_per_minute <= self.most_mib_per_minute
        return (slow or self.largest_mib <= self.fills_up_to_mib) and self.largest_mib <= self.most_mib


def growths(samples: Sequence[Sample]) -> list[Growth]:
    """Of each process that lived through the second half.  Raises ValueError with fewer than six samples."""
    if len(samples) < 6:
        raise ValueError(f"{len(samples)} samples say nothing about growth")
    second = _second_half(samples)
    names = [name for name in second[-1].rss_mib if all(name in sample.rss_mib for sample in second)]
    return [_growth(name, samples, second) for name in names]


def ended_on_the_way(samples: Sequence[Sample]) -> list[str]:
    """Processes that some look of the second half did not find."""
    second = _second_half(samples)
    known = {name for sample in second for name in sample.rss_mib}
    return sorted(name for name in known if any(name not in sample.rss_mib for sample in second))


def _second_half(samples: Sequence[Sample]) -> list[Sample]:
    return [sample for sample in samples if sample.seconds >= samples[-1].seconds / 2]


def _growth(name: str, samples: Sequence[Sample], second: Sequence[Sample]) -> Growth:
    sizes = [sample.rss_mib[name] for sample in second]
    slope = linear_regression([sample.seconds / 60 for sample in second], sizes).slope
    kind = kind_of(name)
    return Growth(
        process=name, first_mib=next(s.rss_mib[name] for s in samples if name in s.rss_mib), middle_mib=sizes[0],
        last_mib=sizes[-1], largest_mib=max(sizes), mib_per_minute=round(slope, 2),
        most_mib_per_minute=SERVER_MIB_PER_MINUTE if is_server(name) else OURS_MIB_PER_MINUTE,
        most_mib=MOST_MIB.get(kind, MOST_OF_OURS_MIB), fills_up_to_mib=FILLS_UP_TO_MIB.get(kind, 0.0),
    )
