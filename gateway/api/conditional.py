"""Asking again only for what has changed, and changing only what one has seen: ETag, If-None-Match, If-Match.

Every JSON answer to a GET bears an ETag, made here once for all of the API.  That of a resource with a version begins
with it (``"v7-…"``), and a step of the resource takes it as ``If-Match``: the service then refuses the step when the
resource has moved on meanwhile.  Only the version counts there: what else differs in the answer (a name that this
reader may not see, a day that came too late by now) is no change by somebody else.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from apispec import BasePlugin
from flask import Flask, Response, g, request

from contracts.refusals import InvalidCommand

API = "/api/v1/"
IF_MATCH = "If-Match"

ASK_EACH_TIME = "private, no-cache"
"""May be kept by whoever asked, and is asked for again each time with its ETag."""

_VERSION = re.compile(r'(?:W/)?"v(\d{1,12})(?:-[0-9a-f]+)?"')

_IF_NONE_MATCH = {
    "in": "header", "name": "If-None-Match", "required": False, "schema": {"type": "string", "maxLength": 400},
    "description": "ETag của lần đọc trước; nếu không có gì đổi thì trả lời 304, không có nội dung.",
}
_ETAG = {
    "description": "Dấu của nội dung này; tài nguyên có phiên bản thì bắt đầu bằng phiên bản: \"v7-…\".",
    "schema": {"type": "string"},
}
_UNCHANGED = {"description": "Không có gì đổi so với ETag đã gửi.", "headers": {"ETag": _ETAG}}

IF_MATCH_PARAMETER = {
    "in": "header", "name": IF_MATCH, "required": False, "schema": {"type": "string", "maxLength": 100},
    "description": 'ETag ("v7-…") hoặc phiên bản ("v7") đã xem; nếu có người đã sửa sau đó thì từ chối với mã 412.',
}


def expected_version() -> int | None:
    """The version that ``If-Match`` names; None when it names none.  Raises :class:`InvalidCommand`."""
    given = request.headers.get(IF_MATCH, "").strip()
    if given in ("", "*"):
        return None
    found = _VERSION.fullmatch(given)
    if not found:
        raise InvalidCommand(
            "If-Match không phải là ETag của một tài nguyên có phiên bản.", field=IF_MATCH,
            remedy='Gửi lại đúng ETag đã nhận khi đọc tài nguyên, ví dụ "v7-0a1b2c3d", hoặc chỉ phiên bản: "v7".',
        )
    return int(found[1])


def init_app(app: Flask) -> None:
    """Mark every JSON answer to a GET of the API, and leave its content out when the asker has it already."""
    app.after_request(_mark)


def show_version(resource: dict[str, Any]) -> None:
    """Remember the version of what is answered, for its ETag."""
    version = resource.get("version")
    g.shown_version = version if isinstance(version, int) else None


def may_be_kept() -> None:
    """What is answered holds no personal data: whoever asked may keep it, and ask each time whether it still holds."""
    g.may_be_kept = True


def _mark(response: Response) -> Response:
    if request.method not in ("GET", "HEAD") or not request.path.startswith(API):
        return response
    if response.status_code != 200 or response.mimetype != "application/json" or response.is_streamed:
        return response
    content = hashlib.blake2b(response.get_data(), digest_size=12).hexdigest()
    version = g.get("shown_version")
    response.set_etag(content if version is None else f"v{version}-{content}", weak=version is None)
    if g.get("may_be_kept"):
        response.headers["Cache-Control"] = ASK_EACH_TIME
    if request.if_none_match.contains_weak(response.get_etag()[0] or ""):
        response.status_code = 304
        response.set_data(b"")
        for name in ("Content-Type", "Content-Length"):
            response.headers.pop(name, None)
    return response


class Conditional(BasePlugin):
    """Describes it in OpenAPI, for every GET that answers with JSON."""

    def operation_helper(
        self, path: str | None = None, operations: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        """Called by apispec for each address."""
        operation = (operations or {}).get("get")
        answers = operation.get("responses", {}) if operation else {}
        good = next((answer for status, answer in answers.items() if str(status) == "200"), None)
        if not operation or not isinstance(good, dict) or "application/json" not in good.get("content", {}):
            return
        good.setdefault("headers", {}).setdefault("ETag", _ETAG)
        answers["304"] = _UNCHANGED
        operation["parameters"] = [*operation.get("parameters", []), _IF_NONE_MATCH]
