"""The list of a resource: one line in its module gives pages of JSON, and all of it as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.fields import LocalDay, code_field, unit_field
from contracts.refusals import Refusal
from contracts.shapes import Strict
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, require_somewhere
from gateway.api.asking import answer
from gateway.api.conditional import may_be_kept
from gateway.api.downloads import Table, add_table
from gateway.reports import listing


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
    made = OneList(blp, kind, shown, title, action, dict(filters or {}), path)
    made.add_pages()
    made.add_exports()
    if kind in _LISTS:
        raise ValueError(f"two lists are called {kind}")
    _LISTS[kind] = made


class UnknownList(Refusal):
    """There is no list of this name."""


def list_named(name: str) -> OneList:
    """A list by its name.  Raises :class:`UnknownList`."""
    if name not in _LISTS:
        raise UnknownList(
            f"Không có danh sách {name}.", field="list", remedy=f"Chọn một trong: {', '.join(sorted(_LISTS))}."
        )
    return _LISTS[name]


_LISTS: dict[str, OneList] = {}


@dataclass(frozen=True)
class OneList:
    """What is known of a list."""

    blp: Blueprint
    kind: str
    shown: type[Schema]
    title: str
    action: str
    filters: dict[str, fields.Field[Any]]
    path: str

    def add_pages(self) -> None:
        """Add the list, page by page."""
        paged = type(
            f"Page_{self.kind}", (self._which(),),
            {
                "after": fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400)),
                "limit": fields.Integer(load_default=50, validate=validate.Range(1, listing.MOST_PER_PAGE)),
            },
        )
        page_shape = Schema.from_dict(
            {
                "rows": fields.List(fields.Nested(self.shown), required=True),
                "next": fields.String(required=True, allow_none=True),
            },
            name=f"PageOf_{self.kind}",
        )
        names = list(self.shown().fields)

        @self.blp.route(self.path, methods=["GET"], endpoint=f"list_{self.kind}")
        @for_those_who_may(self.action)
        @self.blp.arguments(paged, location="query", unknown=RAISE)
        @self.blp.response(200, page_shape)
        @self.blp.doc(summary=f"Danh sách {self.title}, từng trang.")
        def pages(asked: dict[str, Any]) -> Response:
            found = listing.page(self._question(asked), asked["after"], asked["limit"])
            rows = [{name: row[name] for name in names if name in row} for row in found["rows"]]
            may_be_kept()
            return answer({"rows": rows, "next": found["next"]})

    def add_exports(self) -> None:
        """Add all of it as files, sent as they are made."""
        def table(asked: dict[str, Any]) -> Table:
            return Table(self.kind, self.title, self.columns, self._rows(asked))

        table.__qualname__ = f"export_{self.kind}"
        add_table(self.blp, f"{self.path}/export", self.action, self._which(), f"toàn bộ danh sách {self.title}", table)

    def _which(self) -> type[Schema]:
        # A copy: marshmallow empties what it is given.
        return type(f"Which_{self.kind}", (WhichRows,), dict(self.filters))

    @property
    def columns(self) -> list[str]:
        """Of its tables."""
        return [name for name, field in self.shown().fields.items() if not isinstance(field, fields.Nested)]

    def query(self, given: dict[str, Any]) -> dict[str, Any]:
        """A query that came as JSON.  Raises marshmallow's ValidationError."""
        return dict(self._which()().load(given))

    def _question(self, asked: dict[str, Any]) -> listing.Question:
        return self.question(asked, allow_table.areas(require_somewhere(self.action), self.action))

    def question(self, asked: dict[str, Any], areas: Sequence[str] | None) -> listing.Question:
        """The rows that a query asks for, within what may be seen."""
        state = {name: asked[name] for name in self.filters if asked.get(name) is not None}
        return listing.Question(
            self.kind, asked["campaign"], areas, asked["unit"], asked["from_on"], asked["to_on"], state
        )

    def _rows(self, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
        columns = self.columns
        return ({name: row.get(name) for name in columns} for row in listing.every(self._question(asked)))
