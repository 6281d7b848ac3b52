"""A statement file of any kind: what it is, whether it can be imported for an account, and its rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import IO, Any

from services.donations.statements.reading import camt053, mt940, reader, spreadsheet_limits, xlsx
from services.donations.statements.reading.kinds import TABLES, kind_of
from services.donations.statements.reading.layouts import AUTO, LAYOUTS, MAPPED, Layout, UnknownStatementLayout
from services.donations.statements.reading.lines import BankLine, RefusedLine, StatedBalance
from services.donations.statements.reading.mappings import Mapped, layout_of

MOST_BYTES_LOOKED_INTO_AT_ONCE = 500_000
MOST_UNPACKED_LOOKED_INTO_AT_ONCE = 12_000_000
"""Looking into a spreadsheet takes a second at the most up to here. Larger ones are left to the importer, which holds
nobody up."""

Line = BankLine | RefusedLine | StatedBalance

_CHECKS: Mapping[str, Callable[[bytes, str], None]] = MappingProxyType(
    {camt053.CODE: camt053.check_beginning, mt940.CODE: mt940.check_beginning}
)
_KIND_NAMES = {"csv": "CSV", "xlsx": "Excel (.xlsx)", "camt053": "camt.053", "mt940": "MT940"}


@dataclass(frozen=True)
class Account:
    """The account that a file is for, with the mapping that somebody made for it."""

    number: str
    bank: str
    mapping: Mapped | None = None


@dataclass(frozen=True)
class Form:
    """What a file is: its kind, the code of its layout, and the mapping, where that is the layout."""

    kind: str
    layout: str
    mapping: Mapped | None = None


def form_by_first_piece(first_bytes: bytes, *, layout: str, account: Account) -> Form | None:
    """What the file is, or None where the first piece can't tell (XLSX).

    layout: code of a layout, or "auto". Raises StatementFileUnreadable, StatementOfAnotherAccount,
    StatementInForeignCurrency, and the refusals of `layouts.choose`.
    """
    kind = kind_of(first_bytes)
    if kind == "xlsx":
        return None
    if kind == "csv":
        mapped = layout_of(account.mapping) if account.mapping else None
        chosen = reader.sniff(first_bytes, layout=_for_tables(layout, kind), bank=account.bank, mapped=mapped)
        return _form(kind, chosen, account)
    if layout not in (AUTO, kind):
        raise _another_kind(layout, kind)
    _CHECKS[kind](first_bytes, account.number)
    return Form(kind, kind)


def form_of_spreadsheet(raw: IO[bytes], *, layout: str, account: Account, at_once: bool) -> Form:
    """What an XLSX file is. at_once: only if that takes no time; else raises SpreadsheetTooLarge.

    Raises StatementFileUnreadable and the refusals of `layouts.choose`.
    """
    mapped = layout_of(account.mapping) if account.mapping else None
    most = MOST_UNPACKED_LOOKED_INTO_AT_ONCE if at_once else spreadsheet_limits.MOST_UNPACKED_BYTES
    chosen = xlsx.sniff(
        raw, layout=_for_tables(layout, "xlsx"), bank=account.bank, mapped=mapped, most_unpacked_bytes=most
    )
    return _form("xlsx", chosen, account)


def read_file(raw: IO[bytes], form: Form, account_number: str, last_day: date) -> Iterator[Line]:
    """Every row of the file, read or refused with its line and reason, and the balances that it states.

    raw: a binary stream at the start of the file; last_day: the day it came (local).
    """
    if form.kind == "camt053":
        return camt053.read_camt053(raw, account_number, last_day)
    if form.kind == "mt940":
        return mt940.read_mt940(raw, account_number, last_day)
    layout = layout_of(form.mapping) if form.mapping else LAYOUTS[form.layout]
    if form.kind == "xlsx":
        return xlsx.read_spreadsheet(raw, layout, last_day)
    return reader.read_statement(raw, layout, last_day)


def _form(kind: str, chosen: Layout, account: Account) -> Form:
    return Form(kind, chosen.code, account.mapping if chosen.code == MAPPED else None)


def _for_tables(layout: str, kind: str) -> str:
    if layout not in (AUTO, MAPPED, *LAYOUTS):
        raise _another_kind(layout, kind)
    return layout


def _another_kind(layout: str, kind: str) -> UnknownStatementLayout:
    wanted = _KIND_NAMES.get(layout, f"bảng ({', '.join(_KIND_NAMES[table] for table in TABLES)})")
    facts: dict[str, Any] = {"kind": kind, "found_columns": []}
    return UnknownStatementLayout(
        f"Tệp này là {_KIND_NAMES[kind]}, không phải {wanted}.",
        field="layout", remedy="Để hệ thống tự nhận dạng (auto), hoặc chọn đúng loại tệp.", **facts,
    )  # fmt: skip
