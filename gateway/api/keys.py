"""API keys: a program's part of its owner's rights."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.fields import Text, WholeNumber, unit_field
from contracts.shapes import Strict
from gateway.access import keys
from gateway.access.current import for_those_who_may, require, require_somewhere
from gateway.access.key_rules import LASTS_DAYS, LONGEST_DAYS, MOST_PER_MINUTE, PER_MINUTE
from gateway.api.asking import KEY_PARAMETER, idempotency_key
from runtime.clock import utc_now

blp = Blueprint("keys", __name__, url_prefix="/api/v1/keys", description="Khóa API cho chương trình")

MOST_LISTED = 200


class KeyWanted(Strict):
    """A key for a program of one's own. ``actions``: names from the allow-table, or groups: gifts, statements, guests,
    figures, reading."""

    name = Text(longest=120, required=True)
    actions = fields.List(Text(longest=60), required=True, validate=validate.Length(1, 60, error="Từ 1 đến 60 việc."))
    unit = unit_field(load_default=None, allow_none=True)
    lasts_days = WholeNumber(lowest=1, highest=LONGEST_DAYS, load_default=LASTS_DAYS)
    per_minute = WholeNumber(lowest=1, highest=MOST_PER_MINUTE, load_default=PER_MINUTE)


class ApiKeyShown(Schema):
    """A key without its secret; ``key_id`` is how it begins and what logs call it."""

    key_id = fields.String(required=True)
    name = fields.String(required=True)
    owner = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)
    unit = fields.String(required=True, allow_none=True)
    per_minute = fields.Integer(required=True)
    made_at = fields.AwareDateTime(required=True)
    made_by = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)
    last_used_at = fields.AwareDateTime(required=True, allow_none=True)
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)
    revoked_by = fields.String(required=True, allow_none=True)


class ApiKeyMade(ApiKeyShown):
    """A fresh key: ``key`` is shown this once; send it as ``Authorization: Bearer <key>``."""

    key = fields.String(required=True)


class WhichKeys(Strict):
    """A page of keys."""

    after = fields.String(load_default="", validate=validate.Length(max=40))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_LISTED))


class KeyPage(Schema):
    """Keys by id; ``next`` goes into ``after``."""

    keys = fields.List(fields.Nested(ApiKeyShown), required=True)
    next = fields.String(required=True, allow_none=True)


@blp.route("")
class Keys(MethodView):
    """One's own keys."""

    @for_those_who_may("key.make")
    @blp.arguments(KeyWanted)
    @blp.response(201, ApiKeyMade)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Lập khóa API của chính mình; khóa chỉ hiện một lần."""
        asking = require_somewhere("key.make")
        owner = keys.owner_named(asking.username)
        asked = keys.Wanted(**wanted, asked_under=idempotency_key())
        made, secret = keys.make(owner, asked, asking.username, utc_now())
        return asdict(made) | {"key": secret}

    @for_those_who_may("key.make")
    @blp.arguments(WhichKeys, location="query", unknown=RAISE)
    @blp.response(200, KeyPage)
    def get(self, which: dict[str, Any]) -> dict[str, Any]:
        """Các khóa API của mình, kể cả khóa đã thu hồi."""
        return _page(which, require_somewhere("key.make").username)


@blp.route("/<key_id>", methods=["DELETE"], endpoint="revoke_key")
@for_those_who_may("key.make")
@blp.response(200, ApiKeyShown)
@blp.doc(summary="Thu hồi ngay một khóa API của mình.")
def revoke_key(key_id: str) -> dict[str, Any]:
    """End a key of one's own."""
    asking = require_somewhere("key.make")
    return asdict(keys.revoke(key_id, asking.username, utc_now(), owner=asking.username))


@blp.route("/all", methods=["GET"], endpoint="all_keys")
@for_those_who_may("key.manage")
@blp.arguments(WhichKeys, location="query", unknown=RAISE)
@blp.response(200, KeyPage)
@blp.doc(summary="Khóa API của mọi tài khoản.")
def all_keys(which: dict[str, Any]) -> dict[str, Any]:
    """Everybody's keys."""
    require("key.manage")
    return _page(which, None)


@blp.route("/all/<key_id>", methods=["DELETE"], endpoint="revoke_any_key")
@for_those_who_may("key.manage")
@blp.response(200, ApiKeyShown)
@blp.doc(summary="Thu hồi ngay khóa API của bất kỳ tài khoản nào.")
def revoke_any_key(key_id: str) -> dict[str, Any]:
    """End anybody's key."""
    asking = require("key.manage")
    return asdict(keys.revoke(key_id, asking.username, utc_now()))


def _page(which: dict[str, Any], owner: str | None) -> dict[str, Any]:
    found = keys.all_keys(owner, which["after"], which["limit"] + 1)
    page = found[: which["limit"]]
    return {"keys": [asdict(key) for key in page], "next": page[-1].key_id if len(found) > len(page) else None}
