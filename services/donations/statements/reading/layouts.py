"""The layouts (mẫu sao kê) of tables we know, and how the first rows of a file tell which one it is.

Source of the columns and number styles: real statements published by the banks named; see donations.md in the
design and the samples of the tests. Agribank and VietinBank print the same columns in the same style, so the header
alone cannot tell them apart: the bank of the account does, and where it cannot, the file is refused by name.
A layout that we don't know is told to us as a mapping of the account (`mappings.py`).
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from contracts.refusals import Refusal
from services.donations.statements.reading.cells import DEFAULT_DAY_FORMAT, Grouping

AUTO = "auto"
MAPPED = "mapped"
MOST_ROWS_BEFORE_HEADER = 30
"""Banks print their name, the account and the period above the header."""


@dataclass(frozen=True)
class Layout:
    """Columns of one bank's export. Column fields hold the printed header, "" where the bank has no such
    column.

    columns: all that the header holds; of a mapping (`whole` False) those that are used.
    reference: columns that together make the bank's reference, in order.
    credit: where `debit` is "", the single amount column, which then holds money received only.
    amount: the single column that holds money received as + and money paid out as -, instead of both.
    day_and_time: the one column that holds both, instead of `day` and `time`.
    """

    code: str
    columns: tuple[str, ...]
    grouping: Grouping
    memo: str
    credit: str = ""
    debit: str = ""
    amount: str = ""
    balance: str = ""
    day: str = ""
    time: str = ""
    day_and_time: str = ""
    day_format: str = DEFAULT_DAY_FORMAT
    reference: tuple[str, ...] = ()
    counter_account: str = ""
    delimiter: str = ","
    whole: bool = True

    def fits(self, columns: Sequence[str]) -> bool:
        """Whether a row of these cells is the header of this layout. Order, case and spaces don't count."""
        found, wanted = _folded(columns), _folded(self.columns)
        if self.whole:
            return sorted(found) == sorted(wanted)
        return all(found.count(name) == 1 for name in wanted)


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


class UnknownStatementLayout(Refusal):
    """No known layout has the columns this file begins with (or the layout that was asked for hasn't)."""


class AmbiguousStatementLayout(Refusal):
    """Several banks print these columns and the account's bank does not decide."""


class StatementOfAnotherBank(Refusal):
    """The file is in the layout of another bank than the account's."""


class StatementMappingMissing(Refusal):
    """The account's own mapping was asked for, and nobody has made one."""


class StatementMappingDoesNotFit(Refusal):
    """The file lacks columns that the account's mapping names."""


Header = tuple[str, ...]


def choose(
    first_rows: Sequence[Header], *, layout: str, bank: str, mapped: Layout | None = None
) -> tuple[Layout, int]:
    """The layout of a table that begins with these rows, and which of them is its header.

    layout: code of a layout, or "auto"; bank: code of the account's bank, it decides between look-alikes; mapped: the
    account's own layout, taken where the bank's known one does not fit.
    Raises UnknownStatementLayout, AmbiguousStatementLayout, StatementOfAnotherBank, StatementMappingMissing,
    StatementMappingDoesNotFit.
    """
    rows = first_rows[:MOST_ROWS_BEFORE_HEADER]
    of_mapped = _header_of([mapped] if mapped else [], rows)
    if layout == MAPPED and mapped is None:
        raise StatementMappingMissing(
            "Tài khoản này chưa có bảng khai cột.",
            field="layout",
            remedy="Khai các cột của sao kê cho tài khoản này trước, rồi nhập lại tệp.",
        )
    if layout not in (AUTO, MAPPED):
        return _the_one_asked_for(layout, rows)
    known = None if layout == MAPPED else _header_of(LAYOUTS.values(), rows)
    if known and any(one.code == bank for one in known[0]):
        return LAYOUTS[bank], known[1]
    if mapped and of_mapped:
        return mapped, of_mapped[1]
    if known:
        return _only_one_of(known[0], bank), known[1]
    columns = likely_header(rows)
    raise _does_not_fit(mapped, columns, rows) if mapped else _unknown(columns, rows)


