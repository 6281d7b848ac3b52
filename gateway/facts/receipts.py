"""Receipts."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _receipt(receipt: Json) -> list[Contribution]:
    if receipt["status"] == "void":
        return [Contribution("receipts_void", receipt["level"], 1, 0)]
    return [Contribution("receipts_valid", receipt["level"], 1, receipt["amount_vnd"])]


FACTS = Facts(
    kinds=[
        Kind("receipt", "receipt_id", on("issued_on"), ["donations.receipts_changed.v1"]),
    ],
    counts={"receipt": _receipt},
    figures=[
        Figure("receipts_valid", "Biên nhận còn hiệu lực", "vnd",
               "Tổng số tiền ghi trên các biên nhận đã cấp số mà chưa hủy, theo ngày lập biên nhận.",
               "receipt", "Cấp"),
        Figure("receipts_void", "Biên nhận đã hủy (giữ nguyên số)", "count",
               "Số biên nhận đã hủy; số của biên nhận không cấp lại, theo ngày lập biên nhận.",
               "receipt", "Cấp"),
    ],
    sources={
        "province": "Cấp tỉnh",
        "district": "Cấp huyện",
        "commune": "Cấp xã",
    },
)
