"""What the balances that a bank prints prove about the rows between them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from services.donations.statements.reading.lines import BankLine, StatedBalance

ChainState = Literal["complete", "partial", "broken", "unproven"]


class Place(NamedTuple):
    """Where a row stands: its number among the rows (from 1, refused ones counted) and its physical line."""

    row: int
    line_no: int


@dataclass
class _Direction:
    """One reading of the file, oldest or newest row first.

    Every printed balance gives an anchor, which is the same đồng for every row as long as the chain holds:
    oldest first, balance minus all rows up to it (that is the opening balance); newest first, balance plus
    all rows before it in the file (that is the closing balance).
    """

    first_vnd: int | None = None
    last_vnd: int | None = None
    broken_after: Place | None = None
    broken_at: Place | None = None

    def add(self, anchor_vnd: int, place: Place, previous: Place | None) -> None:
        if self.first_vnd is None:
            self.first_vnd = anchor_vnd
        elif anchor_vnd != self.last_vnd and self.broken_after is None:
            self.broken_after, self.broken_at = previous, place
        self.last_vnd = anchor_vnd


@dataclass
class BalanceChain:
    """Takes the rows of a file in file order and says how far the printed balances bear them out.

    Amounts are whole đồng. The direction of the file is found out, not asked: by its days, else by which one
    holds.
    """

    rows: int = 0
    printed_rows: int = 0
    stated_balances: int = 0
    net_vnd: int = 0
    _oldest_first: _Direction = field(default_factory=_Direction)
    _newest_first: _Direction = field(default_factory=_Direction)
    _last_printed: Place | None = None
    _first_day: date | None = None
    _last_day: date | None = None

    def add(self, line: BankLine) -> None:
        """Take the next row."""
        self.rows += 1
        before_vnd, self.net_vnd = self.net_vnd, self.net_vnd + line.amount_vnd
        self._first_day, self._last_day = self._first_day or line.posted_on, line.posted_on
        if line.balance_vnd is None:
            return
        place = Place(self.rows, line.line_no)
        self.printed_rows += 1
        self._oldest_first.add(line.balance_vnd - self.net_vnd, place, self._last_printed)
        self._newest_first.add(line.balance_vnd + before_vnd, place, self._last_printed)
        self._last_printed = place

    def state_balance(self, stated: StatedBalance) -> None:
        """Take a balance that stands between the rows: before the first one it is the opening one."""
        place = Place(self.rows, stated.line_no)
        self.stated_balances += 1
        self._oldest_first.add(stated.balance_vnd - self.net_vnd, place, self._last_printed)
        self._last_printed = place

    def skip(self) -> None:
        """A refused row stands here: a row whose amount and balance nobody knows."""
        self.rows += 1

    @property
    def state(self) -> ChainState:
        """complete: every row prints a balance and all hold; partial: those that are printed or stated hold; broken;
        or unproven: there is none, so the bank proves nothing."""
        if not self.printed_rows and not self.stated_balances:
            return "unproven"
        if self._direction.broken_after:
            return "broken"
        return "complete" if self.rows and self.printed_rows == self.rows else "partial"

    @property
    def broken_after(self) -> Place | None:
        """The last printed balance before the first break; between it and `broken_at` rows are missing, added
        or changed."""
        return self._direction.broken_after

    @property
    def broken_at(self) -> Place | None:
        """The first printed balance that does not follow from the one before."""
        return self._direction.broken_at

    @property
    def opening_vnd(self) -> int | None:
        """Balance before the earliest row, worked back from the printed balance nearest to it; None if none
        is."""
        if self._is_newest_first:
            anchor_vnd = self._newest_first.last_vnd
            return None if anchor_vnd is None else anchor_vnd - self.net_vnd
        return self._oldest_first.first_vnd

    @property
    def closing_vnd(self) -> int | None:
        """Balance after the latest row, worked out from the printed balance nearest to it; None if none
        is."""
        if self._is_newest_first:
            return self._newest_first.first_vnd
        anchor_vnd = self._oldest_first.last_vnd
        return None if anchor_vnd is None else anchor_vnd + self.net_vnd

    @property
    def unexplained_vnd(self) -> int | None:
        """closing − (opening + credits − debits): what the bank counted and the rows do not show."""
        if self.opening_vnd is None or self.closing_vnd is None:
            return None
        return self.closing_vnd - self.opening_vnd - self.net_vnd

    @property
    def _is_newest_first(self) -> bool:
        if self.stated_balances:
            return False  # an opening balance stands before the rows and a closing one after them, in any order of days
        by_days = bool(self._first_day and self._last_day and self._first_day > self._last_day)
        likely, other = self._oldest_first, self._newest_first
        if by_days:
            likely, other = other, likely
        if likely.broken_after and not other.broken_after:
            return not by_days
        return by_days

    @property
    def _direction(self) -> _Direction:
        return self._newest_first if self._is_newest_first else self._oldest_first
