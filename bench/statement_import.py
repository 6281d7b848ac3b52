"""P2: a large statement from its file to the ledger and on into the report, beside bare `insert_many` of its rows.

The clock runs from the first byte sent until the report holds the last row.  The reference is timed on the driver's
calls alone: neither the reading of the file nor the making of the documents counts against it.  Both in turn, round by
round.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.plan import Plan
from bench.product import Product, TookTooLong, wait_until
from bench.results import Figure, at_least, at_most, exactly
from bench.statement_files import Totals, batches_of, write_statement

REFERENCE_BATCH = 1_000
PLAIN_DATABASE = "bench_plain_rows"
PROCESSES = ("donations", "donations-importer", "projector")
DONE_WITHIN_SECONDS = 900
LOOK_EVERY_SECONDS = 0.05


def measure(product: Product, plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """Import a statement of that many rows, round by round, each into a campaign of its own."""
    rates: list[float] = []
    plain_rates: list[float] = []
    off = 0
    with TemporaryDirectory(prefix="chungtay-statement-") as folder:
        for number in range(1, plan.import_rounds + 1):
            file = Path(folder) / f"sao-ke-{number}.csv"
            totals = write_statement(file, plan.import_rows, seed=number)
            plain_rates.append(_plain_rate(product, file))
            seconds, differs = _import(product, file, totals, f"bench-import-{number}")
            rates.append(totals.rows / seconds)
            off += differs
            say(f"P2: {totals.rows:,} rows: {rates[-1]:.0f} rows/s; bare insert_many {plain_rates[-1]:.0f} rows/s")
            file.unlink()
    ratio_of = f"bare insert_many in batches of {REFERENCE_BATCH:,}"
    return [
        Figure.compared(
            "P2", f"statement of {plan.import_rows:,} rows, from file to ledger to report", median(rates), "rows/s",
            median(plain_rates), ratio_of, at_least(0.4, ratio=True),
        ),
        Figure.alone("P2.rss", "P2: the largest of importer, donations and projector", _most_mib(product), "MiB",
                     at_most(500)),
        Figure.alone("P2.kept", "P2: file against ledger, journal and report: difference", off, "rows and đồng",
                     exactly(0)),
    ]


def _plain_rate(product: Product, file: Path) -> float:
    """Rows per second of the driver alone, into a collection that holds nothing else."""
    rows = product.mongo[PLAIN_DATABASE].rows
    rows.drop()
    count, seconds = 0, 0.0
    for batch in batches_of(file, REFERENCE_BATCH):
        begun = time.perf_counter()
        rows.insert_many(batch)
        seconds += time.perf_counter() - begun
        count += len(batch)
    product.mongo.drop_database(PLAIN_DATABASE)
    return count / seconds


def _import(product: Product, file: Path, totals: Totals, code: str) -> tuple[float, int]:
    """Seconds until the report holds it all, and how far ledger, journal and report are off."""
    product.make_campaign(code)
    client = product.new_client("ke-toan")
    client.timeout = DONE_WITHIN_SECONDS
    campaign = product.database("donations").campaigns.find_one({"_id": code})
    assert campaign is not None  # it was made above
    account = next(account for account in campaign["accounts"] if account["bank"] == "vietcombank")
    begun = time.monotonic()
    with file.open("rb") as stream:
        sent = client.post(
            "/statement-imports", data={"campaign": code, "account_number": account["number"]},
            files={"file": (file.name, stream, "text/csv")},
        ).raise_for_status().json()
    wait_until(lambda: _ended(client, sent["import_id"]), f"import of {totals.rows} rows", DONE_WITHIN_SECONDS, 0.2)
    wait_until(lambda: _reported(product, code) == _expected(totals), "all rows in the report", DONE_WITHIN_SECONDS,
               LOOK_EVERY_SECONDS)
    seconds = time.monotonic() - begun
    client.close()
    return seconds, _off(product, code, totals)


def _ended(client: Any, import_id: str) -> bool:
    status = client.get(f"/statement-imports/{import_id}").raise_for_status().json()["status"]
    if status in ("failed", "cancelled"):
        raise TookTooLong(f"the import ended as {status}")
    return bool(status == "done")


def _expected(totals: Totals) -> tuple[int, int, int, int]:
    return totals.credit_rows, totals.credit_vnd, totals.debit_rows, totals.debit_vnd


def _reported(product: Product, code: str) -> tuple[int, int, int, int]:
    report = product.report(code)
    assert report is not None  # the campaign was seen there before
    received, debits = report["total"]["received"], report["total"]["bank_debits"]
    return received["count"], received["amount_vnd"], debits["count"], debits["amount_vnd"]


def _off(product: Product, code: str, totals: Totals) -> int:
    """Rows and đồng by which gifts and journal differ from the file."""
    db, mine = product.database("donations"), {"campaign": code}
    gifts = next(iter(db.donations.aggregate([
        {"$match": mine}, {"$group": {"_id": None, "count": {"$sum": 1}, "vnd": {"$sum": "$amount_vnd"}}},
    ])))
    booked = next(iter(db.journal_entries.aggregate([
        {"$match": mine},
        {"$group": {"_id": None, "count": {"$sum": 1}, "vnd": {"$sum": {"$sum": "$postings.debit_vnd"}}}},
    ])))
    return (
        abs(gifts["count"] - totals.credit_rows) + abs(gifts["vnd"] - totals.credit_vnd)
        + abs(booked["count"] - totals.rows) + abs(booked["vnd"] - totals.credit_vnd - totals.debit_vnd)
    )


def _most_mib(product: Product) -> float:
    """The most memory that one of the processes has had since it began."""
    names = [process.name for process in product.stack.processes()]
    pids = [product.stack.pid_of(name) for name in names if name.startswith(PROCESSES)]
    return max(_peak_kib(pid) for pid in pids if pid) / 1024


def _peak_kib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
