"""Opinions of poor people: recorded, assigned, answered, resolved, judged by who asked; what is overdue, by office."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.events import opinions as asked
from contracts.events.events.opinions import OpinionRow
from contracts.fields import LocalDay, Text, choice_field, code_field, unit_field
from contracts.shapes import Strict
from gateway import printing
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, require, require_somewhere
from gateway.api.asking import answer, ask
from gateway.api.bulk import add_bulk
from gateway.api.downloads import Table, add_table, named
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from gateway.api.taking_part import check_takes_part
from gateway.reports import opinions as reports
from runtime.clock import local_day, utc_now

blp = Blueprint("opinions", __name__, url_prefix="/api/v1/opinions", description="Tiếng nói của người nghèo")


class OpinionAnswer(Schema):
    answered_on = LocalDay(required=True)
    text = fields.String(required=True)
    owner = fields.String(required=True)
    recorded_by = fields.String(required=True)


class AskerLook(Schema):
    """Who looked at who asked."""

    looked_by = fields.String(required=True)
    looked_at = fields.String(required=True)
    purpose = fields.String(required=True)


class Opinion(OpinionRow):
    """An opinion in full, without who asked."""

    text = fields.String(required=True)
    resolved_how = fields.String(required=True, allow_none=True)
    judged_note = fields.String(required=True)
    recorded_by = fields.String(required=True)
    withdrawn_cause = fields.String(required=True, allow_none=True)
    answer_list = fields.List(fields.Nested(OpinionAnswer), required=True)
    looks = fields.List(fields.Nested(AskerLook), required=True)


class Asker(Schema):
    """Who asked, and who spoke for them."""

    opinion_id = fields.String(required=True)
    asker_name = fields.String(required=True)
    asker_contact = fields.String(required=True)
    proxy_name = fields.String(required=True)


class OverdueOpinion(Schema):
    opinion_id = fields.String(required=True)
    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    category = fields.String(required=True)
    category_name = fields.String(required=True)
    summary = fields.String(required=True)
    voiced_on = LocalDay(required=True)
    answer_due_on = LocalDay(required=True)
    days_late = fields.Integer(required=True)


class OverdueOffice(Schema):
    owner = fields.String(required=True)
    opinions = fields.List(fields.Nested(OverdueOpinion), required=True)


class OverdueDigest(Schema):
    """Opinions whose answer is late on a day, by the office that owes it."""

    campaign = fields.String(required=True)
    name = fields.String(required=True)
    as_of = LocalDay(required=True)
    count = fields.Integer(required=True)
    offices = fields.List(fields.Nested(OverdueOffice), required=True)


class WhichOverdue(Strict):
    """Of which campaign, unit (with all below) and office; on which day, today unless told."""

    campaign = code_field(required=True)
    unit = unit_field(load_default=None, allow_none=True)
    owner = Text(longest=200, load_default=None, allow_none=True)
    as_of = LocalDay(load_default=None, allow_none=True)


resource = Resource("events", blp, "opinion", Opinion)
resource.add_making(
    "opinion.record", "record_opinion", asked.RecordOpinion,
    "Ghi một ý kiến: người nêu tự nói, nhờ người nói thay, hoặc không nêu tên.",
)
resource.add_reading("opinion.read", "Xem một ý kiến và trả lời; tên người nêu không hiện ở đây.")
for _path, _method, _schema, _title in (
    ("assignment", "assign_opinion", asked.AssignOpinion, "Giao cơ quan trả lời và hạn trả lời."),
    ("answers", "answer_opinion", asked.AnswerOpinion, "Ghi trả lời của cơ quan; chưa phải là giải quyết xong."),
    ("resolution", "resolve_opinion", asked.ResolveOpinion, "Ghi việc nêu trong ý kiến đã giải quyết xong."),
    ("judgement", "judge_opinion", asked.JudgeOpinion, "Ghi người nêu ý kiến có hài lòng không."),
    ("withdrawal", "withdraw_opinion", asked.WithdrawOpinion, "Rút một ý kiến ghi nhầm."),
):
    resource.add_step("opinion.follow", _path, _method, _schema, _title)


@blp.route("/<id>/asker")
@for_those_who_may("opinion.asker")
@blp.arguments(asked.LookAtAsker(exclude=["opinion_id"]), location="query", unknown=RAISE)
@blp.response(200, Asker)
def look_at_asker(told: dict[str, Any], id: str) -> Response:
    """Xem ai nêu ý kiến; phải nói để làm gì, và mỗi lần xem đều được ghi lại."""
    require("opinion.asker", resource.find(id)["unit"])
    return answer(ask("events", "look_at_asker", {**told, "opinion_id": id}))


add_bulk(
    blp, "opinion.record", asked.RecordOpinion, "record_opinion",
    "Ghi nhiều ý kiến từ tệp CSV hoặc XLSX; dry_run thì chỉ thử, không ghi.",
    {
        "unit": "Mã đơn vị", "activity": "Mã hoạt động", "category": "Lĩnh vực", "voice": "Ai nói",
        "voiced_on": "Ngày nêu", "summary": "Tóm tắt", "text": "Nội dung", "asker_name": "Người nêu",
        "asker_contact": "Liên lạc", "proxy_name": "Người nói thay", "owner": "Cơ quan trả lời",
        "answer_due_on": "Hạn trả lời",
    },
    service="events", once_each=("unit", "voiced_on", "text", "asker_name"),
    check=lambda row: check_takes_part(row["campaign"], row["unit"]),
)

add_list(
    blp, "opinion", OpinionRow, "ý kiến của người nghèo", action="opinion.read",
    filters={
        "category": choice_field(asked.OPINION_CATEGORIES), "status": choice_field(asked.OPINION_STATUSES),
        "activity": code_field(), "owner": Text(longest=200),
    },
)


@blp.route("/overdue")
@for_those_who_may("opinion.read")
@blp.arguments(WhichOverdue, location="query", unknown=RAISE)
@blp.response(200, OverdueDigest)
def overdue(which: dict[str, Any]) -> Response:
    """Ý kiến quá hạn trả lời, theo từng cơ quan."""
    return answer(digest_of(which))


def _overdue_table(which: dict[str, Any]) -> Table:
    return Table("y-kien-qua-han", "Ý kiến quá hạn", reports.COLUMNS, reports.lines(digest_of(which)))


add_table(blp, "/overdue", "opinion.read", WhichOverdue, "ý kiến quá hạn trả lời", _overdue_table)


@blp.route("/overdue.pdf")
@for_those_who_may("opinion.read")
@blp.arguments(WhichOverdue, location="query", unknown=RAISE)
@blp.response(200, content_type=printing.CONTENT_TYPE)
def overdue_pdf(which: dict[str, Any]) -> Response:
    """In giấy nhắc ý kiến quá hạn, mỗi cơ quan một trang."""
    made = printing.render("overdue_opinions", digest_of(which))
    return Response(made, content_type=printing.CONTENT_TYPE, headers=named("y-kien-qua-han.pdf"))


def digest_of(which: dict[str, Any]) -> dict[str, Any]:
    """Opinions whose answer is late, as far as whoever asks may see them."""
    areas = allow_table.areas(require_somewhere("opinion.read"), "opinion.read")
    as_of = which["as_of"] or local_day(utc_now())
    return reports.overdue(which["campaign"], as_of, areas, which["unit"], which["owner"])
