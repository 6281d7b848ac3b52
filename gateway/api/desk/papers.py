"""Reports as documents: letter (PDF, DOCX), workbook, lists for publication; all of one version, or of the draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.page_marks import page_mark, place_of
from contracts.refusals import Refusal
from contracts.shapes import Nothing
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import answer
from gateway.api.desk import unit_reports, versions
from gateway.api.desk.doing import Page
from gateway.api.downloads import Table, add_table, csv_download, named
from gateway.database import database
from gateway.desk import disclosing, narrative_rules
from gateway.desk.content import FIGURE_COLUMNS, figure_rows
from gateway.desk.versions import content_of
from gateway.printing import CONTENT_TYPE as PDF_TYPE
from gateway.printing.docx_parts import DOCX_TYPE
from gateway.printing.reports import as_docx, as_pdf, disclosure_paper, report_paper
from gateway.reports import tables, xlsx

blp = Blueprint(
    "report_papers", __name__, url_prefix="/api/v1", description="Báo cáo thành văn bản: công văn, bảng tính, danh sách"
)

MOST_LINES_ON_PAPER = 5_000
"""Some 150 pages; longer lists are for CSV and XLSX."""

FORMS: dict[str, tuple[str, Callable[[dict[str, Any]], bytes]]] = {
    "pdf": (PDF_TYPE, as_pdf), "docx": (DOCX_TYPE, as_docx),
}


class ListTooLong(Refusal):
    """More lines than a paper holds."""


class NamedNumber(Schema):
    """An amount or share that the narrative names; ``figures``: what it is, empty when no figure is it."""

    section = fields.String(required=True)
    title = fields.String(required=True)
    words = fields.String(required=True)
    figures = fields.List(fields.String(), required=True)


class NarrativeCheck(Schema):
    unmatched = fields.Integer(required=True)
    numbers = fields.List(fields.Nested(NamedNumber), required=True)


class DisclosedLine(Schema):
    """``name``: the donor as far as consent goes, or what was paid for; no household is named."""

    key = fields.String(required=True)
    id = fields.String(required=True)
    on = fields.String(required=True)
    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    name = fields.String(required=True)
    way = fields.String()
    amount_vnd = fields.Integer(required=True)


class DisclosedLines(Schema):
    rows = fields.List(fields.Nested(DisclosedLine), required=True)
    next = fields.String(required=True, allow_none=True)


def _add_documents(place: str, content_of_id: Callable[[str], Mapping[str, Any]], what: str) -> None:
    """Add ``GET <place>/<id>/document.pdf``, ``.docx`` and ``.xlsx``, the whole report, and ``.csv``, every figure by
    unit and source: all as the content says."""

    def add(form: str, content_type: str, send: Callable[[Mapping[str, Any], str], Response]) -> None:
        @blp.route(f"{place}/<id>/document.{form}", methods=["GET"], endpoint=f"{place[1:]}_{form}")
        @for_those_who_may("submission.read")
        @blp.response(200, content_type=content_type)
        @blp.doc(summary=f"Tải {what}, dạng {form.upper()}.")
        def document(id: str) -> Response:
            return send(content_of_id(id), f"bao-cao_{id}")

    def add_made(form: str, content_type: str, make: Callable[[Mapping[str, Any]], bytes]) -> None:
        add(form, content_type, lambda content, file: Response(
            make(content), content_type=content_type, headers=named(f"{file}.{form}")
        ))

    add_made("pdf", PDF_TYPE, lambda content: as_pdf(report_paper(content)))
    add_made("docx", DOCX_TYPE, lambda content: as_docx(report_paper(content)))
    add_made("xlsx", xlsx.CONTENT_TYPE, lambda content: xlsx.workbook(content["snapshot"]["report"]))
    add("csv", "text/csv", lambda content, file: csv_download(
        Table(file, "Số liệu", FIGURE_COLUMNS, figure_rows(content["snapshot"]))
    ))


_add_documents("/report-versions", lambda id: content_of(versions.may_see(id)), "bản báo cáo đã chốt")
_add_documents("/unit-reports", unit_reports.draft_of, "dự thảo báo cáo")


@blp.route("/unit-reports/<id>/narrative", methods=["GET"])
@for_those_who_may("submission.read")
@blp.response(200, NarrativeCheck)
def narrative(id: str) -> Response:
    """Đối chiếu số tiền, tỷ lệ trong lời văn với số liệu của báo cáo.

    No more of them than a report's texts, bounded as they are, can name."""
    content = unit_reports.draft_of(id)
    checked = narrative_rules.check(content["sections"], content["snapshot"])
    return answer({"unmatched": sum(not one["figures"] for one in checked), "numbers": checked})


def _add_list(name: str) -> None:
    """Add a list for publication: pages, CSV and XLSX of any length, PDF and DOCX of what a paper holds."""
    told = disclosing.LISTS[name]

    def seen(id: str) -> dict[str, Any]:
        version = versions.may_see(id)
        require("rows.read", version["unit"])
        return version

    def table(_asked: dict[str, Any], id: str) -> Table:
        lines = disclosing.lines(database(), seen(id), name)
        return Table(f"cong-khai_{name}", told.title, list(told.columns.values()), tables.named(told.columns, lines))

    table.__qualname__ = f"disclosed_{name}"
    add_table(blp, f"/report-versions/<id>/disclosure/{name}", "rows.read", Nothing, told.title, table)

    @blp.route(f"/report-versions/<id>/disclosure/{name}", methods=["GET"], endpoint=f"disclosure_{name}")
    @for_those_who_may("rows.read")
    @blp.arguments(Page, location="query", unknown=RAISE)
    @blp.response(200, DisclosedLines)
    @blp.doc(summary=f"{told.title}, theo bản đã chốt, từng trang.")
    def listed(asked: dict[str, Any], id: str) -> Response:
        beyond = place_of(asked["after"], str)[0] if asked["after"] else ""
        found = list(islice(disclosing.lines(database(), seen(id), name, beyond), asked["limit"] + 1))
        page = found[: asked["limit"]]
        return answer({"rows": page, "next": page_mark(page[-1]["key"]) if len(found) > len(page) else None})

    def add(form: str) -> None:
        content_type, make = FORMS[form]
        path = f"/report-versions/<id>/disclosure/{name}.{form}"

        @blp.route(path, methods=["GET"], endpoint=f"disclosure_{name}_{form}")
        @for_those_who_may("rows.read")
        @blp.response(200, content_type=content_type)
        @blp.doc(summary=f"{told.title}, theo bản đã chốt, dạng {form.upper()}.")
        def printed(id: str) -> Response:
            version = seen(id)
            lines = _for_paper(disclosing.lines(database(), version, name))
            made = make(disclosure_paper(content_of(version), told.title, told.columns, lines))
            return Response(made, content_type=content_type, headers=named(f"cong-khai_{name}.{form}"))

    for form in FORMS:
        add(form)


for _name in disclosing.LISTS:
    _add_list(_name)


def _for_paper(lines: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    held = list(islice(lines, MOST_LINES_ON_PAPER + 1))
    if len(held) > MOST_LINES_ON_PAPER:
        raise ListTooLong(
            f"Danh sách có hơn {MOST_LINES_ON_PAPER} dòng, in ra quá dài.", field="form",
            remedy="Tải dạng xlsx hoặc csv.",
        )
    return held
