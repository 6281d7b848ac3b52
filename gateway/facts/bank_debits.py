"""What the bank debited, and what it was."""

from __future__ import annotations

from gateway.facts.kinds import TAKEN_BACK, Contribution, Facts, Figure, Json, Kind, on


def _bank_debit(debit: Json) -> list[Contribution]:
    if debit.get(TAKEN_BACK):
        return []
    return [Contribution("bank_debits", "bank", 1, debit["amount_vnd"])]


def _debit_explanation(explanation: Json) -> list[Contribution]:
    if explanation["status"] != "explained":
        return []
    return [Contribution("bank_debits_explained", explanation.get("purpose", "support"), 1, explanation["amount_vnd"])]


FACTS = Facts(
    kinds=[
        Kind("bank_debit", "statement_line_id", on("posted_on"), [
            "donations.bank_debits_recorded.v1", "donations.bank_debits_reversed.v1",
        ], subjects=["statement_line"]),
        Kind("debit_explanation", "bank_debit_entry_id", on("posted_on"), ["donations.debits_explained.v1"]),
    ],
    counts={"bank_debit": _bank_debit, "debit_explanation": _debit_explanation},
    figures=[
        Figure("bank_debits", "Ngân hàng ghi nợ", "vnd",
               "Tổng số tiền mọi dòng ghi nợ trên sao kê, trừ dòng đã hoàn tác, theo ngày ghi sổ.",
               "bank_debit", "Nguồn", beside=("statement_line",)),
        Figure("bank_debits_explained", "Ghi nợ đã giải trình", "vnd",
               "Tổng số tiền các dòng ghi nợ đã xác định là tiền chi hỗ trợ qua ngân hàng hoặc tiền rút về quỹ tiền "
               "mặt (nằm trong Ngân hàng ghi nợ), theo ngày ghi sổ.",
               "debit_explanation", "Nội dung"),
    ],
    sources={
        "bank": "Sao kê ngân hàng",
        "support": "Chi hỗ trợ",
    },
)
