"""The layouts (mẫu sao kê) we know, and how the first bytes of a file tell which one it is.

Source of the columns and number styles: real statements published by the banks named; see donations.md in the
design and the samples of the tests. Agribank and VietinBank print the same columns in the same style, so the
header
alone cannot tell them apart: the bank of the account does, and where it cannot, the file is refused by name.
"""

import codecs
import csv
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from contracts.refusals import Refusal
from services.donations.statements.cells import Grouping

AUTO = "auto"
LONGEST_HEADER_BYTES = 4096


@dataclass(frozen=True)
class Layout:
    """Columns of one bank's export. Column fields hold the printed header, "" where the bank has no such
    column.

    reference: columns that together make the bank's reference, in order.
    credit: where `debit` is "", the single amount column, which then holds money received only.
    day_and_time: the one column that holds both, instead of `day` and `time`.
    """

    code: str
    columns: tuple[str, ...]
    grouping: Grouping
    credit: str
    memo: str
    debit: str = ""
    balance: str = ""
    day: str = ""
    time: str = ""
    day_and_time: str = ""
    reference: tuple[str, ...] = ()
    counter_account: str = ""


_SHARED_COLUMNS = (
    "PageId", "Date", "Time", "DocumentNumber", "ReferenceNumber",
    "TransactionDetails", "DebitAmount", "CreditAmount", "Balance", "OffsetAccount",
)  # fmt: skip


def _comma_layout(code: str) -> Layout:
    return Layout(
        code=code,
        columns=_SHARED_COLUMNS,
        grouping=",",
        day="Date",
        time="Time",
        reference=("DocumentNumber", "ReferenceNumber"),
        debit="DebitAmount",
        credit="CreditAmount",
        balance="Balance",
        memo="TransactionDetails",
        counter_account="OffsetAccount",
    )


BANK_NAMES: Mapping[str, str] = MappingProxyType(
    {"vietcombank": "Vietcombank", "agribank": "Agribank", "vietinbank": "VietinBank", "bidv": "BIDV"}
)
"""How people write the banks of these layouts."""

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "vietcombank": Layout(
            code="vietcombank",
            columns=("PageId", "TNXDate", "DocNo", "Debit", "Credit", "Balance", "TransactionDetails"),
            grouping=".",
            day="TNXDate",
            reference=("DocNo",),
            debit="Debit",
            credit="Credit",
            balance="Balance",
            memo="TransactionDetails",
        ),
        "agribank": _comma_layout("agribank"),
        "vietinbank": _comma_layout("vietinbank"),
        "bidv": Layout(
            code="bidv",
            columns=("STT", "Ngày giao dịch", "Số tiền", "Nội dung"),
            grouping="",
            day_and_time="Ngày giao dịch",
            credit="Số tiền",
            memo="Nội dung",
        ),
    }
)


class StatementFileUnreadable(Refusal):
    """The file is not UTF-8 text: another encoding, a spreadsheet, a PDF, or empty."""


class UnknownStatementLayout(Refusal):
    """No known layout has the columns this file begins with (or the layout that was asked for hasn't)."""


class AmbiguousStatementLayout(Refusal):
    """Several banks print these columns and the account's bank does not decide."""


class StatementOfAnotherBank(Refusal):
    """The file is in the layout of another bank than the account's."""


_MAGIC = (
    (b"PK\x03\x04", "bảng tính Excel (.xlsx)"),
    (b"\xd0\xcf\x11\xe0", "bảng tính Excel (.xls)"),
    (b"%PDF", "PDF"),
    (codecs.BOM_UTF16_LE, "chữ mã UTF-16"),
    (codecs.BOM_UTF16_BE, "chữ mã UTF-16"),
)
_SAVE_AS_UTF8 = "Xuất lại sao kê dạng CSV với bảng mã UTF-8 (trong Excel: Lưu thành › CSV UTF-8)."


