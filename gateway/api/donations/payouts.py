"""Batches of payments that a bank carries out, and the bank debits that they explain."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.donations import payouts as asked
from contracts.events.donations.payouts import DebitExplanationRow, PaymentBatchRow
from contracts.events.donations.statements import BankDebitRow
from contracts.fields import LocalDay, Vnd, choice_field
from gateway.access import looks
from gateway.access.current import for_those_who_may, require, shows_people
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.donations.statement_imports import unit_of_account
from gateway.api.downloads import Table, csv_download, xlsx_download
from gateway.api.lists import add_list
from gateway.api.resource_schemas import Payment
from gateway.api.resources import Resource
from gateway.reports import xlsx

blp = Blueprint("payouts", __name__, url_prefix="/api/v1/payment-batches", description="Lô chi qua ngân hàng")
debits_blp = Blueprint("debits", __name__, url_prefix="/api/v1/bank-debits", description="Giải trình dòng ghi nợ")

EXPORT_COLUMNS = ["payment_id", "name", "bank", "bank_account", "amount_vnd", "memo"]


class Batch(PaymentBatchRow):
    """A batch with its payments."""

    account_number = fields.String(required=True)
    payment_ids = fields.List(fields.String(), required=True)
    made_by = fields.String(required=True)
    made_at = fields.String(required=True)
    exports = fields.Integer(required=True)
    settled_by = fields.String(required=True, allow_none=True)
    paid_ids = fields.List(fields.String(), required=True)
    failed = fields.List(fields.Nested(asked.FailedLine), required=True)
    held_ids = fields.List(fields.String(), required=True)
    cancelled_reason = fields.String(required=True, allow_none=True)


class PaymentsOfBatch(Schema):
    """The payments of a batch, 500 at the most."""

    payments = fields.List(fields.Nested(Payment), required=True)


class Explanation(DebitExplanationRow):
    """A debit line with the payments that it is; ``status`` none, explained or taken_back."""

    payment_ids = fields.List(fields.String(), required=True)
    explained_by = fields.String(required=True)


class DebitCandidate(Schema):
    """What the bank may have paid with a debit: the rest of a batch (``batch``), or one payment of it (``payment``)."""

    reason = choice_field(["batch", "payment"], required=True)
    batch_id = fields.String(required=True)
    payment_ids = fields.List(fields.String(), required=True)
    paid_on = LocalDay(required=True)


class OpenDebit(Schema):
    """A debit line that nothing explains; its own statement has the memo, by ``import_id`` and ``line_no``."""

    bank_debit_entry_id = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    amount_vnd = Vnd(required=True)
    posted_on = LocalDay(required=True)
    reference = fields.String(required=True)
    import_id = fields.String(required=True)
    line_no = fields.Integer(required=True)
    candidates = fields.List(fields.Nested(DebitCandidate), required=True)


class PageOfOpenDebits(Schema):
    """A page by day; ``next`` is null on the last."""

    debits = fields.List(fields.Nested(OpenDebit), required=True)
    next = fields.String(required=True, allow_none=True)


@blp.route("")
class Batches(MethodView):
    """Making batches."""

    @for_those_who_may("payout.make")
    @blp.arguments(asked.MakeBatch)
    @blp.response(201, Batch)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Lập lô chi từ các khoản đã duyệt đủ."""
        require("payout.make", unit_of_account(command["campaign"], command["account_number"]))
        return answer(ask("donations", "make_batch", request.get_json(), key=idempotency_key()), 201)


@blp.route("/<id>")
class OneBatch(MethodView):
    """Reading a batch."""

    @for_those_who_may("payout.read")
    @blp.response(200, Batch)
    def get(self, id: str) -> Response:
        """Xem một lô chi."""
        found = _batch(id)
        require("payout.read", found["unit"])
        return answer(found)


@blp.route("/<id>/payments", methods=["GET"])
@for_those_who_may("payout.make")
@blp.response(200, PaymentsOfBatch)
def payments_of_batch(id: str) -> Response:
    """Các khoản chi của một lô, kể cả khoản ngân hàng không chi được."""
    require("payout.make", _batch(id)["unit"])
    return answer(ask("donations", "list_batch_payments", {"id": id}))


