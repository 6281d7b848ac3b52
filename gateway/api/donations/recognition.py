"""Honours: rules, computed proposals, nominations, decisions, and certificates to print."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.commands.donations import recognition as asked
from contracts.events.donations.recognition import HonourRow
from contracts.fields import choice_field, code_field, unit_field
from contracts.refusals import InvalidCommand
from contracts.shapes import Strict
from gateway import printing, units
from gateway.access import allow_table, looks
from gateway.access.current import for_those_who_may, require, require_somewhere
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.lists import add_list
from gateway.api.resources import Resource

rules_blp = Blueprint(
    "recognition_rules", __name__, url_prefix="/api/v1/recognition-rules", description="Tiêu chuẩn vinh danh"
)
blp = Blueprint("honours", __name__, url_prefix="/api/v1/honours", description="Vinh danh, khen thưởng")

MOST_CERTIFICATES = 1000
FORM_NAMES = {
    "golden_heart": "Tấm lòng vàng", "certificate_of_merit": "Giấy khen", "letter_of_thanks": "Thư cảm ơn",
}


class Rules(Schema):
    """Every dated state of every rule."""

    rules = fields.List(fields.Nested(asked.SaveRecognitionRule), required=True)


class Honour(HonourRow):
    """An honour with its full name and how it came about, for those who may see them."""

    full_name = fields.String(required=True)
    name_display = fields.String(required=True)
    rule_name = fields.String(required=True)
    reason = fields.String(required=True)
    reference = fields.String(required=True)
    proposed_by = fields.String(required=True)
    decided_by = fields.String(required=True, allow_none=True)
    decision_number = fields.String(required=True)
    decision_reason = fields.String(required=True)


class Proposed(Schema):
    """Whom a rule honours; ``met``: donors that reach it, ``changed``: proposals that are new or not as before."""

    rule = fields.String(required=True)
    from_on = fields.Date(required=True)
    year = fields.Integer(required=True)
    unit = fields.String(required=True)
    met = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    honours = fields.List(fields.Nested(Honour), required=True)


class WhichCertificates(Strict):
    """Approved honours of a year, of a unit with all below."""

    campaign = code_field(required=True)
    year = fields.Integer(required=True)
    unit = unit_field(load_default=None, allow_none=True)


@rules_blp.route("")
class RecognitionRules(MethodView):
    """Rules as data."""

    @for_those_who_may("recognition.rule")
    @rules_blp.arguments(asked.SaveRecognitionRule)
    @rules_blp.response(200, asked.SaveRecognitionRule)
    def put(self, _command: dict[str, Any]) -> Response:
        """Ghi một tiêu chuẩn từ một ngày; mức mới có ngày bắt đầu muộn hơn, mức cũ vẫn giữ."""
        require("recognition.rule")
        return answer(ask("donations", "save_recognition_rule", request.get_json()))

    @for_those_who_may("recognition.read")
    @rules_blp.response(200, Rules)
    def get(self) -> Response:
        """Mọi tiêu chuẩn, kể cả mức cũ."""
        require_somewhere("recognition.read")
        return answer(ask("donations", "list_recognition_rules", {}))


@blp.route("/proposals", methods=["POST"])
@for_those_who_may("recognition.propose")
@blp.arguments(asked.ProposeHonours(exclude=["within"]))
@blp.response(200, Proposed)
@blp.doc(parameters=[KEY_PARAMETER])
def propose(command: dict[str, Any]) -> Response:
    """Tính đề nghị theo tiêu chuẩn: ai đạt, tổng đã ủng hộ cho đơn vị và các đơn vị trực thuộc trong kỳ."""
    require("recognition.propose", command["unit"])
    within = list(units.current_tree().descendants(command["unit"]))
    payload = {**request.get_json(), "within": within}
    return answer(ask("donations", "propose_honours", payload, key=idempotency_key()))


@blp.route("", methods=["POST"])
@for_those_who_may("recognition.propose")
@blp.arguments(asked.NominateHonour)
@blp.response(201, Honour)
@blp.doc(parameters=[KEY_PARAMETER])
def nominate(command: dict[str, Any]) -> Response:
    """Đề nghị khen hộ vươn lên thoát nghèo hoặc người đỡ đầu, có lý do."""
    require("recognition.propose", command["unit"])
    return answer(ask("donations", "nominate_honour", request.get_json(), key=idempotency_key()), 201)


@blp.route("/<id>")
@for_those_who_may("recognition.read")
@blp.response(200, Honour)
def one_honour(id: str) -> Response:
    """Xem một đề nghị và quyết định."""
    return answer(_may_read(id))


@blp.route("/<id>/certificate.pdf")
@for_those_who_may("recognition.read")
@blp.response(200, content_type=printing.CONTENT_TYPE)
def certificate(id: str) -> Response:
    """In giấy chứng nhận đã duyệt."""
    found = _may_read(id)
    if found["status"] != "approved":
        raise InvalidCommand("Đề nghị chưa được duyệt.", field="id", remedy="In sau khi có quyết định.")
    return _printed([found], f"vinh-danh-{id}")


@blp.route("/certificates.pdf")
@for_those_who_may("recognition.read")
@blp.arguments(WhichCertificates, location="query", unknown=RAISE)
@blp.response(200, content_type=printing.CONTENT_TYPE)
def certificates(which: dict[str, Any]) -> Response:
    """In mọi giấy đã duyệt của một năm thành một tệp."""
    asking = require_somewhere("recognition.read")
    found: list[dict[str, Any]] = []
    wanted = {"campaign": which["campaign"], "year": which["year"], "status": "approved",
              "unit_in": _units(allow_table.areas(asking, "recognition.read"), which["unit"])}
    after: str | None = ""
    while after is not None:
        page = ask("donations", "list_honours", {**wanted, "after": after, "limit": asked.MOST_HONOURS_PER_PAGE})
        found += page["honours"]
        after = page["next"]
        if len(found) > MOST_CERTIFICATES:
            raise InvalidCommand(
                f"Có hơn {MOST_CERTIFICATES} giấy.", field="unit", remedy="Chọn đơn vị nhỏ hơn để in nhiều lần."
            )
    if not found:
        raise InvalidCommand("Không có giấy nào đã duyệt.", field="year", remedy="Duyệt đề nghị trước khi in.")
    found.sort(key=lambda one: (one["form"], -one["total_vnd"], one["full_name"]))
    looks.saw(one["honour_id"] for one in found)
    return _printed(found, f"vinh-danh-{which['campaign']}-{which['year']}")


def _ask_for(honour_id: str) -> dict[str, Any]:
    return ask("donations", "get_honour", {"id": honour_id})


def _may_read(honour_id: str) -> dict[str, Any]:
    found = _ask_for(honour_id)
    require("recognition.read", found["unit"])
    return found


Resource("donations", blp, "honour", Honour, _ask_for).add_step(
    "recognition.decide", "decision", "decide_honour", asked.DecideHonour,
    "Duyệt đề nghị, có số quyết định; hoặc không duyệt, có lý do.",
)

add_list(
    blp, "honour", HonourRow, "vinh danh, khen thưởng",
    filters={
        "year": fields.Integer(validate=validate.Range(1900, 2999)),
        "span_years": fields.Integer(validate=validate.Range(1, 100)), "status": choice_field(asked.HONOUR_STATUSES),
        "form": choice_field(asked.HONOUR_FORMS), "kind": choice_field(asked.HONOUR_KINDS),
    },
)


def _units(areas: Any, unit: str | None) -> list[str]:
    """The units that are asked for and may be seen; empty for all."""
    tree = units.current_tree()
    seen = None if areas is None else {code for area in areas for code in tree.descendants(area)}
    if unit is None:
        return sorted(seen) if seen is not None else []
    below = set(tree.descendants(unit))
    both = sorted(below if seen is None else below & seen)
    if not both:
        require("recognition.read", unit)
    return both


def _printed(found: list[dict[str, Any]], name: str) -> Response:
    told = [{**one, "form_name": FORM_NAMES[one["form"]], "unit_name": units.name_of(one["unit"])} for one in found]
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    made = printing.render("honours", {"honours": told})
    return Response(made, content_type=printing.CONTENT_TYPE, headers=headers)
