"""Receive a statement file piece by piece and queue it for the importer.

A file is refused by its first piece, before anything is written: unknown account, unknown layout, not UTF-8. Of a
spreadsheet the first piece tells nothing, so it is looked into when it is whole.
"""

import base64
import binascii
import uuid
from typing import Any

from contracts.refusals import Refusal
from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from services.donations.statements import storage
from services.donations.statements.certificate import Certificate
from services.donations.statements.deciding import account_of, decide_at_once, fund_account, remember
from services.donations.statements.documents import StatementImport
from services.donations.statements.publishing import import_state, publish_import
from services.donations.statements.reading.files import form_by_first_piece
from services.donations.statements.reading.kinds import kind_of
from services.donations.statements.rules import StatementImportClosed
from services.donations.statements.steering import find_import

MAX_FILE_BYTES = 200_000_000
"""About 1.6 million rows. A longer statement is imported in several files."""

FIRST_INDEX_TO_APPEND = 1


class StatementPieceUnreadable(Refusal):
    """A piece of the file is empty or not base64."""


class StatementPieceOutOfOrder(Refusal):
    """Pieces come one after the other; this one is not the next."""

    kind = "conflict"


class StatementPieceDiffers(Refusal):
    """This piece came before with other bytes."""

    kind = "conflict"


class StatementFileTooLarge(Refusal):
    """The file is larger than MAX_FILE_BYTES."""


class StatementFileDiffers(Refusal):
    """Size or SHA-256 of what arrived is not what the sender says it sent."""


class StatementUploadNotFinished(Refusal):
    """Pieces of the file are still to come."""

    kind = "conflict"


@once
def begin_statement_import(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """Open an upload (`BeginStatementImport`) and give the import as it stands.

    Raises CampaignNotFound, AccountNotInCampaign, StatementPieceUnreadable, IdempotencyKeyReused and the
    refusals of `files.form_by_first_piece`; then nothing is written.
    """
    account = fund_account(command["campaign"], command["account_number"])
    first = _decoded(command["first_chunk_base64"], "first_chunk_base64")
    kind = kind_of(first)
    form = None
    if not command["held"]:
        form = form_by_first_piece(first, layout=command["layout"], account=account_of(account))
    opened = StatementImport(
        id=uuid.uuid4().hex,
        version=1,
        campaign=command["campaign"],
        unit=account.unit,
        account_number=account.number,
        layout=command["layout"],
        layout_decided=False,
        file_kind=kind,
        held=command["held"],
        file_name=command["file_name"],
        received_bytes=len(first),
        chunks=1,
        status="receiving",
        received_by=context.actor,
        received_at=uow.now,
        certificate=Certificate().to_json(),
    )
    if form is not None:
        remember(opened, form)
    opened.save(force_insert=True)
    storage.write_chunk(opened.id, 0, first)
    return import_state(opened)


def append_statement_chunk(uow: UnitOfWork, command: dict[str, Any]) -> dict[str, Any]:
    """Take the next piece (`AppendStatementChunk`). The same piece again changes nothing.

    Raises StatementImportNotFound, StatementImportClosed, StatementPieceUnreadable, StatementPieceOutOfOrder,
    StatementPieceDiffers, StatementFileTooLarge.
    """
    found = _receiving(command["import_id"])
    if found.file_sha256:
        raise StatementImportClosed(found.status)
    data = _decoded(command["chunk_base64"], "chunk_base64")
    index: int = command["index"]
    if FIRST_INDEX_TO_APPEND <= index < found.chunks:
        _must_be_the_same(uow, found, index, data)
        return import_state(found)
    if index != found.chunks:
        raise StatementPieceOutOfOrder(
            f"Phần {index} chưa tới lượt.", field="index", remedy=f"Gửi phần {found.chunks}.", next_index=found.chunks
        )
    if found.received_bytes + len(data) > MAX_FILE_BYTES:
        raise StatementFileTooLarge(
            f"Tệp lớn hơn {MAX_FILE_BYTES // 1_000_000} MB.",
            field="chunk_base64",
            remedy="Chia sao kê thành nhiều tệp theo ngày rồi nhập lần lượt.",
            max_bytes=MAX_FILE_BYTES,
        )
    storage.write_chunk(found.id, index, data)
    found.chunks += 1
    found.received_bytes += len(data)
    return _saved(found)


def finish_statement_upload(uow: UnitOfWork, command: dict[str, Any]) -> dict[str, Any]:
    """Check size and hash, then queue the import (`FinishStatementUpload`), unless it is held. Asked again, gives the
    import as it is.

    Raises StatementImportNotFound, StatementImportClosed, StatementFileDiffers, and for a spreadsheet the refusals of
    `files.form_of_spreadsheet`.
    """
    found = find_import(command["import_id"])
    if (found.queued_at or found.held) and found.file_sha256 == command["sha256"]:
        return import_state(found)
    found = _receiving(command["import_id"])
    if found.received_bytes != command["size_bytes"]:
        raise _differs("size_bytes", f"Đã nhận {found.received_bytes} byte, bên gửi báo {command['size_bytes']} byte.")
    if storage.file_sha256(uow.db, found.id, found.chunks) != command["sha256"]:
        raise _differs("sha256", "Tệp đã nhận không giống tệp bên gửi báo (mã băm SHA-256 không khớp).")
    found.file_sha256 = command["sha256"]
    return _saved(found) if found.held else _queue(uow, found)


def start_statement_import(uow: UnitOfWork, command: dict[str, Any]) -> dict[str, Any]:
    """Queue an upload that was held (`ById`). Asked again, gives the import as it is.

    Raises StatementImportNotFound, StatementUploadNotFinished, StatementImportClosed, and the refusals of
    `files.form_by_first_piece` and `files.form_of_spreadsheet`; then it stays held.
    """
    found = find_import(command["id"])
    if found.queued_at:
        return import_state(found)
    found = _receiving(command["id"])
    if not found.file_sha256:
        raise StatementUploadNotFinished(
            "Tệp này chưa nhận xong.", field="import_id", remedy="Gửi nốt các phần còn lại của tệp."
        )
    return _queue(uow, found)


def _queue(uow: UnitOfWork, found: StatementImport) -> dict[str, Any]:
    if not found.layout_decided:
        decide_at_once(uow, found)
    found.status = "queued"
    found.queued_at = uow.now
    found.version += 1
    found.save()
    publish_import(uow, found)
    return import_state(found)


def _receiving(import_id: str) -> StatementImport:
    found = find_import(import_id)
    if found.status != "receiving":
        raise StatementImportClosed(found.status)
    return found


def _decoded(text: str, field: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data:
        raise StatementPieceUnreadable(
            "Phần tệp rỗng hoặc không đúng mã base64.", field=field, remedy="Gửi lại phần này, mã hóa base64."
        )
    return data


def _must_be_the_same(uow: UnitOfWork, found: StatementImport, index: int, data: bytes) -> None:
    if storage.read_chunk(uow.db, found.id, index) != data:
        raise StatementPieceDiffers(
            f"Phần {index} đã nhận với nội dung khác.",
            field="chunk_base64",
            remedy="Hủy lần nhập này rồi tải lại tệp từ đầu.",
        )


def _differs(field: str, message: str) -> StatementFileDiffers:
    return StatementFileDiffers(message, field=field, remedy="Hủy lần nhập này rồi tải lại tệp từ đầu.")


def _saved(found: StatementImport) -> dict[str, Any]:
    found.version += 1
    found.save()
    return import_state(found)
