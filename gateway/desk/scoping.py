"""What a snapshot is about, and which rows of the read models that takes in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.desk.kept_rows import KeptRow
from gateway.facts import FIGURES
from gateway.reports.reading import Snapshot
from gateway.reports.scope import Scope, campaign_state, scope_of

FIGURES_FIRST = [("campaign", 1), ("adds.figure", 1), ("unit", 1), ("on", 1), ("_id", 1)]
KEYS_FIRST = [("_id", 1)]

FIELDS = {"version": 1, "event_id": 1, "campaign": 1, "unit": 1, "on": 1, "adds": 1}

FEW_ROWS = 50_000
"""So many are found by the index of figures and put in order by MongoDB, all at once; more are read in the order of
their keys, in pieces."""


@dataclass(frozen=True)
class About:
    """Campaign, unit (with all below) and days, both included.  The unit that leads the campaign has all of it."""

    campaign: str
    unit: str
    from_on: dt.date
    to_on: dt.date

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> About:
        """From a document."""
        return cls(
            stored["campaign"], stored["unit"], dt.date.fromisoformat(stored["period"]["from_on"]),
            dt.date.fromisoformat(stored["period"]["to_on"]),
        )

    def scope(self, snapshot: Snapshot) -> Scope:
        """As reports take it.  Raises the refusals of ``scope_of``."""
        lead = campaign_state(snapshot, self.campaign)["lead_unit"]
        return scope_of(snapshot, self.campaign, self.from_on, self.to_on, None if self.unit == lead else self.unit)


class RowsOf:
    """The rows of a scope: as a question to MongoDB, and as a question about one row."""

    def __init__(self, scope: Scope) -> None:
        self.campaign: str = scope.campaign["campaign"]
        self._units = None if scope.only_units is None else frozenset(scope.only_units)
        self._days = (scope.period.from_on.isoformat(), scope.period.to_on.isoformat())

    def match(self) -> dict[str, Any]:
        """For a search in the order of keys."""
        match: dict[str, Any] = {
            "campaign": self.campaign, "on": {"$gte": self._days[0], "$lte": self._days[1]},
            "adds.0": {"$exists": True},
        }
        if self._units is not None:
            match["unit"] = {"$in": sorted(self._units)}
        return match

    def match_by_figures(self) -> dict[str, Any]:
        """For a search by the index of figures."""
        match = self.match()
        del match["adds.0"]
        return {**match, "adds.figure": {"$in": list(FIGURES)}}

    def kept(self, stored: Mapping[str, Any] | None) -> KeptRow | None:
        """The row as a snapshot keeps it; None when it is not in the scope."""
        if stored is None or stored["campaign"] != self.campaign or not stored["adds"]:
            return None
        if not self._days[0] <= stored["on"] <= self._days[1]:
            return None
        if self._units is not None and stored["unit"] not in self._units:
            return None
        return KeptRow.of(stored)
