"""Cancel an import, let it go on, undo it.

Each is one change of the import's state; the importer, which names the state and its lease with every write, finds it
at its next batch and does the rest.  So whatever dies when, a batch is booked whole or not at all.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from services.donations.intake.documents import DONATIONS, Refund
from services.donations.statements import rules
from services.donations.statements.documents import StatementChunk, StatementImport
from services.donations.statements.publishing import import_state, publish_import
from services.donations.support import fund
from services.donations.support.rules import FundShort

MOST_NAMED = 5
ABANDONED_AFTER = dt.timedelta(days=1)


def find_import(import_id: str) -> StatementImport:
    """Raises StatementImportNotFound."""
    found = StatementImport.objects(id=import_id).first()
    if found is None:
        raise rules.StatementImportNotFound
    return found


def get_statement_import(import_id: str) -> dict[str, Any]:
    """The import as it stands, with its certificate as far as it has got. Raises StatementImportNotFound."""
    return import_state(find_import(import_id))


def cancel_statement_import(uow: UnitOfWork, command: dict[str, Any]) -> dict[str, Any]:
    """Give up an import. Asked again, gives the import as it is.

    One that has not begun is as if it had never come. One that is being read stops after the batch under way; what it
    has booked stays, until it is undone, and the certificate says how far it got. Raises StatementImportNotFound,
    StatementImportClosed."""
    found = find_import(command["id"])
    if found.status == "cancelled":
        return import_state(found)
    rules.check_cancellable(found.status)
    was = found.status
    found.status = "cancelled"
    found.finished_at = uow.now
    if was != "running" and not found.rows_read:
        StatementChunk.objects(import_id=found.id).delete()
    return _saved(uow, found, say=was != "receiving")


def cancel_abandoned(uow: UnitOfWork, most: int) -> int:
    """Cancel uploads that were begun and not finished within ABANDONED_AFTER, at the most ``most`` of them: whoever
    sent them has gone.  Gives how many."""
    begun = StatementImport.objects(status="receiving", received_at__lt=uow.now - ABANDONED_AFTER)
    found = [one.id for one in begun.only("id").limit(most)]
    for import_id in found:
        cancel_statement_import(uow, {"id": import_id})
    return len(found)


@once
def resume_statement_import(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """Let an import that was cancelled or has failed go on where it stopped.

    Raises StatementImportNotFound, StatementImportClosed, StatementFileGone, IdempotencyKeyReused."""
    found = find_import(command["id"])
    has_file = StatementChunk.objects(import_id=found.id).only("id").first() is not None
    rules.check_resumable(found.status, has_file)
    found.status = "queued"
    found.queued_at = uow.now
    found.finished_at = found.failure = found.lease_until = None
    found.suggested_at = None  # its further lines are looked at too
    found.attempts = 0
    return _saved(uow, found)


@once
def undo_statement_import(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """Have everything that an import booked taken back (`UndoStatementImport`); the importer does it.

    From here on the Fund holds the money back, so that nobody spends it meanwhile. Raises StatementImportNotFound,
    StatementImportNotFinished, ImportMoneySpent, ImportMoneyGivenBack, IdempotencyKeyReused."""
    found = find_import(command["import_id"])
    if found.status in ("undoing", "undone"):
        return import_state(found)
    rules.check_undoable(found.status)
    _check_not_given_back(uow, found)
    if found.status != "undo_failed":  # that one holds its money back already
        _hold_back(uow, found)
    found.status = "undoing"
    found.undo_reason, found.undo_by, found.undo_asked_at = command["reason"], context.actor, uow.now
    found.queued_at = uow.now
    found.failure = found.lease_until = None
    found.attempts = 0
    return _saved(uow, found)


def _check_not_given_back(uow: UnitOfWork, found: StatementImport) -> None:
    """By the refunds of the Fund, which are few; the undo itself looks at each of its lines again."""
    refunds = Refund.objects(campaign=found.campaign, unit=found.unit, channel="bank_transfer")
    gifts = {refund.donation_id: refund.id for refund in refunds.only("id", "donation_id")}
    standing = {"_id": {"$in": list(gifts)}, "import_id": found.id, "reversal_entry_id": None}
    given_back = [gifts[gift["_id"]] for gift in uow.db[DONATIONS].find(standing, {"_id": 1}).limit(MOST_NAMED)]
    if given_back:
        raise rules.ImportMoneyGivenBack(given_back)


def _hold_back(uow: UnitOfWork, found: StatementImport) -> None:
    posted = found.certificate["posted"]
    brought_vnd = posted["credit_vnd"] - posted["debit_vnd"] + (found.explained_vnd or 0)
    if brought_vnd <= 0:  # the Fund will have more without it
        return
    try:
        fund.hold_back(uow, found.campaign, found.unit, brought_vnd)
    except FundShort as short:
        raise rules.ImportMoneySpent(**short.facts) from None
    found.undo_held_vnd = brought_vnd


def _saved(uow: UnitOfWork, found: StatementImport, *, say: bool = True) -> dict[str, Any]:
    found.version += 1
    found.save()
    if say:
        publish_import(uow, found)
    return import_state(found)
