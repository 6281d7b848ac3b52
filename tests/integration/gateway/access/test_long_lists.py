"""Lists come in pages: nothing is cut off without a word."""

import re

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


def test_a_page_leads_to_the_next_one_until_all_findings_were_shown(
    empty: Flask, browser: FlaskClient, treasurer: Account
) -> None:
    store.prepare(database(), PROJECTOR_QUEUE)
    events = [made.campaign()] + [made.finding(f"e-{n}", f"f-{n:03d}", unit="58") for n in range(205)]
    store.apply(database(), PROJECTOR_QUEUE, [read_event(event.to_bytes()) for event in events])
    log_in(browser, "ke-toan", PASSWORD)
    seen: list[str] = []
    address: str | None = "/giam-sat"
    pages = 0
    while address:
        page = browser.get(address).get_data(as_text=True)
        seen += re.findall(r'href="/giam-sat/(f-\d+)', page)
        onward = re.search(r'href="([^"]+)">Trang sau', page)
        address = onward.group(1).replace("&amp;", "&") if onward else None
        pages += 1
    assert (len(seen), len(set(seen)), pages) == (205, 205, 3)
    assert browser.get("/giam-sat?trang=x").status_code == 200
    assert "Trang sau" not in browser.get("/giam-sat?trang=99999").get_data(as_text=True)
