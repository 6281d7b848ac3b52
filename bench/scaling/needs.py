"""From the cost of a gift to the machines that a load needs.  Pure arithmetic; each assumption has a name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bench.scaling.costs import PRIMARY
from gateway.projections.names import MOST_PARTITIONS

BUSIEST_HOUR_SHARE = 0.20
"""Of a day's gifts, in its busiest hour: an appeal on television in the evening."""

BURST = 4.0
"""The busiest seconds of that hour, as a multiple of its mean."""

FILLED = 0.6
"""How much of a processor is planned with: the rest is for bursts, failures and everything that is not a gift."""

SERVER_CORES = 16
"""Of the machine that holds a MongoDB primary."""

KEPT_COPIES = 3
"""Members of a replica set: each keeps all data."""


@dataclass(frozen=True)
class Demand:
    """A day that must be borne."""

    name: str
    gifts_per_day: int

    @property
    def peak_per_second(self) -> float:
        """Gifts in its busiest seconds."""
        return self.gifts_per_day * BUSIEST_HOUR_SHARE / 3600 * BURST


DEMANDS = (
    Demand("one province, an even 34th of the peak day", 10_000_000 // 34),
    Demand("the largest province, 15 % of the peak day", 1_500_000),
    Demand("34 provinces together, the peak day", 10_000_000),
    Demand("ten times the peak day", 100_000_000),
)


@dataclass(frozen=True)
class Limit:
    """A part of which there can be only so much: at this pace it is full."""

    part: str
    full_at_per_second: float
    why: str


def limits(cpu_ms: Mapping[str, float]) -> list[Limit]:
    """What can't be had in any number, soonest full first.  A process of ours uses one core at the most."""

    def full_at(part: str, cores: float) -> float:
        return cores * FILLED * 1000 / cpu_ms[part]

    found = [
        Limit("donations-relay", full_at("donations-relay", 1), "one relay of a service is active"),
        Limit("projector", full_at("projector", MOST_PARTITIONS), f"{MOST_PARTITIONS} projectors at the most"),
        Limit(PRIMARY, full_at(PRIMARY, SERVER_CORES), f"one primary of {SERVER_CORES} cores takes all writes"),
        Limit("rabbitmq", full_at("rabbitmq", 1), "the leader of the projector's queue is one Erlang process"),
    ]
    return sorted(found, key=lambda limit: limit.full_at_per_second)


@dataclass(frozen=True)
class Needs:
    """For one demand.  ``processes``: of each kind.  ``cores``: of each part, planned :data:`FILLED`."""

    demand: Demand
    processes: dict[str, int]
    cores: dict[str, float]
    deployments: int
    disk_gib_per_day: float

    @property
    def total_cores(self) -> float:
        """All parts together."""
        return sum(self.cores.values())


def needs(demand: Demand, cpu_ms: Mapping[str, float], disk_bytes_per_gift: int) -> Needs:
    """What this demand needs.  ``deployments``: by province, each with a primary and a relay of its own."""
    rate = demand.peak_per_second
    cores = {part: rate * cost / 1000 / FILLED for part, cost in cpu_ms.items()}
    kinds = ("gateway", "donations", "projector")
    return Needs(
        demand=demand,
        processes={kind: max(1, math.ceil(cores[kind])) for kind in kinds},
        cores=cores,
        deployments=max(1, math.ceil(rate / limits(cpu_ms)[0].full_at_per_second)),
        disk_gib_per_day=demand.gifts_per_day * disk_bytes_per_gift * KEPT_COPIES / 2**30,
    )
