"""Receipts as they are signed: two copies on a sheet of A4, one sheet for each."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from gateway.printing import qr, render

Json = dict[str, Any]

ANONYMOUS = "Người ủng hộ không nêu tên"

LONGEST_PURPOSE = 150
LONGEST_NOTE = 100
"""A copy is half a sheet: what is longer stands in the books."""

MUCH = 330
"""So many characters filled in by hand or in words need smaller type."""

CHANNELS = {"cash": "Tiền mặt", "card": "Thẻ", "wallet": "Ví điện tử", "bank_transfer": "Chuyển khoản"}


def receipts_pdf(receipts: Sequence[Json], funds: dict[str, str], check_address: str) -> bytes:
    """The receipts one after the other.

    receipts: as the service tells them in full, with ``unit_name`` as on the day of issue; funds: names of the
    campaigns; check_address: of the public page."""
    return render("receipt", {"receipts": [printed(one, funds, check_address) for one in receipts]})


def spaced(check_code: str) -> str:
    """A check code in groups of four, as people type it."""
    return " ".join(check_code[at : at + 4] for at in range(0, len(check_code), 4))


def printed(receipt: Json, funds: dict[str, str], check_address: str) -> Json:
    """What the template fills in for one receipt."""
    code = receipt["check_code"]
    purpose = _short(receipt["note"], LONGEST_PURPOSE) or "Ủng hộ Quỹ “Vì người nghèo”"
    filled_in = (receipt["donor_name"], receipt["address"], purpose, receipt["amount_in_words"])
    return {
        "tight": sum(map(len, filled_in)) > MUCH,
        "issuer": ["Ban Vận động Quỹ “Vì người nghèo”", receipt["unit_name"]],
        "fund": _short(funds[receipt["campaign"]], LONGEST_NOTE),
        "donor": receipt["donor_name"] or ANONYMOUS,
        "purpose": purpose,
        "channel": CHANNELS.get(receipt["channel"], receipt["channel"]),
        "qr": qr(f"{check_address}/{code}"),
        "check_address": check_address.partition("://")[2],
        "check_code_spaced": spaced(code),
        "void_reason": _short(receipt["void_reason"] or "", LONGEST_NOTE),
        **{
            name: receipt[name]
            for name in (
                "number_text", "status", "address", "issued_on", "received_on", "amount_vnd", "amount_in_words"
            )
        },
    }


def _short(text: str, longest: int) -> str:
    return shorten(text, longest, placeholder=" …")
