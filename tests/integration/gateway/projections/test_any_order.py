"""Whatever the order, the repeats and the batches in which events come: cells equal the sum of the newest rows."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from contracts.subscriptions import PROJECTOR_QUEUE
from gateway.projections import store
from gateway.projections.cells import Placed, sums
from gateway.projections.check import check
from gateway.projections.rows import contributions, newest_of, rows_of
from gateway.projections.store import Db
from messaging.envelope import Envelope
from tests import events_made as made

pytestmark = pytest.mark.integration

STEPS: list[dict[str, Any]] = [
    {"status": "proposed"},
    {"status": "verified", "open_finding_ids": ["f"]},
    {"status": "approved", "open_finding_ids": []},
    {"status": "paid", "paid_on": "2024-12-01"},
]


def _events() -> list[Envelope]:
    payments = [
        made.payments(
            f"pay-{version}-{half}",
            *(made.payment(f"p{n}", version=version, amount_vnd=n + 1, **step) for n in range(half, 4, 2)),
        )
        for version, step in enumerate(STEPS, start=1)
        for half in (0, 1)
    ]
    pledges = [made.pledges(f"pl-{v}", made.pledge("x", version=v, fulfilled_vnd=v * 300_000)) for v in range(1, 5)]
    # Two statements of one version, as when two versions of a contract are published side by side.
    twins = [made.gifts("twin-a", made.gift("d", 10)), made.gifts("twin-b", made.gift("d", 20))]
    return [*payments, *pledges, *twins]


EVENTS = _events()


@given(data=st.data())
@budget(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cells_equal_the_sum_over_the_newest_rows(db: Db, data: st.DataObject) -> None:
    arrivals = data.draw(st.lists(st.sampled_from(EVENTS), max_size=40), label="arrivals")
    cuts = data.draw(st.lists(st.integers(1, 8), min_size=40, max_size=40), label="batch sizes")
    _forget_everything(db)
    left = [store.read_event(event.to_bytes()) for event in arrivals]
    for cut in cuts:
        batch, left = left[:cut], left[cut:]
        if batch:
            store.apply(db, PROJECTOR_QUEUE, batch)
    newest = newest_of(row for event in arrivals for row in rows_of(event)).values()
    expected = {
        cell.key: (one.count, one.amount_vnd)
        for cell, one in sums(
            Placed(row.campaign, row.unit, row.on, tuple(contributions(row))) for row in newest
        ).items()
    }
    found = {
        cell["_id"]: (cell["count"], cell["amount_vnd"])
        for cell in db.cells_g1.find({"$or": [{"count": {"$ne": 0}}, {"amount_vnd": {"$ne": 0}}]})
    }
    assert found == expected
    assert db.event_log.count_documents({}) == len({event.id for event in arrivals})
    assert check(db).differences == []


def _forget_everything(db: Db) -> None:
    for name in ("event_log", "positions", "rows_g1", "cells_g1"):
        db[name].delete_many({})
    store.prepare(db, PROJECTOR_QUEUE)
