"""Many of one kind from a list: a line in a resource's module gives an upload with a trial run and a word on each row.

Each row is a command of its own.  One that is refused does not touch the others, and the same file again changes
nothing: the key of a row is the file's hash and the row's number.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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


class NotedRow(Schema):
    """A row that was taken, and what somebody should look at."""

    row = fields.Integer(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)


class NotedOutcome(BulkOutcome):
    """What became of a list, with what is to be looked at."""

    noted = fields.List(fields.Nested(NotedRow), required=True)


Row = dict[str, Any]
Notes = Callable[[Row, Row], list[tuple[str, str]]]
"""Says of a row, as a command and as it was answered, what somebody should look at: codes and words."""
BeginsNotes = Callable[[Sequence[Row]], Notes]
"""Begins the notes on one list, given the rows of it that were taken before."""


class RowTwice(Refusal):
    """The row says again what an earlier row of the file says."""


@dataclass(frozen=True)
class Kind:
    """What the rows of a list are, as :func:`add_bulk` was told."""

    action: str
    schema: type[Command]
    method: str
    service: str
    headings: Mapping[str, str]
    unit_of: Callable[[Row], str]
    once_each: Sequence[str]
    known_by: Sequence[str]
    notes: BeginsNotes | None
    check: Callable[[Row], object]

    def read(self, data: bytes, told: Row) -> list[TableRow]:
        """The rows of a file; ``told`` holds for all of them.  Raises the refusals of `read_table`."""
        return read_table(data, self.schema(), self.headings, [*told, "row_key", "list_id"])

    def take(
        self, rows: Sequence[TableRow], told: Row, digest: str, dry_run: bool, before: Sequence[TableRow] = (),
        list_id: str = "",
    ) -> tuple[list[Row], list[Row]]:
        """Ask for each row; those that were refused, and what is to be looked at.

        digest: :func:`digest_of` the file; before: rows of it that were asked for already; list_id: by which a list can
        be taken back, the digest unless told."""
        told = told | ({"list_id": list_id or digest} if "list_id" in self.schema().fields else {})
        loader, note = self.schema(), self.notes([one.told for one in before]) if self.notes else None
        seen: dict[tuple[Any, ...], int] = {}
        for row in before:
            seen.setdefault(_named(row, self.once_each), row.number)
        refused: list[Row] = []
        noted: list[Row] = []
        for row in rows:
            try:
                _not_twice(row, self.once_each, seen)
                payload = {**told, **row.told}
                loaded = loader.load(payload)
                require(self.action, self.unit_of(loaded))
                self.check(loaded)
                if self.known_by:
                    payload["row_key"] = _row_key([payload.get(name) for name in self.known_by])
                key = None if self.known_by else f"{digest}-{row.number}"
                answered = services().call(self.service, self.method, payload, context(key, rehearsal=dry_run))
                if note:
                    noted += [{"row": row.number, "code": c, "message": m} for c, m in note(payload, answered)]
            except ValidationError as error:
                first = flatten(error.normalized_messages())[0]
                remedy = "Sửa ô này rồi gửi lại."
                refused.append(_told(row, "invalid_command", first["field"], first["message"], remedy))
            except Refusal as refusal:
                refused.append(_told(row, refusal.code, refusal.field, refusal.message, refusal.remedy))
        return refused, noted


def digest_of(data: bytes) -> str:
    """Knows a file again: the keys of its rows begin with it."""
    return hashlib.sha256(data).hexdigest()[:40]


def add_bulk(
    blp: Blueprint, action: str, schema: type[Command], method: str, title: str, headings: Mapping[str, str],
    *, given: Sequence[str] = ("campaign",), once_each: Sequence[str] = (), path: str = "/import",
    service: str = "donations", unit_of: Callable[[Row], str] = lambda row: str(row["unit"]),
    known_by: Sequence[str] = (), notes: BeginsNotes | None = None,
    check: Callable[[Row], object] = lambda row: None,
) -> Kind:
    """Add ``POST <path>``: multipart with ``file`` (CSV or XLSX), the fields ``given`` for all rows, and ``dry_run``.
    Gives the kind, for pages that take such a list.

    schema, method: the command that each row is; headings: its columns in Vietnamese; once_each: fields of which no
    two rows may have the same values; ``action`` is required for each row's unit, which ``unit_of`` finds.  What is
    named in ``path`` holds for all rows too.
    check: refuses a row for what its service does not know, as the making of one does.
    known_by: the service knows a row again by these fields (its ``row_key``), in whatever file it comes; notes: begins
    the notes on one list."""
    kind = Kind(action, schema, method, service, headings, unit_of, once_each, known_by, notes, check)
    form: dict[str, Any] = {name: {"type": "string"} for name in given}
    form |= {"file": {"type": "string", "format": "binary"}, "dry_run": {"type": "boolean", "default": False}}
    body = {"type": "object", "required": [*given, "file"], "properties": form}

    @blp.route(path, methods=["POST"], endpoint=f"bulk_{method}")
    @for_those_who_may(action)
    @blp.response(200, NotedOutcome if notes else BulkOutcome)
    @blp.doc(
        summary=title, requestBody={"required": True, "content": {"multipart/form-data": {"schema": body}}},
        description=f"Các cột: {', '.join(headings.values())}.",
    )
    def take(**placed: str) -> Response:
        told, data = _form(given)
        told |= placed
        rows = kind.read(data, told)
        dry_run = request.form.get("dry_run", "").lower() in ("true", "1")
        refused, noted = kind.take(rows, told, digest_of(data), dry_run)
        outcome = {"rows": len(rows), "taken": len(rows) - len(refused), "refused": refused, "dry_run": dry_run}
        return answer(outcome | ({"noted": noted} if notes else {}))

    return kind


def _row_key(values: Sequence[Any]) -> str:
    """The same for the same cells, whatever blanks and Unicode form they were typed in; accents do matter."""
    cells = [" ".join(unicodedata.normalize("NFC", str(value or "")).split()) for value in values]
    return hashlib.sha256("\n".join(cells).encode()).hexdigest()


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
    named = _named(row, once_each)
    if named in seen:
        raise RowTwice(
            f"Dòng này trùng với dòng {seen[named]}.", field=once_each[0], remedy="Giữ lại một dòng.",
        )
    seen[named] = row.number


def _named(row: TableRow, once_each: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(row.told.get(name)) for name in once_each)


def _told(row: TableRow, code: str, field: str | None, message: str, remedy: str) -> dict[str, Any]:
    return {"row": row.number, "code": code, "field": field, "message": message, "remedy": remedy}
