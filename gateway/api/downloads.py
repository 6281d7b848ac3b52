"""A table as a file to download, sent as it is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, stream_with_context

from gateway.reports import tables, xlsx

Rows = Iterable[dict[str, Any]]

PIECE_BYTES = 64 * 1024


def named(file: str) -> dict[str, str]:
    """The header that gives a download its name (plain ASCII)."""
    return {"Content-Disposition": f'attachment; filename="{file}"'}


def csv_download(file: str, columns: Sequence[str], rows: Rows) -> Response:
    """``<file>.csv``, line by line.  Rows may still be asked of a service: the request stands until the last line."""
    lines = stream_with_context(tables.csv_lines(columns, rows))
    return Response(lines, content_type=tables.CSV_TYPE, headers=named(f"{file}.csv"))


def xlsx_download(file: str, title: str, columns: Sequence[str], rows: Rows) -> Response:
    """``<file>.xlsx`` with sheets called ``title``."""
    made = tables.workbook_file(title, columns, rows)
    pieces = iter(lambda: made.read(PIECE_BYTES), b"")
    return Response(pieces, content_type=xlsx.CONTENT_TYPE, headers=named(f"{file}.xlsx"))
