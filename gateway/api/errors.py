"""The one table from refusals and failures to HTTP, as problem+json (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, request
from marshmallow import Schema, ValidationError, fields
from mongoengine.connection import ConnectionFailure as NotConnected
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException

from contracts.refusals import Refusal
from gateway.access.counters import TooManyAttempts
from gateway.access.current import NotLoggedIn
from gateway.desk.kept_rows import ChunkDamaged
from gateway.reports.reading import ReadModelsMoved
from messaging.answering import flatten
from messaging.rpc_client import ServiceAway, ServiceFault
from messaging.unit_of_work import StoreAway
from runtime import logs

STATUS_OF_KIND = {"invalid": 422, "not_found": 404, "conflict": 409, "forbidden": 403, "unavailable": 503, "moved": 412}

RETRY_AFTER_SECONDS = 2
PROBLEM_TYPE = "application/problem+json"

TITLES = {
    400: "Yêu cầu không đọc được",
    401: "Cần đăng nhập",
    403: "Không được phép",
    404: "Không tìm thấy",
    405: "Không có thao tác này ở đây",
    409: "Xung đột với trạng thái hiện tại",
    412: "Đã có người sửa trước",
    413: "Nội dung quá lớn",
    415: "Loại nội dung không dùng được",
    422: "Dữ liệu chưa đúng",
    429: "Gửi quá nhiều yêu cầu",
    500: "Lỗi của hệ thống",
    503: "Dịch vụ đang tạm vắng",
}

log = logs.get_logger(__name__)


class FieldProblem(Schema):
    """What is wrong with one field."""

    field = fields.String(required=True)
    message = fields.String(required=True)


class Problem(Schema):
    """Every error of the API (RFC 9457).  ``code`` is stable; ``detail`` and ``remedy`` are for a person."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    instance = fields.String(required=True)
    field = fields.String()
    remedy = fields.String()
    errors = fields.List(fields.Nested(FieldProblem))
    facts = fields.Dict()


def problem(
    status: int, code: str, detail: str, *, field: str | None = None, remedy: str = "",
    errors: list[dict[str, str]] | None = None, facts: dict[str, Any] | None = None,
) -> Response:
    """A problem+json answer.  ``code`` is stable; ``detail`` and ``remedy`` are for a person."""
    body: dict[str, Any] = {
        "type": "about:blank", "title": TITLES.get(status, "Lỗi"), "status": status, "code": code, "detail": detail,
        "instance": request.path,
    }
    if field:
        body["field"] = field
    if remedy:
        body["remedy"] = remedy
    if errors:
        body["errors"] = errors
    if facts:
        body["facts"] = facts
    answer = current_app.response_class(
        current_app.json.dumps(body), status=status, content_type=PROBLEM_TYPE
    )
    if status in (429, 503):
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    if isinstance(refusal, NotLoggedIn):
        return 401
    return STATUS_OF_KIND[refusal.kind]


def from_refusal(refusal: Refusal) -> Response:
    """A rule said no."""
    facts = dict(refusal.facts)
    return problem(
        status_of(refusal), refusal.code, refusal.message, field=refusal.field, remedy=refusal.remedy,
        errors=facts.pop("errors", None), facts=facts,
    )


def from_too_many_attempts(error: TooManyAttempts) -> Response:
    """A log-in that is slowed against guessing."""
    answer = problem(429, error.code, error.message, remedy=error.remedy)
    answer.headers["Retry-After"] = str(error.retry_after_seconds)
    return answer


def from_service_away(error: ServiceAway) -> Response:
    """A service, the broker or the database can't be reached just now."""
    log.warning("service_away", service=error.service, reason=error.reason)
    return problem(
        503, "service_away", f"Dịch vụ {error.service} chưa trả lời.",
        remedy="Gửi lại sau ít giây với cùng Idempotency-Key; sẽ không bị ghi hai lần.",
    )


def from_service_fault(error: ServiceFault) -> Response:
    """A defect in a service."""
    log.error("service_fault", error=str(error))
    return problem(500, "service_fault", "Dịch vụ gặp lỗi ngoài dự kiến.", remedy="Báo cho người quản trị hệ thống.")


def from_database_away(error: Exception) -> Response:
    """The gateway's own database can't be reached."""
    log.warning("database_away", error=f"{type(error).__name__}: {error}")
    return problem(503, "database_away", "Cơ sở dữ liệu chưa trả lời.", remedy="Gửi lại sau ít giây.")


def from_damage(error: ChunkDamaged) -> Response:
    """What was frozen is not what it was: somebody has been at the database."""
    log.error("frozen_report_damaged", error=str(error))
    return problem(
        500, "frozen_report_damaged", "Bản báo cáo đã chốt không còn nguyên vẹn trong cơ sở dữ liệu.",
        remedy="Báo cho người quản trị hệ thống; khôi phục từ bản sao lưu.",
    )


def from_validation(error: ValidationError) -> Response:
    """The shape of a request is wrong."""
    return _invalid(flatten(error.normalized_messages()))


def from_http(error: HTTPException) -> Response:
    """What Flask, Werkzeug or webargs refused by themselves."""
    messages = getattr(error, "data", None) or {}
    if error.code == 422 and "messages" in messages:
        # webargs puts the place ("json", "query", …) in front of the fields.
        return _invalid([p for below in messages["messages"].values() for p in flatten(below)])
    status = error.code or 500
    code = (error.name or "error").lower().replace(" ", "_")
    answer = problem(status, code, TITLES.get(status) or error.description or "Lỗi")
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            answer.headers[name] = value
    return answer


def _invalid(problems: list[dict[str, str]]) -> Response:
    first = problems[0] if problems else {"field": "", "message": "Dữ liệu chưa đúng."}
    return problem(
        422, "invalid_command", first["message"], field=first["field"] or None,
        remedy="Sửa các trường nêu trong errors rồi gửi lại.", errors=problems,
    )


_ANSWERS: list[tuple[type[Exception], Callable[[Any], Response]]] = [
    (TooManyAttempts, from_too_many_attempts),
    (Refusal, from_refusal),
    (ServiceAway, from_service_away),
    (ServiceFault, from_service_fault),
    (ValidationError, from_validation),
    (HTTPException, from_http),
    (PyMongoError, from_database_away),
    (NotConnected, from_database_away),
    (ReadModelsMoved, from_database_away),
    (StoreAway, from_database_away),
    (ChunkDamaged, from_damage),
]


def answer_of(error: Exception) -> Response:
    """The API's answer to any error: the first row of the table that fits."""
    for kind, answer in _ANSWERS:
        if isinstance(error, kind):
            return answer(error)
    log.error("unexpected_error", error=repr(error))
    return problem(500, "internal_error", "Lỗi ngoài dự kiến.", remedy="Báo cho người quản trị hệ thống.")
