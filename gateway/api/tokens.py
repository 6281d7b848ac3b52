"""Tokens: how a program logs in and out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from contracts.fields import REQUIRED, Text
from contracts.shapes import Strict
from gateway.access import current, keys, tokens
from gateway.access.current import NotLoggedIn, bearer_token, principal
from gateway.access.log_in import log_in

blp = Blueprint("tokens", __name__, url_prefix="/api/v1/tokens", description="Đăng nhập cho chương trình")


class TokenRequest(Strict):
    """Name and password of the account that the program acts for."""

    username = fields.String(
        required=True, validate=validate.Length(1, 64), error_messages={"required": REQUIRED, "invalid": "Phải là chữ."}
    )
    password = fields.String(
        required=True,
        load_only=True,
        validate=validate.Length(1, 200),
        error_messages={"required": REQUIRED, "invalid": "Phải là chữ."},
    )
    lasts_hours = fields.Integer(
        strict=True,
        load_default=tokens.LASTS_HOURS,
        validate=validate.Range(1, tokens.LONGEST_HOURS, error="Từ 1 đến {max} giờ."),
    )
    label = Text(longest=120, shortest=0, load_default="")


class Token(Schema):
    """A fresh token. `token` is shown this once; send it as `Authorization: Bearer <token>`."""

    token_id = fields.String(required=True)
    token = fields.String(required=True)
    token_type = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)
    username = fields.String(required=True)


class RoleHeld(Schema):
    """A role, for a unit and everything below it."""

    role = fields.String(required=True)
    unit = fields.String(required=True)


class Me(Schema):
    """The account that is asking."""

    username = fields.String(required=True)
    display_name = fields.String(required=True)
    roles = fields.List(fields.Nested(RoleHeld), required=True)


@blp.route("")
class Tokens(MethodView):
    """Getting a token, and giving it back."""

    @blp.arguments(TokenRequest)
    @blp.response(201, Token)
    def post(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Lấy mã truy cập bằng tên đăng nhập và mật khẩu."""
        account = log_in(asked["username"], asked["password"])
        issued = tokens.issue(account, dt.datetime.now(dt.UTC), asked["lasts_hours"], asked["label"])
        return {
            "token_id": issued.token_id,
            "token": issued.secret,
            "token_type": "Bearer",
            "expires_at": issued.expires_at,
            "username": account.username,
        }

    @blp.response(204)
    def delete(self) -> None:
        """Thu hồi mã truy cập, hoặc khóa API, đang dùng."""
        secret = bearer_token()
        if secret is None or not principal().logged_in:
            raise NotLoggedIn("Không có mã truy cập nào để thu hồi.", remedy="Gửi tiêu đề Authorization: Bearer …")
        asking = principal()
        if asking.via == "key":
            keys.revoke(asking.key_id, asking.username, dt.datetime.now(dt.UTC))
        else:
            tokens.revoke(secret)


@blp.route("/me")
class WhoAmI(MethodView):
    """Whose token it is."""

    @blp.response(200, Me)
    def get(self) -> dict[str, Any]:
        """Tài khoản đang dùng và các vai trò của nó."""
        asking = current.principal()
        if not asking.logged_in:
            raise NotLoggedIn("Chưa đăng nhập.", remedy="Gửi tiêu đề Authorization: Bearer …")
        return {
            "username": asking.username,
            "display_name": asking.display_name,
            "roles": [{"role": grant.role, "unit": grant.unit} for grant in asking.grants],
        }
