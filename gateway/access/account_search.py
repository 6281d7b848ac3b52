"""Finding accounts: by a part of a name without diacritics, a role, an area, open or closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from gateway import units
from gateway.access import accounts
from gateway.access.accounts import Account
from runtime.text import fold

READ_AT_ONCE = 200


@dataclass(frozen=True)
class Sought:
    """Which accounts.  text: a part of the username or of who it is; role, unit: one role held is that one, for that
    unit or one below; disabled: None for both.  What is empty is not asked."""

    text: str = ""
    role: str = ""
    unit: str = ""
    disabled: bool | None = None

    def fits(self, account: Account) -> bool:
        """Whether it is one of them."""
        wanted = fold(self.text)
        if wanted not in fold(account.display_name) and wanted not in account.username:
            return False
        if self.disabled not in (None, account.disabled):
            return False
        return not (self.role or self.unit) or any(
            self.role in ("", held.role) and (not self.unit or units.contains(self.unit, held.unit))
            for held in account.grants
        )


def found(sought: Sought, after: str, most: int) -> list[Account]:
    """The first ``most`` of them by username behind ``after``."""
    return list(islice((one for one in _all(after) if sought.fits(one)), most))


def _all(after: str) -> Iterator[Account]:
    # A province has some hundred accounts: a name is looked for among them as they are read, a few at a time.
    while page := accounts.all_accounts(after, READ_AT_ONCE):
        yield from page
        after = page[-1].username
