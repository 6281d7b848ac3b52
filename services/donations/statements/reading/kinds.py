"""What kind of file a statement is, told by what it holds and never by its name."""

import codecs
import re
from typing import Literal

from contracts.refusals import Refusal

FileKind = Literal["csv", "xlsx", "camt053", "mt940"]

TABLES: tuple[FileKind, ...] = ("csv", "xlsx")
"""Kinds that need a layout; the others say themselves what is what."""

_SNIFFED_BYTES = 8192
_REFUSED_MAGIC = (
    (b"\xd0\xcf\x11\xe0", "bảng tính Excel cũ (.xls) hoặc có mật khẩu"),
    (b"%PDF", "PDF"),
    (codecs.BOM_UTF16_LE, "chữ mã UTF-16"),
    (codecs.BOM_UTF16_BE, "chữ mã UTF-16"),
)
_SAVE_AGAIN = (
    "Xuất lại sao kê dạng Excel (.xlsx), camt.053, MT940, hoặc CSV với bảng mã UTF-8 "
    "(trong Excel: Lưu thành › CSV UTF-8)."
)
_MT940 = re.compile(r"^:20:.*?^:25P?:", re.MULTILINE | re.DOTALL)


class StatementFileUnreadable(Refusal):
    """The file is none of the kinds we read, is damaged as a whole, or is empty."""


def unreadable(message: str, remedy: str = _SAVE_AGAIN) -> StatementFileUnreadable:
    """The refusal of a file as a whole."""
    return StatementFileUnreadable(message, field="first_chunk_base64", remedy=remedy)


def kind_of(first_bytes: bytes) -> FileKind:
    """The kind of a file that begins with `first_bytes` (its first piece, or all of it).

    Raises StatementFileUnreadable.
    """
    for magic, kind in _REFUSED_MAGIC:
        if first_bytes.startswith(magic):
            raise unreadable(f"Tệp này là {kind}, không đọc được.")
    if first_bytes.startswith(b"PK\x03\x04"):
        return "xlsx"
    text = decoded(first_bytes[:_SNIFFED_BYTES]).lstrip()
    if text.startswith("<"):
        if "BkToCstmrStmt" in text or "camt.053" in text:
            return "camt053"
        raise unreadable("Tệp này là XML nhưng không phải sao kê camt.053.")
    return "mt940" if _MT940.search(text) else "csv"


def decoded(piece: bytes) -> str:
    """The beginning of a file as text; it may end inside a character. Raises StatementFileUnreadable."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        text = decoder.decode(piece)
    except UnicodeDecodeError:
        raise unreadable("Tệp không phải mã UTF-8 nên chữ tiếng Việt sẽ sai.") from None
    if "\x00" in text:
        raise unreadable("Tệp không phải tệp chữ.")
    return text
