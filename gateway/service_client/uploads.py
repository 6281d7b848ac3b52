"""A file on its way to a service, piece by piece, in bounded memory."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import IO, Any, NamedTuple

from contracts.refusals import Refusal
from gateway.service_client.client import ServiceClient
from messaging.context import CommandContext

PIECE_BYTES = 512 * 1024


class EmptyFile(Refusal):
    """The file holds nothing."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message, field="file", remedy=remedy)


class Upload(NamedTuple):
    """The three commands that take a file in, and where the answer of the first has the id of what was begun."""

    service: str
    begin: str
    append: str
    finish: str
    id_field: str


STATEMENT = Upload(
    "donations", "begin_statement_import", "append_statement_chunk", "finish_statement_upload", "import_id"
)
EVIDENCE = Upload("monitoring", "begin_evidence", "append_evidence", "finish_evidence", "evidence_id")


def send_statement(
    client: ServiceClient, stream: IO[bytes], description: dict[str, Any], begin: CommandContext,
    next_context: Callable[[], CommandContext],
) -> dict[str, Any]:
    """Send a statement file and queue its import; returns the import as it stands.

    ``description``: campaign, account_number, layout, file_name.  ``next_context()`` gives a fresh context (its own
    deadline) for each further piece.  The first piece already decides whether the layout is known: an unreadable
    file is refused before anything is written.  Raises :class:`EmptyFile` and what :class:`ServiceClient` raises."""
    first = stream.read(PIECE_BYTES)
    if not first:
        raise EmptyFile("Tệp sao kê trống.", "Tải lại sao kê từ ngân hàng rồi gửi lại.")
    return _send(client, STATEMENT, first, stream, description, begin, next_context)


def send_evidence(
    client: ServiceClient, stream: IO[bytes], description: dict[str, Any], begin: CommandContext,
    next_context: Callable[[], CommandContext],
) -> dict[str, Any]:
    """Send a photo or file of a visit; returns what is known of it.  ``description``: a ``BeginEvidence`` without its
    piece.  Raises as :func:`send_statement` does."""
    first = stream.read(PIECE_BYTES)
    if not first:
        raise EmptyFile("Tệp trống.", "Chọn lại ảnh hoặc tệp rồi gửi lại.")
    return _send(client, EVIDENCE, first, stream, description, begin, next_context)


def _send(
    client: ServiceClient, upload: Upload, first: bytes, stream: IO[bytes], description: dict[str, Any],
    begin: CommandContext, next_context: Callable[[], CommandContext],
) -> dict[str, Any]:
    try:
        return _pieces(client, upload, first, stream, description, begin, next_context)
    except Refusal as refusal:
        # Whoever sends a file knows nothing of the pieces it travels in.
        if refusal.field in ("first_chunk_base64", "chunk_base64", "size_bytes", "sha256", "index"):
            refusal.field = "file"
        raise


def _pieces(
    client: ServiceClient, upload: Upload, first: bytes, stream: IO[bytes], description: dict[str, Any],
    begin: CommandContext, next_context: Callable[[], CommandContext],
) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    opened = client.call(upload.service, upload.begin, {**description, "first_chunk_base64": _text(first)}, begin)
    which = {upload.id_field: opened[upload.id_field]}
    piece, index = first, 0
    while piece:
        if index > 0:
            more = {**which, "index": index, "chunk_base64": _text(piece)}
            client.call(upload.service, upload.append, more, next_context())
        digest.update(piece)
        size += len(piece)
        piece, index = stream.read(PIECE_BYTES), index + 1
    finish = {**which, "size_bytes": size, "sha256": digest.hexdigest()}
    return client.call(upload.service, upload.finish, finish, next_context())


def _text(piece: bytes) -> str:
    return base64.b64encode(piece).decode()
