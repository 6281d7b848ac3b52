"""Read an MT940 statement (SWIFT customer statement message) as a stream.

We cut the message into its fields and hand each to the library alone, so that a damaged entry costs only itself.
`:60F:`/`:62F:` (and `:60M:`/`:62M:` of pages) are stated balances, `:61:` with its `:86:` is a row.
"""

import io
import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import IO, Any, NamedTuple

from mt940 import Options, models, tags

from services.donations.statements.reading.lines import BankLine, DamagedRow, RefusedLine, StatedBalance
from services.donations.statements.reading.money import in_dong, must_be_dong, must_be_this_account
from services.donations.statements.reading.records import PhysicalLines
from services.donations.statements.reading.rows import EXPORT_AGAIN, within_reach
from services.donations.statements.reading.wrapped import joined

CODE = "mt940"
MOST_FIELD_LINES = 50
DETAILS_LINE_LENGTH = 65

_FIELD = re.compile(r":([0-9]{2}[A-Z]?|NS):(.*)", re.DOTALL)
_BALANCES = ("60F", "60M", "62F", "62M")
_WITHOUT_MONEY = ("20", "21", "28", "28C", "13D", "34F", "64", "65", "90C", "90D", "NS")
_OPTIONS = Options(reversal_sign=True, case_insensitive_marks=True)
_NO_REFERENCE = ("", "NONREF")

# The library logs the text of what it can't read; a statement's text belongs in no log.
logging.getLogger("mt940").setLevel(logging.CRITICAL)


class _Field(NamedTuple):
    line_no: int
    tag: str
    lines: list[str]


def check_beginning(first_bytes: bytes, account_number: str) -> None:
    """Raises StatementOfAnotherAccount, StatementInForeignCurrency, as far as the first piece of the file tells."""
    for field in _fields(io.BytesIO(first_bytes)):
        if field.tag in ("25", "25P"):
            must_be_this_account("".join(field.lines), account_number)
        elif field.tag in _BALANCES:
            currency = "".join(field.lines)[7:10]
            if currency.isalpha():
                must_be_dong(currency)
            return


def read_mt940(
    raw: IO[bytes], account_number: str, last_day: date
) -> Iterator[BankLine | RefusedLine | StatedBalance]:
    """Every entry in file order, read or refused with its line and reason, and the balances between them."""
    reader = _Reader(account_number, last_day)
    entry: _Field | None = None
    details: list[str] = []
    for field in _fields(raw):
        if field.tag == "86":
            details += field.lines
            continue
        if entry is not None:
            yield reader.entry(entry, details)
        entry, details = (field, []) if field.tag == "61" else (None, [])
        if entry is None:
            yield from reader.other(field)
    if entry is not None:
        yield reader.entry(entry, details)


class _Reader:
    def __init__(self, account_number: str, last_day: date) -> None:
        self._account_number = account_number
        self._last_day = last_day
        self._is_ours = True
        self._currency = "VND"
        self._library = models.Transactions(options=_OPTIONS)
        self._entry, self._balance = tags.Statement(), tags.BalanceBase()

    def other(self, field: _Field) -> Iterator[StatedBalance | RefusedLine]:
        """A field that is no entry: it may state a balance, the account or the currency."""
        if field.tag in ("25", "25P"):
            self._is_ours = self._account_number in re.sub(r"\s", "", "".join(field.lines))
        elif field.tag in _BALANCES:
            try:
                yield self._stated(field)
            except DamagedRow as damage:
                yield damage.at(field.line_no)
        elif field.tag not in _WITHOUT_MONEY:
            # It may have been an entry once: no text of a message may begin with a colon.
            yield RefusedLine(field.line_no, "field_unreadable", "Dòng không thuộc trường MT940 nào.", EXPORT_AGAIN)

    def entry(self, field: _Field, details: list[str]) -> BankLine | RefusedLine:
        """The row of an entry."""
        try:
            return self._line(field, details)
        except DamagedRow as damage:
            return damage.at(field.line_no)

    def _stated(self, field: _Field) -> StatedBalance:
        text = "".join(field.lines)
        try:
            found = self._balance.parse(self._library, text)
            self._currency = str(found["currency"])
            made: Any = self._balance(self._library, found)["balance_base"]
            amount = made.amount.amount
        except (RuntimeError, ValueError, ArithmeticError):
            raise DamagedRow("balance_unreadable", f"Số dư :{field.tag}: không đọc được.", EXPORT_AGAIN) from None
        self._must_be_ours()
        return StatedBalance(field.line_no, in_dong(amount, self._currency))

    def _line(self, field: _Field, details: list[str]) -> BankLine:
        for text in (*field.lines, *details):
            if not text.isprintable() and any("\ud800" <= sign <= "\udfff" or sign == "\x00" for sign in text):
                raise DamagedRow("not_utf8", "Bút toán có ký tự không thuộc mã UTF-8.", EXPORT_AGAIN)
        try:
            found: dict[str, Any] = self._entry(
                self._library, self._entry.parse(self._library, "\n".join(field.lines).strip())
            )
        except (RuntimeError, ValueError, ArithmeticError):
            raise DamagedRow("entry_unreadable", "Bút toán :61: không đọc được.", EXPORT_AGAIN) from None
        self._must_be_ours()
        amount_vnd = in_dong(found["amount"].amount, self._currency)
        if not amount_vnd:
            raise DamagedRow("amount_missing", "Bút toán không có số tiền.", EXPORT_AGAIN)
        booked = found.get("entry_date") or found["date"]
        references = [(found[name] or "").strip() for name in ("bank_reference", "customer_reference")]
        return BankLine(
            line_no=field.line_no,
            posted_on=within_reach(date(booked.year, booked.month, booked.day), self._last_day),
            posted_at_time=None,
            reference=next((one for one in references if one.upper() not in _NO_REFERENCE), ""),
            debit_vnd=max(-amount_vnd, 0),
            credit_vnd=max(amount_vnd, 0),
            balance_vnd=None,
            memo=joined(details, DETAILS_LINE_LENGTH) or (found["extra_details"] or "").strip(),
            counter_account="",
        )

    def _must_be_ours(self) -> None:
        if not self._is_ours:
            raise DamagedRow(
                "another_account", "Bút toán thuộc tài khoản khác (:25:).", "Nhập từng tài khoản bằng tệp riêng."
            )


def _fields(raw: IO[bytes]) -> Iterator[_Field]:
    """Fields with the physical line they begin on; envelopes and blank lines are none."""
    lines = PhysicalLines(io.TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline=None))
    field: _Field | None = None
    while (line := lines.take()) is not None:
        text = line.text.rstrip("\n").rstrip(" ")
        if text.startswith("{"):
            text = text.partition("{4:")[2]
        match = _FIELD.fullmatch(text)
        if match or text.startswith(":"):
            if field is not None:
                yield field
            field = _Field(line.line_no, match[1], [match[2]]) if match else _Field(line.line_no, "", [text])
        elif text.startswith("-") and not text.strip("-} "):
            if field is not None:
                yield field
            field = None
        elif field is not None and text and len(field.lines) < MOST_FIELD_LINES:
            field.lines.append(text)
    if field is not None:
        yield field
