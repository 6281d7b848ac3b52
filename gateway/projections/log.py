"""Reading the log of events again, in batches that fit into memory and into one write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.projections.rows import Row, rows_of
from messaging.envelope import Envelope

MOST_EVENTS = 1_000
MOST_ROWS = 4_000
FIRST_EVENTS = 20
"""Asked for before it is known how many rows the events have."""


@dataclass
class LogBatch:
    """Logged events in their order, with the rows that they state.  ``last_seq``: the number of the last one."""

    events: int = 0
    last_seq: int = 0
    rows: list[Row] = field(default_factory=list)


def batches(
    logged: Iterable[Mapping[str, Any]], rows: Callable[[Envelope], list[Row]] = rows_of
) -> Iterator[LogBatch]:
    """Logged events, read one by one and handed on in batches; ``rows`` makes an envelope's rows.

    Raises :class:`messaging.envelope.PoisonMessage` for an event that this release can't read any more.
    """
    batch = LogBatch()
    for one in logged:
        batch.events += 1
        batch.last_seq = one["seq"]
        batch.rows += rows(Envelope.from_wire(one["envelope"]))
        if batch.events >= MOST_EVENTS or len(batch.rows) >= MOST_ROWS:
            yield batch
            batch = LogBatch()
    if batch.events:
        yield batch


def pages(ask: Callable[[int, int], Iterable[Mapping[str, Any]]], after: int) -> Iterator[LogBatch]:
    """Logged events beyond number ``after``, in batches; ``ask(after, most)`` looks for the next ones.

    As many are asked for at a time as make one batch, going by those before: a large answer of MongoDB is taken to
    pieces all at once, and who writes meanwhile would have nothing to do.
    """
    most = FIRST_EVENTS
    while True:
        events = rows = 0
        for batch in batches(ask(after, most)):
            yield batch
            after = batch.last_seq
            events += batch.events
            rows += len(batch.rows)
        if not events:
            return
        most = max(1, min(MOST_EVENTS, events * MOST_ROWS // max(1, rows)))
