"""The text of a VietQR code, built and read: EMVCo's merchant-presented QR as NAPAS uses it for transfers to accounts.

A text is a row of fields, each two digits of id, two digits of length, and the value; some values are rows of fields
again.  The last field, 63, is a CRC-16/CCITT-FALSE over all before it, its own id and length included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from contracts.refusals import Refusal

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
DONG = "704"
LONGEST_MEMO = 19
MOST_VND = 9_999_999_999_999
"""The amount field holds 13 characters."""

_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_BIN = re.compile(r"[0-9]{6}")
_AMOUNT = re.compile(r"[1-9][0-9]{0,12}")
_MEMO = re.compile(r"[0-9A-Za-z ]{0,19}")
_STATIC, _DYNAMIC = "11", "12"


class NotVietQr(ValueError):
    """The text is not a VietQR of a transfer to an account, or it was damaged."""


class NoAccountForQr(Refusal):
    """The campaign has no bank account that the code could lead to."""


class AmountBeyondQr(Refusal):
    """The amount is longer than the field of the code."""


class NothingLeftToPay(Refusal):
    """The pledge is fulfilled: a code would ask for money that has come already."""


@dataclass(frozen=True)
class VietQr:
    """A transfer that is to be filled in.  Without ``amount_vnd`` whoever pays types it."""

    bank_bin: str
    account: str
    amount_vnd: int | None = None
    memo: str = ""


def build(qr: VietQr) -> str:
    """The text of the code.  Raises ValueError for what no such code can hold."""
    if not _BIN.fullmatch(qr.bank_bin) or not _ACCOUNT.fullmatch(qr.account) or not _MEMO.fullmatch(qr.memo):
        raise ValueError(f"no VietQR for {qr}")
    if qr.amount_vnd is not None and not 0 < qr.amount_vnd <= MOST_VND:
        raise ValueError(f"no VietQR over {qr.amount_vnd} đồng")
    fields = [
        _field("00", "01"),
        _field("01", _STATIC if qr.amount_vnd is None else _DYNAMIC),
        _field("38", _field("00", NAPAS) + _field("01", _field("00", qr.bank_bin) + _field("01", qr.account))
               + _field("02", TO_ACCOUNT)),
        _field("53", DONG),
        "" if qr.amount_vnd is None else _field("54", str(qr.amount_vnd)),
        _field("58", "VN"),
        _field("62", _field("08", qr.memo)) if qr.memo else "",
        "6304",
    ]
    text = "".join(fields)
    return text + crc(text)


def parse(text: str) -> VietQr:
    """What the code asks for.  Raises :class:`NotVietQr`."""
    if text[-8:-4] != "6304" or crc(text[:-4]) != text[-4:].upper():
        raise NotVietQr("the check sum does not fit")
    fields = _fields(text)
    receiver = _fields(fields.get("38", ""))
    account = _fields(receiver.get("01", ""))
    constant = {"00": "01", "53": DONG, "58": "VN"}
    if any(fields.get(id) != value for id, value in constant.items()):
        raise NotVietQr("not in đồng or not for Viet Nam")
    if receiver.get("00") != NAPAS or receiver.get("02") != TO_ACCOUNT:
        raise NotVietQr("not a transfer to an account")
    bank_bin, number, amount = account.get("00", ""), account.get("01", ""), fields.get("54")
    if not _BIN.fullmatch(bank_bin) or not _ACCOUNT.fullmatch(number):
        raise NotVietQr("no bank or no account")
    if amount is not None and not _AMOUNT.fullmatch(amount):
        raise NotVietQr("not an amount of whole đồng")
    return VietQr(bank_bin, number, int(amount) if amount else None, _fields(fields.get("62", "")).get("08", ""))


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE of a text, as four hexadecimal digits: "29B1" for "123456789"."""
    remainder = 0xFFFF
    for byte in text.encode():
        remainder ^= byte << 8
        for _ in range(8):
            remainder = (remainder << 1 ^ 0x1021 if remainder & 0x8000 else remainder << 1) & 0xFFFF
    return f"{remainder:04X}"


def amount_to_ask(amount_vnd: int | None, field: str) -> int | None:
    """The amount, if a code can hold it.  Raises :class:`AmountBeyondQr`."""
    if amount_vnd is not None and amount_vnd > MOST_VND:
        raise AmountBeyondQr(
            f"Mã VietQR chỉ ghi được đến {MOST_VND} đồng.", field=field, remedy="Chia thành nhiều lần chuyển."
        )
    return amount_vnd


def left_to_pay(amount_vnd: int, fulfilled_vnd: int) -> int:
    """What a pledge still owes.  Raises :class:`NothingLeftToPay`."""
    if fulfilled_vnd >= amount_vnd:
        raise NothingLeftToPay(
            "Phiếu đăng ký này đã thực hiện đủ.", field="pledge_id",
            remedy="Muốn ủng hộ thêm, dùng mã VietQR của đợt vận động.",
        )
    return amount_vnd - max(fulfilled_vnd, 0)


def _field(id: str, value: str) -> str:
    return f"{id}{len(value):02d}{value}"


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        id, length = text[place : place + 2], text[place + 2 : place + 4]
        if not re.fullmatch("[0-9]{2}", id) or not re.fullmatch("[0-9]{2}", length) or id in found:
            raise NotVietQr(f"broken at {place}")
        value = text[place + 4 : place + 4 + int(length)]
        if len(value) < int(length):
            raise NotVietQr(f"cut off at {place}")
        found[id] = value
        place += 4 + int(length)
    return found
