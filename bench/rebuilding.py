"""P6: making all read models anew, beside the projector's own pace on the same events.

The projector is stopped while gifts are booked as in P1 and a statement is imported (events of 500 rows), then let
loose on the backlog: that is the fastest it goes, with nobody else at work.  Then everything is rebuilt from the log,
three times, and compared.  Measured first, while the log holds nothing else.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from pymongo.collection import Collection

from bench.load import Gifts, book_gifts
from bench.plan import Plan
from bench.product import Product, TookTooLong, wait_until
from bench.results import Figure, at_least, exactly
from chungtay.stack.layout import CHECKOUT
from gateway.database import connect
from gateway.projections.names import rows_name
from gateway.projections.rebuild import live_generation, rebuild
from gateway.projections.store import Db

CAMPAIGN = "bench-rebuild"
PROJECTOR = "projector"
REBUILDS = 3
"""Each takes less than a second of the quick run, so one alone would tell of its luck."""

DONE_WITHIN_SECONDS = 180
LOOK_EVERY_SECONDS = 0.02
HEADER = "PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails"


def measure(product: Product, plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """A backlog, the projector's pace on it, the rebuild's pace on the same, and the check."""
    units = product.make_campaign(CAMPAIGN)
    read_models = connect(product.settings)
    rows = read_models[rows_name(live_generation(read_models))]
    say(f"P6: a backlog of {plan.backlog_seconds} s of gifts and {plan.statement_rows:,} statement rows")
    projectors = [process.name for process in product.stack.processes() if process.name.startswith(PROJECTOR)]
    for name in projectors:
        product.stack.stop_process(name)
    gifts = Gifts(CAMPAIGN, units, product.token())
    book_gifts(f"{product.api_address}/donations", gifts, plan.backlog_seconds)
    _import_statement(product, plan.statement_rows)
    wait_until(lambda: _waiting(product) == 0, "the relay has sent the backlog", DONE_WITHIN_SECONDS)
    time.sleep(1)  # the broker writes its backlog down
    for name in projectors:
        product.stack.start_process(name)
    booked = product.database("donations").donations.count_documents({})
    live = _pace(rows, booked)
    say(f"    the projector took {live:.0f} rows/s; rebuilding")
    rates = [_rebuilt(read_models) for _ in range(REBUILDS)]
    rate = statistics.median(rates)
    say(f"    the rebuilds made {', '.join(f'{one:.0f}' for one in rates)} rows/s")
    return [
        Figure.compared(
            "P6", "rebuild of all read models from the log of events", rate, "rows/s", live,
            "the projector on the same events", at_least(2, ratio=True),
        ),
        _check(product),
    ]


def _rebuilt(read_models: Db) -> float:
    """Rows per second of one rebuild, from its first look to its end."""
    begun = time.monotonic()
    generation = rebuild(read_models).generation
    seconds = time.monotonic() - begun
    return read_models[rows_name(generation)].count_documents({}) / seconds


def _pace(rows: Collection[dict[str, Any]], booked: int) -> float:
    """Rows per second from the first batch to the last one, so without the projector's own start."""
    before = rows.estimated_document_count()
    deadline = time.monotonic() + DONE_WITHIN_SECONDS
    first: tuple[float, int] | None = None
    while True:
        count, now = rows.estimated_document_count(), time.monotonic()
        if first is None and count > before:
            first = (now, count)
        # Every gift is a row; campaigns and imports are rows too, and come first or last.
        if first is not None and count >= booked and rows.count_documents({"kind": "donation"}) >= booked:
            return (count - first[1]) / (now - first[0])
        if now > deadline:
            raise TookTooLong(f"the projector: {count} rows of {booked} after {DONE_WITHIN_SECONDS} s")
        time.sleep(LOOK_EVERY_SECONDS)


def _check(product: Product) -> Figure:
    """`chungtay rebuild --check` finds no difference between events, rows and cells."""
    command = [sys.executable, "-m", "chungtay", "rebuild", "--check"]
    ran = subprocess.run(
        command, cwd=CHECKOUT, env=product.environ, capture_output=True, text=True, check=False,
        timeout=DONE_WITHIN_SECONDS,
    )
    told = re.search(r"(\d+) difference", ran.stdout)
    if ran.returncode and told is None:
        raise AssertionError(f"rebuild --check: {(ran.stdout + ran.stderr)[-1000:]}")
    found = int(told[1]) if told else 0
    return Figure.alone("P6.equal", "P6: `chungtay rebuild --check` after it", found, "differences", exactly(0))


def _waiting(product: Product) -> int:
    return product.database("donations").outbox.count_documents({})


def _import_statement(product: Product, rows: int) -> None:
    """A statement through the front door, and wait for its end."""
    client = product.client("ke-toan")
    campaign = product.database("donations").campaigns.find_one({"_id": CAMPAIGN})
    assert campaign is not None  # it was made above
    account = next(account for account in campaign["accounts"] if account["bank"] == "vietcombank")
    answer = client.post(
        "/statement-imports",
        data={"campaign": CAMPAIGN, "account_number": account["number"]},
        files={"file": ("sao_ke.csv", _statement(rows), "text/csv")},
    ).raise_for_status()
    path = f"/statement-imports/{answer.json()['import_id']}"

    def done() -> bool:
        status = client.get(path).raise_for_status().json()["status"]
        if status in ("failed", "cancelled"):
            raise AssertionError(f"the statement's import ended as {status}")
        return bool(status == "done")

    wait_until(done, f"import of {rows} rows", DONE_WITHIN_SECONDS, 0.2)


def _statement(rows: int) -> bytes:
    """A statement of gifts in the bank's own layout; each line is another one."""
    lines = [
        f"1,{17 + number % 14}/10/2024,{5000 + number % 1000}.{number},,{20 + number % 480}.000,,"
        f"SHGD:{10_000_000 + number}.DD:241017.BO:NGUOI TANG MAU.Remark:ung ho nguoi ngheo"
        for number in range(rows)
    ]
    return ("\n".join([HEADER, *lines]) + "\n").encode("utf-8-sig")
