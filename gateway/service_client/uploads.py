"""A statement file on its way to the donations service, piece by piece, in bounded memory."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import IO, Any

from contracts.refusals import Refusal
from gateway.service_client.client import ServiceClient
from messaging.context import CommandContext

PIECE_BYTES = 512 * 1024


class EmptyFile(Refusal):
    """The file holds nothing."""

    def __init__(self) -> None:
        super().__init__("Tệp sao kê trống.", field="file", remedy="Tải lại sao kê từ ngân hàng rồi gửi lại.")


def send_statement(
    client: ServiceClient, stream: IO[bytes], description: dict[str, Any], begin: CommandContext,
    next_context: Callable[[], CommandContext],
) -> dict[str, Any]:
    """Send a file and queue its import; returns the import as it stands.

    ``description``: campaign, account_number, layout, file_name.  ``next_context()`` gives a fresh context (its own
    deadline) for each further piece.  The first piece already decides whether the layout is known: an unreadable
    file is refused before anything is written.  Raises :class:`EmptyFile` and what :class:`ServiceClient` raises."""
    try:
        return _send(client, stream, description, begin, next_context)
    except Refusal as refusal:
        # Whoever sends a file knows nothing of the pieces it travels in.
        if refusal.field in ("first_chunk_base64", "chunk_base64", "size_bytes", "sha256"):
            refusal.field = "file"
        raise


def _send(
    client: ServiceClient, stream: IO[bytes], description: dict[str, Any], begin: CommandContext,
    next_context: Callable[[], CommandContext],
) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    first = stream.read(PIECE_BYTES)
    if not first:
        raise EmptyFile
    opened = client.call(
        "donations", "begin_statement_import", {**description, "first_chunk_base64": _text(first)}, begin
    )
    import_id = opened["import_id"]
    piece, index = first, 0
    while piece:
        if index > 0:
            more = {"import_id": import_id, "index": index, "chunk_base64": _text(piece)}
            client.call("donations", "append_statement_chunk", more, next_context())
        digest.update(piece)
        size += len(piece)
        piece, index = stream.read(PIECE_BYTES), index + 1
    finish = {"import_id": import_id, "size_bytes": size, "sha256": digest.hexdigest()}
    return client.call("donations", "finish_statement_upload", finish, next_context())


def _text(piece: bytes) -> str:
    return base64.b64encode(piece).decode()
