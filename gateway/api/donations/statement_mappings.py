"""Statements in a layout of their own: look at a held file, say which column is what, start its import."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from contracts.commands.donations.statements import StatementMapping as MappingShape
from contracts.fields import Instant, Text
from gateway.access.current import for_those_who_may, require, shows_people
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.donations.statement_imports import unit_of_account
from gateway.api.resource_schemas import StatementImport

blp = Blueprint("statement_mappings", __name__, url_prefix="/api/v1", description="Khai cột sao kê")

ACTION = "statement.import"
_Command = MappingShape.from_dict(
    {"import_id": Text(longest=60, load_default=None, allow_none=True)}, name="StatementMappingToSave"
)


class StatementMapping(MappingShape):
    """The mapping of an account."""

    campaign = fields.String(required=True)
    account_number = fields.String(required=True)
    version = fields.Integer(required=True)
    saved_by = fields.String(required=True)
    saved_at = Instant(required=True)


class StatementPreview(Schema):
    """The header and the first rows of a file, as text."""

    import_id = fields.String(required=True)
    file_kind = fields.String(required=True)
    delimiter = fields.String(required=True)
    header = fields.List(fields.String(), required=True)
    rows = fields.List(fields.List(fields.String()), required=True)


@blp.route("/statement-mappings/<campaign>/<account_number>")
class OneMapping(MethodView):
    """The mapping of an account."""

    @for_those_who_may(ACTION)
    @blp.response(200, StatementMapping)
    def get(self, campaign: str, account_number: str) -> Response:
        """Xem bảng khai cột của một tài khoản."""
        account = {"campaign": campaign, "account_number": account_number}
        require(ACTION, unit_of_account(campaign, account_number))
        return answer(ask("donations", "get_statement_mapping", account))

    @for_those_who_may(ACTION)
    @blp.arguments(_Command)
    @blp.response(200, StatementMapping)
    def put(self, command: dict[str, Any], campaign: str, account_number: str) -> Response:
        """Khai cột nào của sao kê là gì; nhớ cho các tệp sau. import_id: thử trên một tệp đã gửi với held=true."""
        account = {"campaign": campaign, "account_number": account_number}
        require(ACTION, unit_of_account(campaign, account_number))
        if command["import_id"]:
            _require(command["import_id"])
        return answer(ask("donations", "save_statement_mapping", {**command, **account}))


@blp.route("/statement-imports/<import_id>/preview")
class Preview(MethodView):
    """A look at a file before anybody knows what its columns are."""

    @for_those_who_may(ACTION)
    @shows_people("statement.preview")
    @blp.response(200, StatementPreview)
    def get(self, import_id: str) -> Response:
        """Xem dòng tiêu đề và các dòng đầu của một tệp đã gửi; mỗi lần xem được ghi lại."""
        _require(import_id)
        return answer(ask("donations", "preview_statement_import", {"id": import_id}))


@blp.route("/statement-imports/<import_id>/start", methods=["POST"])
@for_those_who_may(ACTION)
@blp.response(202, StatementImport)
@blp.doc(parameters=[KEY_PARAMETER])
def start(import_id: str) -> Response:
    """Bắt đầu nhập một tệp đã gửi với held=true; gửi lại thì nhận lại kết quả cũ."""
    key = idempotency_key()
    _require(import_id)
    queued = ask("donations", "start_statement_import", {"id": import_id}, key=key)
    return answer({name: queued[name] for name in StatementImport().fields}, 202)


def _require(import_id: str) -> None:
    require(ACTION, ask("donations", "get_statement_import", {"id": import_id})["unit"])
