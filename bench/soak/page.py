"""The last soak on docs/soak.md, its plot, and its numbers in bench/results/soak.json."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bench import pages, results
from bench.soak.plot import Panel, draw
from bench.soak.samples import Sample, is_server
from chungtay.stack.layout import CHECKOUT

PAGE = CHECKOUT / "docs" / "soak.md"
PLOT = CHECKOUT / "docs" / "soak.svg"
NUMBERS = results.LATEST.with_name("soak.json")
BEGIN = "<!-- soak: what stands from here on is written by `make soak` -->"
END = "<!-- soak: until here -->"


def write(taken: Mapping[str, Any], samples: Sequence[Sample]) -> None:
    """All three.  Raises :class:`bench.pages.MarksMissing`; then nothing is written."""
    text = pages.replaced(PAGE.read_text(), between_marks(taken), BEGIN, END)
    PLOT.write_text(draw(f"{taken['minutes']} minutes at the limit", [s.seconds for s in samples], panels(samples)))
    NUMBERS.parent.mkdir(exist_ok=True)
    keys = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
                      for key, value in {**taken, "samples": columns(samples)}.items())
    NUMBERS.write_text(f"{{\n{keys}\n}}\n")
    PAGE.write_text(text)


def columns(samples: Sequence[Sample]) -> dict[str, Any]:
    """The samples, a list for each number."""
    names = sorted({name for sample in samples for name in sample.rss_mib})
    return {
        "rss_mib": {name: [sample.rss_mib.get(name, 0.0) for sample in samples] for name in names},
        **{name: [getattr(sample, name) for sample in samples]
           for name in Sample.__dataclass_fields__ if name != "rss_mib"},
    }


def panels(samples: Sequence[Sample]) -> list[Panel]:
    """What the plot shows."""
    told = columns(samples)
    sizes = told["rss_mib"]
    return [
        Panel("Memory of the servers, MiB", {name: line for name, line in sizes.items() if is_server(name)}),
        Panel("Memory of our processes, MiB", {name: line for name, line in sizes.items() if not is_server(name)}),
        Panel("Pace, per second", {
            "gifts booked": _paces(samples, told["gifts"]), "rows in the report": _paces(samples, told["rows"]),
        }),
        Panel("What waits", {"messages in queues": told["queued"], "events in outboxes": told["in_outboxes"]}),
    ]


def _paces(samples: Sequence[Sample], totals: Sequence[int]) -> list[float]:
    """Growth per second over the last few samples: a single one jumps with the batches."""
    paces = []
    for place, sample in enumerate(samples):
        first = max(0, place - 4)
        passed = sample.seconds - samples[first].seconds
        paces.append(max(0.0, (totals[place] - totals[first]) / passed) if passed else 0.0)
    if len(paces) > 1:
        paces[0] = paces[1]
    return paces


def between_marks(taken: Mapping[str, Any]) -> str:
    """Verdict, table and plot as Markdown."""
    machine = taken["machine"]
    lines = [
        f"{taken['minutes']:g} minutes on {taken['taken_at'][:10]}, commit `{taken['commit']}`, on {machine['cores']} "
        f"cores ({machine['cpu']}), {machine['memory_gib']} GiB, {machine['system']}.",
        "",
        f"**Memory {'flat' if taken['flat'] else 'NOT flat'}.** {taken['gifts']:,} single gifts acknowledged, "
        f"{taken['per_second']:,} per second; 99 of 100 within {taken['p99_ms']:,} ms (median of "
        f"{taken['slices']} slices); {taken['refused']:,} answered 503, {taken['unanswered']:,} not answered. Besides: "
        f"{taken['credits']:,} lines of statements, answers to the crowd and the statements: {_answers(taken)}. "
        f"Longest backlog: {taken['most_queued']:,} messages, {taken['most_in_outboxes']:,} events in the outboxes, "
        f"the oldest for {taken['oldest_seconds']:g} s; worked off {taken['drained_seconds']:g} s after the end. "
        f"Disk: {taken['disk_mib']:,.0f} MiB. Ledger, journal and report differ by {taken['difference']:,} gifts and "
        "đồng.",
        "",
        "| process | at first | half-way | at last | largest | slope of the second half | bound | flat |",
        "|---|---|---|---|---|---|---|---|",
        *(_line(one) for one in taken["processes"]),
        "",
        f"![Memory, paces and backlog over the run]({PLOT.name})",
        "",
    ]
    return "\n".join(lines)


def _answers(taken: Mapping[str, Any]) -> str:
    return ", ".join(f"{count:,} × {status}" for status, count in sorted(taken["answers_beside"].items())) or "none"


def _line(one: Mapping[str, Any]) -> str:
    sizes = " | ".join(f"{one[name]:,.0f} MiB" for name in ("first_mib", "middle_mib", "last_mib", "largest_mib"))
    bounds = f"{one['most_mib_per_minute']:g} MiB/min, {one['most_mib']:,.0f} MiB"
    return f"| {one['process']} | {sizes} | {one['mib_per_minute']:+.2f} MiB/min | {bounds} | " \
           f"{'yes' if one['flat'] else '**no**'} |"
