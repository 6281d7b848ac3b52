"""Import one statement file: batch by batch, each in one transaction, so that a run that dies can simply run
again.

Rows read, how far the file is read, and the certificate are kept in the transaction of each batch. A second run reads
the file from its first line, because identical rows must be counted, but books only from where the first one stopped.
Rows that are in the ledger are found by their identity, so the certificate comes out the same as from an undisturbed
run.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, islice
from typing import Any

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from messaging.crash_points import reach
from messaging.inserting import insert_all, was_there
from messaging.unit_of_work import Store, UnitOfWork
from runtime.clock import local_day
from services.donations.intake.commands import book_statement_credits
from services.donations.ledger.commands import book_bank_debits
from services.donations.ledger.fund_receipts import IMPORT_SHARDS
from services.donations.statements import leases, storage
from services.donations.statements.certificate import Certificate
from services.donations.statements.deciding import decided_form
from services.donations.statements.identity import identify
from services.donations.statements.leases import Lease
from services.donations.statements.publishing import bump_and_publish
from services.donations.statements.reading.files import read_file
from services.donations.statements.reading.lines import RefusedLine, StatedBalance, StatementLineFact

ROWS_PER_TRANSACTION = 2000
"""Enough to share what a commit costs, and well within the seconds that a transaction has."""

BATCHES_PER_EVENT = 5
"""Progress is said every 10,000 rows; the import itself holds it after every batch."""

MOST_BYTES_BUFFERED = 100_000
"""A small file may be read to its end before its first row."""

Row = StatementLineFact | RefusedLine | StatedBalance


class UndoUnderWay(Exception):
    """Rows of this file are booked by an import that is just being undone: once it is, they are free."""


@dataclass(frozen=True)
class _Target:
    """Where the money of this import belongs."""

    import_id: str
    campaign: str
    unit: str
    account_number: str


@dataclass(frozen=True)
class _Batch:
    """Rows to be booked in one transaction, and how far the file is read with them."""

    rows: list[Row]
    bytes_read: int | None


class ImportRun:
    """One run over one file under a lease."""

    def __init__(self, store: Store, lease: Lease, should_stop: Callable[[], bool] = lambda: False) -> None:
        record = lease.record
        self._store = store
        self._lease = lease
        self._should_stop = should_stop
        self._target = _Target(record["_id"], record["campaign"], record["unit"], record["account_number"])
        self._certificate = Certificate()
        self._shard = random.choice(IMPORT_SHARDS)
        self._read_before_rows = 0
        self._all_new = True
        self._file = storage.open_file(store.db, record["_id"], record["chunks"])

    def run(self) -> bool:
        """Read the file to its end. Returns False when told to stop before; then another run goes on.

        Raises LeaseLost, StoreAway, UndoUnderWay, and whatever is wrong with the file or the booking.
        """
        self._store.transact(lambda uow: self._keep(uow, {}, say=True))
        rows = self._rows()
        self._pass_over(rows)
        with ThreadPoolExecutor(1, "booking") as writer:
            if not self._book(writer, self._batches(rows)):
                return False
        reach("importer.before_done")
        self._store.transact(self._finish)
        return True

    def _book(self, writer: Executor, batches: Iterator[_Batch]) -> bool:
        """While one batch is being written the next one is read. Returns False when told to stop before the end."""
        writing: Future[Certificate] | None = None
        for number, batch in enumerate(batches, start=1):
            self._written(writing)
            if self._should_stop():
                return False
            say = number % BATCHES_PER_EVENT == 0
            # In a copy of the context, which carries what the log lines say.
            writing = writer.submit(copy_context().run, partial(self._write, batch, say))
        self._written(writing)
        return True

    def _write(self, batch: _Batch, say: bool) -> Certificate:
        """Looking for lines that are there already costs much of what booking them does, and a file holds none or is
        known from end to end: so it is done once one is met, and until a batch has none."""
        if self._all_new:
            try:
                return self._store.transact(partial(self._post, batch=batch, say=say, look=False))
            except BulkWriteError as error:
                if not was_there(error):
                    raise
                self._all_new = False
        return self._store.transact(partial(self._post, batch=batch, say=say, look=True))

    def _written(self, writing: Future[Certificate] | None) -> None:
        if writing is not None:
            self._certificate = writing.result()
            reach("importer.after_commit")

    def _batches(self, rows: Iterator[Row]) -> Iterator[_Batch]:
        while batch := list(islice(rows, ROWS_PER_TRANSACTION)):
            yield _Batch(batch, self._bytes_read())

    def _rows(self) -> Iterator[Row]:
        record = self._lease.record
        # The day the file came, not today: a run that is taken up again tomorrow must refuse the same rows.
        came_on = local_day(record["received_at"])
        account, form = record["account_number"], decided_form(self._store, self._lease)
        rows = identify(account, read_file(self._file, form, account, came_on))
        first = next(rows, None)
        self._read_before_rows = storage.bytes_given(self._file)
        return iter(()) if first is None else chain([first], rows)

    def _pass_over(self, rows: Iterator[Row]) -> None:
        """Skip what an earlier run has booked and certified."""
        record = self._lease.record
        booked = int(record.get("rows_read") or 0)
        if not booked:
            return
        # Balances stand between the rows and were taken with them.
        for row in islice(rows, booked + int(record["certificate"].get("balances_stated", 0))):
            self._certificate.pass_over(row)
        self._certificate.take_up(record["certificate"])

    def _bytes_read(self) -> int | None:
        """None when all was read before the first row came out: then nobody can tell how far the rows are."""
        total = int(self._lease.record["received_bytes"])
        if total > MOST_BYTES_BUFFERED and self._read_before_rows >= total:
            return None
        return storage.bytes_given(self._file)

    def _post(self, uow: UnitOfWork, *, batch: _Batch, say: bool, look: bool) -> Certificate:
        """Book what is new of a batch. Gives the certificate with the batch in it; a transaction may run more than
        once. Raises BulkWriteError when a line is there that was not looked for."""
        facts = [row for row in batch.rows if isinstance(row, StatementLineFact)]
        known = _known_lines(uow, facts) if look else {}
        self._all_new = not known
        free = {line["_id"]: (line.get("booking") or 1) + 1 for line in known.values() if line.get("undone_at")}
        _wait_for_undo(uow, {line["import_id"] for line in known.values() if not line.get("undone_at")})
        new = [fact for fact in facts if fact.line_id not in known or fact.line_id in free]
        if new:
            _keep_lines(uow, self._target, new, free)
            _book(uow, self._target, new, self._shard, free)
        certificate = copy.deepcopy(self._certificate)
        for row in batch.rows:
            if isinstance(row, RefusedLine):
                certificate.refuse(row)
            elif isinstance(row, StatedBalance):
                certificate.state_balance(row)
            else:
                certificate.add(row, posted=row.line_id not in known or row.line_id in free)
        self._keep(uow, {
            "rows_read": certificate.rows_read, "bytes_read": batch.bytes_read,
            "certificate": certificate.to_json(), "attempts": 0,
        }, say=say)  # fmt: skip
        reach("importer.before_commit")
        return certificate

    def _keep(self, uow: UnitOfWork, changes: dict[str, Any], *, say: bool) -> None:
        leases.hold(uow.db, self._lease, changes)
        if say:
            bump_and_publish(uow, self._target.import_id)

    def _finish(self, uow: UnitOfWork) -> None:
        certificate = self._certificate
        done = {"rows_read": certificate.rows_read, "certificate": certificate.to_json(), "finished_at": uow.now}
        leases.hold(uow.db, self._lease, {**done, "failure": None, "status": "done"})
        bump_and_publish(uow, self._target.import_id)


def fail(uow: UnitOfWork, lease: Lease, message: str) -> None:
    """Give an import, or its undo, up with a reason for people. What it has booked stays as it is, and it can be asked
    to go on. Raises LeaseLost."""
    if lease.record["status"] == "undoing":
        changes: dict[str, Any] = {"status": "undo_failed", "failure": message}
    else:
        changes = {"status": "failed", "failure": message, "finished_at": uow.now}
    leases.hold(uow.db, lease, changes)
    bump_and_publish(uow, lease.import_id)


def _known_lines(uow: UnitOfWork, facts: list[StatementLineFact]) -> dict[str, dict[str, Any]]:
    """Which of these lines are there already, by line id."""
    wanted = {"_id": {"$in": [fact.line_id for fact in facts]}}
    found = uow.db.statement_lines.find(wanted, {"import_id": 1, "undone_at": 1, "booking": 1})
    return {line["_id"]: line for line in found}


def _wait_for_undo(uow: UnitOfWork, import_ids: set[str]) -> None:
    if import_ids and uow.db.statement_imports.find_one({"_id": {"$in": list(import_ids)}, "status": "undoing"}):
        raise UndoUnderWay


def _keep_lines(
    uow: UnitOfWork, target: _Target, new: list[StatementLineFact], free: Mapping[str, int]
) -> None:
    """Write lines that are new, and those that an undo has freed (with their next booking)."""
    # Plain documents, because half a millisecond per mongoengine document is most of a large import.
    fresh = [_stored(target, fact, uow.now) for fact in new if fact.line_id not in free]
    if fresh:
        insert_all(uow.db.statement_lines, fresh)
    again = [
        UpdateOne({"_id": fact.line_id}, [{"$set": {
            "earlier_import_ids": {"$concatArrays": [{"$ifNull": ["$earlier_import_ids", []]}, ["$import_id"]]},
            "import_id": target.import_id, "line_no": fact.line_no, "booking": free[fact.line_id],
            "undone_at": None, "recorded_at": uow.now,
        }}])
        for fact in new if fact.line_id in free
    ]  # fmt: skip
    if again:
        uow.db.statement_lines.bulk_write(again, ordered=False)


def _stored(target: _Target, fact: StatementLineFact, now: datetime) -> dict[str, Any]:
    return {
        "_id": fact.line_id,
        "import_id": target.import_id,
        "campaign": target.campaign,
        "unit": target.unit,
        "account_number": target.account_number,
        "line_no": fact.line_no,
        "occurrence": fact.occurrence,
        "posted_on": fact.posted_on.isoformat(),
        "posted_at_time": fact.posted_at_time.isoformat() if fact.posted_at_time else None,
        "reference": fact.reference,
        "debit_vnd": fact.debit_vnd,
        "credit_vnd": fact.credit_vnd,
        "balance_vnd": fact.balance_vnd,
        "memo": fact.memo,
        "counter_account": fact.counter_account,
        "recorded_at": now,
    }


def _book(
    uow: UnitOfWork, target: _Target, new: list[StatementLineFact], shard: int, bookings: Mapping[str, int]
) -> None:
    to = (target.campaign, target.unit, target.account_number, target.import_id, uow.now, shard, bookings)
    credits = [fact for fact in new if fact.credit_vnd]
    debits = [fact for fact in new if fact.debit_vnd]
    if credits:
        book_statement_credits(uow, credits, *to)
    if debits:
        book_bank_debits(uow, debits, *to)
