"""Complaints, for whoever files one: no log-in, no name; a return code opens the dialogue.

The code stands in bodies alone, never in an address, which browsers and machines on the way keep.  Whoever is logged in
by chance is not told to the service either.
"""

from __future__ import annotations

from typing import Any

from flask import Response, g
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.monitoring import complaints as asked
from contracts.fields import LocalDay, Text, code_field
from contracts.refusals import InvalidCommand
from contracts.shapes import Strict
from gateway.access import return_codes
from gateway.access.current import for_those_who_may
from gateway.access.slowing import slow_down_unknown, slowed
from gateway.api.asking import KEY_HEADER, KEY_PARAMETER, answer, idempotency_key
from gateway.api.downloads import Table, add_table
from gateway.api.taking_part import check_takes_part
from gateway.reports import complaints as reports
from gateway.reports.scope import lead_unit_of
from gateway.service_client import services
from gateway.service_client.client import context_for
from runtime.clock import local_day, utc_now

blp = Blueprint(
    "public_complaints", __name__, url_prefix="/api/v1/public/complaints",
    description="Gửi phản ánh không nêu tên và theo dõi bằng mã tra cứu, không cần đăng nhập",
)

SHORTEST_KEY = 16
"""The return code is made from it."""

Json = dict[str, Any]


class NewComplaint(asked.FileComplaint):
    """What is filed.  about_office: it is about the office of the Front of this unit itself, so that another one
    follows it: that of the unit which leads the campaign."""

    class Meta:
        exclude = ("place", "code_hash")
        unknown = RAISE

    about_office = fields.Boolean(load_default=False)


class FiledComplaint(Schema):
    """The receipt.  return_code: shown once; receipt_sha256: reckoned over the SHA-256 of the code (letters and digits
    alone), filed_at, campaign, place, category, subject and text, a line each."""

    complaint_id = fields.String(required=True)
    return_code = fields.String(required=True)
    campaign = fields.String(required=True)
    place = fields.String(required=True)
    category = fields.String(required=True)
    filed_at = fields.String(required=True)
    receipt_sha256 = fields.String(required=True)


class ByCode(Strict):
    """Whose dialogue it is."""

    return_code = Text(required=True, longest=return_codes.LONGEST_TYPED)


class MessageByCode(ByCode):
    """What is said in it."""

    text = Text(required=True, longest=asked.LONGEST_COMPLAINT)


class SaidMessage(Schema):
    """writer: person, office or body."""

    writer = fields.String(required=True)
    text = fields.String(required=True)
    at = fields.String(required=True)


class Dialogue(Schema):
    """The complaint as whoever filed it sees it.  can_reopen: whether "not fixed" can be said now."""

    complaint_id = fields.String(required=True)
    campaign = fields.String(required=True)
    place = fields.String(required=True)
    category = fields.String(required=True)
    status = fields.String(required=True)
    filed_on = LocalDay(required=True)
    filed_at = fields.String(required=True)
    body = fields.String(required=True)
    answer_due_on = LocalDay(required=True, allow_none=True)
    answered_on = LocalDay(required=True, allow_none=True)
    closed_on = LocalDay(required=True, allow_none=True)
    reopenings = fields.Integer(required=True)
    receipt_sha256 = fields.String(required=True)
    can_reopen = fields.Boolean(required=True)
    dialogue = fields.List(fields.Nested(SaidMessage), required=True)


class PublishedCount(Schema):
    """count None: withheld."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    count = fields.Integer(required=True, allow_none=True)


class PublicFigures(Schema):
    """Complaints filed until the end of last month.  Counts below smallest_shown are withheld, and as many others as it
    takes so that they can't be reckoned."""

    campaign = fields.String(required=True)
    name = fields.String(required=True)
    through_on = LocalDay(required=True)
    smallest_shown = fields.Integer(required=True)
    total = fields.Integer(required=True, allow_none=True)
    by_category = fields.List(fields.Nested(PublishedCount), required=True)
    by_status = fields.List(fields.Nested(PublishedCount), required=True)


class WhichFigures(Strict):
    campaign = code_field(required=True)


@blp.route("", methods=["POST"])
@for_those_who_may("complaint.file")
@blp.arguments(NewComplaint)
@blp.response(201, FiledComplaint)
@blp.doc(parameters=[KEY_PARAMETER])
def file_complaint(told: Json) -> Response:
    """Gửi phản ánh, không cần nêu tên; mã tra cứu chỉ hiện một lần trong câu trả lời này."""
    return answer(filed(told, idempotency_key()), 201)


