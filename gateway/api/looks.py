"""Who looked at whose data, when and what for: for whoever audits."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.fields import END
from contracts.shapes import Strict
from gateway.access import looks
from gateway.access.current import for_those_who_may, require

blp = Blueprint("looks", __name__, url_prefix="/api/v1/looks", description="Ai đã xem dữ liệu cá nhân")

MOST_LISTED = 200


class LookShown(Schema):
    """A look. ``what``: the action of the allow-table, or what was opened; ``where``: the address's pattern;
    ``people``: ids of whom it showed, as far as they are known."""

    look_id = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True)
    key_id = fields.String(required=True, allow_none=True)
    what = fields.String(required=True)
    where = fields.String(required=True)
    people = fields.List(fields.String(), required=True)
    scope = fields.Dict(required=True)
    purpose = fields.String(required=True)


class LookPage(Schema):
    """Looks, newest first; ``next`` goes into ``before``."""

    looks = fields.List(fields.Nested(LookShown), required=True)
    next = fields.String(required=True, allow_none=True)


class WhichLooks(Strict):
    """At whom (the id of a household, guest, receipt, line …), by which account, of what kind."""

    person = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=looks.LONGEST_ID))
    by = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    what = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))
    before = fields.String(
        load_default=None, allow_none=True, validate=validate.Regexp(f"^[0-9a-f]{{24}}{END}", error="Mã chưa đúng.")
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_LISTED))


@blp.route("", methods=["GET"], endpoint="list_all_looks")
@for_those_who_may("looks.read")
@blp.arguments(WhichLooks, location="query", unknown=RAISE)
@blp.response(200, LookPage)
@blp.doc(summary="Ai đã xem dữ liệu cá nhân của ai, lúc nào, để làm gì: theo người được xem, theo tài khoản.")
def list_all_looks(which: dict[str, Any]) -> dict[str, Any]:
    """A page of looks, newest first."""
    require("looks.read")
    found = looks.page(which["person"], which["by"], which["what"], which["before"], which["limit"] + 1)
    page = found[: which["limit"]]
    return {"looks": page, "next": page[-1]["look_id"] if len(found) > len(page) else None}
