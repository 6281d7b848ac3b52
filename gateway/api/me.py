"""One's own account: the password, and what is logged in as oneself."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from contracts.refusals import NotFound
from contracts.shapes import Strict
from gateway.access import accounts, sessions
from gateway.access.current import bearer_token, for_people, principal
from gateway.access.log_in import log_in
from gateway.access.passwords import LONGEST
from runtime.clock import utc_now

blp = Blueprint("me", __name__, url_prefix="/api/v1/me", description="Tài khoản của mình")


class UnknownSession(NotFound):
    """One has no session or token of that id."""


class PasswordChange(Strict):
    """The old password and the new one."""

    old = fields.String(required=True, load_only=True, validate=validate.Length(1, LONGEST))
    new = fields.String(required=True, load_only=True, validate=validate.Length(1, LONGEST))


class OpenSession(Schema):
    """A browser (``session``) or a program (``token``) that is logged in as oneself."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    label = fields.String(required=True)
    opened_at = fields.AwareDateTime(required=True)
    last_seen_at = fields.AwareDateTime(required=True, allow_none=True)
    expires_at = fields.AwareDateTime(required=True)
    current = fields.Boolean(required=True)


class OpenSessions(Schema):
    """All of them, newest first, at most 100 of each kind."""

    sessions = fields.List(fields.Nested(OpenSession), required=True)


class Ended(Schema):
    """How many were ended."""

    ended = fields.Integer(required=True)


@blp.route("/password", methods=["PUT"], endpoint="change_password")
@for_people
@blp.arguments(PasswordChange)
@blp.response(204)
@blp.doc(summary="Đổi mật khẩu của mình; mọi phiên và mã truy cập đang mở hết hiệu lực, kể cả phiên này.")
def change_password(told: dict[str, Any]) -> None:
    """Change one's password. The old one is asked like at log-in, and as slowly: whoever finds a screen left open can't
    guess it either."""
    accounts.check_password(told["new"])
    username = log_in(principal().username, told["old"]).username
    accounts.set_password(username, told["new"], by=username)


@blp.route("/sessions", methods=["GET"], endpoint="list_sessions")
@for_people
@blp.response(200, OpenSessions)
@blp.doc(summary="Các phiên và mã truy cập đang mở của mình.")
def list_sessions() -> dict[str, Any]:
    """What is logged in as oneself."""
    account = accounts.find(principal().username)
    assert account is not None  # accounts are never deleted
    return {"sessions": sessions.opened_by(account, utc_now(), _asking_with())}


@blp.route("/sessions", methods=["DELETE"], endpoint="end_other_sessions")
@for_people
@blp.response(200, Ended)
@blp.doc(summary="Kết thúc mọi phiên và mã truy cập của mình, trừ phiên đang dùng.")
def end_other_sessions() -> dict[str, Any]:
    """End all but this one."""
    return {"ended": sessions.end_all(principal().username, but=_asking_with())}


@blp.route("/sessions/<id>", methods=["DELETE"], endpoint="end_session")
@for_people
@blp.response(204)
@blp.doc(summary="Kết thúc một phiên hay mã truy cập của mình.")
def end_session(id: str) -> None:
    """End one of them."""
    if not sessions.end_by_id(principal().username, id):
        raise UnknownSession("Bạn không có phiên nào như vậy.", field="id", remedy="Xem danh sách phiên đang mở.")


def _asking_with() -> str | None:
    return bearer_token() or request.cookies.get(sessions.COOKIE)
