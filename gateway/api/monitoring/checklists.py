"""Checklists by subject, and the answers of a visit."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.commands.monitoring import checklists as asked
from contracts.shapes import Strict
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.monitoring.supervision_visits import resource as visits

blp = Blueprint("checklists", __name__, url_prefix="/api/v1/checklists", description="Phiếu giám sát")
answers_blp = Blueprint(
    "visit_answers", __name__, url_prefix="/api/v1/supervision-visits", description="Trả lời theo phiếu giám sát"
)


class Checklist(Schema):
    """One version of a subject's checklist."""

    subject = fields.String(required=True)
    version = fields.Integer(required=True)
    title = fields.String(required=True)
    questions = fields.List(fields.Nested(asked.Question), required=True)


class Checklists(Schema):
    """The newest version of every subject."""

    templates = fields.List(fields.Nested(Checklist), required=True)


class WhichVersion(Strict):
    version = fields.Integer(validate=validate.Range(1, 10**6))


class Said(Schema):
    """What was answered, by whom and when."""

    choice = fields.String(required=True, allow_none=True)
    number = fields.Integer(required=True, allow_none=True)
    text = fields.String(required=True)
    note = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.String(required=True)


class OtherEdit(Said):
    """An edit that was made on an older version, kept until somebody settles it."""

    conflict_id = fields.String(required=True)
    base_version = fields.Integer(required=True)


class VisitAnswer(Said):
    """An answer as it stands; ``conflicts``: what else was written, for a person to settle."""

    question = fields.String(required=True)
    subject = fields.String(required=True)
    template_version = fields.Integer(required=True)
    version = fields.Integer(required=True)
    conflicts = fields.List(fields.Nested(OtherEdit), required=True)


class AnswerReceipt(Schema):
    """What became of an edit: saved, same (nothing new), or conflict (kept beside the one that stands)."""

    outcome = fields.String(required=True)
    answer = fields.Nested(VisitAnswer, required=True)


class AskedQuestion(asked.Question):
    answer = fields.Nested(VisitAnswer, required=True, allow_none=True)


class VisitChecklist(Schema):
    """A visit's questions about a subject, with the answers so far."""

    visit_id = fields.String(required=True)
    subject = fields.String(required=True)
    template_version = fields.Integer(required=True)
    title = fields.String(required=True)
    questions = fields.List(fields.Nested(AskedQuestion), required=True)


@blp.route("")
class AllChecklists(MethodView):
    """Checklists as data."""

    @for_those_who_may("visit.read")
    @blp.response(200, Checklists)
    def get(self) -> Response:
        """Bản mới nhất của mọi phiếu."""
        return answer(ask("monitoring", "list_templates", {}))

    @for_those_who_may("checklist.save")
    @blp.arguments(asked.SaveTemplate)
    @blp.response(201, Checklist)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, _command: dict[str, Any]) -> Response:
        """Ghi bản mới của một phiếu; các cuộc đang làm giữ bản cũ."""
        require("checklist.save")
        return answer(ask("monitoring", "save_template", request.get_json(), key=idempotency_key()), 201)


@blp.route("/<subject>")
@for_those_who_may("visit.read")
@blp.arguments(WhichVersion, location="query", unknown=RAISE)
@blp.response(200, Checklist)
def one_checklist(which: dict[str, Any], subject: str) -> Response:
    """Xem một phiếu, bản mới nhất hoặc một bản cũ."""
    return answer(ask("monitoring", "get_template", {"subject": subject, **which}))


@answers_blp.route("/<id>/checklists/<subject>")
@for_those_who_may("visit_file.read")
@answers_blp.response(200, VisitChecklist)
def visit_checklist(id: str, subject: str) -> Response:
    """Phiếu của một cuộc về một nội dung, với các câu đã trả lời."""
    require("visit_file.read", visits.find(id)["unit"])
    return answer(ask("monitoring", "get_checklist", {"visit_id": id, "subject": subject}))


@answers_blp.route("/<id>/answers", methods=["POST"])
@for_those_who_may("visit.save")
@answers_blp.arguments(asked.SaveAnswer(exclude=["visit_id"]))
@answers_blp.response(200, AnswerReceipt)
@answers_blp.doc(parameters=[KEY_PARAMETER])
def save_answer(_command: dict[str, Any], id: str) -> Response:
    """Trả lời một câu; hai người cùng sửa một câu thì giữ cả hai, không ai ghi đè ai."""
    require("visit.save", visits.find(id)["by_unit"])
    payload = {**request.get_json(), "visit_id": id}
    return answer(ask("monitoring", "save_answer", payload, key=idempotency_key()))
