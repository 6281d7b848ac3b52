"""The import certificate: what was read, what was done with every row, and what the bank's own balances
prove.

It accumulates row by row in file order, in bounded memory. It never says "ok": where the bank prints no
balance nothing is proven, and the certificate says so (design, donations: bank statements, rule 1).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from services.donations.statements.balance_chain import BalanceChain
from services.donations.statements.reading.lines import RefusedLine, StatedBalance, StatementLineFact

MOST_REFUSED_LISTED = 1000
"""Refused rows listed one by one; further ones are counted by reason, and `refused_unlisted_rows` says how
many."""


@dataclass
class Tally:
    """Rows and whole đồng of one kind of line."""

    credit_rows: int = 0
    credit_vnd: int = 0
    debit_rows: int = 0
    debit_vnd: int = 0

    def add(self, line: StatementLineFact) -> None:
        """Count one line on its side."""
        if line.credit_vnd:
            self.credit_rows += 1
            self.credit_vnd += line.credit_vnd
        else:
            self.debit_rows += 1
            self.debit_vnd += line.debit_vnd

    @property
    def rows(self) -> int:
        """Lines of both sides."""
        return self.credit_rows + self.debit_rows


@dataclass
class Certificate:
    """Takes every row of one file, in file order, with what became of it."""

    posted: Tally = field(default_factory=Tally)
    already_known: Tally = field(default_factory=Tally)
    identical_twins: int = 0
    chain: BalanceChain = field(default_factory=BalanceChain)
    first_day: date | None = None
    last_day: date | None = None
    refused_by_reason: Counter[str] = field(default_factory=Counter)
    refused: list[RefusedLine] = field(default_factory=list)

    def add(self, line: StatementLineFact, *, posted: bool) -> None:
        """A row that was read. posted: this import put it into the ledger; otherwise an earlier one had."""
        (self.posted if posted else self.already_known).add(line)
        self._read(line)

    def _read(self, line: StatementLineFact) -> None:
        self.identical_twins += line.occurrence > 1
        self.chain.add(line)
        self.first_day = min(self.first_day or line.posted_on, line.posted_on)
        self.last_day = max(self.last_day or line.posted_on, line.posted_on)

    def pass_over(self, row: StatementLineFact | RefusedLine | StatedBalance) -> None:
        """A row that an earlier run has certified; `take_up` says what became of all of them."""
        if isinstance(row, RefusedLine):
            self.refuse(row)
        elif isinstance(row, StatedBalance):
            self.state_balance(row)
        else:
            self._read(row)

    def take_up(self, earlier: Mapping[str, Any]) -> None:
        """Go on with the counts of an earlier run's certificate (`to_json`), its rows having been passed over."""
        self.posted, self.already_known = Tally(**earlier["posted"]), Tally(**earlier["already_known"])

    def refuse(self, line: RefusedLine) -> None:
        """A damaged row: nothing of it is booked."""
        self.chain.skip()
        self.refused_by_reason[line.reason_code] += 1
        if len(self.refused) < MOST_REFUSED_LISTED:
            self.refused.append(line)

    def state_balance(self, stated: StatedBalance) -> None:
        """A balance that the file states apart from its rows."""
        self.chain.state_balance(stated)

    @property
    def rows_read(self) -> int:
        """All rows of the file so far: posted + already known + refused."""
        return self.posted.rows + self.already_known.rows + self.refused_by_reason.total()

    def to_json(self) -> dict[str, Any]:
        """The certificate in JSON values, as it is stored, published and downloaded. Days are YYYY-MM-DD,
        money whole đồng; `credit_*` and `debit_*` count all rows read, whoever posted them."""
        posted, known, chain = self.posted, self.already_known, self.chain
        refused_rows = self.refused_by_reason.total()
        return {
            "rows_read": self.rows_read,
            "rows_posted": posted.rows,
            "rows_already_known": known.rows,
            "rows_refused": refused_rows,
            "refused": [asdict(line) for line in self.refused],
            "refused_unlisted_rows": refused_rows - len(self.refused),
            "refused_by_reason": dict(sorted(self.refused_by_reason.items())),
            "credit_rows": posted.credit_rows + known.credit_rows,
            "credit_vnd": posted.credit_vnd + known.credit_vnd,
            "debit_rows": posted.debit_rows + known.debit_rows,
            "debit_vnd": posted.debit_vnd + known.debit_vnd,
            "posted": asdict(posted),
            "already_known": asdict(known),
            "identical_twins": self.identical_twins,
            "first_day": self.first_day and self.first_day.isoformat(),
            "last_day": self.last_day and self.last_day.isoformat(),
            "balance_chain": chain.state,
            "balances_printed_rows": chain.printed_rows,
            "balances_stated": chain.stated_balances,
            "opening_vnd": chain.opening_vnd,
            "closing_vnd": chain.closing_vnd,
            "unexplained_vnd": chain.unexplained_vnd,
            "broken_after_row": chain.broken_after and chain.broken_after.row,
            "broken_after_line": chain.broken_after and chain.broken_after.line_no,
            "broken_at_line": chain.broken_at and chain.broken_at.line_no,
        }
