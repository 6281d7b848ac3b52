"""A statement import as others see it: in answers and in the event."""

from typing import Any

from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.donations.statements.documents import StatementImport

_DIGITS_SHOWN = 4


def import_state(found: StatementImport) -> dict[str, Any]:
    """The import in JSON values, with how far the upload and the reading have got."""
    return {
        **_event_body(found),
        "received_bytes": found.received_bytes,
        "next_chunk_index": found.chunks,
        "rows_read": found.rows_read,
    }


def publish_import(uow: UnitOfWork, found: StatementImport) -> None:
    """Say how the import now stands (donations.statement_import_changed.v1)."""
    uow.publish(
        type="donations.statement_import_changed.v1",
        subject=found.id,
        data=_event_body(found),
        aggregate_version=found.version,
    )


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
    }