def likely_header(rows: Sequence[Header]) -> Header:
    """The row that most likely is the header: the first one that fills the most cells."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    return trimmed(rows[filled.index(max(filled))]) if any(filled) else ()


def column_places(layout: Layout, columns: Header) -> dict[str, int]:
    """Where each column of the layout stands in this file (files may order them otherwise)."""
    found = _folded(columns)
    return {name: found.index(_folded((name,))[0]) for name in layout.columns}


def missing_columns(layout: Layout, columns: Header) -> list[str]:
    """Columns of the layout that this header has not, or has twice."""
    found = _folded(columns)
    return [name for name in layout.columns if found.count(_folded((name,))[0]) != 1]


def sample_of(rows: Iterable[Sequence[object]]) -> list[list[str]]:
    """Rows cut so that a refusal or a preview stays something a person can look at: the file decides what is in it."""
    return [[shown(cell)[:80] for cell in row[:30]] for row in list(rows)[:10]]


def shown(cell: object) -> str:
    """A cell as a person reads it: a spreadsheet's 5000.0 is 5000."""
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)


def _header_of(layouts: Iterable[Layout], rows: Sequence[Header]) -> tuple[list[Layout], int] | None:
    known = list(layouts)
    for place, row in enumerate(rows):
        fitting = [layout for layout in known if layout.fits(trimmed(row))]
        if fitting:
            return fitting, place
    return None


def _only_one_of(fitting: list[Layout], bank: str) -> Layout:
    codes = [known.code for known in fitting]
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


def trimmed(row: Header) -> Header:
    """The cells without the blank ones at the end."""
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _folded(columns: Sequence[str]) -> list[str]:
    return [" ".join(unicodedata.normalize("NFC", name).split()).casefold() for name in columns]


def _the_one_asked_for(layout: str, rows: Sequence[Header]) -> tuple[Layout, int]:
    found = _header_of([LAYOUTS[layout]] if layout in LAYOUTS else [], rows)
    if found is None:
        raise _unknown(likely_header(rows), rows, wanted=layout)
    return found[0][0], found[1]


def _does_not_fit(mapped: Layout, columns: Header, rows: Sequence[Header]) -> StatementMappingDoesNotFit:
    missing = missing_columns(mapped, columns)
    return StatementMappingDoesNotFit(
        f"Tệp không có đúng một cột mang tên: {', '.join(missing)}. Các cột trong tệp: {', '.join(columns[:30])}.",
        field="layout",
        remedy="Khai lại các cột của tài khoản này theo tệp mới, rồi nhập lại tệp.",
        missing_columns=missing,
        found_columns=[name[:60] for name in columns[:30]],
        first_rows=sample_of(rows),
    )


def _unknown(columns: Header, rows: Sequence[Header], wanted: str = "") -> UnknownStatementLayout:
    known = "; ".join(
        f"{BANK_NAMES[layout.code]}: {', '.join(layout.columns)}"
        for layout in LAYOUTS.values()
        if wanted in ("", layout.code)
    )
    # The file decides these names: cut them, so that a refusal stays a line a person can read.
    found = [name[:60] for name in columns[:30]]
    by_mapping = "" if wanted else " Mẫu khác thì khai các cột một lần cho tài khoản này, lần sau hệ thống tự nhận ra."
    return UnknownStatementLayout(
        f"Không nhận ra mẫu sao kê. Các cột trong tệp: {', '.join(found)}.",
        field="layout" if wanted else "first_chunk_base64",
        remedy=f"Dòng tiêu đề của tệp phải có đủ các cột của một mẫu đã biết: {known}.{by_mapping}",
        found_columns=found,
        first_rows=sample_of(rows),
        known_layouts=[wanted] if wanted in LAYOUTS else sorted(LAYOUTS),
    )
