"""Receive a statement file piece by piece, queue it for the importer, cancel it, look at it.

A file is refused by its first piece, before anything is written: unknown account, unknown layout, not UTF-8.
"""

import base64
import binascii
import datetime as dt
import uuid
from typing import Any, ClassVar

from contracts.refusals import Kind, NotFound, Refusal
from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from services.donations.campaigns.commands import find_campaign
from services.donations.campaigns.documents import FundAccount
from services.donations.statements import storage
from services.donations.statements.certificate import Certificate
from services.donations.statements.documents import StatementChunk, StatementImport
from services.donations.statements.layouts import sniff
from services.donations.statements.publishing import import_state, publish_import

MAX_FILE_BYTES = 200_000_000
"""About 1.6 million rows. A longer statement is imported in several files."""

ABANDONED_AFTER = dt.timedelta(days=1)

FIRST_INDEX_TO_APPEND = 1


class AccountNotInCampaign(Refusal):
    """The campaign does not collect on this bank account."""


class StatementImportNotFound(NotFound):
    """No import has this id."""


class StatementPieceUnreadable(Refusal):
    """A piece of the file is empty or not base64."""


class StatementPieceOutOfOrder(Refusal):
    """Pieces come one after the other; this one is not the next."""

    kind: ClassVar[Kind] = "conflict"


class StatementPieceDiffers(Refusal):
    """This piece came before with other bytes."""

    kind: ClassVar[Kind] = "conflict"


class StatementFileTooLarge(Refusal):
    """The file is larger than MAX_FILE_BYTES."""


class StatementFileDiffers(Refusal):
    """Size or SHA-256 of what arrived is not what the sender says it sent."""


class StatementImportClosed(Refusal):
    """The import is past the step that was asked for."""

    kind: ClassVar[Kind] = "conflict"


def begin_statement_import(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """Open an upload (`BeginStatementImport`) and give the import as it stands.

    Raises CampaignNotFound, AccountNotInCampaign, StatementPieceUnreadable, IdempotencyKeyReused and the
    refusals of `layouts.sniff`; then nothing is written.
    """
    return once(uow, "begin_statement_import", context, command, lambda: _begin(uow, command, context))


def append_statement_chunk(uow: UnitOfWork, command: dict[str, Any]) -> dict[str, Any]:
    """Take the next piece (`AppendStatementChunk`). The same piece again changes nothing.

    Raises StatementImportNotFound, StatementImportClosed, StatementPieceUnreadable, StatementPieceOutOfOrder,
    StatementPieceDiffers, StatementFileTooLarge.
    """
    found = _receiving(command["import_id"])
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
    """Check size and hash, then queue the import (`FinishStatementUpload`). Asked again, gives the import as
    it is.

    Raises StatementImportNotFound, StatementImportClosed, StatementFileDiffers.
    """
    found = _import(command["import_id"])
    if found.queued_at and found.file_sha256 == command["sha256"]:
        return import_state(found)
    found = _receiving(command["import_id"])
    if found.received_bytes != command["size_bytes"]:
        raise _differs("size_bytes", f"Đã nhận {found.received_bytes} byte, bên gửi báo {command['size_bytes']} byte.")
    if storage.file_sha256(uow.db, found.id, found.chunks) != command["sha256"]:
        raise _differs("sha256", "Tệp đã nhận không giống tệp bên gửi báo (mã băm SHA-256 không khớp).")
    found.file_sha256 = command["sha256"]
    found.status = "queued"
    found.queued_at = uow.now
    found.version += 1
    found.save()
    publish_import(uow, found)
    return import_state(found)


def cancel_statement_import(uow: UnitOfWork, command: dict[str, Any]) -> dict[str, Any]:
    """Give up an import that has not begun. Asked again, gives the import as it is.

    A running one is not cancelled: its rows are money and stay, so stopping would leave half a statement in
    the ledger. Raises StatementImportNotFound, StatementImportClosed.
    """
    found = _import(command["id"])
    if found.status == "cancelled":
        return import_state(found)
    if found.status not in ("receiving", "queued"):
        raise _closed(found)
    was_queued = found.status == "queued"
    found.status = "cancelled"
    found.finished_at = uow.now
    found.version += 1
    found.save()
    StatementChunk.objects(import_id=found.id).delete()
    if was_queued:
        publish_import(uow, found)
    return import_state(found)


def cancel_abandoned(uow: UnitOfWork, most: int) -> int:
    """Cancel uploads that were begun and not finished within ABANDONED_AFTER, at the most ``most`` of them: whoever
    sent them has gone.  Gives how many."""
    begun = StatementImport.objects(status="receiving", received_at__lt=uow.now - ABANDONED_AFTER)
    found = [one.id for one in begun.only("id").limit(most)]
    for import_id in found:
        cancel_statement_import(uow, {"id": import_id})
    return len(found)


def get_statement_import(import_id: str) -> dict[str, Any]:
    """The import as it stands, with its certificate as far as it has got. Raises StatementImportNotFound."""
    return import_state(_import(import_id))


def _begin(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    account = _account(command["campaign"], command["account_number"])
    first = _decoded(command["first_chunk_base64"], "first_chunk_base64")
    layout = sniff(first, layout=command["layout"], bank=account.bank)
    opened = StatementImport(
        id=uuid.uuid4().hex,
        version=1,
        campaign=command["campaign"],
        unit=account.unit,
        account_number=account.number,
        layout=layout.code,
        file_name=command["file_name"],
        received_bytes=len(first),
        chunks=1,
        status="receiving",
        received_by=context.actor,
        received_at=uow.now,
        certificate=Certificate().to_json(),
    )
    opened.save(force_insert=True)
    storage.write_chunk(opened.id, 0, first)
    return import_state(opened)


def _account(campaign_code: str, number: str) -> FundAccount:
    for account in find_campaign(campaign_code).accounts:
        if account.number == number:
            return account
    raise AccountNotInCampaign(
        "Tài khoản này không thuộc đợt vận động.",
        field="account_number",
        remedy="Chọn một tài khoản đã khai trong tệp đợt vận động, hoặc khai thêm tài khoản này.",
        campaign=campaign_code,
    )


def _import(import_id: str) -> StatementImport:
    found = StatementImport.objects(id=import_id).first()
    if found is None:
        raise StatementImportNotFound(
            "Không có lần nhập sao kê nào mang mã này.", field="import_id", remedy="Kiểm tra lại mã lần nhập."
        )
    return found


def _receiving(import_id: str) -> StatementImport:
    found = _import(import_id)
    if found.status != "receiving":
        raise _closed(found)
    return found


_STATUS_NAMES = {
    "receiving": "đang nhận tệp", "queued": "đang chờ đọc", "running": "đang đọc", "done": "đã xong",
    "cancelled": "đã hủy", "failed": "không đọc được",
}


def _closed(found: StatementImport) -> StatementImportClosed:
    return StatementImportClosed(
        f"Lần nhập này {_STATUS_NAMES[found.status]}, không làm bước này được nữa.",
        field="import_id",
        remedy="Xem kết quả lần nhập này; cần nhập lại thì tải tệp lên lần mới, dòng đã có sẽ không bị ghi hai lần.",
        status=found.status,
    )


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
