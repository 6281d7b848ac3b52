"""What every API view needs: the key of a write, a context for the service, the answer as JSON, a row to read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, current_app, g, request

from contracts.refusals import InvalidCommand
from gateway.access.current import principal
from gateway.api import conditional
from gateway.reports.reading import at_one_moment
from gateway.service_client import services
from gateway.service_client.client import context_for
from messaging.context import CommandContext, Expected

KEY_HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,100}")

KEY_PARAMETER = {
    "in": "header", "name": KEY_HEADER, "required": True, "schema": {"type": "string", "maxLength": 100},
    "description": "Khóa do bên gửi đặt, mỗi yêu cầu ghi một khóa; gửi lại cùng khóa thì nhận lại kết quả cũ.",
}


def idempotency_key() -> str:
    """The key of this write.  Raises :class:`InvalidCommand` when it is missing or unusable."""
    key = request.headers.get(KEY_HEADER, "")
    if not _KEY.fullmatch(key):
        raise InvalidCommand(
            "Thiếu khóa chống ghi trùng, hoặc khóa có ký tự không dùng được.", field=KEY_HEADER,
            remedy="Gửi tiêu đề Idempotency-Key gồm 1 đến 100 ký tự ASCII không có dấu cách, ví dụ một UUID.",
        )
    return key


def context(key: str | None = None, rehearsal: bool = False) -> CommandContext:
    """The context of a command asked in this request."""
    return context_for(principal().id, g.correlation_id, key, rehearsal=rehearsal)


def ask(
    service: str, method: str, payload: dict[str, Any], *, key: str | None = None, rehearsal: bool = False,
    expects: Expected | None = None,
) -> dict[str, Any]:
    """Ask a service in the name of whoever is asking us.  ``rehearsal``: only what it would answer; ``expects``: the
    version that the thing must have."""
    return services().call(service, method, payload, replace(context(key, rehearsal), expects=expects))


def answer(resource: dict[str, Any], status: int = 200) -> Response:
    """A resource as JSON, under its ETag."""
    conditional.show_version(resource)
    return current_app.response_class(
        current_app.json.dumps(resource), status=status, content_type="application/json"
    )


def read(kind: str, id: str, fall_through: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """A resource from the read models; straight from its service when the event has not arrived yet."""
    row = at_one_moment(lambda snapshot: snapshot.row(kind, id))
    return dict(row["state"]) if row else fall_through()
