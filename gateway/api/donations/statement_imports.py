"""Bank statements: upload, progress and certificate."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint

from contracts.commands.donations.statements import STATEMENT_LAYOUTS
from contracts.events.donations.statements import StatementImportChangedV1
from contracts.fields import Text, choice_field
from contracts.refusals import InvalidCommand
from contracts.shapes import Strict
from gateway import units
from gateway.access.current import for_those_who_may, require
from gateway.api import resource_schemas
from gateway.api.asking import KEY_HEADER, KEY_PARAMETER, answer, ask, context, idempotency_key
from gateway.api.lists import add_list
from gateway.api.resource_schemas import StatementImport
from gateway.printing import CONTENT_TYPE as PDF_TYPE
from gateway.printing.certificates import certificate_pdf
from gateway.service_client import services
from gateway.service_client.uploads import send_statement


class UndoReason(Strict):
    """Why an import is undone."""

    reason = Text(required=True, longest=1000)


blp = Blueprint("statement_imports", __name__, url_prefix="/api/v1/statement-imports", description="Sao kê ngân hàng")

_UPLOAD = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["campaign", "account_number", "file"],
                "properties": {
                    "campaign": {"type": "string"},
                    "account_number": {"type": "string"},
                    "layout": {"type": "string", "enum": STATEMENT_LAYOUTS, "default": "auto"},
                    "held": {
                        "type": "boolean", "default": False,
                        "description": "true: chỉ nhận tệp, để xem trước và khai cột rồi mới bắt đầu nhập",
                    },
                    "file": {"type": "string", "format": "binary"},
                },
            }
        }
    },
}


@blp.route("")
class StatementImports(MethodView):
    """Uploading statements."""

    @for_those_who_may("statement.import")
    @blp.response(202, StatementImport)
    @blp.doc(requestBody=_UPLOAD)
    def post(self) -> Response:
        """Gửi một tệp sao kê; nhập lại cùng tệp không ghi thêm dòng nào. Theo dõi bằng GET ở địa chỉ Location."""
        description = _description()
        require("statement.import", unit_of_account(description["campaign"], description["account_number"]))
        begin = context(request.headers.get(KEY_HEADER) or None)
        queued = send_statement(services(), request.files["file"].stream, description, begin, context)
        accepted = answer(_shown(queued), 202)
        accepted.headers["Location"] = f"/api/v1/statement-imports/{queued['import_id']}"
        return accepted


@blp.route("/<import_id>")
class OneStatementImport(MethodView):
    """Following an import."""

    @for_those_who_may("imports.read")
    @blp.response(200, StatementImport)
    def get(self, import_id: str) -> Response:
        """Xem tiến độ (số dòng, phần trăm) và biên bản của một lần nhập sao kê."""
        found = ask("donations", "get_statement_import", {"id": import_id})  # events tell of progress now and then only
        require("imports.read", found["unit"])
        return answer(_shown(found))


@blp.route("/<import_id>/cancellation", methods=["POST"])
@for_those_who_may("statement.import")
@blp.response(200, StatementImport)
def cancel(import_id: str) -> Response:
    """Hủy một lần nhập; đang ghi sổ thì dừng sau lô dòng đang ghi, dòng đã ghi giữ nguyên cho tới khi hoàn tác."""
    _require("statement.import", import_id)
    return answer(_shown(ask("donations", "cancel_statement_import", {"id": import_id})))


@blp.route("/<import_id>/resumption", methods=["POST"])
@for_those_who_may("statement.import")
@blp.response(200, StatementImport)
@blp.doc(parameters=[KEY_PARAMETER])
def resume(import_id: str) -> Response:
    """Cho một lần nhập đã hủy hoặc bị lỗi chạy tiếp từ chỗ nó dừng."""
    _require("statement.import", import_id)
    return answer(_shown(ask("donations", "resume_statement_import", {"id": import_id}, key=idempotency_key())))


@blp.route("/<import_id>/undo", methods=["POST"])
@for_those_who_may("statement.undo")
@blp.arguments(UndoReason)
@blp.response(202, StatementImport)
@blp.doc(parameters=[KEY_PARAMETER])
def undo(command: dict[str, Any], import_id: str) -> Response:
    """Hoàn tác một lần nhập: mọi khoản nó đã ghi sổ bị đảo bằng bút toán mới, dòng sao kê nhập lại được."""
    _require("statement.undo", import_id)
    payload = {"import_id": import_id, "reason": command["reason"]}
    return answer(_shown(ask("donations", "undo_statement_import", payload, key=idempotency_key())), 202)


@blp.route("/<import_id>/certificate")
class Certificate(MethodView):
    """The certificate of an import."""

    @for_those_who_may("imports.read")
    @blp.response(200, resource_schemas.Certificate)
    def get(self, import_id: str) -> Response:
        """Tải biên bản nhập sao kê (JSON)."""
        found = _found(import_id)
        certificate = answer({name: found[name] for name in ("import_id", "file_name", "file_sha256", "status",
                                                             "finished_at", "certificate")})
        certificate.headers["Content-Disposition"] = f'attachment; filename="bien-ban-{import_id}.json"'
        return certificate


@blp.route("/<import_id>/certificate.pdf")
class PrintedCertificate(MethodView):
    """The certificate on paper."""

    @for_those_who_may("imports.read")
    @blp.response(200, content_type=PDF_TYPE)
    def get(self, import_id: str) -> Response:
        """Tải biên bản nhập sao kê để in và ký (PDF)."""
        found = _found(import_id)
        campaign = ask("donations", "get_campaign", {"id": found["campaign"]})
        made = certificate_pdf(found, units.name_of(found["unit"]), campaign["name"])
        named = {"Content-Disposition": f'attachment; filename="bien-ban-{import_id}.pdf"'}
        return Response(made, content_type=PDF_TYPE, headers=named)


def _require(action: str, import_id: str) -> None:
    require(action, ask("donations", "get_statement_import", {"id": import_id})["unit"])


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in StatementImport().fields}


def _found(import_id: str) -> dict[str, Any]:
    # From the service: a certificate that people sign must not be that of a moment ago.
    found = ask("donations", "get_statement_import", {"id": import_id})
    require("imports.read", found["unit"])
    return found


def _description() -> dict[str, Any]:
    missing = [name for name in ("campaign", "account_number") if not request.form.get(name)]
    missing += [] if "file" in request.files and request.files["file"].filename else ["file"]
    if missing:
        raise InvalidCommand(
            "Thiếu trường này.", field=missing[0],
            remedy="Gửi multipart/form-data gồm campaign, account_number và file.",
            errors=[{"field": name, "message": "Thiếu trường này."} for name in missing],
        )
    return {
        "campaign": request.form["campaign"], "account_number": request.form["account_number"],
        "layout": request.form.get("layout") or "auto", "file_name": request.files["file"].filename,
        "held": request.form.get("held", "").lower() in ("true", "1"),
    }


def unit_of_account(campaign_code: str, account_number: str) -> str:
    """The unit whose money is on the account; an account that the campaign does not have is refused."""
    campaign = ask("donations", "get_campaign", {"id": campaign_code})
    for account in campaign["accounts"]:
        if account["number"] == account_number:
            return str(account["unit"])
    known = ", ".join(account["number"] for account in campaign["accounts"]) or "(chưa khai tài khoản nào)"
    raise InvalidCommand(
        "Đợt vận động không có tài khoản này.", field="account_number", remedy=f"Chọn một trong: {known}."
    )


add_list(
    blp, "statement_import", StatementImportChangedV1, "lần nhập sao kê", action="imports.read",
    filters={"layout": choice_field(STATEMENT_LAYOUTS)},
)
