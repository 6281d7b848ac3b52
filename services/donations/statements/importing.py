"""Import one statement file: batch by batch, each in one transaction, so that a run that dies can simply run
again.

A second run reads the file from its first line. Rows that are in the ledger are found by their identity;
those that this very import brought count as posted, so the certificate comes out the same as from an
undisturbed run.
"""

import copy
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from messaging.crash_points import reach
from messaging.unit_of_work import Store, UnitOfWork
from runtime.clock import local_day
from services.donations.intake.commands import book_statement_credits
from services.donations.ledger.commands import book_bank_debits
from services.donations.ledger.fund_receipts import IMPORT_SHARDS
from services.donations.statements import leases, storage
from services.donations.statements.certificate import Certificate
from services.donations.statements.documents import StatementImport
from services.donations.statements.identity import identify
from services.donations.statements.layouts import LAYOUTS
from services.donations.statements.leases import Lease
from services.donations.statements.lines import RefusedLine, StatementLineFact
from services.donations.statements.publishing import publish_import
from services.donations.statements.reader import read_statement

ROWS_PER_TRANSACTION = 500
"""Also the most entries that one event carries."""

BATCHES_PER_EVENT = 10
"""Progress is said every 5,000 rows; the import itself holds it after every batch."""

Row = StatementLineFact | RefusedLine


@dataclass(frozen=True)
class _Target:
    """Where the money of this import belongs."""

    import_id: str
    campaign: str
    unit: str
    account_number: str


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
        # What an earlier run has certified; until we are past it, the import keeps showing that.
        self._rows_shown = int(record.get("rows_read") or 0)

    def run(self) -> bool:
        """Read the file to its end. Returns False when told to stop before; then another run goes on.

        Raises LeaseLost, StoreAway, and whatever is wrong with the file or the booking.
        """
        self._store.transact(lambda uow: self._keep(uow, {}, say=True))
        for number, batch in enumerate(_batches(self._rows()), start=1):
            if self._should_stop():
                return False
            say = number % BATCHES_PER_EVENT == 0
            self._certificate = self._store.transact(partial(self._post, batch=batch, say=say))
            reach("importer.after_commit")
        reach("importer.before_done")
        self._store.transact(self._finish)
        return True

    def _rows(self) -> Iterator[Row]:
        record = self._lease.record
        stream = storage.open_file(self._store.db, record["_id"], record["chunks"])
        # The day the file came, not today: a run that is taken up again tomorrow must refuse the same rows.
        came_on = local_day(record["received_at"])
        return identify(record["account_number"], read_statement(stream, LAYOUTS[record["layout"]], came_on))

    def _post(self, uow: UnitOfWork, batch: list[Row], *, say: bool) -> Certificate:
        """Book what is new of a batch. Gives the certificate with the batch in it, and changes nothing in
        memory, because a transaction may run more than once."""
        facts = [row for row in batch if isinstance(row, StatementLineFact)]
        brought_by = _known_lines(uow, facts)
        new = [fact for fact in facts if fact.line_id not in brought_by]
        if new:
            _insert_lines(uow, self._target, new)
            _book(uow, self._target, new, self._shard)
        ours = self._target.import_id
        certificate = copy.deepcopy(self._certificate)
        for row in batch:
            if isinstance(row, RefusedLine):
                certificate.refuse(row)
            else:
                certificate.add(row, posted=brought_by.get(row.line_id, ours) == ours)
        progress: dict[str, Any] = {}
        if certificate.rows_read > self._rows_shown:
            progress = {"rows_read": certificate.rows_read, "certificate": certificate.to_json(), "attempts": 0}
        self._keep(uow, progress, say=say and bool(progress))
        reach("importer.before_commit")
        return certificate

    def _keep(self, uow: UnitOfWork, changes: dict[str, Any], *, say: bool) -> None:
        leases.hold(uow.db, self._lease, changes)
        if say:
            _bump_and_publish(uow, self._target.import_id)

    def _finish(self, uow: UnitOfWork) -> None:
        certificate = self._certificate
        done = {"rows_read": certificate.rows_read, "certificate": certificate.to_json(), "finished_at": uow.now}
        leases.hold(uow.db, self._lease, {**done, "failure": None, "status": "done"})
        _bump_and_publish(uow, self._target.import_id)


def fail(uow: UnitOfWork, lease: Lease, message: str) -> None:
    """Give an import up for good, with a reason for people. Rows it has posted stay posted. Raises
    LeaseLost."""
    leases.hold(uow.db, lease, {"status": "failed", "failure": message, "finished_at": uow.now})
    _bump_and_publish(uow, lease.import_id)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, ROWS_PER_TRANSACTION)):
        yield batch


def _known_lines(uow: UnitOfWork, facts: list[StatementLineFact]) -> dict[str, str]:
    """Which of these lines are there already: line id → id of the import that brought it."""
    wanted = {"_id": {"$in": [fact.line_id for fact in facts]}}
    return {line["_id"]: line["import_id"] for line in uow.db.statement_lines.find(wanted, {"import_id": 1})}


def _insert_lines(uow: UnitOfWork, target: _Target, new: list[StatementLineFact]) -> None:
    # PyMongo's insert_many, because half a millisecond per mongoengine document is most of a large import.
    uow.db.statement_lines.insert_many([_stored(target, fact, uow.now) for fact in new])


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


def _book(uow: UnitOfWork, target: _Target, new: list[StatementLineFact], shard: int) -> None:
    to = (target.campaign, target.unit, target.account_number, target.import_id, uow.now, shard)
    credits = [fact for fact in new if fact.credit_vnd]
    debits = [fact for fact in new if fact.debit_vnd]
    if credits:
        book_statement_credits(uow, credits, *to)
    if debits:
        book_bank_debits(uow, debits, *to)


def _bump_and_publish(uow: UnitOfWork, import_id: str) -> None:
    uow.db.statement_imports.update_one({"_id": import_id}, {"$inc": {"version": 1}})
    publish_import(uow, StatementImport.objects.get(id=import_id))
