"""What is overdue about a finding is told by its clocks, not by the day that its own record once named."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from contracts.subscriptions import PROJECTOR_QUEUE
from gateway.access.accounts import Account
from gateway.database import database
from gateway.projections import store
from gateway.projections.store import read_event
from tests import events_made as made
from tests.integration.gateway.access.conftest import PASSWORD
from tests.integration.gateway.access.pages import log_in

pytestmark = pytest.mark.integration

REPLY = {"clock": "reply", "about_kind": "recommendation"}


def row_of(page: str, id: str) -> str:
    return page.partition(f"/giam-sat/{id}")[2].partition("</tr>")[0]


def test_a_finding_is_overdue_by_the_deadlines_of_what_is_owed_about_it(
    empty: Flask, browser: FlaskClient, treasurer: Account
) -> None:
    store.prepare(database(), PROJECTOR_QUEUE)
    long_ago, far_off = "2024-11-14", "2999-01-31"
    events = [
        made.campaign(),
        # Recommendations took over: the old day of the finding itself has passed and says nothing.
        made.finding("e-1", "f-in-time", unit="58", reply_due_on=long_ago),
        # A reply came; what is owed is the remedy, and that is late.
        made.finding("e-2", "f-late", unit="58", status="replied", replied_on="2024-11-10", reply_due_on=far_off),
        made.finding("e-3", "f-done", unit="58", reply_due_on=long_ago),
        made.listed(
            "e-4", "monitoring.recommendations_changed.v1", made.recommendation("r-1", finding_id="f-in-time"),
            made.recommendation("r-2", finding_id="f-late"), made.recommendation("r-3", finding_id="f-done"),
        ),
        made.listed(
            "e-5", "monitoring.deadlines_changed.v1",
            made.deadline("d-0", clock="reply", about_kind="finding", about_id="f-in-time", status="dropped"),
            made.deadline("d-1", **REPLY, about_id="r-1", due_on=far_off),
            made.deadline("d-2", clock="remedy", about_kind="recommendation", about_id="r-2", due_on=long_ago),
            made.deadline("d-3", **REPLY, about_id="r-2", due_on=far_off),
            made.deadline("d-4", **REPLY, about_id="r-3", due_on=long_ago, status="met", met_on="2024-11-01"),
        ),
    ]
    store.apply(database(), PROJECTOR_QUEUE, [read_event(event.to_bytes()) for event in events])
    log_in(browser, "ke-toan", PASSWORD)
    page = browser.get("/giam-sat").get_data(as_text=True)
    in_time, late, done = (row_of(page, id) for id in ("f-in-time", "f-late", "f-done"))
    assert "31/01/2999" in in_time and "quá hạn" not in in_time
    assert "Khắc phục theo kiến nghị" in late and "quá hạn" in late and "và 1 việc khác" in late
    assert "quá hạn" not in done and "14/11/2024" not in done