@blp.route("/<id>/bank-file.csv", methods=["POST"])
@for_those_who_may("payout.make")
@shows_people("payout.bank_file")
@blp.response(200, content_type="text/csv")
@blp.doc(parameters=[KEY_PARAMETER])
def bank_file_csv(id: str) -> Response:
    """Xuất tệp CSV gửi ngân hàng; có tên và số tài khoản của hộ nên mỗi lần xuất được lưu lại."""
    return csv_download(_bank_file(id))


@blp.route("/<id>/bank-file.xlsx", methods=["POST"])
@for_those_who_may("payout.make")
@shows_people("payout.bank_file")
@blp.response(200, content_type=xlsx.CONTENT_TYPE)
@blp.doc(parameters=[KEY_PARAMETER])
def bank_file_xlsx(id: str) -> Response:
    """Xuất tệp XLSX gửi ngân hàng; mỗi lần xuất được lưu lại."""
    return xlsx_download(_bank_file(id))


def _bank_file(id: str) -> Table:
    require("payout.make", _batch(id)["unit"])
    return bank_file(id, idempotency_key())


def bank_file(id: str, key: str) -> Table:
    """What the bank is sent: names and accounts of households.  The look is noted."""
    exported = ask("donations", "export_batch", {"batch_id": id}, key=key)
    lines: list[dict[str, Any]] = exported["lines"]
    looks.saw(str(line["payment_id"]) for line in lines)
    return Table(f"lo-chi-{id}", "lô chi", EXPORT_COLUMNS, lines)


def _batch(id: str) -> dict[str, Any]:
    return ask("donations", "get_batch", {"id": id})


resource = Resource("donations", blp, "batch", Batch, _batch)
resource.add_step(
    "payout.make", "settlement", "settle_batch", asked.SettleBatch, "Ghi kết quả ngân hàng chi, kể cả khoản hỏng."
)
resource.add_step("payout.make", "cancellation", "cancel_batch", asked.CancelBatch, "Hủy lô chi chưa thực hiện.")

add_list(
    blp, "payment_batch", PaymentBatchRow, "lô chi qua ngân hàng", action="payout.read",
    filters={"status": choice_field(["made", "settled", "cancelled"])},
)


@debits_blp.route("/open", methods=["GET"])
@for_those_who_may("payout.read")
@debits_blp.arguments(asked.ListOpenBankDebits, location="query", unknown=RAISE)
@debits_blp.response(200, PageOfOpenDebits)
def open_debits(which: dict[str, Any]) -> Response:
    """Các dòng ghi nợ của một Quỹ chưa giải trình, kèm lô chi hoặc khoản chi đúng số tiền."""
    require("payout.read", which["unit"])
    return answer(ask("donations", "list_open_bank_debits", which))


@debits_blp.route("/<id>/explanation")
class OneExplanation(MethodView):
    """What a bank debit was paid for."""

    @for_those_who_may("payout.read")
    @debits_blp.response(200, Explanation)
    def get(self, id: str) -> Response:
        """Xem giải trình của một dòng ghi nợ (mã là mã bút toán ghi nợ)."""
        found = _debit(id)
        require("payout.read", found["unit"])
        return answer(found)

    @for_those_who_may("payout.make")
    @debits_blp.arguments(asked.ExplainBankDebit(exclude=["bank_debit_entry_id"]))
    @debits_blp.response(200, Explanation)
    @debits_blp.doc(parameters=[KEY_PARAMETER])
    def post(self, _command: dict[str, Any], id: str) -> Response:
        """Giải trình: dòng ghi nợ là tiền trả cho các lô, các khoản chi nêu tên, hoặc là tiền rút về quỹ tiền mặt."""
        require("payout.make", _debit(id)["unit"])
        payload = {**request.get_json(), "bank_debit_entry_id": id}
        return answer(ask("donations", "explain_bank_debit", payload, key=idempotency_key()))

    @for_those_who_may("payout.make")
    @debits_blp.response(200, Explanation)
    @debits_blp.doc(parameters=[KEY_PARAMETER])
    def delete(self, id: str) -> Response:
        """Rút giải trình; dòng ghi nợ lại là chưa rõ nội dung."""
        require("payout.make", _debit(id)["unit"])
        return answer(ask("donations", "take_back_explanation", {"id": id}, key=idempotency_key()))


def _debit(id: str) -> dict[str, Any]:
    return ask("donations", "get_debit_explanation", {"id": id})


add_list(debits_blp, "bank_debit", BankDebitRow, "dòng ghi nợ của ngân hàng")
