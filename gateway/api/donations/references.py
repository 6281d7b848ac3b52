"""Records of donations that something is bound to must be in its books, in the same campaign."""

from __future__ import annotations

from typing import Any

from contracts.refusals import NotFound, Refusal
from gateway.api.asking import ask, read

WORDS = {
    "pledge": "phiếu đăng ký", "honour": "đề nghị khen thưởng", "payment": "khoản hỗ trợ", "donation": "khoản ủng hộ",
    "house": "nhà", "hand_out": "lần cấp phát",
}


class RecordNotFound(NotFound):
    """The record is in no book."""


class RecordElsewhere(Refusal):
    """The record belongs to another campaign."""


def check_in_books(kind: str, id: str, campaign: str, field: str) -> dict[str, Any]:
    """The record, as the read models or donations tell it.

    kind: one of :data:`WORDS`.  Raises :class:`RecordNotFound`, :class:`RecordElsewhere`."""
    try:
        found = read(kind, id, lambda: ask("donations", f"get_{kind}", {"id": id}))
    except Refusal as refusal:
        if refusal.kind != "not_found":
            raise
        raise RecordNotFound(
            f"Không có {WORDS[kind]} nào mang mã {id}.", field=field, remedy="Ghi vào sổ trước, rồi chép mã sang."
        ) from None
    if found["campaign"] != campaign:
        raise RecordElsewhere(
            f"{WORDS[kind].capitalize()} này thuộc đợt vận động khác.", field=field,
            remedy="Chép lại mã từ danh sách của đợt vận động này.",
        )
    return found
