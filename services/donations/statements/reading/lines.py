"""What a statement file yields: bank lines as the bank printed them, balances it states, and rows that were refused."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(slots=True, kw_only=True)
class BankLine:
    """One row of a statement, exactly as the bank printed it.  Nobody changes one; it is not frozen because setting
    each field of a frozen one takes longer than reading the row.

    line_no: where the row stands: the physical line it begins on in CSV and MT940 (the first line is 1), the row of
    the sheet in XLSX (further sheets count on), the number of the entry in camt.053.
    posted_on / posted_at_time: local day and, where the bank prints it, local time (Asia/Ho_Chi_Minh).
    reference: the bank's own number, "" when it prints none. It is not a key: banks share it between rows.
    debit_vnd / credit_vnd: whole đồng; exactly one of them is above zero.
    balance_vnd: balance after the row, None where the bank does not print it.
    counter_account: the other side as the bank prints it (a number or a name), "" when it prints none.
    """

    line_no: int
    posted_on: date
    posted_at_time: time | None
    reference: str
    debit_vnd: int
    credit_vnd: int
    balance_vnd: int | None
    memo: str
    counter_account: str

    @property
    def amount_vnd(self) -> int:
        """Signed: credits above zero, debits below."""
        return self.credit_vnd - self.debit_vnd


@dataclass(slots=True, kw_only=True)
class StatementLineFact(BankLine):
    """A bank line that has its identity (see `identity.py`), ready to be booked.

    line_id: 32 hexadecimal characters, the same for the same row in every file that holds it.
    occurrence: 1 for the first of identical rows of a day, 2 for its twin, and so on.
    """

    line_id: str
    occurrence: int


@dataclass(frozen=True, slots=True)
class StatedBalance:
    """A balance that the file states apart from its rows: opening or closing, of the whole or of a page.

    line_no: as of a bank line; balance_vnd may be below zero."""

    line_no: int
    balance_vnd: int


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A damaged row: where it stands, why it was refused (stable code and Vietnamese text), what would be
    right.

    Never holds the row's own text: the certificate is public and a memo may name a person.
    """

    line_no: int
    reason_code: str
    message: str
    remedy: str

    def __deepcopy__(self, _memo: object) -> "RefusedLine":
        return self


class DamagedRow(Exception):
    """Raised while one row is being read; the reader turns it into a RefusedLine and goes on."""

    def __init__(self, reason_code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code
        self.message = message
        self.remedy = remedy

    def at(self, line_no: int) -> RefusedLine:
        """The same refusal with its place in the file."""
        return RefusedLine(line_no, self.reason_code, self.message, self.remedy)
