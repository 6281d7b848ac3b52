"""A statement import as others see it: in answers and in the event."""

from typing import Any

from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.donations.statements.documents import StatementImport
from services.donations.statements.rules import percent

_DIGITS_SHOWN = 4


def import_state(found: StatementImport) -> dict[str, Any]:
    """The import in JSON values, with how far the upload and the reading have got."""
    return {
        **_event_body(found),
        "received_bytes": found.received_bytes,
        "next_chunk_index": found.chunks,
        "undo_reason": found.undo_reason,
        "undo_by": found.undo_by,
    }


def publish_import(uow: UnitOfWork, found: StatementImport) -> None:
    """Say how the import now stands (donations.statement_import_changed.v1)."""
    uow.publish(
        type="donations.statement_import_changed.v1",
        subject=found.id,
        data=_event_body(found),
        aggregate_version=found.version,
    )


def bump_and_publish(uow: UnitOfWork, import_id: str) -> None:
    """Say how an import that was changed without its document now stands."""
    uow.db.statement_imports.update_one({"_id": import_id}, {"$inc": {"version": 1}})
    publish_import(uow, StatementImport.objects.get(id=import_id))


def masked(account_number: str) -> str:
    """An account number of which the last four digits show."""
    return "*" * max(len(account_number) - _DIGITS_SHOWN, 0) + account_number[-_DIGITS_SHOWN:]


def _event_body(found: StatementImport) -> dict[str, Any]:
    return {
        "import_id": found.id,
        "version": found.version,
        "campaign": found.campaign,
        "unit": found.unit,
        "account_number_masked": masked(found.account_number),
        "layout": found.layout,
        "file_name": found.file_name,
        "file_sha256": found.file_sha256,
        "status": found.status,
        "received_at": wire_instant(found.received_at),
        "finished_at": found.finished_at and wire_instant(found.finished_at),
        "failure": found.failure,
        "certificate": dict(found.certificate),
        "rows_read": found.rows_read,
        "bytes_read": found.bytes_read,
        "total_bytes": found.received_bytes,
        "percent": _percent(found),
        "rows_undone": found.rows_undone,
        "undone_at": found.undone_at and wire_instant(found.undone_at),
    }


def _percent(found: StatementImport) -> int | None:
    if found.status in ("undoing", "undo_failed", "undone"):
        return percent(found.rows_undone, found.certificate["rows_posted"])
    if found.status == "done":
        return 100
    if not found.rows_read:
        return 0
    # A format that is read whole before its first row tells nothing by its bytes.
    return None if found.bytes_read is None else percent(found.bytes_read, found.received_bytes)
