"""Statements and their certificates."""

from __future__ import annotations

import datetime as dt

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind
from runtime.clock import local_day


def _arrival_day(entry: Json) -> str:
    return local_day(dt.datetime.fromisoformat(entry["received_at"])).isoformat()


def _statement_import(statement: Json) -> list[Contribution]:
    if statement["status"] == "undone":
        return []
    certificate = statement["certificate"]
    counted = {
        "statement_rows_read": certificate.get("rows_read", 0),
        "statement_rows_posted": certificate.get("rows_posted", 0),
        "statement_rows_known": certificate.get("rows_already_known", 0),
        "statement_rows_refused": certificate.get("rows_refused", 0),
    }
    return [Contribution(figure, statement["layout"], rows, 0) for figure, rows in counted.items() if rows]


FACTS = Facts(
    kinds=[
        Kind("statement_import", "import_id", _arrival_day, ["donations.statement_import_changed.v1"]),
    ],
    counts={"statement_import": _statement_import},
    figures=[
        Figure("statement_rows_read", "Dòng sao kê đã đọc", "count",
               "Số dòng đã đọc theo biên bản nhập sao kê, trừ lần nhập đã hoàn tác, theo ngày nhập.",
               "statement_import", "Ngân hàng"),
        Figure("statement_rows_posted", "Dòng sao kê đã ghi sổ", "count",
               "Số dòng mới được ghi sổ theo biên bản nhập sao kê, trừ lần nhập đã hoàn tác, theo ngày nhập.",
               "statement_import", "Ngân hàng"),
        Figure("statement_rows_known", "Dòng sao kê đã có từ trước", "count",
               "Số dòng đã ghi sổ ở lần nhập trước theo biên bản nhập sao kê, trừ lần nhập đã hoàn tác, theo ngày "
               "nhập.",
               "statement_import", "Ngân hàng"),
        Figure("statement_rows_refused", "Dòng sao kê bị từ chối", "count",
               "Số dòng hỏng bị từ chối theo biên bản nhập sao kê, trừ lần nhập đã hoàn tác, theo ngày nhập.",
               "statement_import", "Ngân hàng"),
    ],
    sources={
        "vietcombank": "Vietcombank",
        "agribank": "Agribank",
        "vietinbank": "VietinBank",
        "bidv": "BIDV",
        "camt053": "camt.053",
        "mt940": "MT940",
        "mapped": "Mẫu tự khai cột",
        "auto": "Chưa nhận dạng",
    },
)
