"""How long and how much: the full run, and the quick one of less than three minutes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Bounds of one run.  Seconds are of load, apart from starting, draining and checking."""

    quick: bool
    limit_seconds: int
    rounds: int
    warm_up_seconds: int
    gifts_seconds: int
    reference_seconds: int
    alone_seconds: int
    freshness_seconds: int
    report_rows: int
    report_seconds: int
    backlog_seconds: int
    statement_rows: int
    import_rows: int
    import_rounds: int
    export_rows: int
    search_lines: int
    search_seconds: int


QUICK = Plan(
    quick=True,
    limit_seconds=175,
    rounds=1,
    warm_up_seconds=2,
    gifts_seconds=8,
    reference_seconds=8,
    alone_seconds=3,
    freshness_seconds=12,
    report_rows=500_000,
    report_seconds=4,
    backlog_seconds=5,
    statement_rows=10_000,
    import_rows=50_000,
    import_rounds=1,
    export_rows=20_000,
    search_lines=20_000,
    search_seconds=3,
)

FULL = Plan(
    quick=False,
    limit_seconds=2_400,
    rounds=3,
    warm_up_seconds=3,
    gifts_seconds=20,
    reference_seconds=15,
    alone_seconds=10,
    freshness_seconds=60,
    report_rows=5_000_000,
    report_seconds=15,
    backlog_seconds=20,
    statement_rows=50_000,
    import_rows=1_000_000,
    import_rounds=1,
    export_rows=1_000_000,
    search_lines=1_000_000,
    search_seconds=60,
)
