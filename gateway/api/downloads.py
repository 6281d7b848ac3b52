"""A table as a file to download, CSV or XLSX, sent as it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, stream_with_context
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema

from gateway.access import allow_table, looks
from gateway.access.current import for_those_who_may, looker
from gateway.reports import tables, xlsx

PIECE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Table:
    """A table to be sent.  file: its name without ending, plain ASCII; title: of its sheets; columns: keys of the rows,
    which are their headings as well."""

    file: str
    title: str
    columns: Sequence[str]
    rows: Iterable[dict[str, Any]]


def named(file: str) -> dict[str, str]:
    """The header that gives a download its name (plain ASCII)."""
    return {"Content-Disposition": f'attachment; filename="{file}"'}


def csv_download(table: Table) -> Response:
    """``<file>.csv``, line by line.  Rows may still be asked of a service: the request stands until the last line."""
    lines = stream_with_context(tables.csv_lines(table.columns, table.rows))
    return Response(lines, content_type=tables.CSV_TYPE, headers=named(f"{table.file}.csv"))


def xlsx_download(table: Table) -> Response:
    """``<file>.xlsx``."""
    made = tables.workbook_file(table.title, table.columns, table.rows)
    pieces = iter(lambda: made.read(PIECE_BYTES), b"")
    return Response(pieces, content_type=xlsx.CONTENT_TYPE, headers=named(f"{table.file}.xlsx"))


def add_table(
    blp: Blueprint, path: str, action: str, which: type[Schema], title: str, table: Callable[..., Table]
) -> None:
    """Add ``GET <path>.csv`` and ``<path>.xlsx``.

    which: the query's schema; title: what is downloaded, in Vietnamese; table: called with the query and with what
    stands in the path.  Its refusals must be raised before it returns: then the answer has begun."""

    shown = allow_table.table().shows_people(action)

    def add(ending: str, content_type: str, download: Callable[[Table], Response]) -> None:
        @blp.route(f"{path}.{ending}", methods=["GET"], endpoint=f"{table.__qualname__}_{ending}")
        @for_those_who_may(action)
        @blp.arguments(which, location="query", unknown=RAISE)
        @blp.response(200, content_type=content_type)
        @blp.doc(summary=f"Tải {title}, dạng {ending.upper()}.")
        def downloaded(asked: dict[str, Any], **in_path: str) -> Response:
            made = table(asked, **in_path)
            if shown:
                made = replace(made, rows=looks.noted(looker(), action, made.rows))
            return download(made)

    add("csv", "text/csv", csv_download)
    add("xlsx", xlsx.CONTENT_TYPE, xlsx_download)