def sniff(first_bytes: bytes, *, layout: str, bank: str) -> Layout:
    """The layout of a file that begins with `first_bytes` (its first piece, or all of it).

    layout: code of a layout, or "auto"; `bank`: code of the account's bank, it decides between look-alikes.
    Raises StatementFileUnreadable, UnknownStatementLayout, AmbiguousStatementLayout, StatementOfAnotherBank.
    """
    columns = header_columns(first_bytes)
    found = sorted(_folded(columns))
    fitting = [known for known in LAYOUTS.values() if sorted(_folded(known.columns)) == found]
    if not fitting:
        raise _unknown(columns)
    if layout != AUTO:
        return _the_one_asked_for(layout, fitting, columns)
    codes = [known.code for known in fitting]
    if bank in codes:
        return LAYOUTS[bank]
    if bank in LAYOUTS:
        raise StatementOfAnotherBank(
            f"Tệp theo mẫu của {' hoặc '.join(_names(codes))}, còn tài khoản mở tại {BANK_NAMES[bank]}.",
            field="account_number",
            remedy="Chọn đúng tài khoản của sao kê này, hoặc chỉ rõ mẫu sao kê.",
            layouts=codes,
            bank=bank,
        )
    if len(fitting) > 1:
        raise AmbiguousStatementLayout(
            f"Nhiều ngân hàng dùng chung mẫu này: {', '.join(_names(codes))}.",
            field="layout",
            remedy="Chỉ rõ mẫu sao kê của ngân hàng nào.",
            layouts=codes,
        )
    return fitting[0]


def _names(codes: Iterable[str]) -> list[str]:
    return [BANK_NAMES[code] for code in codes]


def header_columns(first_bytes: bytes) -> tuple[str, ...]:
    """The column names on the first line. Raises StatementFileUnreadable, UnknownStatementLayout."""
    for magic, kind in _MAGIC:
        if first_bytes.startswith(magic):
            raise _unreadable(f"Tệp này là {kind}, không phải CSV mã UTF-8.")
    text = _decoded(first_bytes.removeprefix(codecs.BOM_UTF8)[:LONGEST_HEADER_BYTES])
    line = text.lstrip("\r\n").splitlines()[0] if text.strip() else ""
    if not line:
        raise _unreadable("Tệp không có dòng tiêu đề nào.")
    try:
        return tuple(cell.strip() for cell in next(csv.reader([line], strict=True)))
    except csv.Error:
        raise _unknown((line[:80],)) from None


def column_places(layout: Layout, columns: tuple[str, ...]) -> dict[str, int]:
    """Where each column of the layout stands in this file (files may order them otherwise)."""
    found = _folded(columns)
    return {name: found.index(_folded((name,))[0]) for name in layout.columns}


def _decoded(piece: bytes) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        # Not final: the cut may fall inside a character.
        text = decoder.decode(piece)
    except UnicodeDecodeError:
        raise _unreadable("Tệp không phải mã UTF-8 nên chữ tiếng Việt sẽ sai.") from None
    if "\x00" in text:
        raise _unreadable("Tệp không phải tệp chữ.")
    return text


def _folded(columns: tuple[str, ...]) -> list[str]:
    return [unicodedata.normalize("NFC", name).strip().casefold() for name in columns]


def _the_one_asked_for(layout: str, fitting: list[Layout], columns: tuple[str, ...]) -> Layout:
    for known in fitting:
        if known.code == layout:
            return known
    raise _unknown(columns, wanted=layout)


def _unreadable(message: str) -> StatementFileUnreadable:
    return StatementFileUnreadable(message, field="first_chunk_base64", remedy=_SAVE_AS_UTF8)


def _unknown(columns: tuple[str, ...], wanted: str = "") -> UnknownStatementLayout:
    known = "; ".join(
        f"{BANK_NAMES[layout.code]}: {', '.join(layout.columns)}"
        for layout in LAYOUTS.values()
        if wanted in ("", layout.code)
    )
    # The file decides these names: cut them, so that a refusal stays a line a person can read.
    found = [name[:60] for name in columns[:30]]
    return UnknownStatementLayout(
        f"Không nhận ra mẫu sao kê. Các cột trong tệp: {', '.join(found)}.",
        field="layout" if wanted else "first_chunk_base64",
        remedy=f"Dòng đầu của tệp phải có đủ các cột của một mẫu đã biết: {known}.",
        found_columns=found,
        known_layouts=[wanted] if wanted in LAYOUTS else sorted(LAYOUTS),
    )
