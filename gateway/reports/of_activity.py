"""Records of one activity, or of a whole campaign: a page of them, and what all of them add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway import facts
from gateway.facts import FIGURES, SOURCE_NAMES
from gateway.reports import listing

Json = dict[str, Any]

ROWS_ON_A_PAGE = 50


@dataclass(frozen=True)
class Question:
    """Which records: of one kind, of an activity unless of the whole campaign, as far as ``areas`` go (None: all);
    state: further values of the row's own fields."""

    kind: str
    campaign: str
    activity: str | None = None
    areas: Sequence[str] | None = None
    state: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> listing.Question:
        """The same, as lists are asked for."""
        of = {"activity": self.activity} if self.activity else {}
        return listing.Question(self.kind, self.campaign, self.areas, state={**of, **self.state})


def newest(question: Question, page: int) -> tuple[list[Json], bool]:
    """A page of them, from 1 on, the newest day first; and whether there are more."""
    return listing.numbered_page(question.rows.match(), page, ROWS_ON_A_PAGE)


def totals(question: Question) -> list[Json]:
    """What they add up to, figure by figure as the report counts them: name, measure, total, and the parts by source
    where those are not activities."""
    sums: dict[str, dict[str, int]] = {}
    for state in listing.every(question.rows):
        for one in facts.counted(question.kind, state):
            by_source = sums.setdefault(one.figure, {})
            counted = one.amount_vnd if FIGURES[one.figure].measure == "vnd" else one.count
            by_source[one.source] = by_source.get(one.source, 0) + counted
    return [
        {
            "name": figure.name, "measure": figure.measure, "total": sum(sums[key].values()),
            "parts": [(SOURCE_NAMES[source], part) for source, part in sums[key].items() if source in SOURCE_NAMES],
        }
        for key, figure in FIGURES.items() if key in sums
    ]