@blp.route("/dialogue", methods=["POST"])
@for_those_who_may("complaint.file")
@blp.arguments(ByCode)
@blp.response(200, Dialogue)
def read_dialogue(told: Json) -> Response:
    """Xem phản ánh và trao đổi bằng mã tra cứu."""
    return answer(dialogue(told["return_code"]))


@blp.route("/messages", methods=["POST"])
@for_those_who_may("complaint.file")
@blp.arguments(MessageByCode)
@blp.response(200, Dialogue)
@blp.doc(parameters=[KEY_PARAMETER])
def write_message(told: Json) -> Response:
    """Nhắn thêm cho cán bộ; phản ánh đã kết thúc vẫn nhắn được."""
    return answer(said("write_in_dialogue", told["return_code"], told["text"], idempotency_key()))


@blp.route("/not-fixed", methods=["POST"])
@for_those_who_may("complaint.file")
@blp.arguments(MessageByCode)
@blp.response(200, Dialogue)
@blp.doc(parameters=[KEY_PARAMETER])
def say_not_fixed(told: Json) -> Response:
    """Báo chưa giải quyết: phản ánh mở lại và cơ quan đã trả lời phải trả lời lại."""
    return answer(said("say_not_fixed", told["return_code"], told["text"], idempotency_key()))


@blp.route("/figures")
@for_those_who_may("complaint.file")
@blp.arguments(WhichFigures, location="query", unknown=RAISE)
@blp.response(200, PublicFigures)
def figures(which: Json) -> Response:
    """Số phản ánh đến hết tháng trước; số nhỏ không nêu để không lộ ai đã phản ánh."""
    return answer(reports.public_figures(which["campaign"], local_day(utc_now())))


def _figures_table(which: Json) -> Table:
    made = reports.public_figures(which["campaign"], local_day(utc_now()))
    return Table("phan-anh", "Phản ánh của người dân", reports.COLUMNS, reports.lines(made))


add_table(blp, "/figures", "complaint.file", WhichFigures, "số liệu phản ánh của người dân", _figures_table)


def filed(told: Json, key: str) -> Json:
    """File it; the receipt with the code.  Raises InvalidCommand for a key too short to make a code from,
    TooManyAttempts, CampaignNotFound, UnitNotInCampaign."""
    if len(key) < SHORTEST_KEY:
        raise InvalidCommand(
            f"Khóa ngắn hơn {SHORTEST_KEY} ký tự.", field=KEY_HEADER,
            remedy="Đặt một khóa ngẫu nhiên, ví dụ một UUID: mã tra cứu được làm từ khóa này.",
        )
    check_takes_part(told["campaign"], told["unit"])
    slow_down_unknown("complaint-filed")
    follows = lead_unit_of(told["campaign"]) if told["about_office"] else told["unit"]
    payload = {name: told[name] for name in ("campaign", "category", "text", "about")}
    payload |= {"unit": follows, "place": told["unit"]}
    code = return_codes.code_of(key, payload)
    made = _unknown("file_complaint", {**payload, "code_hash": return_codes.hash_of(code)}, key)
    return {**made, "return_code": code}


def dialogue(code: str) -> Json:
    """What a code opens.  Raises ComplaintNotFound, and TooManyAttempts after many codes in vain."""
    with slowed("complaint-code", "complaint_not_found", by_drawer=True):
        return _unknown("read_dialogue", {"code_hash": return_codes.hash_of(code)})


def said(method: str, code: str, text: str, key: str) -> Json:
    """Say something by ``write_in_dialogue`` or ``say_not_fixed``; the dialogue as it then stands.

    Raises what :func:`dialogue` raises, and the refusals of the step."""
    slow_down_unknown("complaint-said")
    with slowed("complaint-code", "complaint_not_found", by_drawer=True):
        _unknown(method, {"code_hash": return_codes.hash_of(code), "text": text}, key)
    return dialogue(code)


def _unknown(method: str, payload: Json, key: str | None = None) -> Json:
    """Ask the service in nobody's name."""
    context = context_for("", g.correlation_id, return_codes.key_kept(key) if key else None)
    return services().call("monitoring", method, payload, context)
