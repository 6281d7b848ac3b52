"""Short codes for badges, none of which somebody of the activity bears."""

from __future__ import annotations

import secrets

from services.events.guests.rules import new_code
from services.events.registration.documents import Registration


class Codes:
    """New codes for one activity, looked up several at once; the unique index stands behind them."""

    def __init__(self, activity: str) -> None:
        self._activity = activity
        self._free: list[str] = []
        self._given: set[str] = set()

    def expect(self, many: int) -> None:
        """So many codes will be asked for soon."""
        while len(self._free) < many:
            fresh = {new_code(secrets.choice) for _ in range(many - len(self._free))} - self._given
            borne = Registration.objects(activity=self._activity, code__in=list(fresh)).scalar("code")
            free = fresh - {str(code) for code in borne}
            self._free += free
            self._given |= free

    def next(self) -> str:
        """A code."""
        self.expect(1)
        return self._free.pop()
