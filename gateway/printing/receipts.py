"""Receipts as they are signed: two copies on a sheet of A4, one sheet for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.printing import qr, render

Json = dict[str, Any]

ANONYMOUS = "Người ủng hộ không nêu tên"

CHANNELS = {"cash": "Tiền mặt", "card": "Thẻ", "wallet": "Ví điện tử", "bank_transfer": "Chuyển khoản"}


def receipts_pdf(
    receipts: Sequence[Json], unit_names: dict[str, str], funds: dict[str, str], check_address: str
) -> bytes:
    """The receipts one after the other.

    receipts: as the service tells them in full; funds: names of the campaigns; check_address: of the public page."""
    return render("receipt", {"receipts": [_printed(one, unit_names, funds, check_address) for one in receipts]})


def spaced(check_code: str) -> str:
    """A check code in groups of four, as people type it."""
    return " ".join(check_code[at : at + 4] for at in range(0, len(check_code), 4))


def _printed(receipt: Json, unit_names: dict[str, str], funds: dict[str, str], check_address: str) -> Json:
    code = receipt["check_code"]
    return {
        "issuer": ["Ban Vận động Quỹ “Vì người nghèo”", unit_names[receipt["unit"]]],
        "fund": funds[receipt["campaign"]],
        "donor": receipt["donor_name"] or ANONYMOUS,
        "purpose": receipt["note"] or "Ủng hộ Quỹ “Vì người nghèo”",
        "channel": CHANNELS.get(receipt["channel"], receipt["channel"]),
        "qr": qr(f"{check_address}/{code}"),
        "check_address": check_address.partition("://")[2],
        "check_code_spaced": spaced(code),
        "void_reason": receipt["void_reason"] or "",
        **{
            name: receipt[name]
            for name in (
                "number_text", "status", "address", "issued_on", "received_on", "amount_vnd", "amount_in_words"
            )
        },
    }
