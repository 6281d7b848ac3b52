"""Evidence of a visit: photos and files, in by pieces, out as they are."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import IO, Any

from flask import Response, request, stream_with_context
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.monitoring import evidence as asked
from contracts.fields import Instant
from contracts.refusals import InvalidCommand
from gateway.access.current import for_those_who_may, require, shows_people
from gateway.api.asking import KEY_PARAMETER, answer, ask, context, idempotency_key
from gateway.api.downloads import named
from gateway.api.monitoring.supervision_visits import resource as visits
from gateway.service_client import services
from gateway.service_client.uploads import send_evidence
from messaging.context import CommandContext

blp = Blueprint(
    "evidence", __name__, url_prefix="/api/v1/supervision-visits", description="Ảnh và tệp bằng chứng của một cuộc"
)

_UPLOAD = {
    "required": True,
    "content": {"multipart/form-data": {"schema": {
        "type": "object", "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            **{name: {"type": "string"} for name in (
                "checklist", "question", "finding_id", "caption", "taken_at", "place", "latitude", "longitude",
            )},
        },
    }}},
}

_ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "application/pdf": "pdf",
    "video/mp4": "mp4",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}


class Evidence(Schema):
    """What is known of a file: its hash, when and where it was taken, of what, and who sent it."""

    evidence_id = fields.String(required=True)
    visit_id = fields.String(required=True)
    checklist = fields.String(required=True, allow_none=True)
    question = fields.String(required=True, allow_none=True)
    finding_id = fields.String(required=True, allow_none=True)
    caption = fields.String(required=True)
    taken_at = Instant(required=True, allow_none=True)
    place = fields.String(required=True)
    latitude = fields.Float(required=True, allow_none=True)
    longitude = fields.Float(required=True, allow_none=True)
    file_name = fields.String(required=True)
    status = fields.String(required=True)
    content_type = fields.String(required=True, allow_none=True)
    size_bytes = fields.Integer(required=True, allow_none=True)
    sha256 = fields.String(required=True, allow_none=True)
    added_by = fields.String(required=True)
    added_at = Instant(required=True)
    withdrawn_by = fields.String(required=True, allow_none=True)
    withdrawn_at = Instant(required=True, allow_none=True)
    withdrawn_reason = fields.String(required=True)


class EvidenceLook(Schema):
    """That somebody saw a file; ``what``: the file, or its thumbnail."""

    look_id = fields.String(required=True)
    visit_id = fields.String(required=True)
    evidence_id = fields.String(required=True)
    looked_by = fields.String(required=True)
    looked_at = Instant(required=True)
    what = fields.String(required=True)


class PageOfEvidenceLooks(Schema):
    """A page, newest first; ``next`` is null on the last."""

    looks = fields.List(fields.Nested(EvidenceLook), required=True)
    next = fields.String(required=True, allow_none=True)


class AllEvidence(Schema):
    """Every file of a visit, in the order of its coming; also those that were withdrawn."""

    evidence = fields.List(fields.Nested(Evidence), required=True)


@blp.route("/<id>/evidence")
class VisitEvidence(MethodView):
    """The files of a visit."""

    @for_those_who_may("visit_file.read")
    @blp.response(200, AllEvidence)
    def get(self, id: str) -> Response:
        """Danh sách ảnh, tệp bằng chứng của một cuộc; tệp đã rút vẫn nêu mã băm và lý do."""
        require("visit_file.read", visits.find(id)["unit"])
        return answer(ask("monitoring", "list_evidence", {"visit_id": id}))

    @for_those_who_may("visit.save")
    @blp.response(201, Evidence)
    @blp.doc(requestBody=_UPLOAD, parameters=[KEY_PARAMETER])
    def post(self, id: str) -> Response:
        """Gửi một ảnh hoặc tệp; loại tệp xét theo nội dung, nhiều nhất 20 MB; gửi lại cùng tệp thì không thêm gì."""
        require("visit.save", visits.find(id)["by_unit"])
        key, file = idempotency_key(), request.files.get("file")
        if file is None:
            raise InvalidCommand("Thiếu tệp.", field="file", remedy="Gửi multipart/form-data có trường file.")
        told = {name: value for name, value in request.form.items() if value}
        return answer(send_file(id, file.stream, told, file.filename or "", context(key)), 201)


@blp.route("/<id>/evidence/<evidence_id>")
@for_those_who_may("visit_file.read")
@shows_people("evidence.file")
@blp.response(200, content_type="application/octet-stream")
def one_file(id: str, evidence_id: str) -> Response:
    """Tải một ảnh, tệp bằng chứng; chỉ ảnh hiện trong trình duyệt, tệp khác chỉ để lưu; lần xem được lưu lại."""
    require("visit_file.read", visits.find(id)["unit"])
    which = {"visit_id": id, "evidence_id": evidence_id}
    first = ask("monitoring", "read_evidence", which)
    kind = first["content_type"] if first["inline"] else "application/octet-stream"
    # By our own name: what the sender called it may be anything.
    name = named(f"bang-chung-{evidence_id}.{_ENDINGS[first['content_type']]}")
    headers = {
        "Content-Length": str(first["size_bytes"]), "Content-Security-Policy": "default-src 'none'; sandbox",
        **({} if first["inline"] else name),
    }
    return Response(stream_with_context(_pieces(which, first)), content_type=kind, headers=headers)


def send_file(
    visit_id: str, stream: IO[bytes], told: dict[str, Any], file_name: str, begin: CommandContext
) -> dict[str, Any]:
    """Send a file as evidence of a visit; what is known of it.  Raises a Refusal."""
    described = {**told, "visit_id": visit_id, "file_name": (file_name or "tep")[:200]}
    return send_evidence(services(), stream, described, begin, context)


@blp.route("/<id>/evidence/<evidence_id>/thumbnail")
@for_those_who_may("visit_file.read")
@shows_people("evidence.file")
@blp.response(200, content_type="image/jpeg")
def small_picture(id: str, evidence_id: str) -> Response:
    """Ảnh thu nhỏ của một ảnh bằng chứng, không kèm nơi chụp, máy chụp; lần xem được lưu lại."""
    require("visit_file.read", visits.find(id)["unit"])
    found = ask("monitoring", "get_thumbnail", {"visit_id": id, "evidence_id": evidence_id})
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
    return Response(base64.b64decode(found["content_base64"]), content_type="image/jpeg", headers=headers)


@blp.route("/<id>/evidence/<evidence_id>/withdrawal", methods=["POST"])
@for_those_who_may("visit.save")
@blp.arguments(asked.WithdrawEvidence(exclude=["visit_id", "evidence_id"]))
@blp.response(200, Evidence)
@blp.doc(parameters=[KEY_PARAMETER])
def withdraw(command: dict[str, Any], id: str, evidence_id: str) -> Response:
    """Rút một tệp gửi nhầm: nội dung bị xóa, còn mã băm, người gửi, lý do rút."""
    require("visit.save", visits.find(id)["by_unit"])
    payload = {**command, "visit_id": id, "evidence_id": evidence_id}
    return answer(ask("monitoring", "withdraw_evidence", payload, key=idempotency_key()))


@blp.route("/<id>/evidence-looks")
@for_those_who_may("looks.read")
@blp.arguments(asked.ListEvidenceLooks(exclude=["visit_id"]), location="query", unknown=RAISE)
@blp.response(200, PageOfEvidenceLooks)
def looks(page: dict[str, Any], id: str) -> Response:
    """Ai đã xem ảnh, tệp bằng chứng nào của cuộc, lúc nào."""
    require("looks.read")
    return answer(ask("monitoring", "list_evidence_looks", {**page, "visit_id": id}))


def _pieces(which: dict[str, Any], piece: dict[str, Any]) -> Iterator[bytes]:
    while True:
        yield base64.b64decode(piece["content_base64"])
        if piece["next_offset"] is None:
            return
        piece = ask("monitoring", "read_evidence", {**which, "offset": piece["next_offset"]})
