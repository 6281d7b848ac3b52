"""What a kind of fact and a figure are: the words in which each capability of this folder declares its own.

A capability's module declares in its ``FACTS``, in one place, all that the read models and the report know of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]

Measure = Literal["vnd", "count"]


@dataclass(frozen=True)
class Kind:
    """One kind of fact.  ``id_field``: where an event's entry holds the fact's own id; ``day``: the local day it counts
    on (``YYYY-MM-DD``, None when there is none yet); ``events``: the types that state it, whole; ``subjects``: what a
    finding about one calls it, the usual name first (``SUBJECT_KINDS`` of the contract)."""

    name: str
    id_field: str
    day: Callable[[Json], str | None]
    events: Sequence[str]
    unit_field: str = "unit"
    subjects: Sequence[str] = ()

    @property
    def service(self) -> str:
        """The service that owns such facts."""
        return self.events[0].partition(".")[0]


@dataclass(frozen=True)
class Contribution:
    """``count`` things and ``amount_vnd`` đồng that one fact adds to one figure under one source."""

    figure: str
    source: str
    count: int
    amount_vnd: int

    @property
    def document(self) -> Json:
        """As it is stored with its row."""
        return {"figure": self.figure, "source": self.source, "count": self.count, "amount_vnd": self.amount_vnd}


Counting = Callable[[Json], list[Contribution]]
"""Says what a fact, as it now stands, adds to the figures."""


@dataclass(frozen=True)
class Figure:
    """A figure of the report.

    measure: money (with the number of facts beside it) or a number of things.
    formula: how it is reckoned, in Vietnamese words.
    rows: the kind of facts behind it; ``source``: what it is split by (channel, kind of support, activity ...).
    beside: open findings about these subjects are shown beside it (design, monitoring: findings).
    version: of the formula; whoever changes what the figure counts makes it one more, so that signed reports say by
    which formula they were reckoned.
    """

    key: str
    name: str
    measure: Measure
    formula: str
    rows: str
    source: str
    beside: Sequence[str] = ()
    version: int = 1


@dataclass(frozen=True)
class Facts:
    """What a capability tells.

    kinds: its kinds of facts, which events state them, and on which day they count.
    counts: per kind of fact (its own or another capability's) what one adds to the figures; pure.
    figures: what these figures are called and how they are reckoned, in words.
    sources: the Vietnamese names of what splits them.
    words: per kind of fact the words and marks under which anybody finds one; none for what not everybody may see.
    """

    kinds: Sequence[Kind] = ()
    counts: Mapping[str, Counting] = field(default_factory=dict)
    figures: Sequence[Figure] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Callable[[Json], list[str]]] = field(default_factory=dict)


def on(name: str) -> Callable[[Json], str | None]:
    """The day that stands in a field."""
    return lambda entry: entry[name]


TAKEN_BACK = "reversal_entry_id"
"""Names the journal entry that reversed a booking; while it is there the fact adds nothing to what was received."""
