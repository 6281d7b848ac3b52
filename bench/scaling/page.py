"""The tables on docs/scaling.md, between marks, replaced by each run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bench import pages, results
from bench.scaling.costs import ON_THE_WAY, REST
from bench.scaling.needs import DEMANDS, Limit, Needs, limits, needs
from chungtay.stack.layout import CHECKOUT

PAGE = CHECKOUT / "docs" / "scaling.md"
NUMBERS = results.LATEST.with_name("scaling.json")
BEGIN = "<!-- scaling: what stands from here on is written by `make scaling` -->"
END = "<!-- scaling: until here -->"


def write(taken: Mapping[str, Any]) -> None:
    """Numbers and page.  Raises :class:`bench.pages.MarksMissing`; then nothing is written."""
    text = pages.replaced(PAGE.read_text(), between_marks(taken), BEGIN, END)
    results.write(taken, NUMBERS)
    PAGE.write_text(text)


def between_marks(taken: Mapping[str, Any]) -> str:
    """The tables as Markdown."""
    machine, costs = taken["machine"], taken["costs"]
    # Planned with the dearest of the layouts: each part as it costs where several of it, and copies of data, are.
    parts = [part for part in ON_THE_WAY if any(one["cpu_ms"].get(part) for one in costs)]
    dearest = {part: max(one["cpu_ms"].get(part, 0.0) for one in costs) for part in parts}
    disk = max(sum(one["disk_bytes"].values()) for one in costs)
    planned = [needs(demand, dearest, disk) for demand in DEMANDS]
    return "\n".join([
        f"Measured on {taken['taken_at'][:10]}, commit `{taken['commit']}`, on {machine['cores']} cores "
        f"({machine['cpu']}), {machine['memory_gib']} GiB, {machine['system']}; 64 connections, as many gifts as are "
        "answered.",
        "",
        *_costs(costs, parts),
        "",
        "## What is full first",
        "",
        *_limits(limits(dearest)),
        "",
        "## What a day needs",
        "",
        *_needs(planned, parts),
        "",
    ])


def _costs(costs: Sequence[Mapping[str, Any]], parts: Sequence[str]) -> list[str]:
    rows: list[tuple[str, list[str]]] = [
        ("gifts/s, all on this machine", [pages.number(one["gifts_per_second"]) for one in costs]),
        ("99 of 100 answered within, ms", [pages.number(one["p99_ms"]) for one in costs]),
        ("gifts in an event", [pages.number(one["gifts_per_event"]) for one in costs]),
        *((f"**{part}**, ms of processor a gift", [_ms(one["cpu_ms"].get(part)) for one in costs])
          for part in (*parts, REST)),
        ("all together, ms a gift", [_ms(sum(one["cpu_ms"].values())) for one in costs]),
        ("idle, all together, ms a second", [f"{sum(one['idle_ms'].values()):.0f}" for one in costs]),
        *((f"disk of `{name}`, bytes a gift", [pages.number(one["disk_bytes"][name]) for one in costs])
          for name in ("donations", "gateway")),
        ("oplog, bytes a gift", [pages.number(one["oplog_bytes"]) for one in costs]),
    ]
    return [
        f"| | {' | '.join(one['layout'] for one in costs)} |",
        f"|---|{'---|' * len(costs)}",
        *(f"| {name} | {' | '.join(values)} |" for name, values in rows),
    ]


def _limits(found: Sequence[Limit]) -> list[str]:
    return [
        "| part | full at | why there is only so much of it |",
        "|---|---|---|",
        *(f"| {one.part} | {round(one.full_at_per_second, -2):,.0f} gifts/s | {one.why} |" for one in found),
    ]


def _needs(planned: Sequence[Needs], parts: Sequence[str]) -> list[str]:
    rows: list[tuple[str, list[str]]] = [
        ("gifts a day", [f"{one.demand.gifts_per_day:,}" for one in planned]),
        ("gifts/s in the busiest seconds", [f"{one.demand.peak_per_second:,.0f}" for one in planned]),
        *((f"{kind}: processes", [f"{one.processes[kind]:,}" for one in planned])
          for kind in ("gateway", "donations", "projector")),
        *((f"{part}: cores", [f"{one.cores[part]:.1f}" for one in planned]) for part in parts),
        ("**cores in all**", [f"**{one.total_cores:,.1f}**" for one in planned]),
        ("deployments, by groups of provinces", [f"{one.deployments:,}" for one in planned]),
        ("disk, three copies, GiB a day", [f"{one.disk_gib_per_day:,.1f}" for one in planned]),
    ]
    return [
        f"| | {' | '.join(one.demand.name for one in planned)} |",
        f"|---|{'---|' * len(planned)}",
        *(f"| {name} | {' | '.join(values)} |" for name, values in rows),
    ]


def _ms(cost: float | None) -> str:
    return "–" if cost is None else f"{cost:.3f}"
