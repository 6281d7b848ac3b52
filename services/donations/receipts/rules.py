"""Which gifts get a numbered receipt, in which series of numbers, and what may become of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from contracts.refusals import NotFound, Refusal

NUMBERED_BY_LAW = frozenset({"cash"})
"""Channels whose every gift gets a numbered receipt; for the others a bank or an operator has given proof already, and
a number is taken only when the donor asks."""

_LEVEL_BY_LENGTH = {2: "province", 3: "district", 5: "commune"}
_MARKS = {"province": "T", "district": "H", "commune": "X"}


class UnitHasNoLevel(Refusal):
    """The unit's code is not one of the General Statistics Office."""


class GiftElsewhere(Refusal):
    """The gift belongs to another campaign or unit than the receipts that are asked for."""


class ReceiptNotAskedFor(Refusal):
    """A gift that did not come as cash gets a numbered receipt only when its donor asks for one."""


class GiftTakenBack(Refusal):
    """The gift's booking was reversed, or all of it refunded: there is no money to confirm."""


class ReceiptNotFound(NotFound):
    """No receipt has this id or check code."""


class ReceiptIsVoid(Refusal):
    """The receipt was voided before."""

    kind = "conflict"


def level_of(unit: str) -> str:
    """province, district or commune: told by the length of the code, as Decision 124/2004/QĐ-TTg made it (2, 3 and 5
    digits) and later lists kept it.  So no caller needs to be believed.  Raises :class:`UnitHasNoLevel`."""
    level = _LEVEL_BY_LENGTH.get(len(unit))
    if level is None:
        raise UnitHasNoLevel(
            f"Mã đơn vị {unit} không thuộc cấp tỉnh (2 chữ số), huyện (3) hay xã (5).", field="unit",
            remedy="Kiểm tra lại mã đơn vị hành chính.",
        )
    return level


def series_of(campaign: str, level: str, year: int) -> str:
    """The series of numbers of a fund at a level in a year."""
    return f"{campaign}:{level}:{year}"


def number_text(number: int, year: int, level: str) -> str:
    """A number as it is printed: ``0000123/2024-H``."""
    return f"{number:07d}/{year}-{_MARKS[level]}"


def check_gift(place: int, gift: Mapping[str, Any], campaign: str, unit: str, requested: bool) -> None:
    """Refuse a gift (at ``place`` of the list) that may get no number here.

    Raises :class:`GiftElsewhere`, :class:`GiftTakenBack` and :class:`ReceiptNotAskedFor`."""
    field = f"gifts.{place}.donation_id"
    if (gift["campaign"], gift["unit"]) != (campaign, unit):
        raise GiftElsewhere(
            f"Khoản ủng hộ này thuộc đơn vị {gift['unit']} trong đợt vận động “{gift['campaign']}”.", field=field,
            remedy="Lập biên nhận riêng cho từng đơn vị.",
        )
    check_not_taken_back(gift, field)
    if gift["channel"] not in NUMBERED_BY_LAW and not requested:
        raise ReceiptNotAskedFor(
            "Khoản này không phải tiền mặt; chỉ cấp số biên nhận khi người tặng yêu cầu.", field=field,
            remedy="Nếu người tặng yêu cầu, gửi lại với requested = true.",
        )


def taken_back(gift: Mapping[str, Any]) -> bool:
    """Whether nothing of the gift is left: its booking was reversed, or all of it was refunded."""
    return bool(gift.get("reversal_entry_id")) or (gift.get("refunded_vnd") or 0) >= gift["amount_vnd"]


def check_not_taken_back(gift: Mapping[str, Any], field: str) -> None:
    """Raises :class:`GiftTakenBack`."""
    if taken_back(gift):
        raise GiftTakenBack(
            "Khoản ủng hộ này đã được rút khỏi sổ hoặc hoàn trả hết.", field=field,
            remedy="Lập biên nhận cho khoản ghi lại, nếu có.",
        )


def check_living(status: str) -> None:
    """Refuse to void what is void.  Raises :class:`ReceiptIsVoid`."""
    if status != "issued":
        raise ReceiptIsVoid(
            "Biên nhận này đã hủy.", field="receipt_id", remedy="Dùng biên nhận thay thế, nếu đã lập."
        )


def year_of(issued_on: dt.date) -> int:
    """The year whose series a receipt is numbered in: that of the day it is issued on."""
    return issued_on.year
