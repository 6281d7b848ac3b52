"""Many of one kind from a list: a line in a resource's module gives an upload with a trial run and a word on each row.

Each row is a command of its own.  One that is refused does not touch the others, and the same file again changes
nothing: the key of a row is the file's hash and the row's number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields

from contracts.commands import Command
from contracts.refusals import InvalidCommand, Refusal
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import answer, context
from gateway.api.table_files import TableRow, read_table
from gateway.service_client import services
from messaging.answering import flatten


class RefusedRow(Schema):
    """A row that was refused, and what would be right."""

    row = fields.Integer(required=True)
    code = fields.String(required=True)
    field = fields.String(required=True, allow_none=True)
    message = fields.String(required=True)
    remedy = fields.String(required=True)


class BulkOutcome(Schema):
    """What became of a list.  ``dry_run``: nothing was written, these rows would have been taken."""

    rows = fields.Integer(required=True)
    taken = fields.Integer(required=True)
    refused = fields.List(fields.Nested(RefusedRow), required=True)
    dry_run = fields.Boolean(required=True)


class RowTwice(Refusal):
    """The row says again what an earlier row of the file says."""


def add_bulk(
    blp: Blueprint, action: str, schema: type[Command], method: str, title: str, headings: Mapping[str, str],
    *, given: Sequence[str] = ("campaign",), once_each: Sequence[str] = (), path: str = "/import",
    service: str = "donations", unit_of: Callable[[dict[str, Any]], str] = lambda row: str(row["unit"]),
) -> None:
    """Add ``POST <path>``: multipart with ``file`` (CSV or XLSX), the fields ``given`` for all rows, and ``dry_run``.

    schema, method: the command that each row is; headings: its columns in Vietnamese; once_each: fields of which no
    two rows may have the same values; ``action`` is required for each row's unit, which ``unit_of`` finds."""
    form: dict[str, Any] = {name: {"type": "string"} for name in given}
    form |= {"file": {"type": "string", "format": "binary"}, "dry_run": {"type": "boolean", "default": False}}
    body = {"type": "object", "required": [*given, "file"], "properties": form}

    @blp.route(path, methods=["POST"], endpoint=f"bulk_{method}")
    @for_those_who_may(action)
    @blp.response(200, BulkOutcome)
    @blp.doc(
        summary=title, requestBody={"required": True, "content": {"multipart/form-data": {"schema": body}}},
        description=f"Các cột: {', '.join(headings.values())}.",
    )
    def take() -> Response:
        told, data = _form(given)
        loader, dry_run = schema(), request.form.get("dry_run", "").lower() in ("true", "1")
        rows = read_table(data, loader, headings, given)
        digest = hashlib.sha256(data).hexdigest()[:40]
        seen: dict[tuple[Any, ...], int] = {}
        refused = []
        for row in rows:
            try:
                _not_twice(row, once_each, seen)
                payload = {**told, **row.told}
                require(action, unit_of(loader.load(payload)))
                key = f"{digest}-{row.number}"
                services().call(service, method, payload, context(key, rehearsal=dry_run))
            except ValidationError as error:
                first = flatten(error.normalized_messages())[0]
                remedy = "Sửa ô này rồi gửi lại."
                refused.append(_told(row, "invalid_command", first["field"], first["message"], remedy))
            except Refusal as refusal:
                refused.append(_told(row, refusal.code, refusal.field, refusal.message, refusal.remedy))
        outcome = {"rows": len(rows), "taken": len(rows) - len(refused), "refused": refused, "dry_run": dry_run}
        return answer(outcome)


def _form(given: Sequence[str]) -> tuple[dict[str, str], bytes]:
    missing = [name for name in given if not request.form.get(name)]
    missing += [] if "file" in request.files else ["file"]
    if missing:
        raise InvalidCommand(
            "Thiếu trường này.", field=missing[0],
            remedy=f"Gửi multipart/form-data gồm {', '.join([*given, 'file'])}.",
            errors=[{"field": name, "message": "Thiếu trường này."} for name in missing],
        )
    return {name: request.form[name] for name in given}, request.files["file"].stream.read()


def _not_twice(row: TableRow, once_each: Sequence[str], seen: dict[tuple[Any, ...], int]) -> None:
    if not once_each:
        return
    named = tuple(str(row.told.get(name)) for name in once_each)
    if named in seen:
        raise RowTwice(
            f"Dòng này trùng với dòng {seen[named]}.", field=once_each[0], remedy="Giữ lại một dòng.",
        )
    seen[named] = row.number


def _told(row: TableRow, code: str, field: str | None, message: str, remedy: str) -> dict[str, Any]:
    return {"row": row.number, "code": code, "field": field, "message": message, "remedy": remedy}
