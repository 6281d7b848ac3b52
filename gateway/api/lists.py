"""The list of a resource: one line in its module gives pages of JSON, and all of it as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.fields import LocalDay, code_field, unit_field
from contracts.shapes import Strict
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, require_somewhere
from gateway.api.asking import answer
from gateway.reports import listing, tables, xlsx


class WhichRows(Strict):
    """Of which campaign, unit (with all below) and days."""

    campaign = code_field(required=True)
    unit = unit_field(load_default=None, allow_none=True)
    from_on = LocalDay(load_default=None, allow_none=True)
    to_on = LocalDay(load_default=None, allow_none=True)


def add_list(
    blp: Blueprint, kind: str, shown: type[Schema], title: str, *, action: str = "rows.read",
    filters: Mapping[str, fields.Field[Any]] | None = None, path: str = "",
) -> None:
    """Add ``GET <path>`` (pages), ``<path>/export.csv`` and ``<path>/export.xlsx`` of the rows of ``kind``.

    shown: the row of the event, whose fields are shown and nothing else; title: what is listed, in Vietnamese;
    filters: further query parameters, each an exact value of the row's field of that name.  Rows of units for which
    the account may not do ``action`` are left out."""
    more = dict(filters or {})
    which = type(f"Which_{kind}", (WhichRows,), dict(more))  # marshmallow empties what it is given
    paged = type(
        f"Page_{kind}", (which,),
        {
            "after": fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400)),
            "limit": fields.Integer(load_default=50, validate=validate.Range(1, listing.MOST_PER_PAGE)),
        },
    )
    page_shape = Schema.from_dict(
        {
            "rows": fields.List(fields.Nested(shown), required=True),
            "next": fields.String(required=True, allow_none=True),
        },
        name=f"PageOf_{kind}",
    )
    columns = [name for name, field in shown().fields.items() if not isinstance(field, fields.Nested)]

    def question(asked: dict[str, Any]) -> listing.Question:
        asking = require_somewhere(action)
        state = {name: asked[name] for name in more if asked.get(name) is not None}
        return listing.Question(
            kind, asked["campaign"], allow_table.areas(asking, action), asked["unit"], asked["from_on"],
            asked["to_on"], state,
        )

    def rows_shown(asked: dict[str, Any]) -> Any:
        return ({name: row.get(name) for name in columns} for row in listing.every(question(asked)))

    @blp.route(path, methods=["GET"], endpoint=f"list_{kind}")
    @for_those_who_may(action)
    @blp.arguments(paged, location="query", unknown=RAISE)
    @blp.response(200, page_shape)
    @blp.doc(summary=f"Danh sách {title}, từng trang.")
    def pages(asked: dict[str, Any]) -> Response:
        found = listing.page(question(asked), asked["after"], asked["limit"])
        names = list(shown().fields)
        rows = [{name: row[name] for name in names if name in row} for row in found["rows"]]
        return answer({"rows": rows, "next": found["next"]})

    @blp.route(f"{path}/export.csv", methods=["GET"], endpoint=f"export_{kind}_csv")
    @for_those_who_may(action)
    @blp.arguments(which, location="query", unknown=RAISE)
    @blp.response(200, content_type="text/csv")
    @blp.doc(summary=f"Tải toàn bộ danh sách {title}, dạng CSV.")
    def export_csv(asked: dict[str, Any]) -> Response:
        return Response(
            tables.csv_lines(columns, rows_shown(asked)), content_type=tables.CSV_TYPE, headers=_named(kind, "csv")
        )

    @blp.route(f"{path}/export.xlsx", methods=["GET"], endpoint=f"export_{kind}_xlsx")
    @for_those_who_may(action)
    @blp.arguments(which, location="query", unknown=RAISE)
    @blp.response(200, content_type=xlsx.CONTENT_TYPE)
    @blp.doc(summary=f"Tải toàn bộ danh sách {title}, dạng XLSX.")
    def export_xlsx(asked: dict[str, Any]) -> Response:
        made = tables.workbook_file(title, columns, rows_shown(asked))
        return Response(
            iter(lambda: made.read(64 * 1024), b""), content_type=xlsx.CONTENT_TYPE, headers=_named(kind, "xlsx")
        )


def _named(kind: str, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{kind}.{ending}"'}
