"""P8: a long list as a file, made by the exporter beside the requests; and the memory that it takes.

The rows are written straight into the read models, as the projector would leave them: how they came is P2.
"""

from __future__ import annotations

import csv
import time
import uuid
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bench.plan import Plan
from bench.processes import tree
from bench.product import Product, wait_until
from bench.results import Figure, at_least, at_most, exactly
from gateway.projections.names import rows_name
from runtime.readiness import ready_pid

CODE = "bench-export"
AT_ONCE = 10_000
LONGEST_SECONDS = 600
MOST_MIB = 500


def measure(product: Product, plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """Fill a campaign, stream its list as CSV, have it made as CSV and XLSX, and look at the memory of who did it."""
    say(f"P8: filling a campaign with {plan.export_rows:,} rows")
    units = product.make_campaign(CODE)
    _fill(product, _rows(units, plan.export_rows))
    begun = time.monotonic()
    lines, total_vnd = _read(product, f"/donations/export.csv?campaign={CODE}")
    streamed = lines / (time.monotonic() - begun)
    say(f"    streamed {lines:,} rows, {streamed:,.0f} rows/s")
    off = abs(lines - plan.export_rows)
    speeds = {}
    for kind in ("csv", "xlsx"):
        begun = time.monotonic()
        path = _made(product, kind)
        speeds[kind] = plan.export_rows / (time.monotonic() - begun)
        say(f"    made as {kind}, {speeds[kind]:,.0f} rows/s")
        if kind == "csv":
            made, made_vnd = _read(product, path)
            off += abs(made - lines) + abs(made_vnd - total_vnd)
        else:
            for _ in _pieces(product, path):
                pass
    home = product.stack.layout.home
    exporter = _peak_mib(ready_pid("exporter", home))
    gateway = _peak_mib(product.stack.pid_of("gateway"))
    return [
        Figure.compared(
            "P8", f"export of {plan.export_rows:,} rows as CSV, asked for and made", speeds["csv"], "rows/s", streamed,
            "the same streamed", at_least(0.5, ratio=True),
        ),
        Figure.alone("P8.xlsx", "P8: as XLSX", speeds["xlsx"], "rows/s", at_least(2_000)),
        Figure.alone("P8.memory", "P8: most memory of the exporter", exporter, "MiB", at_most(MOST_MIB)),
        Figure.alone("P8.gateway", "P8: most memory of a gateway process", gateway, "MiB", at_most(MOST_MIB)),
        Figure.alone("P8.kept", "P8: file made against file streamed: difference", off, "rows and đồng", exactly(0)),
    ]


def _made(product: Product, kind: str) -> str:
    client = product.client()
    body = {"list": "donation", "format": kind, "query": {"campaign": CODE}}
    asked = client.post("/exports", json=body, headers={"Idempotency-Key": uuid.uuid4().hex}).raise_for_status().json()
    path = f"/exports/{asked['export_id']}"

    def done() -> bool:
        found = client.get(path).raise_for_status().json()
        if found["status"] == "failed":
            raise AssertionError(found["reason"])
        return bool(found["status"] == "done")

    wait_until(done, f"the export as {kind}", LONGEST_SECONDS, every_seconds=0.5)
    return f"{path}/file"


def _read(product: Product, path: str) -> tuple[int, int]:
    """Lines and đồng of a CSV, read as it comes."""
    count = total_vnd = 0
    with product.client().stream("GET", path, timeout=LONGEST_SECONDS) as answer:
        for row in csv.DictReader(line.lstrip("\ufeff") for line in answer.iter_lines()):
            count += 1
            total_vnd += int(row["amount_vnd"])
    return count, total_vnd


def _pieces(product: Product, path: str) -> Iterator[bytes]:
    with product.client().stream("GET", path, timeout=LONGEST_SECONDS) as answer:
        yield from answer.iter_bytes()


def _rows(units: list[str], number: int) -> Iterator[dict[str, Any]]:
    for n in range(number):
        unit, on, amount_vnd = units[n % len(units)], f"2024-10-{n % 28 + 1:02d}", 10_000 + n % 1_000
        state = {
            "donation_id": f"b{n:08d}", "version": 1, "campaign": CODE, "unit": unit, "amount_vnd": amount_vnd,
            "channel": "cash", "received_on": on, "recorded_at": f"{on}T03:00:00.000Z", "donor_name": "N. V. Mẫu",
            "pledge_id": None, "statement_line_id": None, "import_id": None, "journal_entry_id": f"donation-b{n:08d}",
        }
        adds = [{"figure": "received", "source": "cash", "count": 1, "amount_vnd": amount_vnd}]
        yield {
            "_id": f"donation:b{n:08d}", "kind": "donation", "version": 1, "campaign": CODE, "unit": unit, "on": on,
            "event_id": "bench", "event_type": "donations.donations_recorded.v1", "state": state, "adds": adds,
        }


def _fill(product: Product, rows: Iterator[dict[str, Any]]) -> None:
    read_models = product.database("gateway")
    position = read_models.positions.find_one({})
    assert position is not None  # the campaign is in the report, so the projector has a position
    while batch := list(islice(rows, AT_ONCE)):
        read_models[rows_name(position["generation"])].insert_many(batch, ordered=False)


def _peak_mib(pid: int | None) -> float:
    """The most memory that a process, or one below it, ever held at once."""
    assert pid is not None
    peaks = []
    for one in tree(pid):
        words = Path(f"/proc/{one}/status").read_text().split()
        peaks.append(int(words[words.index("VmHWM:") + 1]) / 1024)
    return max(peaks)
